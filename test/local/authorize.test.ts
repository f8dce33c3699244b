import fc from 'fast-check';
import { decide, type Principal, SimulationError } from '../../lib/local/authorize';
import type { PolicyDocument, PolicyStatement } from '../../lib/local/policy-document';
import { claimKeys, type IdentityClaims, trustsWebIdentity } from '../../lib/local/web-identity';

const ACCOUNT = '111122223333';
const BUCKET = 'arn:aws:s3:::acme';
const policy = (...Statement: PolicyStatement[]): PolicyDocument => ({ Version: '2012-10-17', Statement });
const allow = (Action: string, Resource: string, more = {}): PolicyStatement => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
});

function user(...statements: PolicyStatement[]): Principal {
  return {
    arn: `arn:aws:iam::${ACCOUNT}:user/writer`,
    userName: 'writer',
    accountId: ACCOUNT,
    policies: statements.length > 0 ? [{ name: 'writer', policy: policy(...statements) }] : [],
  };
}

async function may(
  principal: Principal,
  key: string,
  more: Partial<Parameters<typeof decide>[0]> = {},
): Promise<boolean> {
  const decision = await decide({
    principal,
    action: 's3:PutObject',
    resource: `${BUCKET}/${key}`,
    resourceAccountId: ACCOUNT,
    circumstances: { now: Date.parse('2031-12-01T12:00:00.123Z'), secure: true, region: 'eu-central-1' },
    ...more,
  });
  return decision.allowed;
}

describe('a decision', () => {
  const writer = user(allow('s3:PutObject', `${BUCKET}/exports/*.jsonl`));
  const alphabet = fc.constantFrom('a', '/', '.', '*', '?', '$', '{', '}', ' ', 'ü', '.jsonl', 'exports/');
  const anyKey = fc.array(alphabet, { minLength: 1, maxLength: 12 }).map((parts) => parts.join(''));

  test('takes a key with wildcards in it for the key that it is', async () => {
    await fc.assert(
      fc.asyncProperty(anyKey, async (key) => {
        const isInScope =
          key.startsWith('exports/') && key.endsWith('.jsonl') && key.length >= 'exports/.jsonl'.length;
        expect(await may(writer, key)).toBe(isInScope);
      }),
      { numRuns: 200 },
    );
  });

  test.each<[string, PolicyStatement, boolean]>([
    ['a variable of the user', allow('s3:PutObject', `${BUCKET}/\${aws:username}/*`), true],
    [
      'a date to come',
      allow('s3:PutObject', '*', {
        Condition: { DateLessThan: { 'aws:CurrentTime': '2031-12-02T00:00:00Z' } },
      }),
      true,
    ],
    [
      'a date gone by',
      allow('s3:PutObject', '*', {
        Condition: { DateLessThan: { 'aws:CurrentTime': '2031-12-01T00:00:00Z' } },
      }),
      false,
    ],
    [
      'its own account',
      allow('s3:PutObject', '*', { Condition: { StringEquals: { 's3:ResourceAccount': ACCOUNT } } }),
      true,
    ],
    [
      'another account',
      allow('s3:PutObject', '*', { Condition: { StringEquals: { 's3:ResourceAccount': '999988887777' } } }),
      false,
    ],
    ['TLS', allow('s3:PutObject', '*', { Condition: { Bool: { 'aws:SecureTransport': 'true' } } }), true],
    [
      'no TLS',
      allow('s3:PutObject', '*', { Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
      false,
    ],
  ])('knows the condition of %s', async (_what, statement, expected) => {
    expect(await may(user(statement), 'writer/a', { context: { 's3:ResourceAccount': ACCOUNT } })).toBe(
      expected,
    );
  });

  test('takes the boundary, the session policy and a denial by the bucket into account', async () => {
    const everything = user(allow('s3:*', '*'));
    const narrow = policy(allow('s3:PutObject', `${BUCKET}/a`));
    const denial = policy({ Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: `${BUCKET}/*` });
    const session = { ...everything, arn: `arn:aws:sts::${ACCOUNT}:assumed-role/r/s`, sessionPolicy: narrow };
    expect(await may(everything, 'b')).toBe(true);
    expect(await may({ ...everything, permissionsBoundary: { name: 'boundary', policy: narrow } }, 'a')).toBe(
      true,
    );
    expect(await may({ ...everything, permissionsBoundary: { name: 'boundary', policy: narrow } }, 'b')).toBe(
      false,
    );
    expect(await may(session, 'a')).toBe(true);
    expect(await may(session, 'b')).toBe(false);
    expect(await may(everything, 'b', { resourcePolicy: denial })).toBe(false);
  });

  test.each([
    ['1.2', false],
    ['1.3', true],
  ])(
    'over TLS %s, where the bucket wants 1.3 (a number, as the CDK writes it): %s',
    async (version, expected) => {
      const Condition = { NumericLessThan: { 's3:TlsVersion': 1.3 } };
      const denial = {
        Effect: 'Deny',
        Principal: { AWS: '*' },
        Action: 's3:*',
        Resource: `${BUCKET}/*`,
        Condition,
      };
      const request = { resourcePolicy: policy(denial), context: { 's3:TlsVersion': version } };
      expect(await may(user(allow('s3:*', '*')), 'a', request)).toBe(expected);
    },
  );

  test('is not made of a policy that is none: that is an error, not a denial', async () => {
    const broken = user({ Effect: 'Perhaps', Action: 's3:PutObject', Resource: '*' });
    await expect(may(broken, 'a')).rejects.toThrow(SimulationError);
    await expect(may(user(), 'a', { action: 's3:Fly' })).rejects.toThrow(SimulationError);
  });
});

describe('trust in a web identity', () => {
  const provider = `arn:aws:iam::${ACCOUNT}:oidc-provider/id.example.com/tenant`;
  const claims: IdentityClaims = { issuer: 'id.example.com/tenant', subject: 'svc:1', audience: 'acme' };
  const Action = 'sts:AssumeRoleWithWebIdentity';
  const Condition = {
    StringEquals: { 'id.example.com/tenant:aud': 'acme' },
    StringLike: { 'id.example.com/tenant:sub': 'svc:*' },
  };
  const grant: PolicyStatement = { Effect: 'Allow', Principal: { Federated: provider }, Action, Condition };
  const denial: PolicyStatement = { Effect: 'Deny', Principal: '*', Action };

  function trusts(statements: PolicyStatement[], who: Partial<IdentityClaims> = {}, as = provider): boolean {
    const role = { arn: `arn:aws:iam::${ACCOUNT}:role/r`, accountId: ACCOUNT, trust: policy(...statements) };
    const question = {
      role,
      provider: as,
      claims: { ...claims, ...who },
      sessionName: 's',
      now: Date.now(),
      secure: true,
    };
    return trustsWebIdentity(question);
  }

  const of = (kind: string, value: unknown) => ({ Principal: { [kind]: value } });
  const ofSubject = { Condition: { StringEquals: { 'id.example.com/tenant:sub': 'svc:1' } } };

  test.each<[string, boolean, PolicyStatement[]]>([
    ['is given to the subject', true, [grant]],
    ['is not given for another action', false, [{ ...grant, Action: 'sts:AssumeRole' }]],
    ['is given to one of several providers', true, [{ ...grant, ...of('Federated', ['x', provider]) }]],
    ['is not given to accounts', false, [{ ...grant, ...of('AWS', `arn:aws:iam::${ACCOUNT}:root`) }]],
    ['is withdrawn by a denial for all', false, [grant, denial]],
    ['is withdrawn by a denial for all accounts', false, [grant, { ...denial, ...of('AWS', '*') }]],
    [
      'is withdrawn by a denial for the provider',
      false,
      [grant, { ...denial, ...of('Federated', provider) }],
    ],
    ['is not withdrawn by a denial for another', true, [grant, { ...denial, ...of('Federated', 'x') }]],
    [
      'is not withdrawn by a denial of something else',
      true,
      [grant, { ...denial, Action: 'sts:TagSession' }],
    ],
    ['is withdrawn for a subject', false, [grant, { ...denial, ...ofSubject }]],
  ])('%s: %s', (_what, expected, statements) => {
    expect(trusts(statements)).toBe(expected);
  });

  test.each<[string, Partial<IdentityClaims>, string]>([
    ['subject', { subject: 'evil' }, provider],
    ['audience', { audience: 'evil' }, provider],
    ['provider', {}, `${provider}/x`],
  ])('is not given to another %s', (_what, who, as) => {
    expect(trusts([grant], who, as)).toBe(false);
  });

  test('is never given by a document that only denies', () => {
    const principals = fc.constantFrom<unknown>(
      '*',
      { AWS: '*' },
      { Federated: provider },
      { Federated: '*' },
    );
    const actions = fc.constantFrom<unknown>(Action, 'sts:*', '*', 'sts:AssumeRole', [
      'sts:AssumeRole',
      Action,
    ]);
    const denials = fc.array(
      fc.record({ Effect: fc.constant('Deny'), Principal: principals, Action: actions }),
    );
    fc.assert(fc.property(denials, (statements) => trusts(statements) === false));
  });

  test('is not decided where the document says who it is not', () => {
    expect(() => trusts([{ Effect: 'Allow', NotPrincipal: { AWS: '1' }, Action }])).toThrow('NotPrincipal');
  });
});

describe('condition keys', () => {
  test.each<[string, IdentityClaims, Record<string, string>]>([
    [
      'of Google name the client as aud, and the audience as oaud',
      { issuer: 'accounts.google.com', subject: '1', audience: 'acme', authorizedParty: 'client' },
      {
        'accounts.google.com:sub': '1',
        'accounts.google.com:aud': 'client',
        'accounts.google.com:oaud': 'acme',
      },
    ],
    [
      'of Google without a client name the audience as both',
      { issuer: 'accounts.google.com', subject: '1', audience: 'acme' },
      {
        'accounts.google.com:sub': '1',
        'accounts.google.com:aud': 'acme',
        'accounts.google.com:oaud': 'acme',
      },
    ],
    [
      'of others are sub and aud',
      { issuer: 'id.example.com', subject: '1', audience: 'acme' },
      { 'id.example.com:sub': '1', 'id.example.com:aud': 'acme' },
    ],
  ])('%s', (_what, claims, expected) => {
    expect(claimKeys(claims)).toEqual(expected);
  });
});
