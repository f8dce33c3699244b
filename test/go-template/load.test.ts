import { loadTemplate, parseTemplate } from '../../lib/go-template';

test.each<[string, string, unknown]>([
  ['nothing but the core', '{{.a}}', { a: 1 }],
  ['comparison', '{{if gt .a 0}}yes{{end}}', { a: 1 }],
  ['an exotic number', '{{0x1p-2}} {{1_000}}', {}],
  ['an escape in a text', '{{"a\\tb"}}', {}],
  ['a regular expression', '{{regexReplaceAll "(a)" .s "<$1>"}}', { s: 'banana' }],
  ['a date', '{{dateInZone "2006-01-02" 0 "UTC"}}', {}],
])('a template with %s is the same when its parts come asynchronously', async (_, text, data) => {
  const loaded = await loadTemplate(text);
  expect(loaded.execute(data)).toBe(parseTemplate(text).execute(data));
});

test('functions of the caller are there', async () => {
  const functions = { twice: (text: unknown) => `${text}${text}` };
  expect((await loadTemplate('{{twice "ab"}}', { functions })).execute({})).toBe('abab');
});

test('a template that does not parse is refused', async () => {
  await expect(loadTemplate('{{if}}')).rejects.toThrow('missing value for if');
});

test('wrapping long texts takes as long as reading them, not its square', () => {
  const text = 'a b '.repeat(50_000);
  const out = parseTemplate('{{wrap 10 .}}', { limits: { steps: 10_000_000 } }).execute(text);
  expect(out.split('\n').length).toBeGreaterThan(15_000);
});
