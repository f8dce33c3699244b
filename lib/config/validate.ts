import { consistencyComplaints } from './consistency';
import type { SourceDocument } from './document';
import { draftWithout } from './draft';
import { valueAt } from './known-keys';
import type { Complaint, KeyPath } from './problem';
import { failed, locateProblem, type ReadResult } from './read-result';
import { resolve } from './resolve';
import { destinationFileSchema } from './schema';
import { structureComplaints } from './structure';

/** A destination file's value with its preset under it. */
export interface Merged {
  /** What the file says stands, what it leaves out the preset fills in. */
  readonly merged: unknown;
  /** What the file says that does not go with its preset. */
  readonly complaints: readonly Complaint[];
  /** Whether that place may be wrong only because of one of these complaints. */
  excuses(path: KeyPath): boolean;
}

/** The destination that the merged value is, or all that is wrong with it, each at its place in the text. */
export function validate(file: string, source: SourceDocument, preset: Merged): ReadResult {
  const parsed = destinationFileSchema.safeParse(preset.merged);
  const structure = parsed.success
    ? []
    : structureComplaints(destinationFileSchema, preset.merged, parsed.error.issues);
  const meant = anyOf(structure.flatMap((one) => (one.meant ? [one.meant] : [])));
  const isMisspelt = ({ path }: Complaint) => meant(path) && (valueAt(preset.merged, path) ?? null) === null;
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

function anyOf(paths: readonly KeyPath[]): (path: KeyPath) => boolean {
  const known = new Set(paths.map((path) => JSON.stringify(path)));
  return (path) => known.has(JSON.stringify(path));
}

/** Zod says some things twice, for example of a number that is too large for two reasons. */
function unique(complaints: readonly Complaint[]): Complaint[] {
  return [...new Map(complaints.map((one) => [JSON.stringify([one.path, one.message]), one])).values()];
}
