/** Something that is allowed and worth a second look. Findings do not fail a check or a synthesis. */
export interface Finding {
  /** Stable, for scripts and for acknowledgements. */
  readonly code: string;
  /** The key path that it is about. */
  readonly path: string;
  readonly message: string;
}
