import { nearest, suggestion } from '../../lib/config/did-you-mean';
import { UNKNOWN_KEY } from '../../lib/config/structure';
import { parseDestination } from '../../lib/load/read';

const KEYS = ['prefix', 'prefixes', 'pattern', 'testObject'];

test.each([
  ['a letter too many', 'preffix', 'prefix'],
  ['a letter too few', 'prefx', 'prefix'],
  ['another letter', 'prefux', 'prefix'],
  ['letters that changed places', 'pattren', 'pattern'],
  ['other capitals', 'TESTOBJECT', 'testObject'],
])('%s is a slip of the pen', (_, typed, meant) => {
  expect(nearest(typed, KEYS)).toBe(meant);
  expect(suggestion(typed, KEYS)).toBe(`did you mean "${meant}"?`);
});

test.each([
  ['another word', 'bucket'],
  ['nothing', ''],
  ['a word longer than any', 'x'.repeat(41)],
])('%s is not: then all that is known is named, in order', (_, typed) => {
  expect(nearest(typed, KEYS)).toBeUndefined();
  expect(suggestion(typed, KEYS)).toBe('known: pattern, prefix, prefixes, testObject');
});

test('an unknown key is said in the words by which init knows such a problem', () => {
  const { problems } = parseDestination('destination.yaml', 'bukcet: {}');
  expect(problems.map(({ message }) => message)).toContain(`${UNKNOWN_KEY}; did you mean "bucket"?`);
});

test('where nothing is known, nothing is near', () => {
  expect(nearest('prefix', [])).toBeUndefined();
});
