type Plain =
  | string
  | number
  | boolean
  | null
  | readonly Plain[]
  | { readonly [key: string]: Plain | undefined };

/** Plain data as YAML, small enough for the page. Every text that could be anything else is quoted as JSON, which YAML reads. */
export function yaml(value: unknown): string {
  return mapping(value as { readonly [key: string]: Plain }, '').join('\n');
}

function mapping(map: { readonly [key: string]: Plain | undefined }, indent: string): string[] {
  return Object.entries(map).flatMap(([key, value]) =>
    value === undefined ? [] : entry(`${indent}${scalar(key)}:`, value, indent),
  );
}

function entry(head: string, value: Plain, indent: string): string[] {
  if (isMapping(value) && Object.values(value).some((inner) => inner !== undefined))
    return [head, ...mapping(value, `${indent}  `)];
  if (typeof value === 'string' && isBlock(value))
    return [
      `${head} |`,
      ...value
        .slice(0, -1)
        .split('\n')
        .map((line) => (line === '' ? '' : `${indent}  ${line}`)),
    ];
  return [`${head} ${flow(value)}`];
}

/** Lists stand in one line: those of a destination file are short. */
function flow(value: Plain): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (isMapping(value)) {
    const inner = Object.entries(value).filter(([, one]) => one !== undefined);
    return inner.length === 0
      ? '{}'
      : `{ ${inner.map(([key, one]) => `${scalar(key)}: ${flow(one as Plain)}`).join(', ')} }`;
  }
  return typeof value === 'string' ? scalar(value) : String(value);
}

/** Words that YAML reads as something else than text, in any of its versions. */
const NOT_TEXT = /^(true|false|null|yes|no|on|off|y|n|~)$/i;

function scalar(text: string): string {
  return /^[A-Za-z][A-Za-z0-9_./-]*$/.test(text) && !NOT_TEXT.test(text) ? text : quoted(text);
}

/** JSON, without the characters that YAML forbids as they stand. */
function quoted(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** A text of several lines that a block keeps exactly. */
function isBlock(text: string): boolean {
  return /^[^\s#][ -~\n]*[^\s]\n$/.test(text) && !/[ ]$/m.test(text);
}

function isMapping(value: Plain): value is { readonly [key: string]: Plain | undefined } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
