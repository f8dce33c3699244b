import { Token } from 'aws-cdk-lib';
import type { z } from 'zod';
import type { Complaint } from '../config/problem';
import { renderPath } from '../config/problem';
import { structureComplaints, valueAt } from '../config/structure';

/** Thrown with everything that is wrong with the props of a construct. */
export class InvalidPropsError extends Error {
  readonly code = 'INVALID_PROPS';

  constructor(
    construct: string,
    readonly complaints: readonly string[],
  ) {
    super([`${construct}:`, ...complaints.map((complaint) => `  ${complaint}`)].join('\n'));
    this.name = 'InvalidPropsError';
  }
}

/**
 * Checks props with the schema of the destination file and the rules between keys, and reports all at once.
 * A value that is known only at deployment (a token) is not looked at; what must be known says so by itself.
 */
export function checkProps<T extends z.ZodType>(
  construct: string,
  schema: T,
  props: Record<string, unknown>,
  further: (input: z.input<T>) => readonly Complaint[] = () => [],
): z.output<T> {
  const given = Object.fromEntries(Object.entries(props).filter(([, value]) => value !== undefined));
  const parsed = schema.safeParse(given);
  const complaints = [
    ...(parsed.success ? [] : structureComplaints(schema, given, parsed.error.issues)),
    ...further(given as z.input<T>),
  ].filter(({ path }) => !Token.isUnresolved(valueAt(given, path)));
  if (complaints.length > 0) {
    throw new InvalidPropsError(
      construct,
      complaints.map(({ path, message }) => `${renderPath(path)}: ${message}`),
    );
  }
  return parsed.success ? parsed.data : (given as z.output<T>);
}
