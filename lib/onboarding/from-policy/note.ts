/** What became of a part of a document that does not stand in the destination file word for word. */
export interface Note {
  /** `kept`: granted as it stands, and wider than it looks. */
  readonly kind: 'narrowed' | 'left-out' | 'kept';
  readonly file: string;
  /** 1-based. */
  readonly line?: number;
  /** In the document's words: actions on a resource, a principal, a condition. */
  readonly what: string;
  /** What is granted of it, or why nothing is. */
  readonly outcome: string;
}

export const noteOn =
  ({ file, line }: { readonly file: string; readonly line?: number }) =>
  (kind: Note['kind'], what: string, outcome: string): Note => ({
    kind,
    file,
    ...(line === undefined ? {} : { line }),
    what,
    outcome,
  });
