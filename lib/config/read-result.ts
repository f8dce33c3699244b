import type { Destination } from './destination';
import type { SourceDocument } from './document';
import { type Complaint, type Problem, renderPath } from './problem';

/** More problems than this are one problem: the file is not a destination file. */
const MAX_PROBLEMS = 100;

/** A file that was read: either a destination, or everything that is wrong with it. */
export type ReadResult =
  | { readonly destination: Destination; readonly problems: readonly []; readonly source: SourceDocument }
  | { readonly destination?: undefined; readonly problems: readonly Problem[] };

export function wholeFile(file: string, message: string): ReadResult {
  return { problems: [{ file, path: '', message }] };
}

/** The problems in the order of the text. Only those that are shown are looked up in it, which takes time. */
export function failed<T>(file: string, found: readonly T[], toProblem: (one: T) => Problem): ReadResult {
  const problems = found.slice(0, MAX_PROBLEMS).map(toProblem).sort(byPlace);
  const rest = found.length - problems.length;
  const message = `holds ${rest} more ${rest === 1 ? 'problem' : 'problems'}: mend these first`;
  return { problems: rest === 0 ? problems : [...problems, { file, path: '', message }] };
}

function byPlace(a: Problem, b: Problem): number {
  return (a.line as number) - (b.line as number) || (a.column as number) - (b.column as number);
}

/** Gives a complaint its place in the file, and shows what the user typed where YAML read a number. */
export function locateProblem(
  file: string,
  source: SourceDocument,
  { path, message, atKey, within }: Complaint,
): Problem {
  const typed = message.endsWith('put it in quotes') ? source.typed(path) : undefined;
  return {
    file,
    ...(within ? source.locateWithin(path, within) : source.locate(path, atKey)),
    path: renderPath(path),
    message: typed === undefined || typed.length > 60 ? message : `${message}: "${typed}"`,
  };
}
