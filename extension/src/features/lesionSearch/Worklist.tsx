import { ActionButton } from '../../ui/ActionButton';
import { Choice } from '../../ui/Choice';
import { usePanel } from '../../ui/panelContext';
import type { LesionWorklist } from './createLesionWorklist';
import { burdenOf, DESTINATIONS, type LesionSearchState, type ListedLesion } from './types';

interface WorklistProps {
  readonly lesions: LesionWorklist;
  readonly state: LesionSearchState;
}

/** The candidates in their order, what is done with them, and what of the organ they are. */
export function Worklist({ lesions, state }: WorklistProps) {
  const { texts } = usePanel();
  const { choices } = state;
  return (
    <>
      <ol className="sam-lesions" aria-label={texts.text('lesionSearch.list')}>
        {state.lesions.map(lesion => (
          <LesionRow
            key={lesion.id}
            lesion={lesion}
            isCurrent={lesion.id === state.current}
            isPicked={state.picked.has(lesion.id)}
            onShow={() => lesions.show(lesion.id)}
            onPick={() => lesions.pick(lesion.id)}
          />
        ))}
      </ol>
      <ActionRows lesions={lesions} state={state} />
      <div className="sam-coding">
        <Choice
          label={texts.text('lesionSearch.destination')}
          value={choices.destination}
          options={DESTINATIONS.map(one => [one, texts.text(`lesionSearch.destination.${one}`)])}
          onChange={destination => lesions.change({ destination })}
        />
      </div>
      <label className="sam-lesion-check" title={texts.text('lesionSearch.takesFromOrgan.tooltip')}>
        <input
          type="checkbox"
          checked={choices.takesFromOrgan}
          onChange={({ target }) => {
            lesions.change({ takesFromOrgan: target.checked });
            // The viewer's keys work again.
            target.blur();
          }}
        />
        {texts.text('lesionSearch.takesFromOrgan')}
      </label>
      <BurdenTable state={state} />
    </>
  );
}

interface LesionRowProps {
  readonly lesion: ListedLesion;
  readonly isCurrent: boolean;
  readonly isPicked: boolean;
  readonly onShow: () => void;
  readonly onPick: () => void;
}

function LesionRow({ lesion, isCurrent, isPicked, onShow, onPick }: LesionRowProps) {
  const { texts } = usePanel();
  const { id, status, evidence, slices, volumeMm3 } = lesion;
  const told = texts.text('lesionSearch.evidence', {
    spreads: evidence.fromOrgan,
    iou: texts.number(evidence.predictedIoU, 2),
    stability: texts.number(evidence.stabilityScore, 2),
    slices: slices.length,
  });
  return (
    <li className="sam-lesion" aria-current={isCurrent} data-lesion={id} data-status={status}>
      <input
        type="checkbox"
        aria-label={texts.text('lesionSearch.pick', { id })}
        checked={isPicked}
        disabled={status !== 'open'}
        onChange={({ target }) => {
          onPick();
          target.blur();
        }}
      />
      <button
        type="button"
        title={told}
        aria-label={texts.text('lesionSearch.show', { id })}
        onClick={({ currentTarget }) => {
          onShow();
          currentTarget.blur();
        }}
      >
        <span>{id}</span>
        <span>
          {volumeMm3 === null
            ? texts.text('lesionSearch.sizeUnknown')
            : texts.text('lesionSearch.size', { mm: texts.number(diameterOf(volumeMm3), 0) })}
        </span>
        <span>
          {texts.text(evidence.sign > 0 ? 'lesionSearch.brighter' : 'lesionSearch.darker')}
        </span>
        <span>{texts.text(`lesionSearch.status.${status}`)}</span>
      </button>
    </li>
  );
}

/** Of the ball of that volume, mm. */
const diameterOf = (volumeMm3: number) => Math.cbrt((6 * volumeMm3) / Math.PI);

/** What is done with the entry that the list is at, and with those that are picked. */
function ActionRows({ lesions, state }: WorklistProps) {
  const { texts, keys } = usePanel();
  const current = state.lesions.find(({ id }) => id === state.current);
  const none = texts.text('lesionSearch.noneOpen');
  const isOpen = current?.status === 'open' ? null : none;
  const count = state.picked.size;
  const button = (
    name: 'accept' | 'reject' | 'refine',
    disabledReason: string | null,
    onClick: () => void,
  ) => (
    <ActionButton
      look={name === 'accept' ? 'primary' : 'secondary'}
      hint={texts.text(`lesionSearch.${name}.tooltip`)}
      shortcut={keys[`${name}Lesion`]}
      disabledReason={disabledReason}
      onClick={onClick}
    >
      {texts.text(`lesionSearch.${name}`)}
    </ActionButton>
  );
  return (
    <>
      <div className="sam-command-row">
        {button('accept', isOpen, () => void lesions.accept())}
        {button('reject', current?.status === 'rejected' ? null : isOpen, () => lesions.reject())}
        {button('refine', isOpen, () => lesions.refine())}
      </div>
      <div className="sam-command-row">
        <ActionButton
          look="secondary"
          hint={texts.text('lesionSearch.acceptPicked.tooltip')}
          disabledReason={count ? null : texts.text('lesionSearch.nonePicked')}
          onClick={() => void lesions.acceptPicked()}
        >
          {texts.text('lesionSearch.acceptPicked', { count })}
        </ActionButton>
      </div>
    </>
  );
}

function BurdenTable({ state }: Pick<WorklistProps, 'state'>) {
  const { texts } = usePanel();
  const { count, volumeMm3, share } = burdenOf(state);
  if (!state.organ) return null;
  const unknown = texts.text('lesionSearch.burden.unknown');
  const ml = volumeMm3 === null ? null : texts.number(volumeMm3 / 1000, 2);
  const percent = share === null ? null : texts.number(100 * share, 2);
  return (
    <>
      <p className="sam-hint">{texts.text('lesionSearch.burden', { organ: state.organ.label })}</p>
      <dl className="sam-lesion-burden sam-number" data-burden={count}>
        <dt>{texts.text('lesionSearch.burden.count')}</dt>
        <dd>{texts.number(count, 0)}</dd>
        <dt>{texts.text('lesionSearch.burden.volume')}</dt>
        <dd>{ml === null ? unknown : texts.text('lesionSearch.burden.ml', { ml })}</dd>
        <dt>{texts.text('lesionSearch.burden.share')}</dt>
        <dd>
          {percent === null ? unknown : texts.text('lesionSearch.burden.percent', { percent })}
        </dd>
      </dl>
    </>
  );
}
