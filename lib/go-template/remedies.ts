/** What to do about the common errors. Loaded with the first error: a template that works never needs it. */

/** Functions that exist in sprig but reach outside, make secrets, or are random. */
export const OUTSIDE: ReadonlySet<string> = new Set(
  (
    'env expandenv getHostByName genPrivateKey genCA genCAWithKey genSelfSignedCert genSelfSignedCertWithKey ' +
    'genSignedCert genSignedCertWithKey buildCustomCert bcrypt htpasswd derivePassword encryptAES decryptAES ' +
    'randAlphaNum randAlpha randAscii randNumeric randBytes randInt shuffle uuidv4'
  ).split(' '),
);

const PARSE: readonly (readonly [RegExp, string])[] = [
  [/^unclosed action/, 'Close the action with }}; a string in double quotes may not span lines.'],
  [/^unexpected EOF/, 'An {{if}}, {{with}}, {{range}}, {{define}} or {{block}} has no {{end}}.'],
  [/^unexpected \{\{end\}\}/, 'There is one {{end}} more than there are blocks.'],
  [/^undefined variable/, 'Declare it with := before this line, in this block or an outer one.'],
  [/^unclosed comment|^comment ends/, 'A comment is {{/* ... */}}, alone in its action.'],
  [/^bad number syntax|^illegal number/, 'A trim marker needs a space next to it: {{ .a -}}.'],
  [/^unterminated quoted string/, 'End the string with ", or use `...` for one that spans lines.'],
  [
    /^unexpected "," in|^unexpected "=" in|^unexpected "\(" in/,
    'Arguments are separated by spaces: {{ add 1 2 }}, {{ eq .a 1.0 }}.',
  ],
  [/outside \{\{range\}\}/, 'break and continue belong inside {{range}}.'],
  [/^bad character U\+002D/, 'A key with a hyphen is read with index: {{ index . "a-b" }}.'],
  [/^bad character U\+005B/, 'An element is read with index: {{ index .a 0 }}.'],
  [/nesting$/, 'The template is nested more deeply than the limit allows.'],
];

export function parseRemedy(goMessage: string): string | undefined {
  const message = goMessage.replace(/^template: .*?:\d+: /, '');
  const fn = /^function "(.*)" not defined$/.exec(message)?.[1];
  if (fn !== undefined) {
    return OUTSIDE.has(fn)
      ? `${fn} reaches outside the template or is random: it exists only where it is injected through "functions".`
      : `There is no function of that name; a field needs a dot in front: .${fn}`;
  }
  return PARSE.find(([pattern]) => pattern.test(message))?.[1];
}

const EXECUTE: readonly (readonly [RegExp, string])[] = [
  [
    /^nil pointer evaluating|^nil data/,
    'The value before the last dot is null; ask with {{with ...}} or {{if ...}} first.',
  ],
  [
    /^can't evaluate field/,
    'The value before the last dot is not an object; a list element is read with index.',
  ],
  [/^wrong type for value; expected int; got float64/, 'JSON numbers are float64: write (int .x).'],
  [/^wrong type for value; expected string; got/, 'Make a string of it first: (toString .x).'],
  [/^invalid value; expected/, 'The value is missing; give it a default: (.x | default "").'],
  [/incompatible types for comparison/, 'JSON numbers are float64: compare with 30.0, or with (int .x).'],
  [/cannot index slice\/array with type float64/, 'Write (int .i) for the index.'],
  [/^template ".*" not defined/, 'Define it with {{define "name"}} ... {{end}}.'],
  [/exceeds the limit/, 'The template does more than its limits allow; see "limits".'],
];

export function executionRemedy(goMessage: string): string | undefined {
  const message = goMessage.replace(/^[\s\S]*>: (error calling \w+: )?/, '');
  return EXECUTE.find(([pattern]) => pattern.test(message))?.[1];
}
