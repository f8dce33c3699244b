import { readFileSync } from 'node:fs';
import type { Destination } from '../../../config/destination';
import { InputError } from '../../../terminal/input-error';
import { unreadable } from '../../../terminal/unreadable';

/** The lines of a file of `--data`; undefined where none is named. */
export function ownRecords(
  file: string | undefined,
  destinations: readonly Destination[],
): string[] | undefined {
  if (file === undefined) return undefined;
  if (destinations.every(({ sink }) => sink === undefined))
    throw new InputError('--data is for a sink, and no destination here has one: take it out');
  try {
    const lines = readFileSync(file, 'utf8')
      .split(/\r?\n/)
      .filter((line) => line.trim() !== '');
    if (lines.length > 0) return lines;
  } catch (error) {
    throw new InputError(`${file} ${unreadable(error)}: name another file with --data`);
  }
  throw new InputError(`${file} is empty: write a record on each line`);
}
