import { accessSync, constants, statSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { unreadable } from '../../terminal/unreadable';
import { Metrics } from '../runtime/metrics';
import { openSink, type Surroundings } from '../runtime/open';
import { SinkInputError } from '../runtime/record';
import type { SinkSettings } from '../runtime/settings';
import type { Shape } from './batch';
import { type Casualty, DeadFile } from './dead-file';
import { Deliveries } from './deliveries';
import { FileInput } from './file-input';
import { StateFile } from './state';
import { StreamInput } from './stream-input';

export interface Job {
  readonly settings: SinkSettings;
  readonly maxSeconds: number;
  /** Files; `-` is the standard input. */
  readonly inputs: readonly string[];
  readonly stdin: () => Readable;
  readonly stateFile: string;
  readonly deadFile: string;
  readonly surroundings: Surroundings;
  /** Aborted: stop reading, and write what was read. */
  readonly signal: AbortSignal;
  /** One sentence for a person. */
  readonly say: (text: string) => void;
}

export interface Report {
  readonly failure?: string;
  /** Of the standard input: records that were not uploaded, and lie in the dead file. */
  readonly unwritten: number;
  readonly dead: number;
  /** Where the next run begins. */
  readonly files: readonly { readonly file: string; readonly offset: number; readonly line: number }[];
}

/** More are counted, and not named one by one. */
const NAMED = 10;

/** The sink on one's own machine. */
export class LocalSink {
  readonly metrics = new Metrics();
  private readonly stop = new AbortController();
  private readonly dead: DeadFile;
  private stream: StreamInput | undefined;
  private deadSeen = 0;
  private broken: string | undefined;

  constructor(private readonly job: Job) {
    this.dead = new DeadFile(job.deadFile);
    if (job.signal.aborted) this.stop.abort();
    job.signal.addEventListener('abort', () => this.stop.abort(), { once: true });
  }

  /** @throws SinkInputError where nothing was done */
  async run(): Promise<Report> {
    const { settings, inputs, stateFile, surroundings, say } = this.job;
    for (const input of inputs) if (input !== '-') checkFile(input);
    const sink = await openSink(settings, surroundings);
    const deliveries = new Deliveries({
      sink,
      dead: this.dead,
      metrics: this.metrics,
      onDead: (casualty) => this.mourn(casualty),
      onFailure: (reason) => this.fail(reason),
      say,
    });
    const state = inputs.some((input) => input !== '-') ? StateFile.open(stateFile, settings) : undefined;
    const files: FileInput[] = [];
    try {
      for (const input of inputs) {
        if (this.stop.signal.aborted) break;
        if (input === '-') await this.readStream(deliveries);
        else if (state !== undefined)
          await this.guarded(input, async () => {
            const file = await FileInput.open(input, state, say);
            files.push(file);
            if (state.settingsChanged && file.hasPending)
              say(
                `The destination file was changed since ${input} was left in the middle of a batch: that batch may be in the bucket twice.`,
              );
            await file.read(deliveries, this.shape, this.stop.signal);
          });
      }
      await deliveries.idle();
    } finally {
      for (const file of files) await file.close();
      state?.close();
    }
    const { unwritten } = deliveries;
    if (this.deadSeen > NAMED) say(`${this.deadSeen - NAMED} more records can never be written.`);
    return {
      ...(this.broken === undefined ? {} : { failure: this.broken }),
      unwritten,
      dead: this.deadSeen,
      files: files.map(({ name, offset, line }) => ({ file: name, offset, line })),
    };
  }

  /** The process ends now: keeps what cannot be read again. Whether it was written is not known. */
  abandon(): void {
    const reason = 'the sink was ended before the answer: this may be in the bucket';
    for (const { records, lines } of this.stream?.unsettled() ?? [])
      this.dead.appendNow(
        records.map((record) => ({ record, reason, file: '-', line: lines.get(record.id) })),
      );
  }

  private get shape(): Shape {
    const { settings, maxSeconds } = this.job;
    const { maxRecords, maxBytes, format, template } = settings;
    return { maxRecords, maxBytes, maxSeconds, verbatim: format === 'raw' && template === undefined };
  }

  private async readStream(deliveries: Deliveries): Promise<void> {
    const stream = new StreamInput(this.job.stdin());
    this.stream = stream;
    await this.guarded('the standard input', () => stream.read(deliveries, this.shape, this.stop.signal));
  }

  /** What goes wrong in one input ends the run, after what was read is written. */
  private async guarded(name: string, read: () => Promise<void>): Promise<void> {
    try {
      await read();
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      this.fail(`${name} cannot be read: ${code ?? message}`);
    }
  }

  private fail(reason: string): void {
    this.broken ??= reason;
    this.stop.abort();
  }

  private mourn({ file, line, reason }: Casualty): void {
    this.deadSeen += 1;
    if (this.deadSeen > NAMED) return;
    const place = file === '-' ? `line ${line}` : `${file}:${line}`;
    this.job.say(`${place}: ${reason}; it is kept in ${this.job.deadFile}.`);
  }
}

function checkFile(file: string): void {
  let isFile: boolean;
  try {
    isFile = statSync(file).isFile();
    accessSync(file, constants.R_OK);
  } catch (error) {
    throw new SinkInputError(`${file} ${unreadable(error)}`);
  }
  if (!isFile)
    throw new SinkInputError(
      `${file} is no regular file, which could be resumed: give a pipe to the standard input, with < ${file}`,
    );
}
