import dns from 'node:dns';
import fs, {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import type { KeyFormat } from '../../lib/credentials/formats';
import { readKeyFile } from '../../lib/credentials/stored-key';
import { canary } from '../aws-fakes/canary';
import { KeyBench, modeOf, USER } from '../credentials/support';

const bench = new KeyBench();
beforeEach(() => bench.start());
afterEach(() => bench.stop());

/** The document in the manual of STRM Privacy, `Create the data connector`. */
const STRM = `{
  "AccessKey": {
    "UserName": "<your user name>",
    "AccessKeyId": "<your access key>",
    "Status": "Active",
    "SecretAccessKey": "<your secret access key>",
    "CreateDate": "<the creation date>"
  }
}`;

/** What aws-cli prints for the same answer, as it was seen with `cli_timestamp_format = iso8601`, the default of version 2. */
const printed = (id: string, secret: string, date: string) =>
  `{
    "AccessKey": {
        "UserName": "${USER}",
        "AccessKeyId": "${id}",
        "Status": "Active",
        "SecretAccessKey": "${secret}",
        "CreateDate": "${date}"
    }
}
`;

describe('s3.json', () => {
  test('is what aws-cli prints, byte for byte', async () => {
    const { code, out, err } = await bench.issue();
    const [key] = bench.keys;
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toBe(`made the key ${key?.id} of the user ${USER}, in s3.json (mode 0600)`);
    const date = `${key?.created.toISOString().slice(0, 19)}+00:00`;
    expect(readFileSync('s3.json', 'utf8')).toBe(printed(key?.id ?? '', key?.secret ?? '', date));
  });

  test('has the structure of the document in the manual of STRM', async () => {
    await bench.issue();
    const blank = (text: string) => text.replace(/": "(?!Active)[^"]*"/g, '": ""').replace(/^ +/gm, '');
    expect(blank(readFileSync('s3.json', 'utf8'))).toBe(`${blank(STRM)}\n`);
  });

  test.each(['000', '022', '277'])('has mode 0600 with the umask %s', async (umask) => {
    const before = process.umask(Number.parseInt(umask, 8));
    try {
      await bench.issue();
    } finally {
      process.umask(before);
    }
    expect(modeOf('s3.json')).toBe('600');
  });
});

describe.each<[KeyFormat, string, string]>([
  [
    'env',
    's3.sh',
    `export AWS_ACCESS_KEY_ID='<id>'\nexport AWS_SECRET_ACCESS_KEY='<secret>'\nexport AWS_REGION='eu-west-1'\n`,
  ],
  [
    'dotenv',
    's3.env',
    `AWS_ACCESS_KEY_ID="<id>"\nAWS_SECRET_ACCESS_KEY="<secret>"\nAWS_REGION="eu-west-1"\n`,
  ],
  [
    'profile',
    's3.credentials',
    `[${USER}]\naws_access_key_id = <id>\naws_secret_access_key = <secret>\nregion = eu-west-1\n`,
  ],
  [
    'json',
    's3.credentials.json',
    `{\n  "Version": 1,\n  "AccessKeyId": "<id>",\n  "SecretAccessKey": "<secret>"\n}\n`,
  ],
])('--format %s', (format, file, content) => {
  test(`goes to ${file}, and can be read again`, async () => {
    expect((await bench.issue({ format, region: 'eu-west-1' })).code).toBe(0);
    const [key] = bench.keys;
    const expected = content.replace('<id>', key?.id ?? '').replace('<secret>', key?.secret ?? '');
    expect(readFileSync(file, 'utf8')).toBe(expected);
    expect(modeOf(file)).toBe('600');
    expect(readKeyFile(file)).toMatchObject({ accessKeyId: key?.id, secretAccessKey: key?.secret });
  });
});

test('--json names the file, and not the secret', async () => {
  const { out } = await bench.issue({ json: true, out: 'partner.json' });
  expect(JSON.parse(out)).toEqual({
    user: USER,
    accessKeyId: bench.keys[0]?.id,
    file: 'partner.json',
    format: 'aws-cli',
  });
});

describe('a target that is refused: exit code 2, and no key is made', () => {
  const refused = async (message: string, out?: string) => {
    const { code, err } = await bench.issue({ out });
    expect(err).toMatch(message);
    expect(code).toBe(2);
    expect(bench.keys).toEqual([]);
    expect(bench.aws.log.map(({ operation }) => operation)).not.toContain('CreateAccessKey');
  };

  test('a file that is there is never overwritten', async () => {
    writeFileSync('s3.json', 'precious');
    await refused('s3.json is there already, and no key file is overwritten');
    expect(readFileSync('s3.json', 'utf8')).toBe('precious');
  });

  test('an empty file, which an interrupted run leaves', async () => {
    writeFileSync('s3.json', '');
    await refused('s3.json is there and empty, as an interrupted run leaves it');
  });

  test.each(['target.json', 'nowhere.json'])('a symbolic link to %s is not followed', async (target) => {
    writeFileSync('target.json', '');
    symlinkSync(target, 's3.json');
    await refused('s3.json is a symbolic link, and none is followed');
    expect(readFileSync('target.json', 'utf8')).toBe('');
    expect(existsSync('nowhere.json')).toBe(false);
    expect(lstatSync('s3.json').isSymbolicLink()).toBe(true);
  });

  test('a folder', async () => {
    mkdirSync('s3.json');
    await refused('s3.json is there already');
  });

  test('in a folder that is not there', () => refused('The folder of no/s3.json is not there', 'no/s3.json'));

  test('the standard output', () => refused('A key is written to a file only', '-'));

  test('in a folder that may not be written', async () => {
    mkdirSync('locked');
    chmodSync('locked', 0o500);
    // Root may write everywhere.
    if (process.getuid?.() === 0) await refused('The folder of locked/no', 'locked/no/s3.json');
    else await refused('locked/s3.json cannot be written (EACCES)', 'locked/s3.json');
  });
});

describe('a file system that keeps no permissions: exit code 2, no key is made, and nothing is left', () => {
  afterEach(() => jest.restoreAllMocks());
  const unmoded =
    's3.json would be on a file system that keeps no permissions, where others may read the key';

  test.each<[string, () => void, string]>([
    ['it says so', () => failing('fchmodSync', 'EPERM'), unmoded],
    ['it does not say so', withOpenMode, unmoded],
    ['it fails in another way', () => failing('fchmodSync', 'EIO'), 's3.json cannot be written (EIO)'],
  ])('%s', async (_how, prepare, message) => {
    const open = jest.spyOn(fs, 'openSync');
    prepare();
    const { code, err } = await bench.issue();
    expect([code, err]).toEqual([2, expect.stringContaining(message)]);
    expect([bench.ids, bench.files]).toEqual(['', []]);
    const descriptor = open.mock.results.at(-1)?.value;
    jest.restoreAllMocks();
    expect(() => fs.fstatSync(descriptor)).toThrow('EBADF');
  });

  function failing(call: 'fchmodSync', code: string): void {
    jest.spyOn(fs, call).mockImplementation(() => {
      throw Object.assign(new Error('refused'), { code });
    });
  }

  function withOpenMode(): void {
    const { fstatSync } = fs;
    jest
      .spyOn(fs, 'fstatSync')
      .mockImplementation(((descriptor: number) =>
        Object.assign(fstatSync(descriptor), { mode: 0o100755 })) as never);
  }
});

describe('an endpoint without TLS: exit code 2, and nothing is done', () => {
  afterEach(() => jest.restoreAllMocks());
  const clear = () => bench.aws.endpoint.replace('127.0.0.1', 'iam.example.com');

  test.each<[string, () => { endpointUrl?: string; profile?: string }]>([
    ['the option', () => ({ endpointUrl: clear() })],
    [
      'the environment',
      () => {
        process.env.AWS_ENDPOINT_URL_IAM = clear();
        return { endpointUrl: undefined };
      },
    ],
    [
      'the profile',
      () => {
        writeProfile(`endpoint_url = ${clear()}`);
        // The SDK looks there for an endpoint only in the profile of the environment.
        process.env.AWS_PROFILE = 'ops';
        delete process.env.AWS_ACCESS_KEY_ID;
        return { endpointUrl: undefined };
      },
    ],
  ])('%s names it', async (_what, options) => {
    bench.aws.iam.addKey(USER);
    bench.aws.iam.addKey(USER);
    jest
      .spyOn(dns, 'lookup')
      .mockImplementation(((_name: string, { all }: dns.LookupOptions, done: Listener) =>
        all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4)) as never);
    const message =
      'The endpoint http://iam.example.com has no TLS, so the secret of a new key could be read on its way';
    const given = { region: 'eu-west-1', ...options() };
    const rotated = await bench.rotate({ ...given, replace: bench.keys[0]?.id });
    expect(rotated).toMatchObject({ code: 2, err: expect.stringContaining(message) });
    expect(bench.ids).toBe('2+ 3+');
    bench.keys.pop();
    expect(await bench.issue(given)).toMatchObject({ code: 2, err: expect.stringContaining(message) });
    expect([bench.ids, bench.files]).toEqual(['2+', []]);
    // What holds no secret may go there.
    expect((await bench.list(given)).code).toBe(0);
  });

  type Listener = (error: null, address: unknown, family?: number) => void;
});

/** A profile of the administrator, with further settings. */
function writeProfile(settings: string): void {
  const { accessKeyId, secretAccessKey } = bench.aws.admin;
  writeFileSync(process.env.AWS_CONFIG_FILE ?? '', `[profile ops]\n${settings}\n`);
  writeFileSync(
    process.env.AWS_SHARED_CREDENTIALS_FILE ?? '',
    `[ops]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`,
  );
}

test('a region that only the profile names is enough, also to test the new key', async () => {
  writeProfile('region = eu-west-1');
  process.env.AWS_ENDPOINT_URL = bench.aws.endpoint;
  const own = { endpointUrl: undefined, profile: 'ops' };
  expect(await bench.issue(own)).toMatchObject({ code: 0, err: '' });
  expect(await bench.rotate(own)).toMatchObject({ code: 0 });
  expect(bench.aws.log.map(({ operation }) => operation)).toContain('GetCallerIdentity');
});

describe('the file cannot be written after the key was made', () => {
  const meanwhile = (run: () => void) =>
    bench.aws.fault({ operation: 'CreateAccessKey', afterwards: true, run });

  test('the key is deleted again', async () => {
    meanwhile(() => unlinkSync('s3.json'));
    const { code, err } = await bench.issue();
    expect(code).toBe(1);
    expect(err).toBe(
      's3.json could not be written (it was moved or deleted meanwhile), so the key AKIAFAKE000000000002 was deleted again. No key is left of this run.',
    );
    expect(bench.keys).toEqual([]);
    expect(bench.files).toEqual([]);
  });

  test('another file of that name stays as it is', async () => {
    meanwhile(() => {
      writeFileSync('other', 'precious');
      renameSync('other', 's3.json');
    });
    expect((await bench.issue()).code).toBe(1);
    expect(readFileSync('s3.json', 'utf8')).toBe('precious');
    expect(bench.keys).toEqual([]);
  });

  test('where that fails too, the message says what to do', async () => {
    meanwhile(() => rmSync('s3.json'));
    bench.aws.fault({ operation: 'DeleteAccessKey', status: 403, code: 'AccessDenied', message: 'no' });
    const { code, err } = await bench.issue();
    expect(code).toBe(1);
    expect(err).toMatch('could not be deleted: AWS denies it: no (AccessDenied). Delete it: ');
    expect(err).toMatch(`aws iam delete-access-key --user-name ${USER} --access-key-id ${bench.keys[0]?.id}`);
  });
});

describe('IAM fails', () => {
  test('a refusal leaves neither key nor file', async () => {
    bench.aws.fault({
      operation: 'CreateAccessKey',
      status: 403,
      code: 'AccessDenied',
      message: 'not for you',
    });
    const { code, err } = await bench.issue();
    expect([code, err]).toEqual([1, 'AWS denies it: not for you (AccessDenied)']);
    expect(bench.files).toEqual([]);
  });

  test.each([
    ['the connection is cut', { reset: true }],
    ['it answers 500', { status: 500 }],
  ])('%s after the key was made: it is made once only, and deleted again', async (_what, fault) => {
    bench.aws.fault({ operation: 'CreateAccessKey', afterwards: true, ...fault });
    const { code, err } = await bench.issue();
    expect(code).toBe(1);
    expect(err).toMatch('was made all the same, and is deleted again: try again.');
    expect(bench.keys).toEqual([]);
    expect(bench.files).toEqual([]);
    expect(bench.aws.log.filter(({ operation }) => operation === 'CreateAccessKey')).toHaveLength(1);
  });

  test('the connection is cut before', async () => {
    bench.aws.fault({ operation: 'CreateAccessKey', reset: true });
    expect((await bench.issue()).err).toMatch('No key was made, as far as IAM shows: try again in a minute.');
  });

  test('the connection is cut, and IAM cannot be asked any more', async () => {
    bench.aws.fault({
      operation: 'CreateAccessKey',
      reset: true,
      run: () =>
        bench.aws.fault({ operation: 'ListAccessKeys', status: 403, code: 'AccessDenied', message: 'no' }),
    });
    const { code, err } = await bench.issue();
    expect(code).toBe(1);
    expect(err).toMatch(
      'Whether a key was made is not known (AWS denies it: no (AccessDenied)): `key list` shows it',
    );
    expect(bench.files).toEqual([]);
  });

  describe('something else answers, with HTTP 200', () => {
    const page = {
      status: 200,
      headers: { 'content-type': 'text/html' },
      body: '<html><body>Sign in</body></html>',
    };
    const answering = (operation: string, meanwhile = () => {}) =>
      bench.aws.serve({
        operationOf: ({ body }) => (body.includes(`Action=${operation}&`) ? operation : undefined),
        answer: () => {
          meanwhile();
          return page;
        },
        refuse: () => page,
      });

    test.each<[string, string, () => void, string]>([
      ['to everything', 'ListAccessKeys', () => {}, ''],
      [
        'where a key is to be made',
        'CreateAccessKey',
        () => {},
        '. No key was made, as far as IAM shows: try again in a minute.',
      ],
      [
        'where a key is made',
        'CreateAccessKey',
        () => bench.aws.iam.addKey(USER),
        '. The key AKIAFAKE000000000002 was made all the same, and is deleted again: try again.',
      ],
    ])('%s', async (_where, operation, meanwhile, more) => {
      answering(operation, meanwhile);
      const { code, err, out } = await bench.issue();
      expect([code, out, bench.ids, bench.files]).toEqual([1, '', '', []]);
      expect(err).toBe(
        `What answered is not this service of AWS: check --endpoint-url, and whether a proxy or a login page stands in between${more}`,
      );
    });
  });

  test('a user that is not there is an error of input', async () => {
    const { code, err } = await bench.issue({ user: 'nobody' });
    expect([code, err]).toEqual([
      2,
      'There is no user nobody in this account: look at --profile, and whether the stack is deployed',
    ]);
  });
});

test('a second key is made with a warning, and a third not', async () => {
  await bench.issue();
  const second = await bench.issue({ out: 'second.json' });
  expect(second.code).toBe(0);
  expect(second.err).toMatch(`warning the user ${USER} has the key ${bench.keys[0]?.id}, too`);
  const third = await bench.issue({ out: 'third.json' });
  expect(third.code).toBe(2);
  expect(third.err).toMatch(
    'has two keys, AKIAFAKE000000000002 and AKIAFAKE000000000003, and more are not allowed',
  );
  expect(existsSync('third.json')).toBe(false);
});

test('the canary is what the fake issues, so that the search finds it', async () => {
  await bench.issue();
  expect(readKeyFile('s3.json')?.secretAccessKey).toBe(canary(2));
});
