import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { InputError } from '../../lib/terminal/input-error';
import { CANARY } from '../aws-fakes/canary';
import { BUCKET, inFolder, MIB, runWrite, Store } from '../upload/support';

jest.setTimeout(60_000);

let store: Store;
let start: number;
beforeAll(async () => {
  store = await Store.start();
});
beforeEach(() => {
  start = store.engine.log.length;
});
afterAll(async () => {
  await store.stop();
});

const seen = () => store.since(start);
const at = (prefix: string, ...more: string[]) => [`objects: { prefix: ${prefix} }`, ...more];

describe('files', () => {
  test('go below the prefix, with their type, and what was written is said', () =>
    inFolder({ 'data/a.csv': 'id\n1\n', 'ä (1)+.json': '{}', empty: '' }, async () => {
      const { code, out, err } = await store.run(['data/*.csv', 'ä (1)+.json', 'empty']);
      expect({ code, err }).toEqual({ code: 0, err: '' });
      expect(seen().every((line) => line.startsWith('PutObject'))).toBe(true);
      expect(out).toMatch(/^Wrote 3 files, 0\.0 MB, to s3:\/\/acme-orders in 0\.\d s\.$/);
      expect(await store.read('exports/orders/a.csv')).toEqual({
        bytes: Buffer.from('id\n1\n'),
        type: 'text/csv',
      });
      const odd = await store.read('exports/orders/ä (1)+.json');
      expect(odd).toEqual({ bytes: Buffer.from('{}'), type: 'application/json' });
      expect((await store.read('exports/orders/empty')).bytes.length).toBe(0);
    }));

  test('for a script it is JSON', () =>
    inFolder({ 'a.csv': '12345' }, async () => {
      const { out } = await store.run(['a.csv'], { json: true, to: 'exports/orders/json/{name}' });
      expect(JSON.parse(out)).toEqual({
        bucket: BUCKET,
        written: 1,
        existing: 0,
        failed: 0,
        notTried: 0,
        bytes: 5,
        seconds: expect.any(Number),
        files: [{ file: 'a.csv', key: 'exports/orders/json/a.csv', bytes: 5, status: 'written' }],
      });
    }));

  test('the bucket is what the outputs say, where the file leaves it open', () =>
    inFolder(
      { 'a.csv': '1', 'cdk-outputs.json': `{"S3Destination-orders":{"BucketName":"${BUCKET}"}}` },
      async () => {
        const keys = store.writer();
        const text = readFileSync('destination.yaml', 'utf8').replace(/^bucket: .*\n/m, '');
        writeFileSync('destination.yaml', text);
        const { code } = await store.run(['a.csv'], { to: 'exports/orders/named.csv' }, keys);
        expect(code).toBe(0);
        expect(seen()).toEqual(['PutObject exports/orders/named.csv 200']);
      },
    ));

  test('hundreds all arrive, with every kind of failure in between', () => {
    const names = Array.from({ length: 200 }, (_, index) => `f${index}.csv`);
    return inFolder(Object.fromEntries(names.map((name) => [name, name.repeat(50)])), async () => {
      const here = ({ key }: { key?: string }) => key?.startsWith('exports/orders/many/') === true;
      for (let index = 0; index < 6; index++) {
        store.engine.fault({ match: here, status: 503, code: 'SlowDown' });
        store.engine.fault({ match: here, status: 500 });
        store.engine.fault({ match: here, reset: true });
        store.engine.fault({ match: here, reset: true, afterwards: true });
      }
      const { code, out } = await store.run(['*.csv'], { to: 'exports/orders/many/', parallel: '16' });
      expect(code).toBe(0);
      expect(out).toMatch(/^Wrote 200 files/);
      for (const name of names) {
        const { bytes } = await store.read(`exports/orders/many/${name}`);
        expect(bytes.toString()).toBe(name.repeat(50));
      }
      const bad = seen().filter((line) => !/ 200$/.test(line));
      expect(bad.length).toBe(24);
    });
  });
});

describe('before anything is sent', () => {
  test.each<[string, Parameters<Store['run']>[1], string[], RegExp]>([
    [
      'another prefix',
      { to: 'in/{name}' },
      [],
      /would deny 1 object; the writer may store exports\/orders\/\*:\n {2}a\.csv → in\/a\.csv\nSuch as --to "exports\/orders\/\{name\}" is within\. Nothing was sent\./,
    ],
    [
      'another ending',
      {},
      at('exports/orders', '  ')
        .slice(0, 0)
        .concat('objects: { prefix: exports/orders, pattern: "*.jsonl" }'),
      /for names that end in \.jsonl/,
    ],
    [
      'nobody may write',
      {},
      ['objects: { prefix: x }', 'access: { type: none }', 'sink: { source: { type: sqs } }'],
      /nobody but the sink may write/,
    ],
    ['no such number', { parallel: '0' }, [], /--parallel is a whole number from 1 to 256, and not 0/],
    ['no name of a bucket', { bucket: 'Not A Bucket' }, [], /^--bucket /],
    ['no URL', { endpointUrl: 'nowhere' }, [], /--endpoint-url is no URL/],
    ['no such outputs', { outputs: 'gone.json' }, [], /gone\.json cannot be read/],
  ])('%s is refused', (what, options, more, message) =>
    inFolder(
      { 'a.csv': '1' },
      async () => {
        const text = readFileSync('destination.yaml', 'utf8');
        const kept = more.some((line) => line.startsWith('access'))
          ? text.replace('access: { type: iam-user }\n', '')
          : text;
        writeFileSync(
          'destination.yaml',
          what === 'no such outputs' ? kept.replace(/^bucket: .*\n/m, '') : kept,
        );
        const keys = { accessKeyId: 'AKIAUNUSED0000000000', secretAccessKey: CANARY };
        const refused = store.run(['a.csv'], options, keys);
        await expect(refused).rejects.toThrow(InputError);
        await expect(refused).rejects.toThrow(message);
        expect(seen()).toEqual([]);
      },
      more,
    ),
  );

  test('--dry-run shows what would go where', () =>
    inFolder({ 'a.csv': '1', 'big.csv': Buffer.alloc(9 * MIB) }, async () => {
      const { code, out, err } = await store.run(['*.csv'], { dryRun: true });
      expect(code).toBe(0);
      expect(out).toBe(
        [
          'file     size    object',
          'a.csv    0.0 MB  s3://acme-orders/exports/orders/a.csv',
          'big.csv  9.4 MB  s3://acme-orders/exports/orders/big.csv',
        ].join('\n'),
      );
      expect(err).toMatch(/^1 file will go in parts\. Storing them needs s3:PutObject only/);
      const { out: json } = await store.run(['a.csv'], { dryRun: true, json: true });
      expect(JSON.parse(json)).toEqual({
        bucket: BUCKET,
        files: [{ file: 'a.csv', key: 'exports/orders/a.csv', bytes: 1, status: 'planned' }],
      });
      expect(seen()).toEqual([]);
    }));
});

describe('what fails', () => {
  test('is listed by its reason, and --skip-existing finishes it', () =>
    inFolder({ 'a.csv': '1', 'b.csv': '2', 'c.csv': '3' }, async () => {
      const match = ({ key }: { key?: string }) => /fail\/[ab]/.test(key ?? '');
      store.engine.fault({ match, status: 400, code: 'InvalidRequest', times: 2 });
      const to = 'exports/orders/fail/';
      const first = await store.run(['*.csv'], { to });
      expect(first.code).toBe(1);
      expect(first.out).toMatch(/^Wrote 1 file, /);
      expect(first.err).toBe(
        [
          '2 files failed: injected fault (InvalidRequest)',
          '  a.csv → exports/orders/fail/a.csv',
          '  b.csv → exports/orders/fail/b.csv',
          'The same command with --skip-existing writes what is missing.',
        ].join('\n'),
      );
      const second = await store.run(['*.csv'], { to, skipExisting: true });
      expect(second).toMatchObject({ code: 0, err: '' });
      expect(second.out).toMatch(/^Wrote 2 files, .*\n1 file was there already\.$/);
      // This writer may not list or read: S3 is asked with the write itself.
      expect(seen().slice(3).sort()).toEqual([
        'PutObject exports/orders/fail/a.csv 200',
        'PutObject exports/orders/fail/b.csv 200',
        'PutObject exports/orders/fail/c.csv PreconditionFailed',
      ]);
    }));

  test('a lost answer is no file of somebody else', () =>
    inFolder({ 'a.csv': '1' }, async () => {
      store.engine.fault({
        match: ({ key }) => key?.endsWith('lost.csv') === true,
        reset: true,
        afterwards: true,
      });
      const { out } = await store.run(['a.csv'], { to: 'exports/orders/lost.csv', skipExisting: true });
      expect(out).toMatch(/^Wrote 1 file/);
      expect(out).not.toMatch(/already/);
    }));

  test('for a reason of all files ends it at once', () =>
    inFolder(
      Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`f${index}.csv`, 'x'])),
      async () => {
        const { accessKeyId } = store.writer();
        const keys = { accessKeyId, secretAccessKey: CANARY };
        const { code, out, err } = await store.run(['*.csv'], {}, keys);
        expect(code).toBe(1);
        expect(out).toMatch(/^Wrote 0 files/);
        expect(err).toMatch(/^\d files? failed: The secret access key does not belong to the access key ID/);
        expect(err).toMatch(/\n4[6-9] files not tried any more\./);
        expect(seen().length).toBeLessThanOrEqual(4);
      },
    ));

  test('denied again and again ends it after twenty', () =>
    inFolder(
      Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`f${index}.csv`, 'x'])),
      async () => {
        const keys = store.engine.addPrincipal({ arn: 'arn:aws:iam::111122223333:user/nobody' });
        const { code, err } = await store.run(['*.csv'], {}, keys);
        expect(code).toBe(1);
        expect(err).toMatch(
          /^2[0-3] files failed: AWS denies it: .* s3:PutObject on resource: "arn:aws:s3:::acme-orders\/…" .*\n {2}f0\.csv → exports\/orders\/f0\.csv\n/,
        );
        expect(err).toMatch(/\n(3[7-9]|40) files not tried any more/);
      },
    ));

  test('is not tried for ever: nothing listens', () =>
    inFolder({ 'a.csv': '1' }, async () => {
      const { code, err } = await store.run(['a.csv'], { endpointUrl: 'http://127.0.0.1:1' });
      expect(code).toBe(1);
      expect(err).toMatch(/^1 file failed: .*(Nothing listens at the endpoint|ECONNREFUSED)/);
    }));

  test('credentials that are missing are one line, and nothing is sent', () =>
    inFolder({ 'a.csv': '1' }, async () => {
      const none = runWrite(['a.csv'], { endpointUrl: store.engine.endpoint }, undefined).done;
      await expect(none).rejects.toThrow(InputError);
      await expect(none).rejects.toThrow(/^There are no AWS credentials here: [^\n]*Nothing was sent\.$/);
      expect(seen()).toEqual([]);
    }));

  test('a signal gives up what is under way, and says what is left', () =>
    inFolder({ 'a.csv': '1', 'b.csv': '2' }, async () => {
      const match = ({ key }: { key?: string }) => key?.includes('/slow/') === true;
      store.engine.fault({ match, delayMilliseconds: 3000 });
      const options = { endpointUrl: store.engine.endpoint, to: 'exports/orders/slow/', parallel: '1' };
      const running = runWrite(['a.csv', 'b.csv'], options, store.writer());
      setTimeout(() => running.signal('SIGINT'), 600);
      const began = Date.now();
      const { code, err } = await running.done;
      expect(Date.now() - began).toBeLessThan(2500);
      expect(code).toBe(1);
      expect(err).toMatch(/^SIGINT: what is under way is given up\.\n2 files not tried any more\./);
    }));
});

describe('large files', () => {
  const big = Buffer.alloc(20 * MIB + 123);
  for (let index = 0; index < big.length; index += 4)
    big.writeUInt32LE(index, Math.min(index, big.length - 4));
  const FULL = 'permissions: { multipart: true, list: true, read: true }';

  test('go in parts, through faults, and arrive as they are', () =>
    inFolder({ 'big.bin': big }, async () => {
      const part = ({ operation }: { operation: string }) => operation === 'UploadPart';
      store.engine.fault({ match: part, status: 503, code: 'SlowDown' });
      store.engine.fault({ match: part, reset: true });
      store.engine.fault({ match: ({ operation }) => operation === 'CreateMultipartUpload', status: 500 });
      const { code, err } = await store.run(['big.bin'], { to: 'exports/orders/big/a.bin' });
      expect(err).toMatch(/^1 file will go in parts\.[^\n]*$/);
      expect(code).toBe(0);
      expect((await store.read('exports/orders/big/a.bin')).bytes.equals(big)).toBe(true);
      const count = (operation: string) => seen().filter((line) => line.startsWith(operation)).length;
      expect([count('CreateMultipartUpload'), count('UploadPart'), count('CompleteMultipartUpload')]).toEqual(
        [2, 5, 1],
      );
    }));

  test.each<[string, string[], RegExp, boolean]>([
    [
      'stays in parts where the writer may not abort',
      [],
      /Request \(InvalidRequest\); the parts that were sent are still in the bucket\n/,
      false,
    ],
    ['leaves nothing where it may', [FULL], /Request \(InvalidRequest\)\n/, true],
  ])('one that fails %s', (_, more, message, aborted) =>
    inFolder(
      { 'big.bin': big },
      async () => {
        store.engine.fault({
          match: ({ operation }) => operation === 'UploadPart',
          status: 400,
          code: 'InvalidRequest',
        });
        const { code, err } = await store.run(['big.bin'], { to: 'exports/orders/big/failed.bin' });
        expect(code).toBe(1);
        expect(err.replace('injected fault', 'Request')).toMatch(message);
        expect(
          seen().some((line) => line.startsWith('AbortMultipartUpload exports/orders/big/failed.bin 204')),
        ).toBe(aborted);
        expect(seen().some((line) => line.startsWith('Complete'))).toBe(false);
      },
      more,
    ),
  );

  test.each<[string, string[], string[]]>([
    ['a listing says so', [FULL], ['ListObjects  200']],
    [
      'S3 is asked where the writer may read',
      ['permissions: { read: true }'],
      ['HeadObject exports/orders/there.bin 200'],
    ],
    [
      'S3 says so in the end where it may not',
      [],
      [
        'HeadObject exports/orders/there.bin AccessDenied',
        'CreateMultipartUpload exports/orders/there.bin 200',
        ...Array(3).fill('UploadPart exports/orders/there.bin 200'),
        'CompleteMultipartUpload exports/orders/there.bin PreconditionFailed',
      ],
    ],
  ])('--skip-existing: %s', (_, more, expected) =>
    inFolder(
      { 'there.bin': big },
      async () => {
        await store.run(['there.bin']);
        start = store.engine.log.length;
        const { code, out } = await store.run(['there.bin'], { skipExisting: true });
        expect(code).toBe(0);
        expect(out).toMatch(/^Wrote 0 files, .*\n1 file was there already\.$/);
        // What an earlier test gave up may still arrive.
        const asked = seen().filter((line) => !line.includes('/slow/'));
        expect(asked.map((line) => line.replace('undefined', ''))).toEqual(expected);
      },
      more,
    ),
  );

  test.each([false, true])(
    'a lost answer to the last request is no failure; --skip-existing: %s',
    (skipExisting) =>
      inFolder({ 'big.bin': big }, async () => {
        const match = ({ operation }: { operation: string }) => operation === 'CompleteMultipartUpload';
        store.engine.fault({ match, reset: true, afterwards: true });
        const to = `exports/orders/big/lost-${skipExisting}.bin`;
        const { code, out } = await store.run(['big.bin'], { to, skipExisting });
        expect(code).toBe(0);
        expect(out).toMatch(/^Wrote 1 file, [^\n]*$/);
        expect((await store.read(to)).bytes.equals(big)).toBe(true);
      }),
  );

  test('one that changes on the way is not stored', () =>
    inFolder({ 'big.bin': big }, async () => {
      store.engine.fault({
        match: ({ operation }) => operation === 'CreateMultipartUpload',
        delayMilliseconds: 500,
      });
      setTimeout(() => truncateSync('big.bin', 12 * MIB), 350);
      const { code, err } = await store.run(['big.bin'], { to: 'exports/orders/big/changed.bin' });
      expect(code).toBe(1);
      expect(err).toMatch(/1 file failed: The file changed while it was read/);
      expect(seen().some((line) => line.startsWith('Complete'))).toBe(false);
    }));
});
