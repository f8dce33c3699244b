import type { Status } from './actor';

/** One request and what must come of it. */
export interface Probe {
  readonly by: string;
  readonly what: string;
  /** `200`, or the status and code of a refusal. */
  readonly expected: string;
  /** Throws what the SDK throws, and returns the status where all went well. */
  run(): Status;
}

export const DENIED = '403 AccessDenied';

export function probe(by: string, what: string, expected: boolean | string, run: Probe['run']): Probe {
  return { by, what, expected: expected === true ? '200' : expected === false ? DENIED : expected, run };
}

/** What came of a request: what `run` gives, or the status and code with which it was refused. */
export async function outcomeOf(run: () => Promise<string | number | undefined>): Promise<string> {
  try {
    return String(await run());
  } catch (error) {
    const { $metadata, name } = error as { $metadata?: { httpStatusCode?: number }; name: string };
    // Not an answer of the engine, so nothing that a probe could expect.
    if ($metadata?.httpStatusCode === undefined) throw error;
    return `${$metadata.httpStatusCode} ${name}`;
  }
}
