/** Writes one line; the handler to the function's log, the command to where its problems go. */
export type Log = (entry: LogEntry) => void;

/** Never a record, a key of an object (a record may be part of it), or a credential. */
export interface LogEntry {
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
  readonly [detail: string]: string | number | undefined;
}

/** What went wrong, for the log: an answer of AWS, or the code of a broken connection. */
export function described(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error';
  const { cause } = error as { readonly cause?: { readonly code?: unknown } };
  const code = typeof cause?.code === 'string' ? ` (${cause.code})` : '';
  return `${error.name === 'Error' ? '' : `${error.name}: `}${error.message}${code}`;
}
