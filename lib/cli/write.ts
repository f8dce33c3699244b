import { explain, isAwsError, isLocalMistake } from '../aws/aws-error';
import { type CallerConfig, type CallerOptions, callerConfig } from '../aws/caller';
import type { Destination } from '../config/destination';
import { loadDestinations } from '../load';
import { codeOfSignal, type ExitCode } from '../terminal/exit';
import { InputError } from '../terminal/input-error';
import type { Terminal } from '../terminal/terminal';
import { uploadClient } from '../upload/client';
import { findFiles } from '../upload/files';
import { ObjectParts } from '../upload/object-parts';
import { ObjectPut } from '../upload/object-put';
import type { OwnedBucket } from '../upload/owned-bucket';
import { placeOf } from '../upload/place';
import { UploadRun } from '../upload/run';
import { type Item, plan } from '../upload/target';
import { bucketOption, notes, parallelOf, refuseDenied } from './write-checks';
import {
  isComplete,
  planJson,
  planText,
  type Written,
  writeJson,
  writeProblems,
  writeSummary,
} from './write-report';
import { type WriteWorld, writeWorld } from './write-world';

export interface WriteOptions extends CallerOptions {
  readonly config: string;
  /** Path in the bucket, or a template of one. */
  readonly to?: string;
  readonly bucket?: string;
  readonly outputs?: string;
  readonly parallel: string;
  readonly skipExisting: boolean;
  readonly dryRun: boolean;
  readonly json: boolean;
}

/** Attempts for one request. */
const ATTEMPTS = 5;

/** Uploads files as the writer would. Exit code 1: something was not written; after a signal, that of the signal. */
export async function write(
  named: readonly string[],
  options: WriteOptions,
  terminal: Terminal,
  world: WriteWorld = writeWorld(),
): Promise<ExitCode> {
  const { environment } = world;
  const [destination] = loadDestinations([options.config]) as [Destination];
  const parallel = parallelOf(options.parallel);
  const items = plan(findFiles(named), { to: options.to, prefixes: destination.objects.prefixes });
  refuseDenied(destination, items);
  const endpointUrl =
    options.endpointUrl ?? (environment.AWS_ENDPOINT_URL_S3 || environment.AWS_ENDPOINT_URL);
  const caller = callerConfig({ ...options, endpointUrl }, terminal, destination.environment.region);
  for (const note of notes(destination, items, options.skipExisting)) terminal.err(note);
  if (options.dryRun) {
    const bucket = await nearBucket(destination, options);
    terminal.out(options.json ? planJson(items, bucket) : planText(items, bucket));
    return 0;
  }
  try {
    return await send(destination, items, { ...options, parallel }, caller, terminal, world);
  } catch (error) {
    if (isLocalMistake(error)) throw new InputError(`${explain(error)}. Nothing was sent.`);
    if (!isAwsError(error)) throw error;
    terminal.err(`${explain(error)}.`);
    return 1;
  }
}

async function send(
  destination: Destination,
  items: readonly Item[],
  options: Omit<WriteOptions, 'parallel'> & { readonly parallel: number },
  caller: CallerConfig,
  terminal: Terminal,
  world: WriteWorld,
): Promise<ExitCode> {
  const { parallel, skipExisting } = options;
  const { permissions } = destination;
  const bucket =
    (await nearBucket(destination, options)) ?? (await deployedBucket(destination, options, caller));
  const isAws = caller.endpoint === undefined;
  const owner = isAws ? ownerOf(destination) : undefined;
  const owned: OwnedBucket = { Bucket: bucket, ExpectedBucketOwner: owner };
  const client = uploadClient(caller);
  const stop = new AbortController();
  let stoppedBy: string | undefined;
  const deaf = world.onSignal((signal) => {
    stoppedBy = signal;
    terminal.err(`${signal}: what is under way is given up.`);
    stop.abort();
  });
  let put: ObjectPut | undefined;
  try {
    // Missing credentials are said before anything is read.
    await client.config.credentials();
    put = new ObjectPut({
      place: await placeOf(client, bucket),
      owner,
      credentials: () => client.config.credentials(),
      connections: parallel,
      timeout: caller.requestHandler.socketTimeout,
      keepChecksum: isAws,
    });
    const attempts = ATTEMPTS;
    const run = new UploadRun(items, {
      put,
      parts: new ObjectParts({
        client,
        bucket: owned,
        attempts,
        keepChecksum: isAws,
        mayAbort: permissions.multipart,
      }),
      existing: { client, bucket: owned, attempts },
      attempts,
      parallel,
      skipExisting,
      mayList: permissions.list,
      signal: stop.signal,
    });
    const total = { files: items.length, bytes: items.reduce((sum, { size }) => sum + size, 0) };
    if (!options.json) world.progress.start(total, () => run);
    const began = performance.now();
    const outcomes = await run.finish().finally(() => world.progress.stop());
    const seconds = (performance.now() - began) / 1000;
    const code = tell({ bucket, owner, items, outcomes, seconds }, options, terminal);
    return stoppedBy === undefined ? code : codeOfSignal(stoppedBy);
  } finally {
    deaf();
    put?.close();
    client.destroy();
  }
}

function tell(written: Written, { json }: Pick<WriteOptions, 'json'>, terminal: Terminal): ExitCode {
  const problems = writeProblems(written);
  terminal.out(json ? writeJson(written) : writeSummary(written));
  if (problems !== undefined) terminal.err(problems);
  return isComplete(written) ? 0 : 1;
}

/** A bucket that was there before may be somebody else's. */
function ownerOf({ bucket, environment }: Destination): string | undefined {
  return bucket.existing ? undefined : environment.account;
}

/** Where the file, a flag or the outputs beside it name the bucket. */
async function nearBucket(
  destination: Destination,
  { bucket, outputs }: WriteOptionsOfBucket,
): Promise<string | undefined> {
  const named = bucketOption(bucket) ?? destination.bucket.name;
  if (named !== undefined) return named;
  const { outputsFromFile } = await import('../aws/stack-outputs.js');
  return outputsFromFile(destination, outputs)?.BucketName;
}

async function deployedBucket(
  destination: Destination,
  { outputs }: WriteOptionsOfBucket,
  caller: CallerConfig,
): Promise<string> {
  const { stackOutputs } = await import('../aws/stack-outputs.js');
  const name = (await stackOutputs(destination, outputs, caller))?.BucketName;
  if (name !== undefined) return name;
  throw new InputError(
    `The name of the bucket is not known: deploy ${destination.file} first, or write --bucket. Nothing was sent.`,
  );
}

type WriteOptionsOfBucket = Pick<WriteOptions, 'bucket' | 'outputs'>;
