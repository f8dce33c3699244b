import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Fault } from '../../lib/local/faults';
import { InputError } from '../../lib/terminal/input-error';
import { CANARY } from '../aws-fakes/canary';
import {
  BUCKET,
  between,
  inFolder,
  MIB,
  type Passing,
  runWrite,
  Store,
  withoutPauses,
} from '../upload/support';

jest.setTimeout(60_000);
withoutPauses();

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

/** What the interrupted test gave up may still arrive. */
const seen = () => store.since(start).filter((line) => !line.includes('/slow/'));
const at = (prefix: string, ...more: string[]) => [`objects: { prefix: ${prefix} }`, ...more];

describe('files', () => {
  test('go below the prefix, with their type, and what was written is said', () =>
    inFolder({ 'data/a.csv': 'id\n1\n', 'ä (1)+.json': '{}', empty: '' }, async () => {
      const { code, out, err } = await store.run(['data/*.csv', 'ä (1)+.json', 'empty']);
      expect({ code, err }).toEqual({ code: 0, err: '' });
      expect(seen().every((line) => line.startsWith('PutObject'))).toBe(true);
      expect(out).toMatch(/^Wrote 3 files, \d+ bytes, to s3:\/\/acme-orders in 0\.\d s\.$/);
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
        writtenOrExisting: 0,
        failed: 0,
        interrupted: 0,
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
    const names = Array.from({ length: 60 }, (_, index) => `f${index}.csv`);
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
      expect(out).toMatch(/^Wrote 60 files/);
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
    [
      'a vendor that only reads',
      {},
      ['objects: { prefix: x }', 'permissions: { put: false, read: true }'],
      /destination\.yaml: permissions\.put is false, so that the vendor may only read\. Nothing was sent\./,
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
          'a.csv    1 byte  s3://acme-orders/exports/orders/a.csv',
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

  const lost: Fault = { reset: true, afterwards: true };
  const busy: Fault = { status: 503, code: 'SlowDown' };
  test.each<[string, Fault[], string | undefined, string]>([
    ['nothing', [], undefined, 'written'],
    ['nothing, after faults', [busy, { status: 500 }, { reset: true }], undefined, 'written'],
    ['another', [], 'OLD', 'existing'],
    ['another, after SlowDown', [busy], 'OLD', 'existing'],
    ['another, after 429', [{ status: 429, code: 'TooManyRequests' }], 'OLD', 'existing'],
    ['another, after damage', [{ status: 400, code: 'BadDigest' }], 'OLD', 'existing'],
    ['another, after 409', [{ status: 409, code: 'ConditionalRequestConflict' }], 'OLD', 'existing'],
    // The writer may not read: nobody tells it whose object that is.
    ['its own, whose answer got lost', [lost], undefined, 'written-or-existing'],
    ['its own, whose answer got lost, after SlowDown', [lost, busy], undefined, 'written-or-existing'],
    ['another, after a connection that broke', [{ reset: true }], 'OLD', 'written-or-existing'],
    ['another, after 500', [{ status: 500 }], 'OLD', 'written-or-existing'],
  ])('--skip-existing meets %s', (_, faults, old, status) =>
    inFolder({ 'a.csv': 'NEW' }, async () => {
      const to = `exports/orders/met/${start}.csv`;
      if (old !== undefined) await store.put(to, old);
      const match = ({ key }: { key?: string }) => key === to;
      for (const fault of faults) store.engine.fault({ ...fault, match });
      const { code, err, out } = await store.run(['a.csv'], { to, skipExisting: true, json: true });
      expect({ code, err }).toEqual({ code: 0, err: '' });
      expect(JSON.parse(out).files).toEqual([{ file: 'a.csv', key: to, bytes: 3, status }]);
      expect((await store.read(to)).bytes.toString()).toBe(old ?? 'NEW');
    }),
  );

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
      const options = { endpointUrl: store.engine.endpoint, to: 'exports/orders/slow/', parallel: '1' };
      const running = runWrite(['a.csv', 'b.csv'], options, store.writer());
      const match = ({ key }: { key?: string }) => {
        const isSlow = key?.includes('/slow/') === true;
        if (isSlow) running.signal('SIGINT');
        return isSlow;
      };
      store.engine.fault({ match, delayMilliseconds: 1000 });
      const began = Date.now();
      const { code, err } = await running.done;
      expect(Date.now() - began).toBeLessThan(900);
      expect(code).toBe(130);
      expect(err).toBe(
        [
          'SIGINT: what is under way is given up.',
          '1 file given up on the way.',
          '1 file not tried any more.',
          'The same command with --skip-existing writes what is missing.',
        ].join('\n'),
      );
    }));

  test('on this machine ends nothing: the files that went have one reason, and the others go', () => {
    const names = Array.from({ length: 40 }, (_, index) => `f${String(index).padStart(2, '0')}.csv`);
    return inFolder(Object.fromEntries(names.map((name) => [name, name])), async () => {
      const options = { endpointUrl: store.engine.endpoint, to: 'exports/orders/gone/', parallel: '1' };
      const running = runWrite(['*.csv'], options, store.writer());
      // What was found when the command began is gone when its turn comes.
      for (const name of names.slice(0, 25)) rmSync(name);
      const { code, out, err } = await running.done;
      expect(code).toBe(1);
      expect(out).toMatch(/^Wrote 15 files/);
      expect(err.split('\n').slice(0, 2)).toEqual([
        '25 files failed: The file is not there any more',
        '  f00.csv → exports/orders/gone/f00.csv',
      ]);
      expect(err).not.toMatch(/not tried/);
    });
  });
});

describe('large files', () => {
  const big = Buffer.alloc(8 * MIB + 123, 'id,name\n');
  const FULL = 'permissions: { multipart: true, list: true, read: true }';
  const NOTE = /^1 file will go in parts\. Storing them needs s3:PutObject only, [^\n]*$/;
  const REPEAT = 'The same command with --skip-existing writes what is missing.';
  /** What is said beside the notes before. */
  const said = (err: string) =>
    err.split('\n').filter((line) => !/^$|will go in parts|may neither list/.test(line));

  test('go in parts, and arrive as they are', () =>
    inFolder({ 'big.bin': big }, async () => {
      const to = 'exports/orders/big/a.bin';
      const { code, err } = await store.run(['big.bin'], { to });
      expect(err).toMatch(NOTE);
      expect(code).toBe(0);
      expect(seen().map((line) => line.split(' ')[0])).toEqual([
        'CreateMultipartUpload',
        'UploadPart',
        'UploadPart',
        'CompleteMultipartUpload',
      ]);
      expect((await store.read(to)).bytes.equals(big)).toBe(true);
    }));

  const LEFT = ['Parts of 1 file are still in the bucket:', '  big.bin → exports/orders/big/x.bin'];
  const fail = () => {};
  const interrupt = (running: { signal(name: string): void }) => running.signal('SIGINT');
  test.each<[string, string[], typeof interrupt, string[]]>([
    ['that fails stays in parts where the writer may not abort', [], fail, LEFT],
    ['that fails leaves nothing where it may', [FULL], fail, []],
    ['that is interrupted stays in parts where the writer may not abort', [], interrupt, LEFT],
    ['that is interrupted leaves nothing where it may', [FULL], interrupt, []],
  ])('one %s', (_, more, onPart, left) =>
    inFolder(
      { 'big.bin': big },
      async () => {
        const options = { endpointUrl: store.engine.endpoint, to: 'exports/orders/big/x.bin' };
        const running = runWrite(['big.bin'], options, store.writer());
        const match = ({ operation }: { operation: string }) => {
          if (operation === 'UploadPart') onPart(running);
          return operation === 'UploadPart';
        };
        store.engine.fault({ match, status: 400, code: 'InvalidRequest' });
        const { code, err } = await running.done;
        const what =
          onPart === fail
            ? ['1 file failed: injected fault (InvalidRequest)', '  big.bin → exports/orders/big/x.bin']
            : ['SIGINT: what is under way is given up.', '1 file given up on the way.'];
        expect({ code, said: said(err) }).toEqual({
          code: onPart === fail ? 1 : 130,
          said: [...what, ...left, REPEAT],
        });
        const aborted = seen().includes('AbortMultipartUpload exports/orders/big/x.bin 204');
        expect(aborted).toBe(left.length === 0);
        expect(seen().some((line) => line.startsWith('Complete'))).toBe(false);
      },
      more,
    ),
  );

  test.each<[string, string[], string[], string[]]>([
    ['a listing says so', [FULL], ['ListObjects  200'], []],
    [
      'S3 is asked where the writer may read',
      ['permissions: { read: true }'],
      ['HeadObject exports/orders/there.bin 200'],
      [],
    ],
    [
      'S3 says so in the end where it may not',
      [],
      [
        'HeadObject exports/orders/there.bin AccessDenied',
        'CreateMultipartUpload exports/orders/there.bin 200',
        'UploadPart exports/orders/there.bin 200',
        'UploadPart exports/orders/there.bin 200',
        'CompleteMultipartUpload exports/orders/there.bin PreconditionFailed',
      ],
      ['Parts of 1 file are still in the bucket:', '  there.bin → exports/orders/there.bin'],
    ],
  ])('--skip-existing: %s', (_, more, expected, left) =>
    inFolder(
      { 'there.bin': big },
      async () => {
        await store.put('exports/orders/there.bin', 'OLD');
        start = store.engine.log.length;
        const { code, err, out } = await store.run(['there.bin'], { skipExisting: true });
        expect({ code, said: said(err) }).toEqual({ code: 0, said: left });
        expect(out).toMatch(/^Wrote 0 files, .*\n1 file was there already\.$/);
        expect(seen().map((line) => line.replace('undefined', ''))).toEqual(expected);
      },
      more,
    ),
  );

  type Ask = (passing: Passing) => unknown;
  const owner: Ask = ({ headers }) => headers['x-amz-expected-bucket-owner'];
  const checksum: Ask = ({ body, headers, method }) =>
    headers['x-amz-checksum-sha256'] ??
    headers['x-amz-checksum-algorithm'] ??
    (method === 'POST' ? /<ChecksumSHA256>/.exec(body.toString())?.[0] : undefined);
  test.each<[string, string, boolean, unknown, unknown]>([
    ['of AWS', `name: ${BUCKET}`, true, '111122223333', expect.any(String)],
    ['of AWS, and perhaps of another account', `existing: ${BUCKET}`, true, undefined, expect.any(String)],
    ['of another store', `name: ${BUCKET}`, false, undefined, undefined],
  ])('in a bucket %s: owner and checksums', (_, bucket, onAws, expectedOwner, expectedChecksum) => {
    const passed: Passing[] = [];
    const files = { 'big.bin': big, 'small.bin': 'x' };
    return inFolder(files, () =>
      between(
        store.engine,
        (passing) => passed.push(passing),
        async (endpoint) => {
          const keys = store.writer();
          const text = readFileSync('destination.yaml', 'utf8');
          writeFileSync('destination.yaml', text.replace(`existing: ${BUCKET}`, bucket));
          const options = { ...(onAws ? {} : { endpointUrl: endpoint }), to: 'exports/orders/aws/' };
          const more: Record<string, string> = onAws ? { AWS_ENDPOINT_URL: endpoint } : {};
          const { code } = await runWrite(['*.bin'], options, keys, more).done;
          expect(code).toBe(0);
          expect(passed.length).toBe(5);
          expect(passed.map(owner)).toEqual(Array(5).fill(expectedOwner));
          expect(passed.map(checksum)).toEqual(Array(5).fill(expectedChecksum));
          expect((await store.read('exports/orders/aws/big.bin')).bytes.equals(big)).toBe(true);
        },
      ),
    );
  });

  test('a bucket of another account than the file says is told', () =>
    inFolder({ 'a.csv': '1' }, async () => {
      const keys = store.writer();
      const text = readFileSync('destination.yaml', 'utf8').replace('existing:', 'name:');
      writeFileSync('destination.yaml', text.replace('111122223333', '999988887777'));
      const { code, err } = await runWrite(['a.csv'], {}, keys, { AWS_ENDPOINT_URL: store.engine.endpoint })
        .done;
      expect(code).toBe(1);
      expect(err).toMatch(
        /^1 file failed: AWS denies it: Access Denied \(AccessDenied\), or the bucket does not belong to the account 999988887777\n/,
      );
    }));
});
