import { createHash } from 'node:crypto';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { Signer } from '../../lib/aws/sigv4';
import { AwsClient } from '../../lib/sink/runtime/aws/client';
import { ObjectStore } from '../../lib/sink/runtime/aws/object-store';
import type { Options } from '../common/bench';
import { median } from '../common/median';
import { rounds } from '../common/rounds';
import type { Row } from '../common/row';

const CREDENTIALS = { accessKeyId: 'AKIAIOSFODNN7BENCH00', secretAccessKey: 'bench-secret' };
const KEY = 'readings/1.jsonl.gz';
const BODY = Buffer.alloc(10_000, 'reading');

/** What a PUT costs on a connection that is open, and what of it goes before a byte is sent. */
export async function requests(endpoint: string, { quick, tell }: Options): Promise<Row[]> {
  const count = quick ? 100 : 1000;
  const puts = { ours: ours(endpoint), 'client-s3': peer(endpoint) };
  const unsent = { ours: signature(), 'client-s3': peer(endpoint, { handle: async () => ANSWER }) };
  return [
    await compared(`warm: one PUT of 10 KB`, puts, count, quick, tell),
    await compared(`warm: hash and sign it, nothing sent`, unsent, count, quick, tell),
  ];
}

type Run = () => unknown;

async function compared(
  what: string,
  runs: Readonly<Record<'ours' | 'client-s3', Run>>,
  count: number,
  quick: boolean,
  tell: Options['tell'],
): Promise<Row> {
  const all = await rounds(
    { ours: () => each(runs.ours, count), 'client-s3': () => each(runs['client-s3'], count) },
    quick ? 3 : 9,
    (line) => tell(`${what}, ${line}`),
  );
  const [ours, peer] = [median(all.ours), median(all['client-s3'])];
  return { what, ours: micros(ours), beside: `client-s3: ${micros(peer)}`, value: ours / peer };
}

function ours(endpoint: string): Run {
  const store = new ObjectStore({
    client: new AwsClient('eu-west-1', () => CREDENTIALS),
    bucket: 'bench',
    contentType: 'application/gzip',
    endpoint,
  });
  return () => store.put(KEY, BODY, { retries: 0, timeout: 60_000, deadline: Date.now() + 60_000 });
}

const ANSWER = { response: { statusCode: 200, headers: {} } };

function peer(endpoint: string, requestHandler?: { handle(): Promise<typeof ANSWER> }): Run {
  const client = new S3Client({
    region: 'eu-west-1',
    credentials: CREDENTIALS,
    endpoint,
    forcePathStyle: true,
    ...(requestHandler === undefined ? {} : { requestHandler }),
  });
  const input = { Bucket: 'bench', Key: KEY, Body: BODY, ContentType: 'application/gzip', IfNoneMatch: '*' };
  return () => client.send(new PutObjectCommand(input));
}

function signature(): Run {
  const signer = new Signer('eu-west-1');
  return () => {
    const headers = {
      host: 'bench.s3.eu-west-1.amazonaws.com',
      'content-type': 'application/gzip',
      'if-none-match': '*',
      'x-amz-content-sha256': createHash('sha256').update(BODY).digest('hex'),
    };
    return signer.sign({ method: 'PUT', path: `/${KEY}`, headers }, CREDENTIALS);
  };
}

/** Seconds of CPU for one of many. */
async function each(run: Run, count: number): Promise<number> {
  const before = process.cpuUsage();
  for (let index = 0; index < count; index++) await run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6 / count;
}

const micros = (seconds: number) => `${(seconds * 1e6).toFixed(0)} µs of CPU`;
