import { overlaps } from '../../../lib/checks/verify/pattern';

const B = 'arn:aws:s3:::b';

test.each([
  ['s3:*', 's3:PutObject', true],
  ['s3:Get*', 's3:PutObject', false],
  ['*', `${B}/in/*.csv`, true],
  [B, `${B}/in/*.csv`, false],
  [`${B}/*`, `${B}/in/*.csv`, true],
  [`${B}/in/private/*`, `${B}/in/*.csv`, true],
  [`${B}/out/*`, `${B}/in/*.csv`, false],
  [`${B}/*.gz`, `${B}/in/*.csv`, false],
  [`${B}/*/x.csv`, `${B}/in/*.csv`, true],
  [`${B}/?n/x.csv`, `${B}/in/*.csv`, true],
  [`${B}/?/x.csv`, `${B}/in/*.csv`, false],
  ['', 'a', false],
  ['*', '', true],
  ['all but s3:Get*, s3:Put*', 's3:PutObject', false],
  ['all but s3:Get*', 's3:PutObject', true],
])('%s and %s have something in common: %s', (pattern, other, expected) => {
  expect(overlaps(pattern, other)).toBe(expected);
});

test('many asterisks take no time', () => {
  const started = performance.now();
  expect(overlaps(`${'*a'.repeat(60)}*`, `${'*b'.repeat(60)}*c`)).toBe(true);
  expect(overlaps(`${'*a'.repeat(60)}`, `${'*b'.repeat(60)}`)).toBe(false);
  expect(performance.now() - started).toBeLessThan(500);
});
