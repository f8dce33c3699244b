import type { FromPolicy } from '../onboarding/from-policy/from-policy';
import type { Note } from '../onboarding/from-policy/note';

const WORDS: Readonly<Record<Note['kind'], string>> = {
  narrowed: 'narrowed',
  'left-out': 'left out',
  kept: 'kept',
};

/** What of the documents is not granted as it stands, one line each, in their order. */
export function reportLines({ bucket, notes }: FromPolicy): string[] {
  if (notes.length === 0 && bucket === undefined) return [];
  const lines = notes.map(({ kind, file, line, what, outcome }) => {
    const place = line === undefined ? file : `${file}:${line}`;
    return `  ${WORDS[kind].padEnd(8)}  ${place}: ${what}: ${kind === 'narrowed' ? 'only ' : ''}${outcome}`;
  });
  return [
    ...(bucket === undefined ? [] : [`${bucket} in the documents stands for your bucket.`]),
    ...(lines.length === 0 ? [] : ['Not granted as it stands there:', ...lines]),
  ];
}
