import { appendFileSync, existsSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { InputError } from '../../lib/terminal/input-error';
import {
  deadRecords,
  destinationText,
  inFolder,
  LocalBucket,
  numbered,
  pipe,
  run,
  start,
  text,
  until,
} from '../sink/local/support';
import { error } from '../sink/runtime/support';
import { inEmptyFolder } from './support';

jest.setTimeout(30_000);

let bucket: LocalBucket;
beforeAll(async () => {
  bucket = await LocalBucket.start();
});
beforeEach(() => bucket.clear());
afterAll(() => bucket.endpoint.stop());

const PLAIN = '  format: json';
const STATE = '.readings.sink-state.json';

describe('the standard input', () => {
  test('becomes an object with the settings of the destination file', () =>
    inFolder('  compression: gzip\n  template: "{{ .n }}!"', async () => {
      const seen = bucket.endpoint.seen;
      const { code, out, err } = await pipe(bucket, '{"n":1}\r\n\n  \n{"n":12345678901234567890}');
      expect({ code, out }).toEqual({ code: 0, out: '' });
      expect(err).toMatch(/^Wrote 2 records in 1 object, \d+ bytes, in \d+\.\d s\.$/);
      expect(seen.map(({ url }) => url)).toEqual([
        expect.stringMatching(/^\/acme-readings\/in\/\d{4}\/\d\d\/\d\d\/[0-9a-f]{32}\.jsonl\.gz$/),
      ]);
      expect(gunzipSync(seen[0]?.body as Buffer).toString()).toBe('1!\n12345678901234567890!\n');
      expect(existsSync(STATE)).toBe(false);
    }));

  test('is a batch for every maxRecords', () =>
    inFolder('  batch: { maxRecords: 2 }', async () => {
      await pipe(bucket, text(numbered(0, 5)));
      expect([...bucket.objects.values()].sort()).toEqual([
        '{"n":0}\n{"n":1}\n',
        '{"n":2}\n{"n":3}\n',
        '{"n":4}\n',
      ]);
    }));

  test('is a batch for every maxBytes', () =>
    inFolder('  batch: { maxBytes: 16 }', async () => {
      await pipe(bucket, text(numbered(0, 5)));
      expect([...bucket.objects.values()].map((body) => body.length).sort()).toEqual([16, 16, 8]);
    }));

  test('is a batch after maxSeconds', () =>
    inFolder('  batch: { maxSeconds: 1 }', async () => {
      const began = Date.now();
      const { stdin, done } = start(bucket, []);
      stdin.write('{"n":1}\n');
      await until(() => bucket.objects.size === 1);
      expect(Date.now() - began).toBeGreaterThan(950);
      stdin.end();
      await done;
      expect(bucket.lines).toEqual(['{"n":1}']);
    }));

  test('is written as soon as it is silent where maxSeconds is 0', () =>
    inFolder(`  batch: { maxSeconds: 0, maxRecords: 10 }`, async () => {
      const { stdin, done } = start(bucket, ['-']);
      stdin.write('{"n":1}\n{"n":2}\n{"n"');
      await until(() => bucket.objects.size === 1);
      stdin.end(':3}');
      await done;
      expect([...bucket.objects.values()]).toEqual(['{"n":1}\n{"n":2}\n', '{"n":3}\n']);
    }));

  test('is not read while two batches are uploaded and one waits', () =>
    inFolder('  batch: { maxRecords: 1, maxBytes: 100000 }', async () => {
      bucket.instead = () => ({ silent: true });
      const { stdin, done } = start(bucket, []);
      const line = `{"n":"${'x'.repeat(60_000)}"}\n`;
      for (let i = 0; i < 20; i++) stdin.write(line);
      await until(() => bucket.endpoint.seen.length === 2);
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(stdin.writableLength + stdin.readableLength).toBeGreaterThan(15 * 60_000);
      await bucket.endpoint.stop();
      bucket = await LocalBucket.start();
      stdin.end();
      expect((await done).code).toBe(1);
    }));

  test('that is stopped by a signal is written as far as it was read', () =>
    inFolder(PLAIN, async () => {
      const { stdin, signal, done } = start(bucket, []);
      stdin.write('{"n":1}\n{"n":2}\n');
      await new Promise((resolve) => setTimeout(resolve, 30));
      signal('SIGTERM');
      const { code, err } = await done;
      expect(code).toBe(143);
      expect(bucket.lines).toEqual(['{"n":1}', '{"n":2}']);
      expect(err).toContain('SIGTERM: what was read is written');
    }));

  test('that is stopped inside of a line keeps what was read of it', () =>
    inFolder(PLAIN, async () => {
      const { stdin, signal, done } = start(bucket, []);
      stdin.write('{"n":1}\n{"n":');
      await new Promise((resolve) => setTimeout(resolve, 30));
      signal('SIGINT');
      expect((await done).code).toBe(130);
      expect(bucket.lines).toEqual(['{"n":1}']);
      expect(deadRecords()).toMatchObject([{ reason: 'its line was cut off', line: 2, text: '{"n":' }]);
    }));

  test('that ends inside of a record: the torn one is named, and kept', () =>
    inFolder(PLAIN, async () => {
      const { code, err } = await pipe(bucket, '{"n":1}\n{"n":');
      expect(code).toBe(1);
      expect(bucket.lines).toEqual(['{"n":1}']);
      expect(err).toContain('line 2: the record is not JSON; it is kept in readings.dead.jsonl.');
      expect(deadRecords()).toMatchObject([{ line: 2, text: '{"n":' }]);
    }));

  test('that cannot be uploaded lies among the dead, and can be sent again from there', () =>
    inFolder('  batch: { maxRecords: 1 }', async () => {
      bucket.instead = (_, index) => (index === 0 ? error(403, 'AccessDenied') : undefined);
      const { code, err } = await pipe(bucket, text(numbered(0, 6)));
      expect(code).toBe(1);
      expect(err).toContain('PutObject was refused: 403 AccessDenied (these credentials may not write there');
      expect(err).toMatch(/\d records? of the standard input not written, kept in readings\.dead\.jsonl\./);
      const kept = deadRecords();
      expect(kept[0]).toMatchObject({
        file: '-',
        reason: expect.stringContaining('not written: AwsError: PutObject'),
      });
      const all = [...bucket.lines, ...kept.map((one) => one.text)].sort();
      expect(all).toEqual(numbered(0, 6));
    }));
});

test('an input that breaks stops the run, after what came before it is written', () =>
  inFolder(PLAIN, async () => {
    const { stdin, done } = start(bucket, []);
    stdin.write('1\n2');
    await new Promise((resolve) => setTimeout(resolve, 30));
    stdin.destroy(Object.assign(new Error('broken'), { code: 'EIO' }));
    const { code, err } = await done;
    expect(code).toBe(1);
    expect(err).toContain('Stopped, because of this: the standard input cannot be read: EIO.');
    expect(bucket.lines).toEqual(['1']);
    expect(deadRecords()).toMatchObject([{ text: '2', line: 2 }]);
  }));

describe('records', () => {
  test('that can never be written are kept, named, and do not block others; the exit code is 1', () =>
    inFolder(PLAIN, async () => {
      const input = Buffer.concat([
        Buffer.from('{"n":1}\nno json\n'),
        Buffer.from([0xff, 0x0a]),
        Buffer.from('2'),
      ]);
      writeFileSync('r.jsonl', input);
      const { code, err } = await run(bucket, ['r.jsonl']);
      expect(code).toBe(1);
      expect(bucket.lines).toEqual(['{"n":1}', '2']);
      expect(deadRecords()).toEqual([
        {
          reason: 'the record is not JSON',
          record: expect.stringMatching(/^[0-9a-f-]{36}@8$/),
          file: 'r.jsonl',
          line: 2,
          text: 'no json',
        },
        expect.objectContaining({ line: 3, base64: '/w==' }),
      ]);
      if (process.platform !== 'win32') expect(statSync('readings.dead.jsonl').mode & 0o777).toBe(0o600);
      expect(err).toContain('r.jsonl:2: the record is not JSON; it is kept in readings.dead.jsonl.');
      expect(err).toContain('2 records can never be written');
      expect(err).not.toContain('no json');
      expect((await run(bucket, ['r.jsonl'])).code).toBe(0);
      expect(deadRecords()).toHaveLength(2);
    }));

  test('of the format raw are every byte of the input', () =>
    inFolder('  format: raw', async () => {
      await pipe(bucket, 'a\r\n\n  b');
      expect([...bucket.objects.values()]).toEqual(['a\r\n\n  b']);
    }));

  test('carry an ID that says where they stood', () =>
    inFolder('  idField: id', async () => {
      writeFileSync('r.jsonl', '{"n":1}\n{"n":2}\n');
      await run(bucket, ['r.jsonl']);
      expect(bucket.lines.map((line) => JSON.parse(line).id.split('@')[1])).toEqual(['0', '8']);
    }));
});

describe('a file', () => {
  test('is resumed where it ended, also where its last line had no end', () =>
    inFolder(PLAIN, async () => {
      writeFileSync('r.jsonl', '{"n":1}\n{"n":2}');
      expect((await run(bucket, ['r.jsonl'])).code).toBe(0);
      appendFileSync('r.jsonl', '\n{"n":3}\n');
      const { err } = await run(bucket, ['r.jsonl', './r.jsonl']);
      expect(err).toContain('r.jsonl is resumed at byte 15, behind line 2.');
      expect(bucket.lines).toEqual(['{"n":1}', '{"n":2}', '{"n":3}']);
      expect(JSON.parse(readFileSync(STATE, 'utf8')).files).toMatchObject({
        [join(process.cwd(), 'r.jsonl')]: { offset: 24, line: 3, pending: [] },
      });
      expect(existsSync(`${STATE}.lock`)).toBe(false);
    }));

  test('whose last line goes on afterwards is told of', () =>
    inFolder(PLAIN, async () => {
      writeFileSync('r.jsonl', '1\n2');
      await run(bucket, ['r.jsonl']);
      appendFileSync('r.jsonl', '3\n');
      const { err } = await run(bucket, ['r.jsonl']);
      expect(err).toContain('r.jsonl: line 2 has grown since it was written');
      expect(bucket.lines).toEqual(['1', '2', '3']);
    }));

  test.each([
    ['was rotated', '{"n":7}\n{"n":8}\n{"n":9}\n'],
    ['was cut', '{"n":1}\n'],
    ['was emptied', ''],
  ])('that %s is written anew, under keys of its own', (_, content) =>
    inFolder(PLAIN, async () => {
      writeFileSync('r.jsonl', '{"n":1}\n{"n":2}\n');
      await run(bucket, ['r.jsonl']);
      renameSync('r.jsonl', 'r.jsonl.1');
      writeFileSync('r.jsonl', content);
      const { err } = await run(bucket, ['r.jsonl']);
      expect(err).toContain('r.jsonl is not the file that was written up to byte 16');
      expect([...bucket.objects.values()]).toEqual(['{"n":1}\n{"n":2}\n', content].filter(Boolean));
    }),
  );

  test('that was replaced by a longer copy of itself is resumed', () =>
    inFolder(PLAIN, async () => {
      writeFileSync('r.jsonl', '{"n":1}\n');
      await run(bucket, ['r.jsonl']);
      writeFileSync('copy', '{"n":1}\n{"n":2}\n');
      renameSync('copy', 'r.jsonl');
      await run(bucket, ['r.jsonl']);
      expect(bucket.lines).toEqual(['{"n":1}', '{"n":2}']);
    }));

  test('of which an upload failed is resumed with the same keys', () =>
    inFolder('  batch: { maxRecords: 2 }', async () => {
      writeFileSync('r.jsonl', text(['no json', ...numbered(0, 9)]));
      // The object is there, and the answer is lost.
      bucket.instead = (_, index) =>
        index === 1 ? { reset: true } : index > 1 ? error(503, 'SlowDown') : {};
      const failed = await run(bucket, ['r.jsonl']);
      expect(failed.code).toBe(1);
      expect(failed.err).toMatch(
        /Stopped, because of this: .*\nThe next run goes on with r\.jsonl at byte \d+/,
      );
      bucket.instead = () => undefined;
      const { err } = await run(bucket, ['r.jsonl']);
      expect(err).toContain('1 object of an earlier run was there.');
      expect(bucket.lines.sort()).toEqual(numbered(0, 9));
      expect(deadRecords().map(({ text }) => text)).toEqual(['no json']);
    }));

  test('that was changed inside of a batch that had begun gets new keys from there', () =>
    inFolder(PLAIN, async () => {
      writeFileSync('r.jsonl', '{"n":1}\n');
      bucket.instead = () => ({ reset: true });
      await run(bucket, ['r.jsonl']);
      bucket.instead = () => undefined;
      writeFileSync('r.jsonl', '{"n":2}\n');
      const { code, err } = await run(bucket, ['r.jsonl']);
      expect(code).toBe(0);
      expect(err).toContain('r.jsonl was changed behind byte 0');
      expect(bucket.lines).toEqual(['{"n":1}', '{"n":2}']);
    }));

  test('tells that a changed destination file may double the batch that had begun', () =>
    inFolder(PLAIN, async () => {
      writeFileSync('r.jsonl', '{"n":1}\n');
      bucket.instead = () => error(500, 'InternalError');
      await run(bucket, ['r.jsonl']);
      bucket.instead = () => undefined;
      writeFileSync('destination.yaml', destinationText('  compression: gzip'));
      expect((await run(bucket, ['r.jsonl'])).err).toContain(
        'The destination file was changed since r.jsonl',
      );
    }));

  test('and its state belong to one bucket', () =>
    inFolder(PLAIN, async () => {
      writeFileSync('r.jsonl', '{"n":1}\n');
      await run(bucket, ['r.jsonl']);
      const other = { options: { bucket: 'other-readings' } };
      await expect(run(bucket, ['r.jsonl'], other)).rejects.toThrow(
        `${STATE} says what was written to s3://acme-readings/in, and this goes to s3://other-readings/in`,
      );
    }));

  test('is left to another sink that runs, and taken from one that was killed', () =>
    inFolder(PLAIN, async () => {
      writeFileSync('r.jsonl', '{"n":1}\n');
      writeFileSync(`${STATE}.lock`, String(process.ppid));
      await expect(run(bucket, ['r.jsonl'])).rejects.toThrow(`is used by the process ${process.ppid}`);
      writeFileSync(`${STATE}.lock`, '2147483646');
      expect((await run(bucket, ['r.jsonl'])).code).toBe(0);
    }));

  test('beside others and the standard input: each in its own batch', () =>
    inFolder(PLAIN, async () => {
      writeFileSync('a.jsonl', '{"n":1}\n');
      writeFileSync('b.jsonl', '{"n":3}\n');
      const { stdin, done } = start(bucket, ['a.jsonl', '-', 'b.jsonl'], {
        options: { json: true, state: 'my-state.json' },
      });
      stdin.end('{"n":2}\nno json\n');
      const { code, out, err } = await done;
      expect({ code, err }).toEqual({
        code: 1,
        err: 'line 2: the record is not JSON; it is kept in readings.dead.jsonl.',
      });
      expect([...bucket.objects.values()].sort()).toEqual(['{"n":1}\n', '{"n":2}\n', '{"n":3}\n']);
      expect(JSON.parse(out)).toMatchObject({
        records: 4,
        written: 3,
        dead: 1,
        objects: 3,
        deadFile: 'readings.dead.jsonl',
        files: [
          { file: 'a.jsonl', offset: 8, line: 1 },
          { file: 'b.jsonl', offset: 8, line: 1 },
        ],
      });
      expect(existsSync('my-state.json')).toBe(true);
    }));
});

describe('refused before anything is read:', () => {
  const refused = (
    sinkLines: string,
    more: string | undefined,
    message: string,
    files = ['-'],
    options = {},
  ) =>
    inEmptyFolder(async () => {
      writeFileSync('destination.yaml', destinationText(sinkLines, more));
      const promise = run(bucket, files, { options });
      await expect(promise).rejects.toThrow(InputError);
      await expect(promise).rejects.toThrow(message);
      expect(bucket.endpoint.seen).toEqual([]);
    });

  test('a file without a sink', () =>
    inEmptyFolder(async () => {
      const other = destinationText('').replace('{ type: none }', '{ type: iam-user }');
      writeFileSync('destination.yaml', other);
      await expect(run(bucket, [])).rejects.toThrow('destination.yaml has no sink: add sink:');
    }));
  test('a bucket that nobody names', () =>
    refused(PLAIN, 'bucket: {}', 'write --bucket with the output BucketName of its stack'));
  test('a bad name of a bucket', () => refused(PLAIN, undefined, '--bucket ', ['-'], { bucket: 'A' }));
  test('a bad region', () => refused(PLAIN, undefined, '--region ', ['-'], { region: 'Ireland' }));
  test('a bad endpoint', () =>
    refused(PLAIN, undefined, '--endpoint-url is no URL', ['-'], { endpointUrl: 'minio:9000' }));
  test('a file that is missing', () => refused(PLAIN, undefined, 'nope does not exist', ['nope']));
  test('a folder', () => refused(PLAIN, undefined, '. is no regular file', ['.']));
  test('a place for the dead that is not there', () =>
    refused(PLAIN, undefined, 'no/dead cannot be written (ENOENT)', ['-'], { dead: 'no/dead' }));
  test('its own dead file as input', () =>
    refused(PLAIN, undefined, 'is what the sink itself writes', ['readings.dead.jsonl']));
  test('a state that is none', () =>
    refused(
      PLAIN,
      undefined,
      'destination.yaml is not a state of',
      ['destination.yaml'].map(() => './x'),
      {
        state: 'destination.yaml',
      },
    ).catch((problem: Error) => expect(problem.message).toContain('x does not exist')));

  if (Number(process.versions.node.split('.')[0]) < 22) {
    test('zstd where Node has none', () =>
      refused(
        '  compression: zstd',
        undefined,
        `needs Node 22.15 or newer, and this is ${process.versions.node}`,
      ));
  }
});
