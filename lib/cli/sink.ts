import { accessSync, constants, existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import * as zlib from 'node:zlib';
import type { Destination, Sink } from '../config/destination';
import { loadDestinations } from '../load';
import {
  type CredentialChoice,
  type CredentialPlace,
  credentialSource,
  credentialWarning,
  regionOf,
} from '../sink/local/credentials';
import { type Job, LocalSink } from '../sink/local/run';
import { SinkInputError } from '../sink/runtime/record';
import type { SinkSettings } from '../sink/runtime/settings';
import { codeOfSignal, type ExitCode } from '../terminal/exit';
import { InputError } from '../terminal/input-error';
import type { Terminal } from '../terminal/terminal';
import { bucketOf, type PlaceOptions, regionFor, withEndpoint } from './sink-place';
import { logLine, type Result, summary, summaryJson } from './sink-report';
import { processWorld, type SinkWorld } from './sink-world';

export interface SinkOptions extends PlaceOptions {
  readonly config: string;
  /** Keys from the shared credentials file, whatever the destination file says. */
  readonly profile?: string;
  readonly state?: string;
  readonly dead?: string;
  readonly json: boolean;
}

/**
 * The sink on this machine: the lines of files, or of the standard input, become objects as they would in Lambda.
 * Exit code 1: a record can never be written, or an upload failed for good; after a signal, that of the signal.
 */
export async function sink(
  files: readonly string[],
  options: SinkOptions,
  terminal: Terminal,
  world: SinkWorld = processWorld(),
): Promise<ExitCode> {
  const [destination] = loadDestinations([options.config]) as [Destination];
  const folder = dirname(options.config);
  const { environment, home } = world;
  const place: CredentialPlace = { environment, home, folder };
  const given = sinkOf(destination);
  checkZstd(given);
  const choice: CredentialChoice =
    options.profile === undefined
      ? (given.credentials ?? { type: 'env' })
      : { type: 'file', profile: options.profile };
  const settings = settingsOf(destination, given, bucketOf(destination, options));
  const stateFile = options.state ?? join(folder, `.${destination.name}.sink-state.json`);
  const deadFile = options.dead ?? join(folder, `${destination.name}.dead.jsonl`);
  const inputs = inputsOf(files, [stateFile, deadFile]);
  checkWritable(deadFile, '--dead');

  const stop = new AbortController();
  const say = (text: string) => world.progress.aside(() => terminal.err(text));
  const job: Omit<Job, 'surroundings'> = {
    settings,
    maxSeconds: given.batch.maxSeconds,
    inputs,
    stdin: () => world.stdin,
    stateFile,
    deadFile,
    signal: stop.signal,
    say,
  };
  return refusals(async () => {
    const credentials = credentialSource(choice, place);
    // What is missing is said before anything is read.
    credentials();
    const region = regionFor(destination, options, regionOf(choice, place));
    const warning = credentialWarning(choice, place);
    if (warning !== undefined) say(`${terminal.colors.yellow('warning')} ${warning}`);
    const log: Job['surroundings']['log'] = (entry) => {
      const line = logLine(entry);
      if (line !== undefined) say(line);
    };
    const local = new LocalSink({
      ...job,
      surroundings: { region, credentials, environment: withEndpoint(options, environment), log },
    });
    if (inputs.includes('-') && world.keyboard) say('Records come from the keyboard: Ctrl+D ends them.');
    const began = Date.now();
    let stoppedBy: string | undefined;
    const deaf = world.onSignal(
      (signal) => {
        stoppedBy = signal;
        say(`${signal}: what was read is written, and then it ends. Ctrl+C ends it at once.`);
        stop.abort();
      },
      () => local.abandon(),
    );
    if (!options.json) world.progress.start(local.metrics);
    try {
      const report = await local.run();
      const seconds = (Date.now() - began) / 1000;
      const result: Result = { report, metrics: local.metrics, seconds, stoppedBy, deadFile };
      world.progress.stop();
      if (options.json) terminal.out(summaryJson(result));
      else terminal.err(summary(result));
      if (stoppedBy !== undefined) return codeOfSignal(stoppedBy);
      return report.failure === undefined && report.dead === 0 ? 0 : 1;
    } finally {
      world.progress.stop();
      deaf();
    }
  });
}

/** What the runtime refuses is a mistake of the input here. */
async function refusals<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof SinkInputError) throw new InputError(`${error.message}; nothing was done.`);
    throw error;
  }
}

function sinkOf({ file, sink: given }: Destination): Sink {
  if (given !== undefined) return given;
  throw new InputError(
    `${file} has no sink: add sink: { source: { type: invoke } }, whose other settings say how objects are written; its source is for Lambda`,
  );
}

function checkZstd({ compression }: Sink): void {
  if (compression !== 'zstd' || 'createZstdCompress' in zlib) return;
  throw new InputError(
    `sink.compression zstd needs Node 22.15 or newer, and this is ${process.versions.node}: use another Node, or compression: gzip`,
  );
}

function settingsOf({ name, objects }: Destination, given: Sink, bucket: string): SinkSettings {
  const { source, batch, alarms, reservedConcurrency, memorySize, credentials, deduplicate, ...shared } =
    given;
  const { maxRecords, maxBytes } = batch;
  const prefix = objects.prefixes[0] ?? '';
  return {
    version: 1,
    name,
    bucket,
    prefix,
    eventSource: 'invoke',
    source: 'file',
    ...shared,
    maxRecords,
    maxBytes,
  };
}

/** Each once, in the order in which they were named. */
function inputsOf(files: readonly string[], own: readonly string[]): string[] {
  const named = files.length === 0 ? ['-'] : files;
  const inputs = new Map(named.map((file) => [file === '-' ? '-' : resolve(file), file]));
  for (const file of own) {
    if (inputs.has(resolve(file)))
      throw new InputError(
        `${file} is what the sink itself writes: move it to another name, and give it that one`,
      );
  }
  return [...inputs.values()];
}

/** Before a record is taken that could then not be kept. */
function checkWritable(file: string, flag: string): void {
  try {
    accessSync(existsSync(file) ? file : dirname(file), constants.W_OK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new InputError(`${file} cannot be written (${code}): name another file with ${flag}`);
  }
}
