/** Something failed after the work had begun; the message says how things stand and what to do. Exit code 1. */
export class KeyError extends Error {
  constructor(
    message: string,
    /** Whether all is as it was before: no new key, no new file. */
    readonly undone = false,
  ) {
    super(message);
    this.name = 'KeyError';
  }
}
