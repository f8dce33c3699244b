/** What AWS answers instead of doing as asked: `code` is what SDKs turn into the name of an error. */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    /** Further elements of the error body, such as the `Region` that S3 adds for a wrong one. */
    readonly details: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}

/** For what AWS would do and this engine does not: an answer that no client takes for a denial or a success. */
export function notImplemented(what: string): Refusal {
  return new Refusal(501, 'NotImplemented', `The local engine does not implement ${what}.`);
}
