import { mergePreset } from '../vendors/merge';
import { consistencyComplaints } from './consistency';
import type { Destination } from './destination';
import { parseSource, type SourceDocument } from './document';
import { draftWithout } from './draft';
import { readText } from './file-text';
import { type Complaint, type KeyPath, type Problem, renderPath } from './problem';
import { resolve } from './resolve';
import { destinationFileSchema } from './schema';
import { structureComplaints, valueAt } from './structure';

/** More problems than this are one problem: the file is not a destination file. */
const MAX_PROBLEMS = 100;

/** A file that was read: either a destination, or everything that is wrong with it. */
export type ReadResult =
  | { readonly destination: Destination; readonly problems: readonly []; readonly source: SourceDocument }
  | { readonly destination?: undefined; readonly problems: readonly Problem[] };

export function readDestination(file: string): ReadResult {
  const read = readText(file);
  return 'text' in read ? parseDestination(file, read.text) : wholeFile(file, read.message);
}

export function parseDestination(file: string, text: string): ReadResult {
  const source = parseSource(text);
  if ('refused' in source) {
    return failed(file, source.refused, ({ line, column, message }) => ({
      file,
      line,
      column,
      path: '',
      message,
    }));
  }
  if (source.value === null)
    return wholeFile(file, 'is empty: `s3-destination init` writes a destination file');
  const preset = mergePreset(source.value);
  const parsed = destinationFileSchema.safeParse(preset.merged);
  const structure = parsed.success
    ? []
    : structureComplaints(destinationFileSchema, preset.merged, parsed.error.issues);
  const meant = anyOf(structure.flatMap((one) => (one.meant ? [one.meant] : [])));
  const isMisspelt = ({ path }: Complaint) => meant(path) && valueAt(preset.merged, path) === undefined;
  const isEcho = (complaint: Complaint) => preset.excuses(complaint.path) || isMisspelt(complaint);
  const wrong = [
    ...preset.complaints.filter((complaint) => !isMisspelt(complaint)),
    ...structure.filter((complaint) => !isEcho(complaint)),
  ];
  const between = consistencyComplaints(draftWithout(preset.merged, [...wrong, ...structure]));
  // A key that is wrong by itself, or misspelt, must not be called missing as well.
  const said = anyOf(wrong.map(({ path }) => path));
  const complaints = unique([...wrong, ...between.filter((one) => !said(one.path) && !isEcho(one))]);
  if (!parsed.success || complaints.length > 0) {
    return failed(file, complaints, (complaint) => locateProblem(file, source, complaint));
  }
  return { destination: resolve(file, parsed.data), problems: [], source };
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

function wholeFile(file: string, message: string): ReadResult {
  return { problems: [{ file, path: '', message }] };
}

/** The problems in the order of the text. Only those that are shown are looked up in it, which takes time. */
function failed<T>(file: string, found: readonly T[], toProblem: (one: T) => Problem): ReadResult {
  const problems = found.slice(0, MAX_PROBLEMS).map(toProblem).sort(byPlace);
  const rest = found.length - problems.length;
  const message = `holds ${rest} more ${rest === 1 ? 'problem' : 'problems'}: mend these first`;
  return { problems: rest === 0 ? problems : [...problems, { file, path: '', message }] };
}

function byPlace(a: Problem, b: Problem): number {
  return (a.line as number) - (b.line as number) || (a.column as number) - (b.column as number);
}

function anyOf(paths: readonly KeyPath[]): (path: KeyPath) => boolean {
  const known = new Set(paths.map((path) => JSON.stringify(path)));
  return (path) => known.has(JSON.stringify(path));
}

/** Zod says some things twice, for example of a number that is too large for two reasons. */
function unique(complaints: readonly Complaint[]): Complaint[] {
  return [...new Map(complaints.map((one) => [JSON.stringify([one.path, one.message]), one])).values()];
}
