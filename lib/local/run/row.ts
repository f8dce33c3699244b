/** Who did what, what had to come of it, and what did. */
export interface Row {
  readonly by: string;
  readonly what: string;
  readonly expected: string;
  readonly actual: string;
}

export const differs = ({ expected, actual }: Row) => expected !== actual;
