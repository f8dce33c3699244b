import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { init } from '../../lib/cli/init';
import type { InitOptions } from '../../lib/cli/init-options';
import type { Destination } from '../../lib/config/destination';
import { loadDestinations } from '../../lib/load';
import { InputError } from '../../lib/terminal/input-error';
import type { Prompter } from '../../lib/terminal/prompter';
import { readPreset } from '../../lib/vendors/preset';
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
    const said = terminal.stderr.join('\n');
    expect(said).toContain('cdk.json was there and stays as it is. Its app is "mine"');
    expect(said).toContain('npx cdk deploy --app "s3-destination app" --outputs-file');
  }));

test('a bucket to create beside one that is there is refused in the words of the flags', () =>
  inEmptyFolder(async () => {
    const flags = { config: CONFIG, vendor: 'neuronex', bucket: 'acme-new', existingBucket: 'acme-old' };
    await expect(init(flags, memoryTerminal())).rejects.toThrow(
      /^--existing-bucket \(bucket\.existing\): stands beside --bucket: keep --bucket to create .*\n\n1 problem; /,
    );
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
  [
    'a flag of another kind of access',
    { vendor: 'keboola', externalId: 'acme-4711', subject: ['104'] },
    ['--subject (access.subjects): is not for this kind of access: take the flag out'],
  ],
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

  test('may hold further conditions, which stay as they are', () =>
    inEmptyFolder(async () => {
      const { access } = await from(
        trust({
          Condition: {
            StringEquals: { 'accounts.google.com:sub': '1', 'accounts.google.com:email': 'x' },
            StringNotEquals: { 'aws:SourceVpc': ['a', 'b'] },
          },
        }),
      );
      expect(access).toMatchObject({
        subjects: ['1'],
        conditions: {
          StringEquals: { 'accounts.google.com:email': 'x' },
          StringNotEquals: { 'aws:SourceVpc': ['a', 'b'] },
        },
      });
    }));

  test('leaves the subject open: then nobody gets in before it is known', () =>
    inEmptyFolder(async () => {
      const { access } = await from(
        trust({
          Condition: { StringEquals: { 'accounts.google.com:sub': '<some_service_account_identifier>' } },
        }),
      );
      expect(access).toMatchObject({ pending: true, subjects: [] });
    }));

  test.each<[string, unknown, string]>([
    [
      'that lets everybody at Google in',
      trust({ Condition: { StringEquals: { 'accounts.google.com:aud': 'a' } } }),
      'no condition on accounts.google.com:sub, so that everybody at accounts.google.com would be let in',
    ],
    ['without conditions', trust({ Condition: undefined }), 'accounts.google.com:sub, so that everybody'],
    [
      'for an AWS account by a token',
      trust({ Principal: { AWS: '111122223333' } }),
      'lets nobody assume a role',
    ],
    ['that denies', trust({ Effect: 'Deny' }), 'trust.json:1: denies'],
    ['for another action', trust({ Action: 'sts:AssumeRole' }), 'lets nobody assume a role'],
    [
      'with two statements',
      { Statement: [...trust({}).Statement, ...trust({}).Statement] },
      'lets several in',
    ],
    [
      'with several audiences',
      trust({
        Condition: {
          StringEquals: { 'accounts.google.com:sub': '1', 'accounts.google.com:aud': ['a', 'b'] },
        },
      }),
      '--audience (access.audience): is needed, because the trust policy leaves it open: a, b',
    ],
    [
      'with an asterisk that is a letter',
      trust({ Condition: { StringEquals: { 'accounts.google.com:sub': '10*' } } }),
      'under StringEquals an asterisk is a letter',
    ],
    [
      'with two subjects under two operators',
      trust({
        Condition: {
          StringEquals: { 'accounts.google.com:sub': '1' },
          StringLike: { 'accounts.google.com:sub': '2' },
        },
      }),
      'stands there under StringEquals and StringLike',
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
    ['that is missing', undefined, "trust.json does not exist: save the vendor's document in it"],
    ['that is not JSON', 'no json', 'trust.json:1:1: is no policy document'],
  ])('%s is refused', (_, text, message) =>
    inEmptyFolder(async () => {
      if (text !== undefined) writeFileSync('trust.json', text);
      await expect(written({ vendor: 'thanx', fromTrust: 'trust.json' })).rejects.toThrow(message);
    }),
  );
});

describe('a sink', () => {
  test.each<[Omit<InitOptions, 'config'>, object]>([
    [{ sink: 'sqs' }, { source: { type: 'sqs', fifo: false }, format: 'json', compression: 'gzip' }],
    [{ sink: 'sqs', fifo: true }, { source: { type: 'sqs', fifo: true } }],
    [
      { sink: 'kinesis', compression: 'none' },
      { source: { type: 'kinesis' }, compression: 'none' },
    ],
    [
      { sink: 'sns', sourceArn: 'arn:aws:sns:eu-west-1:111122223333:a' },
      { source: { type: 'sns', topicArn: 'arn:aws:sns:eu-west-1:111122223333:a' } },
    ],
    [
      { sink: 'eventbridge', eventPattern: '{"source":["a.b"]}' },
      { source: { type: 'eventbridge', pattern: { source: ['a.b'] } } },
    ],
    [
      { sink: 'iot-rule', sql: "SELECT * FROM 'a'" },
      { source: { type: 'iot-rule', sql: "SELECT * FROM 'a'" } },
    ],
    [
      { sink: 'function-url', pattern: '*.jsonl' },
      { source: { type: 'function-url' }, compression: 'none' },
    ],
    [
      { sink: 'invoke', format: 'raw' },
      { source: { type: 'invoke' }, format: 'raw', compression: 'none' },
    ],
  ])('of the flags %j is a file that can be deployed', (options, sink) =>
    inEmptyFolder(async () => {
      const destination = await written({ ...options, prefix: ['in'] });
      expect(destination).toMatchObject({ name: 'records', access: { type: 'none' }, sink });
    }),
  );

  test('beside a vendor has the endings that the vendor writes', () =>
    inEmptyFolder(async () => {
      const vendor = { vendor: 'keboola', externalId: 'project-4711', prefix: ['exports'] };
      const { name, access, sink } = await written({ ...vendor, sink: 'function-url', format: 'delimited' });
      expect({ name, type: access.type }).toEqual({ name: 'keboola-export', type: 'cross-account-role' });
      expect(sink).toMatchObject({ format: 'delimited', compression: 'none' });
    }));

  test.each([
    ['exports/*.jsonl', { pattern: '*.jsonl' }, 'none', '.jsonl'],
    ['exports/*', { pattern: '*' }, 'gzip', '.jsonl.gz'],
  ])('beside a writer of %s has the endings that its documents name', (scope, objects, compression, suffix) =>
    inEmptyFolder(async () => {
      const Resource = `arn:aws:s3:::acme-orders/${scope}`;
      const policy = { Statement: [{ Effect: 'Allow', Action: 's3:PutObject', Resource }] };
      writeFileSync('policy.json', JSON.stringify(policy));
      const destination = await written({ fromPolicy: 'policy.json', sink: 'sqs', access: 'iam-user' });
      expect(destination).toMatchObject({
        access: { type: 'iam-user' },
        objects: { prefixes: ['exports'], ...objects },
        sink: { source: { type: 'sqs' }, compression, suffix },
      });
    }),
  );

  test.each<[Omit<InitOptions, 'config'>, string]>([
    [{ sink: 'kafka' }, '--sink (sink.source.type): is none of sqs, kinesis, sns, eventbridge,'],
    [{ access: 'none' }, '--access (access.type): none leaves nobody who writes: add --sink with the source'],
    [{ sink: 'eventbridge' }, '--event-pattern (sink.source.pattern): is missing: say which events'],
    [
      { sink: 'eventbridge', eventPattern: 'x' },
      '--event-pattern (sink.source.pattern): is no event pattern',
    ],
    [{ sink: 'iot-rule' }, '--sql (sink.source.sql): is missing: write the SELECT'],
    [{ sink: 'sqs', sql: 'SELECT *' }, '--sql is for --sink iot-rule: add that flag, or take this one out'],
    [{ vendor: 'keboola', externalId: 'p-1', format: 'raw' }, '--format is for --sink: add that flag, or'],
    [{ sink: 'sqs', sourceArn: 'q' }, '--source-arn (sink.source.queueArn): is not the ARN of an SQS queue'],
    [{ sink: 'sqs', format: 'xml' }, '--format (sink.format): '],
    [
      { sink: 'sqs', prefix: ['a', 'b'] },
      '--prefix (objects.prefixes): are several, and a sink writes under one',
    ],
  ])('of the flags %j is refused', (options, message) =>
    inEmptyFolder(async () => {
      await expect(written(options)).rejects.toThrow(InputError);
      await expect(written(options)).rejects.toThrow(message);
      expect(readdirSync('.')).toEqual([]);
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

  test('a sink is asked for its source, and for nothing of a vendor', () =>
    inEmptyFolder(async () => {
      const pattern = '{"source":["acme.orders"]}';
      const { destination, asked } = await interview([
        'sink',
        'eventbridge',
        '',
        'eu-west-1',
        '',
        'in',
        pattern,
        'delimited',
      ]);
      expect(destination).toMatchObject({
        name: 'records',
        objects: { prefixes: ['in'], pattern: '*' },
        access: { type: 'none' },
        sink: {
          source: { type: 'eventbridge', pattern: { source: ['acme.orders'] } },
          format: 'delimited',
          compression: 'gzip',
        },
      });
      expect(asked).toHaveLength(8);
    }));

  test.each([
    ['sqs', '', {}],
    ['sqs', 'arn:aws:sqs:eu-west-1:111122223333:a', { queueArn: 'arn:aws:sqs:eu-west-1:111122223333:a' }],
    ['kinesis', '', {}],
    ['iot-rule', "SELECT * FROM 'a'", { sql: "SELECT * FROM 'a'" }],
  ])('a sink of %s whose source is %j', (sink, answer, source) =>
    inEmptyFolder(async () => {
      const options = {
        name: 'a',
        region: 'eu-west-1',
        bucket: 'acme-a',
        prefix: ['p'],
        format: 'json',
        sink,
      };
      const { destination } = await interview([answer], options);
      expect(destination.sink?.source).toMatchObject({ type: sink, ...source });
    }),
  );

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

  test('a principal of one customer is asked for by the name that the vendor gives it', () =>
    inEmptyFolder(async () => {
      const { destination, asked } = await interview(
        ['', '', '', '', 'arn:aws:iam::444455556666:role/braze', 'x-1'],
        {
          vendor: 'braze-currents',
          access: 'cross-account-role',
        },
      );
      expect(destination.access).toMatchObject({
        principal: 'arn:aws:iam::444455556666:role/braze',
        externalId: 'x-1',
      });
      const { parameters } = readPreset('braze-currents');
      const labels = parameters
        .filter(({ access }) => access === 'cross-account-role')
        .map(({ label }) => label);
      expect(asked.slice(-2).map((question) => question.split(' (')[0])).toEqual(labels);
    }));

  test('what belongs together is asked for in the order of the preset: issuer, subject, role name, audience', () =>
    inEmptyFolder(async () => {
      const answers = [
        'https://openid.estuary.dev/x.example.com/',
        'acmeCo/*',
        'estuary',
        'arn:aws:iam::111122223333:role/estuary',
      ];
      const { destination, asked } = await interview(['', '', '', '', ...answers], {
        vendor: 'estuary-s3',
        access: 'web-identity-role',
      });
      expect(destination.access).toMatchObject({
        issuer: 'openid.estuary.dev/x.example.com/',
        subjects: ['acmeCo/*'],
        roleName: 'estuary',
        audience: 'arn:aws:iam::111122223333:role/estuary',
      });
      expect(asked.at(-2)).toBe(
        'Role name (of your choice: the audience must name it before the role is there; for example estuary)',
      );
    }));

  test.each([
    ['the external ID that is the same for all customers', 'tavus-recordings', []],
    ['the principal in the bucket policy', 'stitch-s3', []],
    ['the external ID that the vendor does not use', 'northbeam-s3-export', []],
  ])('%s is not asked for', (_, vendor, answers) =>
    inEmptyFolder(async () => {
      const { asked } = await interview(['', '', '', '', ...answers], { vendor });
      expect(asked).toHaveLength(4);
    }),
  );

  test('what a document says is not asked for, and what it leaves open is', () =>
    inEmptyFolder(async () => {
      writeFileSync('policy.json', JSON.stringify(policy('s3:PutObject', '*')));
      writeFileSync('trust.json', JSON.stringify(trustOf('<YOUR_EXTERNAL_ID>')));
      const { destination, asked } = await interview(['', '', '', 'exports', 'acme-4711'], {
        fromPolicy: 'policy.json',
        fromTrust: 'trust.json',
      });
      expect(asked.map((question) => question.split(' (')[0])).toEqual([
        'Name of the destination',
        'Region',
        'Name of the new bucket',
        'Prefix of the objects',
        'External ID',
      ]);
      expect(destination).toMatchObject({
        objects: { prefixes: ['exports'] },
        access: { principal: '444455556666', externalId: 'acme-4711' },
      });
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
    await expect(init(options, memoryTerminal())).rejects.toThrow(
      '--subject (access.subjects): 105 is not what the trust policy says, 104',
    );
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

describe('with the documents of a page', () => {
  const begin = (options: Omit<InitOptions, 'config'>, terminal = memoryTerminal()) =>
    init({ config: CONFIG, ...options }, terminal);

  test('the file grants less, and what was narrowed or left out is told', () =>
    inEmptyFolder(async () => {
      writeFileSync(
        'policy.json',
        JSON.stringify(policy(['s3:PutObject*', 'kms:Decrypt'], '*'), undefined, 1),
      );
      const terminal = memoryTerminal();
      await begin({ fromPolicy: 'policy.json', access: 'iam-user', prefix: ['exports'] }, terminal);
      expect(terminal.stderr.slice(0, 4)).toEqual([
        '<bucket> in the documents stands for your bucket.',
        'Not granted as it stands there:',
        '  narrowed  policy.json:4: s3:PutObject* on arn:aws:s3:::<bucket>/*: only s3:PutObject on <bucket>/exports/*',
        '  left out  policy.json:4: kms:Decrypt on arn:aws:s3:::<bucket>/*: write the ARN of the key as bucket.encryption: what S3 needs of it is granted then, through S3 only',
      ]);
      expect(loadDestinations([CONFIG])[0]).toMatchObject({
        access: { type: 'iam-user' },
        objects: { prefixes: ['exports'], pattern: '*' },
        permissions: { put: true, bucketLocation: false },
      });
    }));

  test('--json says the same to machines, and nothing else', () =>
    inEmptyFolder(async () => {
      writeFileSync('policy.json', JSON.stringify(policy(['s3:PutObject', 's3:DeleteObject'], '*')));
      const terminal = memoryTerminal();
      await begin({ fromPolicy: 'policy.json', access: 'iam-user', json: true }, terminal);
      expect(terminal.stderr).toEqual([]);
      expect(JSON.parse(terminal.stdout.join('\n'))).toMatchObject({
        file: CONFIG,
        cdkJson: 'cdk.json',
        destination: { access: { type: 'iam-user' }, permissions: { delete: { objects: 'all' } } },
        documents: {
          bucket: '<bucket>',
          notes: [
            {
              kind: 'narrowed',
              file: 'policy.json',
              line: 1,
              what: 's3:DeleteObject on arn:aws:s3:::<bucket>/*',
              outcome: expect.stringMatching(/^s3:DeleteObject on <bucket>\/\*, until /),
            },
          ],
        },
      });
      expect(readFileSync(CONFIG, 'utf8')).toContain('# For the connection test');
    }));

  test('a bucket policy names its principal', () =>
    inEmptyFolder(async () => {
      const [statement] = policy('s3:PutObject', 'in/*').Statement;
      const principal = 'arn:aws:iam::444455556666:role/exporter';
      writeFileSync(
        'bucket.json',
        JSON.stringify({ Statement: [{ ...statement, Principal: { AWS: principal } }] }),
      );
      const { access, objects } = await written({ fromBucketPolicy: 'bucket.json' });
      expect({ access, objects }).toEqual({
        access: { type: 'bucket-policy', principal },
        objects: { prefixes: ['in'], pattern: '*' },
      });
    }));

  test.each<[string, Record<string, unknown>, Omit<InitOptions, 'config'>, string[]]>([
    [
      'a preset beside a policy',
      { 'p.json': policy('s3:PutObject', '*') },
      { vendor: 'keboola', fromPolicy: 'p.json' },
      ['--vendor stands beside --from-policy, and a preset knows what its vendor needs'],
    ],
    [
      'a preset beside a bucket policy',
      { 'p.json': policy('s3:PutObject', '*') },
      { vendor: 'keboola', fromBucketPolicy: 'p.json' },
      ['--vendor stands beside --from-bucket-policy'],
    ],
    [
      'a whole account without an external ID',
      { 'p.json': policy('s3:PutObject', '*'), 't.json': trustOf() },
      { fromPolicy: 'p.json', fromTrust: 't.json' },
      ['--external-id (access.externalId): is missing: the principal is a whole account'],
    ],
    [
      'another kind of access than the trust policy is for',
      { 't.json': trustOf('acme-4711') },
      { access: 'iam-user', fromTrust: 't.json' },
      ['--access iam-user stands beside a document that says cross-account-role'],
    ],
    [
      'no kind of access',
      { 'p.json': policy('s3:PutObject', '*') },
      { fromPolicy: 'p.json' },
      ['--access (access)'],
    ],
    [
      'a policy for another folder, and a wrong name, at once',
      { 'p.json': policy('s3:PutObject', 'logs/*') },
      { fromPolicy: 'p.json', access: 'iam-user', prefix: ['exports'], name: 'X' },
      [
        '--prefix (objects.prefix): "exports" is not inside',
        '--name (name): ',
        '2 problems; nothing was written.',
      ],
    ],
    [
      'a policy that writes nothing',
      { 'p.json': policy('s3:ListBucket', '*') },
      { fromPolicy: 'p.json', access: 'iam-user' },
      ['permissions: the documents allow neither to put nor to get objects of one bucket'],
    ],
    [
      'documents with problems, all of them',
      { 'p.json': { Statement: [{ Effect: 'Permit' }] }, 't.json': [] },
      { fromPolicy: 'p.json', fromTrust: 't.json' },
      ['p.json:1:', 't.json: '],
    ],
    [
      'a file that is no policy document for its size alone',
      { 'p.json': { Statement: 'x'.repeat(300_000) } },
      { fromPolicy: 'p.json' },
      ['p.json is larger than 256 KiB'],
    ],
  ])('%s is refused, and nothing is written', (_, files, options, messages) =>
    inEmptyFolder(async () => {
      for (const [file, document] of Object.entries(files)) writeFileSync(file, JSON.stringify(document));
      const refused = begin(options);
      for (const message of messages) await expect(refused).rejects.toThrow(message);
      expect(readdirSync('.').sort()).toEqual(Object.keys(files).sort());
    }),
  );

  test('a folder in place of a document is refused', () =>
    inEmptyFolder(async () => {
      await expect(begin({ fromPolicy: '.' })).rejects.toThrow('. is a folder: save');
    }));
});

function policy(Action: string | string[], path: string) {
  return {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action, Resource: `arn:aws:s3:::<bucket>/${path}` }],
  };
}

function trustOf(externalId?: string) {
  return {
    Statement: {
      Effect: 'Allow',
      Action: 'sts:AssumeRole',
      Principal: { AWS: 'arn:aws:iam::444455556666:root' },
      ...(externalId === undefined ? {} : { Condition: { StringEquals: { 'sts:ExternalId': externalId } } }),
    },
  };
}
