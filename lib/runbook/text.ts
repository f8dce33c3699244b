/** Running text as data. What a customer typed stands in `code` only, so that no renderer takes it for markup. */
export type Inline =
  | string
  | { readonly code: string }
  | { readonly strong: string }
  /** Allowed or denied. */
  | { readonly verdict: 'yes' | 'no' }
  | { readonly text: string; readonly url: string };
export type Text = readonly Inline[];

export const code = (value: string): Inline => ({ code: value });
export const strong = (value: string): Inline => ({ strong: value });
export const verdict = (value: 'yes' | 'no'): Inline => ({ verdict: value });
export const link = (text: string, url: string): Inline => ({ text, url });

/** `` t`The bucket ${code(name)}` `` */
export function t(strings: TemplateStringsArray, ...values: readonly (Inline | Text)[]): Text {
  return strings.flatMap((string, index) => {
    const value = values[index];
    const after = value === undefined ? [] : isText(value) ? value : [value];
    return string === '' ? after : [string, ...after];
  });
}

/** A sentence of ours, in which backticks mark what is typed. */
export function prose(sentence: string): Text {
  return sentence
    .split('`')
    .map((part, index): Inline => (index % 2 === 1 ? code(part) : part))
    .filter((part) => part !== '');
}

/** `a, b and c` */
export function listed(values: readonly Inline[], last = 'and'): Text {
  return values.flatMap((value, index) => {
    if (index === 0) return [value];
    return [index === values.length - 1 ? ` ${last} ` : ', ', value];
  });
}

const isText = (value: Inline | Text): value is Text => Array.isArray(value);
