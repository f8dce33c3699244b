import { FILLED_IN } from '../../vendors/pattern';

/** What vendors' pages write where the reader's own value stands: `<bucket>`, `${bucket}`, `{{bucket}}`, `[bucket]`, … */
const MARKED = '<[^<>]*>|\\$\\{[^{}]*\\}|\\{\\{[^{}]*\\}\\}|\\{[^{}]*\\}|\\[[^[\\]]*\\]|%[A-Za-z_]{2,}%';
const ALL_MARKED = new RegExp(`^(?:${MARKED})$`);
const SEPARATORS = new RegExp(`(${MARKED}|[/:*?])`);
/** Words that say so by themselves: YOUR_BUCKET, FOLDER_PATH, your-prefix. */
const CAPITALS = /^[A-Z0-9_-]*(BUCKET|PREFIX|FOLDER|PATH|DIRECTORY|YOUR|ACCOUNT|EXTERNAL)[A-Z0-9_-]*$/;
const OWN = /^(your|my)[-_ ].+$/i;

/** `${aws:username}` is IAM's own, and `${*}` is an asterisk; `${AWS::AccountId}` is CloudFormation's. */
const POLICY_VARIABLE = /^\$\{([*?$]|(?!AWS::)[^{}]*:[^{}]*)\}$/;

/** Whether IAM itself fills in a part of the text, for each request anew. */
export const holdsPolicyVariable = (text: string) => partsOf(text).some((part) => POLICY_VARIABLE.test(part));

/** Placeholder, as the document writes it → the reader's own value. */
export type Filling = ReadonlyMap<string, string>;
export const UNFILLED: Filling = new Map();

/** The parts of the text that are left to the reader. */
export const placeholdersOf = (text: string) => partsOf(text).filter(isPlaceholder);

/** The text with `FILLED_IN` for each part that is left to the reader. */
export function withPlaceholders(text: string, filling: Filling = UNFILLED): string {
  return partsOf(text)
    .map((part) => (isPlaceholder(part) ? (filling.get(part) ?? FILLED_IN) : part))
    .join('');
}

/** The text with each filling; none with one that leaves a part open, for nobody can tell what it would be. */
export function filledTexts(text: string, fillings: readonly Filling[]): string[] {
  const texts = fillings.map((filling) => withPlaceholders(text, filling));
  return [...new Set(texts)].filter((one) => !one.includes(FILLED_IN));
}

/** `my-exports`, which may be a name of the vendor's as well; of `<exports>` nobody doubts what it is. */
export const isMarked = (placeholder: string) => ALL_MARKED.test(placeholder);

/** `<optional-prefix>`: the page says that it may be left out, with its slash. */
export const isOptional = (placeholder: string) => /optional/i.test(placeholder);

function isPlaceholder(part: string): boolean {
  if (ALL_MARKED.test(part)) return !POLICY_VARIABLE.test(part);
  return CAPITALS.test(part) || OWN.test(part);
}

/** Marked parts, separators, and what stands between them. */
export function partsOf(text: string): string[] {
  return text.split(SEPARATORS).filter((part) => part !== '');
}
