/** What the user typed cannot be done; the message says what to type instead. Exit code 2. */
export class InputError extends Error {
  readonly code = 'INVALID_INPUT';

  constructor(message: string) {
    super(message);
    this.name = 'InputError';
  }
}
