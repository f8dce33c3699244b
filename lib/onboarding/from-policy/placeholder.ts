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

/** The parts of the text that are left to the reader. */
export const placeholdersOf = (text: string) => partsOf(text).filter(isPlaceholder);

/** The text with `FILLED_IN` for each part that is left to the reader. */
export function withPlaceholders(text: string): string {
  return partsOf(text)
    .map((part) => (isPlaceholder(part) ? FILLED_IN : part))
    .join('');
}

/** `<optional-prefix>`: the page says that it may be left out, with its slash. */
export const isOptional = (placeholder: string) => /optional/i.test(placeholder);

function isPlaceholder(part: string): boolean {
  if (ALL_MARKED.test(part)) return !POLICY_VARIABLE.test(part);
  return CAPITALS.test(part) || OWN.test(part);
}

/** Marked parts, separators, and what stands between them. */
function partsOf(text: string): string[] {
  return text.split(SEPARATORS).filter((part) => part !== '');
}
