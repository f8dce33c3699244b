import * as z from 'zod';

const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const texts = z
  .union([z.string().transform((one) => [one]), z.array(z.string())], {
    error: 'must be a text or a list of texts',
  })
  .default([]);
const values = z.union([scalar.transform((one) => [one]), z.array(scalar)], {
  error: 'must be a value or a list of values',
});
const principal = z.union(
  [
    z.literal('*').transform(() => [{ type: 'Everybody' as const, value: '*' }]),
    z
      .strictObject({
        AWS: texts,
        Federated: texts,
        Service: texts,
        CanonicalUser: texts,
      })
      .partial()
      .transform((kinds) =>
        (['AWS', 'Federated', 'Service', 'CanonicalUser'] as const).flatMap((type) =>
          (kinds[type] ?? []).map((value) => ({
            type: value === '*' ? ('Everybody' as const) : type,
            value,
          })),
        ),
      ),
  ],
  { error: 'is no principal: write "*" or a mapping such as { "AWS": "arn:aws:iam::111122223333:root" }' },
);

/** IAM refuses other keys; to overlook a misspelt Condition would widen what the document grants. */
export const statementSchema = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny'], { error: 'must be Allow or Deny' }),
  Principal: principal.default([]),
  NotPrincipal: z.unknown().optional(),
  Action: texts,
  NotAction: texts,
  Resource: texts,
  NotResource: texts,
  Condition: z.record(z.string(), z.record(z.string(), values)).default({}),
});
