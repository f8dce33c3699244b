import { readFileSync } from 'node:fs';
import { mergePreset } from '../vendors/merge';
import { consistencyComplaints, type Draft } from './consistency';
import type { Destination } from './destination';
import { decodeText, parseSource, type SourceDocument } from './document';
import { type Complaint, type Problem, renderPath } from './problem';
import { resolve } from './resolve';
import { destinationFileSchema } from './schema';
import { structureComplaints, valueAt } from './structure';

/** A file that was read: either a destination, or everything that is wrong with it. */
export type ReadResult =
  | { readonly destination: Destination; readonly problems: readonly []; readonly source: SourceDocument }
  | { readonly destination?: undefined; readonly problems: readonly Problem[] };

export function readDestination(file: string): ReadResult {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    return { problems: [{ file, path: '', message: unreadable(error as NodeJS.ErrnoException) }] };
  }
  const text = decodeText(bytes);
  if (typeof text !== 'string') return { problems: [{ file, path: '', message: text.message }] };
  return parseDestination(file, text);
}

export function parseDestination(file: string, text: string): ReadResult {
  const source = parseSource(text);
  if (source.complaints.length > 0) {
    return {
      problems: source.complaints.map(({ place, message }) => ({ file, ...place, path: '', message })),
    };
  }
  if (source.value === null) {
    return {
      problems: [{ file, path: '', message: 'is empty: `s3-destination init` writes a destination file' }],
    };
  }
  const { merged, complaints: presetComplaints } = mergePreset(source.value);
  const parsed = destinationFileSchema.safeParse(merged);
  const structure = parsed.success
    ? []
    : structureComplaints(destinationFileSchema, merged, parsed.error.issues);
  const wrong = [...presetComplaints, ...structure];
  const complaints = [...wrong, ...consistencyComplaints(without(merged, wrong)).filter(isNewTo(wrong))];
  if (!parsed.success || complaints.length > 0) {
    return { problems: complaints.map((complaint) => locateProblem(file, source, complaint)).sort(byPlace) };
  }
  return { destination: resolve(file, parsed.data), problems: [], source };
}

/** Gives a complaint its place in the file, and shows what the user typed where YAML read a number. */
export function locateProblem(
  file: string,
  source: SourceDocument,
  { path, message, atKey }: Complaint,
): Problem {
  const typed = message.endsWith('put it in quotes') ? source.typed(path) : undefined;
  return {
    file,
    ...source.locate(path, atKey),
    path: renderPath(path),
    message: typed === undefined ? message : `${message}: "${typed}"`,
  };
}

function unreadable(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT') return 'does not exist: `s3-destination init` writes a destination file';
  if (error.code === 'EISDIR') return 'is a folder: name the destination file in it';
  return `cannot be read (${error.code ?? error.message})`;
}

/** The value without the parts that are wrong by themselves; of a list that holds a wrong part, nothing. */
function without(value: unknown, complaints: readonly Complaint[]): Draft {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
  const draft = structuredClone(value);
  for (const { path } of complaints) {
    const list = path.findIndex((part) => typeof part === 'number');
    const target = list < 0 ? path : path.slice(0, list);
    const parent = valueAt(draft, target.slice(0, -1));
    if (target.length > 0 && typeof parent === 'object' && parent !== null) {
      delete (parent as Record<string, unknown>)[target.at(-1) as string];
    }
  }
  return draft as Draft;
}

/** A key that is wrong by itself is left out of the draft, and must not be called missing as well. */
function isNewTo(wrong: readonly Complaint[]): (complaint: Complaint) => boolean {
  const said = wrong.map(({ path }) => renderPath(path));
  return ({ path }) =>
    !said.some((other) => other === renderPath(path) || other.startsWith(`${renderPath(path)}[`));
}

function byPlace(a: Problem, b: Problem): number {
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}
