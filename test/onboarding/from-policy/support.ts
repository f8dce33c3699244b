import { settingsOf } from '../../../lib/cli/init-settings';
import type { Destination } from '../../../lib/config/destination';
import { renderProblem } from '../../../lib/config/problem';
import { parseDestination } from '../../../lib/load/read';
import { readDocument } from '../../../lib/onboarding/from-policy/document';
import { type FromPolicy, fromPolicy, type Wanted } from '../../../lib/onboarding/from-policy/from-policy';
import { NOW } from '../../policy/support';

/** Documents as texts, or as values of which JSON is made. */
export interface Texts {
  readonly identity?: unknown;
  readonly trust?: unknown;
  readonly bucket?: unknown;
}

export function read(texts: Texts, wanted: Partial<Wanted> = {}): FromPolicy {
  const documents = Object.entries(texts).map(([kind, text]) => {
    const { document, problems } = readDocument(
      `${kind}.json`,
      typeof text === 'string' ? text : JSON.stringify(text, undefined, 2),
    );
    if (!document) throw new Error(problems.map(renderProblem).join('\n'));
    return [kind, document] as const;
  });
  return fromPolicy(Object.fromEntries(documents), { existing: false, now: NOW, ...wanted });
}

/** The destination of the file that `init` writes, or nothing where the documents want another choice. */
export function destinationFrom(found: FromPolicy, wanted: Partial<Wanted> = {}): Destination | undefined {
  if (found.problems.length + found.complaints.length > 0) return undefined;
  const bucket = wanted.bucketName ?? 'acme-orders';
  const settings = settingsOf(
    {
      config: 'destination.yaml',
      name: 'orders',
      ...(wanted.existing ? { existingBucket: bucket } : { bucket }),
      prefix: wanted.prefixes,
      pattern: wanted.pattern,
      testObject: wanted.testObject,
      access: wanted.type,
      principal: wanted.principal,
      externalId: wanted.externalId,
      subject: wanted.subjects,
      audience: wanted.audience,
    },
    undefined,
    found,
  );
  const { destination, problems } = parseDestination('destination.yaml', JSON.stringify(settings));
  if (!destination) throw new Error(problems.map(renderProblem).join('\n'));
  return destination;
}
