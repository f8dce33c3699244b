import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { InputError } from '../terminal/input-error';

const texts = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());

/** The trust policy of a web identity, as vendors prepopulate it; nothing that this kit could not express passes. */
const trustPolicy = z.strictObject({
  Version: z.literal('2012-10-17').optional(),
  Id: z.string().optional(),
  Statement: z
    .union([z.unknown().array().length(1), z.record(z.string(), z.unknown()).transform((one) => [one])])
    .transform(([one]) => one)
    .pipe(
      z.strictObject({
        Sid: z.string().optional(),
        Effect: z.literal('Allow'),
        Action: texts.pipe(z.tuple([z.literal('sts:AssumeRoleWithWebIdentity')])),
        Principal: z.strictObject({ Federated: z.string() }),
        Condition: z.partialRecord(z.enum(['StringEquals', 'StringLike']), z.record(z.string(), texts)),
      }),
    ),
});

export interface TrustSettings {
  readonly issuer: string;
  readonly subjects: readonly string[];
  readonly audience?: string;
  readonly originalAudience?: string;
  /** Where the trust policy names a provider of the account, it is there already. */
  readonly providerArn?: string;
}

/** Reads a trust policy that the vendor handed out: `accounts.google.com` or an OIDC provider, with its conditions. */
export function readTrustFile(file: string): TrustSettings {
  const parsed = trustPolicy.safeParse(readJson(file));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new InputError(
      `${file}: ${issue?.path.join('.') || 'the document'}: this is no trust policy for a web identity; it has one Allow statement for sts:AssumeRoleWithWebIdentity with a federated principal and conditions`,
    );
  }
  const { Principal, Condition } = parsed.data.Statement;
  const issuer = Principal.Federated.replace(/^arn:[^:]+:iam::\d+:oidc-provider\//, '');
  const claims = new Map<string, string[]>();
  for (const [operator, keys] of Object.entries(Condition)) {
    for (const [key, values] of Object.entries(keys ?? {})) {
      // In a destination file an asterisk makes a pattern, and here it is a letter like any other.
      if (operator === 'StringEquals' && values.some((value) => /[*?]/.test(value))) {
        throw new InputError(
          `${file}: Condition ${key}: a value with * or ? under StringEquals cannot be expressed`,
        );
      }
      const claim = key.startsWith(`${issuer}:`) ? key.slice(issuer.length + 1) : '';
      if (!['sub', 'aud', 'oaud'].includes(claim) || claims.has(claim)) {
        throw new InputError(
          `${file}: Condition ${key}: only ${issuer}:sub, :aud and :oaud can be read, each once`,
        );
      }
      claims.set(claim, values);
    }
  }
  const subjects = claims.get('sub');
  if (!subjects)
    throw new InputError(
      `${file}: Condition: ${issuer}:sub is missing, so that everybody at ${issuer} would be let in`,
    );
  return {
    issuer,
    subjects,
    ...(Principal.Federated === issuer ? {} : { providerArn: Principal.Federated }),
    ...one(file, claims, 'aud', 'audience'),
    ...one(file, claims, 'oaud', 'originalAudience'),
  };
}

function one(
  file: string,
  claims: ReadonlyMap<string, string[]>,
  claim: string,
  key: string,
): Record<string, string> {
  const [value, ...more] = claims.get(claim) ?? [];
  if (more.length > 0)
    throw new InputError(`${file}: Condition: ${claim} has several values, and one can be read`);
  return value === undefined ? {} : { [key]: value };
}

function readJson(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new InputError(`${file} cannot be read`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InputError(`${file} is not JSON: ${(error as Error).message}`);
  }
}
