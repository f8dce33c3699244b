/** One thing that is wrong with a destination file. */
export interface Problem {
  /** The file as the user named it. */
  readonly file: string;
  /** 1-based; absent where the whole file is meant, for example when it is missing. */
  readonly line?: number;
  readonly column?: number;
  /** The key path, for example `access.principal` or `objects.prefixes[1]`; empty for the whole file. */
  readonly path: string;
  /** What is wrong, and what to write instead. */
  readonly message: string;
}

/** A place in a destination file and what is wrong there, before line and column are known. */
export interface Complaint {
  readonly path: KeyPath;
  readonly message: string;
  /** The key itself is wrong, not its value: point at the key. */
  readonly atKey?: boolean;
  /** Where in a text of several lines it is; both count from 1. */
  readonly within?: { readonly line: number; readonly column: number };
  /** The place of the key that was probably meant: it is misspelt, not missing. */
  readonly meant?: KeyPath;
}

export type KeyPath = readonly (string | number)[];

/** Thrown with every problem of every file at once. */
export class DestinationFileError extends Error {
  readonly code = 'INVALID_DESTINATION_FILE';

  constructor(readonly problems: readonly Problem[]) {
    super(problems.map(renderProblem).join('\n'));
    this.name = 'DestinationFileError';
  }
}

/** `destination.yaml:12:3: access.principal: is …`, a form that editors and terminals turn into a link. */
export function renderProblem(problem: Problem): string {
  const place = [problem.file, problem.line, problem.column].filter((part) => part !== undefined).join(':');
  return problem.path === ''
    ? `${place}: ${problem.message}`
    : `${place}: ${problem.path}: ${problem.message}`;
}

export const at = (path: KeyPath, message: string): Complaint => ({ path, message });
/** The key is wrong to be there, whatever its value. */
export const atKey = (path: KeyPath, message: string): Complaint => ({ path, message, atKey: true });
export const under =
  (key: string) =>
  (complaint: Complaint): Complaint => ({ ...complaint, path: [key, ...complaint.path] });

/** `['objects', 'prefixes', 1]` → `objects.prefixes[1]` */
export function renderPath(path: KeyPath): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    const key = /^[\w-]+$/.test(part) ? shortened(part) : JSON.stringify(shortened(part));
    return text === '' ? key : `${text}.${key}`;
  }, '');
}

/** A key of ten thousand characters is a file that is none of ours; it must not fill the screen. */
function shortened(key: string): string {
  return key.length > 60 ? `${key.slice(0, 60)}…` : key;
}
