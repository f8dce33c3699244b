import { parseDestination } from '../../lib/load/read';

const HEAD = 'version: 1\nname: orders\naccess: { type: iam-user }\n';
const N = 10_000;

/** Whatever stands in a file, it is read or refused in a moment. */
describe('text that is made to break a parser', () => {
  test.each<[string, string]>([
    ['brackets without an end', '['.repeat(N)],
    ['braces without an end', '{'.repeat(N)],
    ['brackets within brackets', `a: ${'['.repeat(N / 2)}${']'.repeat(N / 2)}`],
    ['brackets and braces in turns', '[{'.repeat(N / 2)],
    ['lists within lists', '- '.repeat(N / 2)],
    ['keys within keys', '? '.repeat(N / 2)],
    ['mappings within mappings', Array.from({ length: 120 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')],
    ['values within values', 'a: '.repeat(N / 3)],
  ])('%s are refused, because no destination nests so deep', (_, text) => {
    expect(messagesOf(text)).toEqual(['nests deeper than any destination file: this is not one']);
  });

  test('the place is where it becomes too deep', () => {
    const text = `version: 1\nname: ${'['.repeat(40)}${']'.repeat(40)}\n`;
    expect(parseDestination('f', text).problems).toMatchObject([{ line: 2, column: 38 }]);
  });

  test.each<[string, string]>([
    ['anchors', '&a '.repeat(N / 3)],
    ['tags', '!a '.repeat(N / 3)],
    ['double quotes', '"'.repeat(N)],
    ['single quotes', "'".repeat(N)],
    ['colons', ':\n'.repeat(N / 2)],
    ['brackets that close nothing', '}'.repeat(N)],
    ['documents', '---\n'.repeat(N / 4)],
    ['directives', '%a\n'.repeat(N / 3)],
    ['aliases of aliases', `a: &a [x]\nb: [${'*a,'.repeat(N / 3 - 10)}]`],
    ['one key again and again', `${HEAD}${'a: 1\n'.repeat(N / 5)}`],
    ['unknown keys', `${HEAD}${Array.from({ length: N / 8 }, (_, i) => `k${i}:`).join('\n')}`],
    ['prefixes', `${HEAD}objects: { prefixes: [${'a,'.repeat(N / 2)}] }`],
    [
      'empty subjects',
      `${HEAD.replace('iam-user', `web-identity-role, subjects: [${'"",'.repeat(N / 3)}]`)}`,
    ],
    ['tags of resources', `${HEAD}tags: {${Array.from({ length: N / 10 }, (_, i) => `k${i}: x`).join(',')}}`],
    ['spaces', `${' '.repeat(N)}a`],
    ['control characters', '\0'.repeat(N)],
  ])('thousands of %s are refused in a moment, and not each of them is shown', (_, text) => {
    const start = Date.now();
    const messages = messagesOf(text);
    expect(Date.now() - start).toBeLessThan(5000);
    expect(messages.length).toBeGreaterThan(0);
    expect(messages.length).toBeLessThanOrEqual(101);
  });

  test('of more than a hundred problems the rest is counted', () => {
    const unknown = (count: number) => Array.from({ length: count }, (_, i) => `k${i}: x\n`).join('');
    expect(messagesOf(HEAD + unknown(100))).toHaveLength(100);
    expect(messagesOf(HEAD + unknown(101)).at(-1)).toBe('holds 1 more problem: mend these first');
    expect(messagesOf(HEAD + unknown(150)).at(-1)).toBe('holds 50 more problems: mend these first');
  });

  test.each([
    ['a name', `${HEAD.replace('orders', 'a'.repeat(N))}`],
    ['a number', `${HEAD.replace('orders', '1'.repeat(N))}`],
    ['a key', `${HEAD}? ${'k'.repeat(N)}\n: x`],
    ['a kind of access', HEAD.replace('iam-user', 'i'.repeat(N))],
    ['a tag', `${HEAD}bucket: !${'a'.repeat(N)} x`],
    ['a principal', HEAD.replace('iam-user', `bucket-policy, principal: ${'a.'.repeat(N / 2)}`)],
    [
      'a role',
      HEAD.replace(
        'iam-user',
        `bucket-policy, principal: "arn:aws:iam::111122223333:role/${'a/'.repeat(N / 2)}"`,
      ),
    ],
    ['an ARN', HEAD.replace('iam-user', `bucket-policy, principal: "arn:aws${'-a'.repeat(N / 2)}"`)],
    ['a path', HEAD.replace('iam-user', `iam-user, path: "/${'a/'.repeat(250)}!"`)],
  ])('%s of thousands of characters is refused in a moment, in few words', (_, text) => {
    const start = Date.now();
    const messages = messagesOf(text);
    expect(Date.now() - start).toBeLessThan(5000);
    expect(messages).toHaveLength(1);
    expect(messages.join('').length).toBeLessThan(300);
  });
});

/** Message and key path, because a path is shown too. */
function messagesOf(text: string): string[] {
  return parseDestination('destination.yaml', text).problems.map(({ path, message }) =>
    path === '' ? message : `${path}: ${message}`,
  );
}
