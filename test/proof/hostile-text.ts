import fc from 'fast-check';

const PIECES = [
  'a',
  'exports',
  'Z9',
  '-',
  '_',
  '.',
  '/',
  ' ',
  '..',
  '*',
  '?',
  '$',
  '${',
  '}',
  '{{',
  'resolve:',
  '$' + '{aws:username}',
  '\\',
  '"',
  "'",
  ':',
  ',',
  '%2f',
  '\n',
  'ü',
  '\u0000',
  '\u2028',
  'arn:aws:s3:::',
  '#',
  '&',
  '<',
];
/** Mostly plain, so that many files are taken. */
export const text = (most: number) =>
  fc
    .array(
      fc.oneof(
        { weight: 24, arbitrary: fc.constantFrom('a', 'b', 'exports', 'x1', '-', '/y', '.z') },
        { weight: 1, arbitrary: fc.constantFrom(...PIECES) },
      ),
      { minLength: 1, maxLength: most },
    )
    .map((parts) => parts.join(''));
export const suffix = fc.oneof(fc.constantFrom('', '', '.csv', '.jsonl', '.jsonl.gz'), text(2));
