import { unreadable } from '../../lib/terminal/unreadable';

test.each([
  ['ENOENT', 'does not exist'],
  ['ENOTDIR', 'does not exist'],
  ['EISDIR', 'is a folder'],
  ['EACCES', 'may not be read by you'],
  ['EPERM', 'may not be read by you'],
  ['EMFILE', 'cannot be read (EMFILE)'],
])('%s: the file %s', (code, words) => {
  expect(unreadable(Object.assign(new Error(), { code }))).toBe(words);
});
