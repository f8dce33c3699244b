import fc from 'fast-check';
import { DestinationFileError } from '../../lib/config/problem';
import type { Declaration, Trust } from './grants';
import { prove } from './proof';
import { synthesise } from './stacks';

/** A destination file of an attacker's mind, and what it may open at most where it is taken. */
export interface Hostile {
  readonly file: Readonly<Record<string, unknown>>;
  readonly declaration: Declaration;
}

const PIECES = [
  'a',
  'exports',
  'Z9',
  '-',
  '_',
  '.',
  '/',
  ' ',
  '..',
  '*',
  '?',
  '$',
  '${',
  '}',
  '{{',
  'resolve:',
  '$' + '{aws:username}',
  '\\',
  '"',
  "'",
  ':',
  ',',
  '%2f',
  '\n',
  'ü',
  '\u0000',
  '\u2028',
  'arn:aws:s3:::',
  '#',
  '&',
  '<',
];
/** Mostly plain, so that many files are taken. */
const text = (most: number) =>
  fc
    .array(
      fc.oneof(
        { weight: 8, arbitrary: fc.constantFrom('a', 'b', 'exports', 'x1', '-', '/y', '.z') },
        { weight: 1, arbitrary: fc.constantFrom(...PIECES) },
      ),
      { minLength: 1, maxLength: most },
    )
    .map((parts) => parts.join(''));
const account = fc.constantFrom('444455556666', '206948715642', '44445555666', '*', '444455556666 ');
const principal = fc.oneof(
  account,
  fc
    .tuple(fc.constantFrom('role', 'user', 'role/path', 'group'), text(3))
    .map(([kind, name]) => `arn:aws:iam::444455556666:${kind}/${name}`),
  fc.constantFrom(
    'arn:aws:iam::444455556666:root',
    'arn:aws:iam::*:role/a',
    'arn:aws:sts::444455556666:assumed-role/a/b',
    '*',
    'anonymous',
  ),
);
const suffix = fc.oneof(fc.constantFrom('', '.csv', '.jsonl.gz'), text(2));

interface Access {
  readonly access: Readonly<Record<string, unknown>>;
  readonly trust?: Trust;
  readonly named?: string;
}

const roleOf = fc.record({ principal, externalId: text(5) }).map(({ principal: who, externalId }): Access => {
  const trust =
    who.startsWith('arn:') && !who.endsWith(':root')
      ? { arn: who, externalId }
      : { account: /\d{12}/.exec(who)?.[0] ?? who, externalId };
  return { access: { type: 'cross-account-role', principal: who, externalId }, trust };
});
const tokenOf = fc
  .record({
    sub: fc.array(text(5), { minLength: 1, maxLength: 2 }),
    aud: text(3),
    issuer: fc.constantFrom('oidc.example.com', 'accounts.google.com', 'token.actions.githubusercontent.com'),
  })
  .map(
    ({ sub, aud, issuer }): Access => ({
      access: { type: 'web-identity-role', issuer, subjects: sub, audience: aud },
      trust: { issuer, sub, aud },
    }),
  );
const userOf = text(3).map((userName): Access => ({ access: { type: 'iam-user', userName } }));
const named = principal.map(
  (who): Access => ({ access: { type: 'bucket-policy', principal: who }, named: who }),
);

export const hostile: fc.Arbitrary<Hostile> = fc
  .record({
    prefix: text(6),
    ending: suffix,
    access: fc.oneof(roleOf, tokenOf, userOf, named),
    list: fc.boolean(),
  })
  .map(
    ({ prefix, ending, access: { access, trust, named: writer }, list }): Hostile => ({
      file: {
        version: 1,
        name: 'hostile',
        environment: { account: '111122223333', region: 'eu-west-1' },
        objects: { prefix, pattern: `*${ending}` },
        permissions: { list },
        access,
      },
      declaration: {
        bucket: { versioned: true, retained: true },
        ...(writer === undefined ? {} : { writer }),
        may: {
          writer: [
            { actions: ['s3:PutObject'], places: [`${prefix}/*${ending}`] },
            { actions: ['s3:GetBucketLocation'], places: ['the bucket'] },
            ...(list ? [{ actions: ['s3:ListBucket'], places: ['the bucket'], under: [`${prefix}/`] }] : []),
          ],
        },
        assumed: trust === undefined ? {} : { writer: trust },
        further: { accessKeys: 0, sessionHours: 1, url: false, sources: [] },
      },
    }),
  );

/** Refused with a sentence for each problem, or the proof holds; anything else is thrown. */
export async function judge({ file, declaration }: Hostile): Promise<'refused' | 'held'> {
  const [template, refusal] = attempt(JSON.stringify(file));
  if (template === undefined) {
    const isClear = refusal.problems.every(({ message, line = 0 }) => /\w{3}/.test(message) && line > 0);
    if (!isClear || refusal.problems.length === 0) throw new Error(`an unclear refusal: ${refusal.message}`);
    return 'refused';
  }
  const { unexpected, missing } = await prove(template, declaration, { namedOnly: true });
  if (unexpected.length + missing.length === 0) return 'held';
  throw new Error(`${JSON.stringify(file)}\nunexpected: ${unexpected[0]}\nmissing: ${missing[0]}`);
}

function attempt(destination: string) {
  try {
    const [template] = synthesise([destination]);
    if (template === undefined) throw new Error('nothing was synthesised');
    return [template, undefined] as const;
  } catch (error) {
    if (error instanceof DestinationFileError) return [undefined, error] as const;
    throw error;
  }
}
