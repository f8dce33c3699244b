import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { type InitOptions, init } from '../../lib/cli/init';
import type { Destination } from '../../lib/config/destination';
import { loadDestinations } from '../../lib/load';
import { InputError } from '../../lib/terminal/input-error';
import type { Prompter } from '../../lib/terminal/prompter';
import { inEmptyFolder, memoryTerminal } from './support';

const CONFIG = 'destination.yaml';
const DAY = 86_400_000;

/** Writes with the flags, and reads back what was written. */
async function written(options: Omit<InitOptions, 'config'>): Promise<Destination> {
  expect(await init({ config: CONFIG, ...options }, memoryTerminal())).toBe(0);
  return loadDestinations([CONFIG])[0] as Destination;
}

test('Keboola with its external ID', () =>
  inEmptyFolder(async () => {
    const { name, vendor, objects, access } = await written({
      vendor: 'keboola',
      prefix: ['exports'],
      externalId: 'project-4711',
    });
    expect({ name, vendor, objects }).toEqual({
      name: 'keboola-export',
      vendor: 'keboola',
      objects: { prefixes: ['exports'], pattern: '*.csv' },
    });
    expect(access).toMatchObject({
      type: 'cross-account-role',
      principal: '206948715642',
      externalId: 'project-4711',
    });
  }));

test('an external ID that Keboola has not shown yet is pending', () =>
  inEmptyFolder(async () => {
    const { access } = await written({ vendor: 'keboola', externalId: 'pending' });
    expect(access).toMatchObject({ pending: true });
  }));

test('Thanx may delete for two weeks, which its connection test needs', () =>
  inEmptyFolder(async () => {
    const before = Date.now();
    const { permissions } = await written({ vendor: 'thanx', subject: ['104'] });
    const days = [before, Date.now()].map((now) => new Date(now + 14 * DAY).toISOString().slice(0, 10));
    expect(permissions).toMatchObject({ bucketLocation: false, delete: { objects: 'all' } });
    expect(days).toContain((permissions.delete as { until: string }).until);
    expect(readFileSync(CONFIG, 'utf8')).toContain('# For the connection test');
  }));

test('several prefixes, an existing bucket and a pattern', () =>
  inEmptyFolder(async () => {
    const { bucket, objects } = await written({
      vendor: 'strm-privacy',
      existingBucket: 'acme-lake',
      prefix: ['a', 'b'],
      pattern: '*.jsonl.gz',
    });
    expect(bucket).toEqual({ existing: true, name: 'acme-lake' });
    expect(objects).toMatchObject({ prefixes: ['a', 'b'], pattern: '*.jsonl.gz' });
  }));

test('a vendor without a preset', () =>
  inEmptyFolder(async () => {
    const { access } = await written({
      access: 'cross-account-role',
      principal: 'arn:aws:iam::444455556666:role/exporter',
    });
    expect(access).toMatchObject({
      type: 'cross-account-role',
      principal: 'arn:aws:iam::444455556666:role/exporter',
    });
  }));

test('an account ID stays a text', () =>
  inEmptyFolder(async () => {
    const { environment } = await written({
      vendor: 'neuronex',
      account: '011122223333',
      region: 'eu-west-1',
    });
    expect(environment).toEqual({ account: '011122223333', region: 'eu-west-1' });
  }));

test('the cdk.json calls the app and holds the feature flags of `cdk init`', () =>
  inEmptyFolder(async () => {
    await written({ vendor: 'neuronex' });
    const { app, context } = JSON.parse(readFileSync('cdk.json', 'utf8'));
    expect(app).toBe('s3-destination app');
    expect(context['@aws-cdk/aws-s3:createDefaultLoggingPolicy']).toBe(true);
  }));

test('a cdk.json that is there stays as it is', () =>
  inEmptyFolder(async () => {
    writeFileSync('cdk.json', '{"app":"mine"}');
    const terminal = memoryTerminal();
    await init({ config: CONFIG, vendor: 'neuronex' }, terminal);
    expect(readFileSync('cdk.json', 'utf8')).toBe('{"app":"mine"}');
    expect(terminal.stderr.join('\n')).toContain('cdk.json is left as it is, and its app is "mine"');
  }));

test('a destination file that is there is never overwritten', () =>
  inEmptyFolder(async () => {
    writeFileSync(CONFIG, 'mine');
    await expect(init({ config: CONFIG, vendor: 'neuronex' }, memoryTerminal())).rejects.toThrow(
      'is there already',
    );
    expect(readFileSync(CONFIG, 'utf8')).toBe('mine');
    expect(existsSync('cdk.json')).toBe(false);
  }));

test.each<[string, Omit<InitOptions, 'config'>, string[]]>([
  [
    'a flag that is wrong is named by the flag',
    { vendor: 'keboola', prefix: ['/a'], externalId: 'x' },
    [
      '--prefix (objects.prefix): ',
      '--external-id (access.externalId): ',
      '2 problems; nothing was written.',
    ],
  ],
  ['what is missing too', { vendor: 'keboola' }, ['--external-id (access.externalId): is missing']],
  ['no vendor and no access', {}, ['--access']],
  ['an unknown vendor', { vendor: 'kebola' }, ['--vendor "kebola" is not a preset; did you mean "keboola"?']],
  [
    'an access that the vendor does not support',
    { vendor: 'neuronex', access: 'bucket-policy' },
    ['is not supported by EMQ NeuronEX: write iam-user'],
  ],
])('%s, and nothing is written', (_, options, messages) =>
  inEmptyFolder(async () => {
    const refused = init({ config: CONFIG, ...options }, memoryTerminal());
    await expect(refused).rejects.toThrow(InputError);
    for (const message of messages) await expect(refused).rejects.toThrow(message);
    expect(readdirSync('.')).toEqual([]);
  }),
);

describe('the trust policy that Thanx prepopulates', () => {
  const trust = (statement: object) => ({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: ['sts:AssumeRoleWithWebIdentity'],
        Principal: { Federated: 'accounts.google.com' },
        Condition: { StringEquals: { 'accounts.google.com:sub': '104123456789012345678' } },
        ...statement,
      },
    ],
  });
  const from = (document: unknown) => {
    writeFileSync('trust.json', JSON.stringify(document));
    return written({ vendor: 'thanx', fromTrust: 'trust.json' });
  };

  test('names the service account', () =>
    inEmptyFolder(async () => {
      const { access } = await from(trust({}));
      expect(access).toMatchObject({
        type: 'web-identity-role',
        issuer: 'accounts.google.com',
        subjects: ['104123456789012345678'],
      });
      expect(readFileSync(CONFIG, 'utf8')).toContain('"104123456789012345678"');
    }));

  test('may name several, and audiences', () =>
    inEmptyFolder(async () => {
      const { access } = await from(
        trust({
          Condition: {
            StringEquals: {
              'accounts.google.com:sub': ['1040', '1050'],
              'accounts.google.com:aud': 'a',
              'accounts.google.com:oaud': 'o',
            },
          },
        }),
      );
      expect(access).toMatchObject({ subjects: ['1040', '1050'], audience: 'a', originalAudience: 'o' });
    }));

  test('of another issuer names its provider', () =>
    inEmptyFolder(async () => {
      writeFileSync(
        'trust.json',
        JSON.stringify(
          trust({
            Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/oidc.example.com' },
            Condition: { StringEquals: { 'oidc.example.com:sub': 'abc', 'oidc.example.com:aud': 'sts' } },
          }),
        ),
      );
      const { access } = await written({ fromTrust: 'trust.json' });
      expect(access).toMatchObject({
        issuer: 'oidc.example.com',
        subjects: ['abc'],
        audience: 'sts',
        providerArn: 'arn:aws:iam::111122223333:oidc-provider/oidc.example.com',
      });
    }));

  test.each<[string, unknown, string]>([
    [
      'that lets everybody at Google in',
      trust({ Condition: { StringEquals: { 'accounts.google.com:aud': 'a' } } }),
      'accounts.google.com:sub is missing',
    ],
    ['without conditions', trust({ Condition: undefined }), 'this is no trust policy for a web identity'],
    ['for an AWS account', trust({ Principal: { AWS: '111122223333' } }), 'Principal'],
    ['that denies', trust({ Effect: 'Deny' }), 'Effect'],
    ['for another action', trust({ Action: 'sts:AssumeRole' }), 'Action'],
    [
      'with a claim that this kit cannot express',
      trust({
        Condition: { StringEquals: { 'accounts.google.com:sub': '1', 'accounts.google.com:email': 'x' } },
      }),
      'accounts.google.com:email',
    ],
    [
      'with an operator that this kit cannot express',
      trust({ Condition: { StringNotEquals: { 'accounts.google.com:sub': '1' } } }),
      'Condition',
    ],
    ['with two statements', { Statement: [...trust({}).Statement, ...trust({}).Statement] }, 'Statement'],
    [
      'with several audiences',
      trust({
        Condition: {
          StringEquals: { 'accounts.google.com:sub': '1', 'accounts.google.com:aud': ['a', 'b'] },
        },
      }),
      'several values',
    ],
    [
      'with an asterisk that is a letter',
      trust({ Condition: { StringEquals: { 'accounts.google.com:sub': '10*' } } }),
      'under StringEquals cannot be expressed',
    ],
    [
      'with the claim of another issuer',
      trust({ Condition: { StringEquals: { 'accounts.google.com:sub': '1', 'evil.example.com:aud': 'x' } } }),
      'evil.example.com:aud',
    ],
    [
      'with two subjects under two operators',
      trust({
        Condition: {
          StringEquals: { 'accounts.google.com:sub': '1' },
          StringLike: { 'accounts.google.com:sub': '2' },
        },
      }),
      'each once',
    ],
    [
      'with a wildcard',
      trust({ Condition: { StringLike: { 'accounts.google.com:sub': '10*' } } }),
      'holds a wildcard',
    ],
  ])('%s is refused, and nothing is written', (_, document, message) =>
    inEmptyFolder(async () => {
      await expect(from(document)).rejects.toThrow(message);
      expect(readdirSync('.')).toEqual(['trust.json']);
    }),
  );

  test.each([
    ['that is missing', undefined, 'cannot be read'],
    ['that is not JSON', 'no json', 'is not JSON'],
  ])('%s is refused', (_, text, message) =>
    inEmptyFolder(async () => {
      if (text !== undefined) writeFileSync('trust.json', text);
      await expect(written({ vendor: 'thanx', fromTrust: 'trust.json' })).rejects.toThrow(message);
    }),
  );
});

describe('on a terminal', () => {
  /** Answers in turn, after the question's own check let the answer pass. */
  function answering(answers: string[]): { prompter: () => Promise<Prompter>; asked: string[] } {
    const asked: string[] = [];
    const next = (message: string) => {
      asked.push(message);
      return answers.shift() ?? '';
    };
    const prompter: Prompter = {
      text: async ({ message, check }) => {
        const answer = next(message);
        expect(check(answer)).toBeUndefined();
        return answer;
      },
      select: async ({ message, options }) => {
        const answer = next(message);
        expect(options.map(({ value }) => value)).toContain(answer);
        return answer;
      },
    };
    return { prompter: async () => prompter, asked };
  }

  async function interview(answers: string[], options: Omit<InitOptions, 'config'> = {}) {
    const { prompter, asked } = answering(answers);
    await init({ config: CONFIG, ...options }, memoryTerminal(true), prompter);
    return { destination: loadDestinations([CONFIG])[0] as Destination, asked };
  }

  test('Keboola is asked for the External ID in its own words', () =>
    inEmptyFolder(async () => {
      const { destination, asked } = await interview([
        'keboola',
        'orders',
        'eu-west-1',
        'acme-orders',
        'exports',
        'cross-account-role',
        'project-4711',
      ]);
      expect(destination).toMatchObject({
        name: 'orders',
        environment: { region: 'eu-west-1' },
        bucket: { name: 'acme-orders' },
        access: { externalId: 'project-4711' },
      });
      expect(asked.at(-1)).toMatch(/^External ID \(shown in your Keboola project.*or pending\)$/);
    }));

  test('empty answers leave optional keys out, and the name has a default', () =>
    inEmptyFolder(async () => {
      const { destination } = await interview(['strm-privacy', '', '', '', '']);
      expect(destination).toMatchObject({
        name: 'strm-privacy-export',
        environment: {},
        objects: { prefixes: [] },
      });
    }));

  test('what a flag said is not asked again', () =>
    inEmptyFolder(async () => {
      const { asked } = await interview([''], {
        vendor: 'strm-privacy',
        name: 'a',
        region: 'eu-west-1',
        bucket: 'acme-a',
      });
      expect(asked).toEqual(['Prefix of the objects (empty: the root of the bucket); several with commas']);
    }));

  test('another vendor with a web identity', () =>
    inEmptyFolder(async () => {
      const { destination } = await interview([
        'another vendor',
        'x',
        '',
        '',
        'a, b',
        'web-identity-role',
        'oidc.example.com',
        'abc:1',
        'sts',
      ]);
      expect(destination).toMatchObject({
        objects: { prefixes: ['a', 'b'] },
        access: { issuer: 'oidc.example.com', subjects: ['abc:1'], audience: 'sts' },
      });
    }));

  test.each<[string, string[], object]>([
    [
      'a role',
      ['cross-account-role', '444455556666', 'acme-4711'],
      { principal: '444455556666', externalId: 'acme-4711' },
    ],
    [
      'a principal in the bucket policy',
      ['bucket-policy', '444455556666'],
      { type: 'bucket-policy', principal: '444455556666' },
    ],
    ['an access key', ['iam-user'], { type: 'iam-user' }],
  ])('another vendor with %s', (_, answers, access) =>
    inEmptyFolder(async () => {
      const { destination } = await interview(['another vendor', 'x', '', '', '', ...answers]);
      expect(destination.access).toMatchObject(access);
    }),
  );

  test('an answer that the file would refuse is refused at the question', async () => {
    const { prompter } = answering([]);
    const checks: ((value: string) => string | undefined)[] = [];
    const spy = async (): Promise<Prompter> => ({
      ...(await prompter()),
      text: async ({ check }) => {
        checks.push(check);
        return check('') === undefined ? '' : 'acme-4711';
      },
    });
    await inEmptyFolder(async () => {
      await init(
        { config: CONFIG, vendor: 'keboola', access: 'cross-account-role' },
        memoryTerminal(true),
        spy,
      );
    });
    const [name, region, bucket, prefix, externalId] = checks;
    expect(name?.('Bad_Name')).toContain('must begin with a-z');
    expect(region?.('europe')).toContain('is not an AWS region');
    expect(bucket?.('Acme')).toContain('capitals');
    expect(prefix?.('good, /bad')).toContain('slash');
    expect(externalId?.('')).toContain('is empty');
  });
});

test('a flag beside the trust policy that says it already is refused', () =>
  inEmptyFolder(async () => {
    writeFileSync(
      'trust.json',
      JSON.stringify({
        Statement: {
          Effect: 'Allow',
          Action: 'sts:AssumeRoleWithWebIdentity',
          Principal: { Federated: 'accounts.google.com' },
          Condition: { StringEquals: { 'accounts.google.com:sub': '104' } },
        },
      }),
    );
    const options = { config: CONFIG, vendor: 'thanx', fromTrust: 'trust.json', subject: ['105'] };
    await expect(init(options, memoryTerminal())).rejects.toThrow('--subject stands beside --from-trust');
    expect(readdirSync('.')).toEqual(['trust.json']);
  }));

test('a folder that is not there is said', () =>
  inEmptyFolder(async () => {
    const made = init({ config: 'sub/destination.yaml', vendor: 'neuronex' }, memoryTerminal());
    await expect(made).rejects.toThrow('sub/destination.yaml cannot be written: there is no folder sub');
  }));

test('in a subfolder, cdk.json stands beside the file, and the next steps begin there', () =>
  inEmptyFolder(async () => {
    mkdirSync('sub');
    const terminal = memoryTerminal();
    await init({ config: 'sub/orders.yaml', vendor: 'neuronex' }, terminal);
    expect(readdirSync('sub').sort()).toEqual(['cdk.json', 'orders.yaml']);
    expect(terminal.stderr.join('\n')).toContain('cd sub\n');
    expect(terminal.stderr.join('\n')).toContain('npx cdk deploy -c destination=orders.yaml');
  }));

test('a name that ends in .json gets JSON', () =>
  inEmptyFolder(async () => {
    await init({ config: 'orders.json', vendor: 'thanx', subject: ['104'] }, memoryTerminal());
    expect(JSON.parse(readFileSync('orders.json', 'utf8'))).toMatchObject({ version: 1, vendor: 'thanx' });
    expect(loadDestinations(['orders.json'])).toHaveLength(1);
  }));

test('beside our own cdk.json there is nothing to say', () =>
  inEmptyFolder(async () => {
    await init({ config: 'a.yaml', vendor: 'neuronex' }, memoryTerminal());
    const terminal = memoryTerminal();
    await init({ config: 'b.yaml', vendor: 'neuronex' }, terminal);
    expect(terminal.stderr.join('\n')).not.toContain('cdk.json');
  }));
