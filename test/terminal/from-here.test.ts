import { dirname, join, resolve } from 'node:path';
import { fromHere } from '../../lib/terminal/from-here';

test.each([
  ['a file here', resolve('s3.json'), 's3.json'],
  ['a file further down', resolve('a', 'b.json'), join('a', 'b.json')],
  ['a name that begins with two dots', resolve('..s3.json'), '..s3.json'],
  ['a file above', join(dirname(resolve('')), 's3.json'), join(dirname(resolve('')), 's3.json')],
  ['what is relative already', join('a', 'b.json'), join('a', 'b.json')],
])('%s', (_what, path, expected) => {
  expect(fromHere(path)).toBe(expected);
});
