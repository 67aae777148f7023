/** One text in every language of the product; `{name}` is replaced by the parameter `name`. */
export interface Message {
  readonly en: string;
  readonly zh: string;
}
