import { join, relative } from 'node:path';
import type { Destination } from '../../config/destination';
import { DestinationFile } from '../../destination/destination-file';
import { PACKAGE_ROOT } from '../../paths';
import { findings } from '../../policy/findings';
import { templateFindings } from '../../policy/template-findings';
import { codeOfSignal, type ExitCode } from '../../terminal/exit';
import { InputError } from '../../terminal/input-error';
import type { Screen } from '../../terminal/screen';
import type { Terminal } from '../../terminal/terminal';
import type { Credentials } from '..';
import { Cast, hasWriter } from './cast';
import { type Deployment, deployLocally, refuseWhatCannotBeActed } from './deployment';
import { stayUp } from './keep';
import { onboard, rowsOf } from './onboarding';
import { writeOut } from './out-folder';
import { outcomeOf, type Probe } from './probe';
import { probes } from './probes';
import { Progress } from './progress';
import { report, reportOnboarding, reportSink } from './report';
import { differs, type Row } from './row';
import { ownRecords } from './sink/own-records';
import { RunningSink } from './sink/running-sink';
import { type SinkDelivery, type TrialOptions, trySink } from './sink/trial';
import { templateChecks } from './template-checks';
import { trustProbes } from './trust-probes';
import { type Delivery, deliver } from './vendor-files';

/** The four seed vendors, each with every kind of access that it offers, and a sink. */
const EXAMPLES = [
  'keboola',
  'keboola-user',
  'thanx',
  'thanx-user',
  'strm-privacy',
  'strm-privacy-no-prefix',
  'neuronex',
  'neuronex-sink',
];

export interface RunOptions {
  /** Destination files; none means the examples of the four vendors. */
  readonly files: readonly string[];
  /** Leave the engine up, and say how to talk to it. */
  readonly keep: boolean;
  /** A file of records for sinks, a JSON value on each line; without it they are made up. */
  readonly data?: string;
  /** Where template, policies, hand-over values and objects are written to. */
  readonly out: string;
  /** Where progress is drawn; without it, it is told in lines. */
  readonly screen?: Screen;
  /** Ends the run before the next destination, or the engine that stays up; its reason is the name of a signal. */
  readonly stopped?: AbortSignal;
  /** For those who want to see a check fail: what the engine gets instead of the template. */
  readonly change?: Parameters<typeof deployLocally>[1];
}

/** Provisions destinations on the local engine, acts as their vendors, and probes what is allowed and refused. */
export async function localRun(
  { files, keep, data, out, screen, stopped = new AbortController().signal, change }: RunOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  if (keep && files.length !== 1)
    throw new InputError('--keep leaves one engine up: name one destination file');
  const named = files.length > 0 ? files : EXAMPLES.map((name) => join('examples', `${name}.yaml`));
  const destinations = named.map((file) => DestinationFile.load(file)._destination);
  for (const destination of destinations) refuseWhatCannotBeActed(destination);
  const records = ownRecords(data, destinations);
  if (!keep)
    stopped.addEventListener('abort', () =>
      terminal.err(
        `${stopped.reason}: this destination is finished, and then it ends. Ctrl+C ends it at once.`,
      ),
    );
  let milliseconds = 0;
  let done = 0;
  let count = 0;
  let differing = 0;
  const seen = new Set<string>();
  for (const [index, file] of named.entries()) {
    if (stopped.aborted) break;
    terminal.err(`[${index + 1}/${named.length}] ${file}: synthesising, provisioning, probing …`);
    warn(destinations[index], terminal);
    const began = performance.now();
    const deployment = await deployLocally(file, change);
    const cast = new Cast(deployment);
    try {
      const progress = new Progress(terminal, screen);
      const { delivered, sink, notTried, rows } = await examine(deployment, cast, {
        given: records,
        told: (line) => progress.tell(line),
      }).finally(() => progress.end());
      const onboarding = await onboard(deployment, cast);
      const all = [...rows, ...rowsOf(onboarding)];
      const { name, access } = deployment.destination;
      const objects = [...delivered, ...(sink?.objects ?? [])];
      writeOut(join(out, name), deployment, { objects, rows: all, onboarding });
      report(deployment, rows, terminal);
      if (sink) reportSink(sink, records !== undefined, terminal);
      if (notTried !== undefined)
        terminal.out(`\n${terminal.colors.yellow('The sink is not tried:')} ${notTried}`);
      // The connection test is the same for all of a kind: in full once is enough to read.
      reportOnboarding(deployment, onboarding, !seen.has(access.type), terminal);
      seen.add(access.type);
      done += 1;
      count += all.length;
      differing += all.filter(differs).length;
      milliseconds += performance.now() - began;
      if (keep) await stayUp(deployment, cast, join(out, name), terminal, stopped);
    } finally {
      cast.close();
      await deployment.engine.stop();
    }
  }
  const seconds = (milliseconds / 1000).toFixed(1);
  const { green, red } = terminal.colors;
  const verdict = differing === 0 ? green('all as expected') : red(`${differing} differ`);
  terminal.out(
    `\n${done} ${done === 1 ? 'destination' : 'destinations'}, ${count} checks, ${verdict}, in ${seconds} s; what was made is under ${relative(process.cwd(), out) || '.'}`,
  );
  if (stopped.aborted) return codeOfSignal(String(stopped.reason));
  return differing === 0 ? 0 : 1;
}

/** What `check` says of the file. */
function warn(destination: Destination | undefined, { err, colors }: Terminal): void {
  if (destination === undefined) return;
  for (const { path, message } of [...findings(destination, new Date()), ...templateFindings(destination)])
    err(`${colors.yellow('warning')} ${path}: ${message}`);
}

interface Examined {
  readonly delivered: readonly Delivery[];
  readonly sink?: SinkDelivery;
  /** Why the engine cannot run the sink. */
  readonly notTried?: string;
  readonly rows: readonly Row[];
}

/** Acts as the vendor, probes, and reads off the template what the engine cannot show. */
export async function examine(
  deployment: Deployment,
  cast: Cast,
  trial: TrialOptions = {},
): Promise<Examined> {
  const rows = await inTurn(trustProbes(deployment, cast));
  const delivered: Delivery[] = [];
  const tried = await tryAsSink(deployment, cast, trial);
  rows.push(...(tried.sink?.rows ?? []));
  if (hasWriter(deployment.destination)) {
    let writer: Credentials | undefined;
    const actual = await outcomeOf(async () => {
      writer = await cast.writer();
      return 'yes';
    });
    rows.push({ by: 'vendor', what: 'becomes the writer', expected: 'yes', actual });
    if (writer) {
      // A vendor that only reads finds what the probes put there.
      if (deployment.destination.permissions.put)
        delivered.push(...(await deliver(deployment, cast, writer)));
      rows.push(
        ...delivered.map(({ key, outcome }) => ({
          by: 'vendor',
          what: `delivers ${key}`,
          expected: 'intact',
          actual: outcome,
        })),
      );
      rows.push(...(await inTurn(probes(deployment, cast, writer))));
    }
  }
  rows.push(...templateChecks(deployment).map((check) => ({ by: 'template', ...check })));
  return { delivered, rows, ...tried };
}

async function tryAsSink(
  deployment: Deployment,
  cast: Cast,
  trial: TrialOptions,
): Promise<Pick<Examined, 'sink' | 'notTried'>> {
  const opened = await RunningSink.open(deployment, cast);
  if (!(opened instanceof RunningSink)) return opened === undefined ? {} : { notTried: opened };
  try {
    return { sink: await trySink(opened, deployment, cast, trial) };
  } finally {
    opened.close();
  }
}

/** One after the other: later probes rely on what earlier ones stored. */
async function inTurn(all: readonly Probe[]): Promise<Row[]> {
  const rows: Row[] = [];
  for (const { by, what, expected, run } of all) {
    rows.push({ by, what, expected, actual: await outcomeOf(run) });
  }
  return rows;
}

export const DEFAULT_OUT = join(PACKAGE_ROOT, 'out');
