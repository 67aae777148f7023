interface ChoiceProps<Value extends string> {
  readonly label: string;
  readonly title?: string;
  readonly value: Value;
  readonly options: readonly (readonly [Value, string])[];
  readonly onChange: (value: Value) => void;
}

/** A list to choose one of. */
export function Choice<Value extends string>({
  label,
  title,
  value,
  options,
  onChange,
}: ChoiceProps<Value>) {
  return (
    <label title={title}>
      {label}
      <select
        aria-label={label}
        value={value}
        onChange={event => {
          onChange(event.target.value as Value);
          // The viewer's keys work again.
          event.target.blur();
        }}
      >
        {options.map(([id, text]) => (
          <option key={id} value={id}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}
