import type { Comparison } from './compare';
import type { Row } from './row';

/** A compared policy as a row. Where a part could not be read, what seems to be missing may stand there. */
export function comparedRow(of: Row['of'], what: string, compared: Comparison, isPartial: boolean): Row {
  const { width, diff, ended } = compared;
  const row = {
    of,
    what,
    declared: 'as the file says',
    ...(ended.length === 0 ? {} : { because: `grants nothing any more: ${ended.join('; ')}` }),
  };
  if (isPartial) {
    const shown = diff.filter(({ sign }) => sign === '+');
    const because = 'a part of it could not be read';
    if (!width.startsWith('wider')) return { ...row, result: 'not verified', because };
    return { ...row, result: 'wider', actual: WORDS.wider, diff: shown, because };
  }
  if (width === 'same') {
    const actual = diff.length === 0 ? 'the same' : 'the same, in other words';
    return { ...row, result: 'ok', actual, ...(diff.length === 0 ? {} : { diff }) };
  }
  return { ...row, result: width, actual: WORDS[width], diff };
}

const WORDS = {
  wider: 'allows more than declared',
  narrower: 'allows less than declared',
  'wider and narrower': 'allows more in one place, and less in another',
} as const;
