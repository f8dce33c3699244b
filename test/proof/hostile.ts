import fc from 'fast-check';
import type { Declaration, Grant, Trust } from './grants';
import { type HostileSink, sinkOf } from './hostile-sink';
import { suffix, text } from './hostile-text';

/** A destination file of an attacker's mind, and what it may open at most where it is taken. */
export interface Hostile {
  readonly file: Readonly<Record<string, unknown>>;
  readonly declaration: Declaration;
}

const account = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('444455556666', '206948715642') },
  fc.constantFrom('44445555666', '*', '444455556666 '),
);
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

interface Access {
  readonly access: Readonly<Record<string, unknown>>;
  readonly trust?: Trust;
  readonly named?: string;
}

/** Further conditions of trust; what would replace a condition of the kit's must be refused, or do nothing. */
const FROM = '203.0.113.0/24';
const conditions = fc.oneof(
  { weight: 4, arbitrary: fc.constant(undefined) },
  {
    weight: 3,
    arbitrary: fc.constantFrom<Record<string, Record<string, unknown>>>(
      { IpAddress: { 'aws:SourceIp': FROM } },
      { Null: { 'aws:PrincipalArn': 'false' } },
      { StringLike: { 'sts:ExternalId': '*' } },
      { StringEquals: { 'STS:ExternalID': ['other'] } },
      { StringLike: { 'aws:PrincipalArn': '*' } },
      { StringEqualsIfExists: { 'oidc.example.com:sub': '*' } },
      { NoSuchOperator: { 'aws:SourceIp': FROM } },
      { IpAddress: {} },
    ),
  },
);

const roleOf = fc
  .record({ principal, externalId: text(5), conditions })
  .map(({ principal: who, externalId, conditions: further }): Access => {
    const isNarrower = further?.IpAddress?.['aws:SourceIp'] !== undefined;
    const asked = { externalId, ...(isNarrower ? { from: FROM } : {}) };
    const trust =
      who.startsWith('arn:') && !who.endsWith(':root')
        ? { arn: who, ...asked }
        : { account: /\d{12}/.exec(who)?.[0] ?? who, ...asked };
    const access = { type: 'cross-account-role', principal: who, externalId };
    return { access: { ...access, ...(further && { conditions: further }) }, trust };
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

const nobody = fc.constant<Access>({ access: { type: 'none' } });

type Additional = Readonly<Record<'action' | 'on', string>>;

/** What else a writer could be given. */
const additional: fc.Arbitrary<readonly Additional[]> = fc.array(
  fc.record({
    action: fc.constantFrom(
      's3:GetObjectTagging',
      's3:GetObjectVersion',
      's3:ListBucketVersions',
      's3:GetBucketVersioning',
      's3:GetBucketTagging',
      's3:PutBucketPolicy',
      's3:putbucketpolicy',
      's3:BypassGovernanceRetention',
      's3:Get*',
      's3:*',
      '*',
      'iam:PassRole',
      's3:GetObject',
    ),
    on: fc.constantFrom('objects', 'bucket', 'everything'),
  }),
  { maxLength: 2 },
);

export const hostile: fc.Arbitrary<Hostile> = fc
  .record({
    prefixes: fc.oneof(
      { weight: 3, arbitrary: text(6).map((one) => [one]) },
      { weight: 1, arbitrary: fc.array(text(3), { minLength: 2, maxLength: 3 }) },
    ),
    ending: suffix,
    access: fc.oneof(roleOf, tokenOf, userOf, named, nobody),
    list: fc.boolean(),
    more: fc.oneof(
      { weight: 3, arbitrary: fc.constant<readonly Additional[]>([]) },
      { weight: 2, arbitrary: additional },
    ),
    sink: fc.option(sinkOf),
  })
  // Nobody to write and no sink is refused each time, and so is most that a sink cannot end with.
  .filter(({ access, sink }) => sink !== null || access.access.type !== 'none')
  .map(({ prefixes, ending: end, access: { access, trust, named: writer }, list, more, sink }): Hostile => {
    const ending = sink === null || end === '.jsonl' ? end : '';
    const objects = prefixes.map((prefix) => `${prefix}/*${ending}`);
    const isNobody = access.type === 'none';
    const permissions = { list, ...(more.length > 0 && { additional: more }) };
    return {
      file: {
        version: 1,
        name: 'hostile',
        environment: { account: '111122223333', region: 'eu-west-1' },
        objects: {
          ...(prefixes.length > 1 ? { prefixes } : { prefix: prefixes[0] }),
          pattern: `*${ending}`,
        },
        ...(isNobody ? {} : { permissions }),
        access,
        ...(sink === null ? {} : { sink: sink.settings }),
      },
      declaration: {
        bucket: { versioned: true, retained: true },
        ...(writer === undefined ? {} : { writer }),
        may: {
          ...(isNobody
            ? {}
            : { writer: [...granted(objects, prefixes, list), ...more.map((one) => asGrant(objects, one))] }),
          ...sinkMay(sink, objects),
        },
        assumed: { ...(trust === undefined ? {} : { writer: trust }), ...sink?.assumed },
        further: {
          accessKeys: 0,
          sessionHours: 1,
          url: sink?.settings.source.type === 'function-url',
          sources: sink?.sources ?? [],
        },
      },
    };
  });

function granted(objects: readonly string[], prefixes: readonly string[], list: boolean): Grant[] {
  const under = prefixes.map((prefix) => `${prefix}/`);
  return [
    { actions: ['s3:PutObject'], places: objects },
    { actions: ['s3:GetBucketLocation'], places: ['the bucket'] },
    ...(list ? [{ actions: ['s3:ListBucket'], places: ['the bucket'], under }] : []),
  ];
}

const asGrant = (objects: readonly string[], { action, on }: Additional): Grant => ({
  actions: [action],
  places: on === 'bucket' ? ['the bucket'] : objects,
});

function sinkMay(sink: HostileSink | null, objects: readonly string[]): Declaration['may'] {
  if (sink === null) return {};
  const { sink: own = [], ...others } = sink.may;
  return { ...others, sink: [{ actions: ['s3:PutObject'], places: objects }, ...own] };
}
