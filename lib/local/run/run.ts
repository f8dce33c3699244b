import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { ExitCode } from '../../cli/exit';
import { InputError } from '../../cli/input-error';
import { renderTable } from '../../cli/table';
import type { Terminal } from '../../cli/terminal';
import { DestinationFile } from '../../destination/destination-file';
import { handoverValues } from '../../onboarding/handover';
import { PACKAGE_ROOT } from '../../paths';
import { readPreset } from '../../vendors/preset';
import type { Credentials } from '..';
import { Cast } from './cast';
import { type Deployment, deployLocally, refuseWhatCannotBeActed } from './deployment';
import { outcomeOf, type Probe } from './probe';
import { probes } from './probes';
import { flow, type SinkDelivery } from './sink';
import { notEmulated, templateChecks } from './template-checks';
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
  /** Where template, policies, hand-over values and objects are written to. */
  readonly out: string;
  /** For those who want to see a check fail: what the engine gets instead of the template. */
  readonly change?: Parameters<typeof deployLocally>[1];
}

/** Who did what, what had to come of it, and what did. */
export interface Row {
  readonly by: string;
  readonly what: string;
  readonly expected: string;
  readonly actual: string;
}

/** Provisions destinations on the local engine, acts as their vendors, and probes what is allowed and refused. */
export async function localRun(
  { files, keep, out, change }: RunOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  if (keep && files.length !== 1)
    throw new InputError('--keep leaves one engine up: name one destination file');
  const named = files.length > 0 ? files : EXAMPLES.map((name) => join('examples', `${name}.yaml`));
  for (const file of named) refuseWhatCannotBeActed(DestinationFile.load(file)._destination);
  let milliseconds = 0;
  let count = 0;
  let differing = 0;
  for (const [index, file] of named.entries()) {
    terminal.err(`[${index + 1}/${named.length}] ${file}: synthesising, provisioning, probing …`);
    const began = performance.now();
    const deployment = await deployLocally(file, change);
    const cast = new Cast(deployment);
    try {
      const { delivered, sink, rows } = await examine(deployment, cast);
      writeOut(
        join(out, deployment.destination.name),
        deployment,
        [...delivered, ...(sink?.objects ?? [])],
        rows,
      );
      report(deployment, rows, terminal);
      if (sink) reportSink(sink, terminal);
      count += rows.length;
      differing += rows.filter(differs).length;
      milliseconds += performance.now() - began;
      if (keep) await stayUp(deployment, cast, join(out, deployment.destination.name), terminal);
    } finally {
      cast.close();
      await deployment.engine.stop();
    }
  }
  const seconds = (milliseconds / 1000).toFixed(1);
  const { green, red } = terminal.colors;
  const verdict = differing === 0 ? green('all as expected') : red(`${differing} differ`);
  terminal.out(
    `\n${named.length} ${named.length === 1 ? 'destination' : 'destinations'}, ${count} checks, ${verdict}, in ${seconds} s; what was made is under ${relative(process.cwd(), out) || '.'}`,
  );
  return differing === 0 ? 0 : 1;
}

interface Examined {
  readonly delivered: readonly Delivery[];
  readonly sink?: SinkDelivery;
  readonly rows: readonly Row[];
}

/** Acts as the vendor, probes, and reads off the template what the engine cannot show. */
export async function examine(deployment: Deployment, cast: Cast): Promise<Examined> {
  const { access } = deployment.destination;
  const rows = await inTurn(trustProbes(deployment, cast));
  const delivered: Delivery[] = [];
  const sink = await flow(deployment, cast);
  rows.push(...(sink?.rows ?? []));
  if (access.type !== 'none' && !('pending' in access && access.pending)) {
    let writer: Credentials | undefined;
    const actual = await outcomeOf(async () => {
      writer = await cast.writer();
      return 'yes';
    });
    rows.push({ by: 'vendor', what: 'becomes the writer', expected: 'yes', actual });
    if (writer) {
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
  return { delivered, rows, ...(sink === undefined ? {} : { sink }) };
}

export const differs = ({ expected, actual }: Row) => expected !== actual;

function report(deployment: Deployment, rows: readonly Row[], terminal: Terminal): void {
  const { destination, provisioned, bucketName } = deployment;
  const { colors } = terminal;
  const cells = rows.map((row) => [
    differs(row) ? 'DIFFERS' : 'ok',
    row.by,
    row.what,
    row.expected,
    row.actual,
  ]);
  terminal.out(
    `\n${colors.bold(destination.name)}: s3://${bucketName} in ${provisioned.region}, ${destination.access.type}`,
  );
  terminal.out(
    renderTable([['', 'by', 'what', 'expected', 'actual'], ...cells], (line, index) => {
      if (index === 0) return colors.bold(line);
      return line.startsWith('DIFFERS') ? colors.red(line) : line;
    }),
  );
  const unseen = notEmulated(deployment).join(', ') || 'nothing';
  terminal.out(
    colors.dim(`not emulated by the engine: ${unseen}; the rows "template" assert what matters of it`),
  );
}

/** What lies in the bucket, and what could not be written. */
function reportSink({ objects, deadLetters }: SinkDelivery, { colors, out }: Terminal): void {
  const listing = objects.map(({ key, bytes, records }) => [key, String(bytes.length), String(records)]);
  out(`\n${renderTable([['object', 'bytes', 'records'], ...listing], bold)}`);
  const letters = deadLetters.map(({ body, reason }) => [body, reason]);
  out(`\n${renderTable([['dead letter', 'reason'], ...letters], bold)}`);
  function bold(line: string, index: number): string {
    return index === 0 ? colors.bold(line) : line;
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

function writeOut(
  folder: string,
  { destination, template, provisioned }: Deployment,
  delivered: readonly Pick<Delivery, 'key' | 'bytes'>[],
  rows: readonly Row[],
): void {
  clear(folder);
  const preset = destination.vendor === undefined ? undefined : readPreset(destination.vendor);
  const identities = [...provisioned.users, ...provisioned.roles];
  const files: Record<string, unknown> = {
    'template.json': template,
    'policies/identity.json': identities.flatMap(({ policies }) => policies.map(({ policy }) => policy)),
    'policies/trust.json': provisioned.roles.map(({ trust }) => trust),
    'policies/bucket.json': provisioned.bucketPolicies.map(({ policy }) => policy),
    'handover.json': handoverValues(destination, preset, provisioned.outputs),
    'probes.json': rows,
  };
  for (const [name, value] of Object.entries(files))
    write(join(folder, name), `${JSON.stringify(value, undefined, 2)}\n`);
  for (const { key, bytes } of delivered) write(join(folder, 'objects', key), bytes);
}

/** Only what an earlier run made is removed. */
function clear(folder: string): void {
  if (!existsSync(folder)) return;
  if (!existsSync(join(folder, 'probes.json'))) {
    throw new InputError(`${folder} is there and was not made by a run: name another folder with --out`);
  }
  rmSync(folder, { recursive: true });
}

function write(file: string, content: string | Buffer): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}

/** The keys are of this engine only, and go into a file that the AWS CLI reads. */
async function stayUp(
  { engine, provisioned, bucketName, destination }: Deployment,
  cast: Cast,
  folder: string,
  terminal: Terminal,
): Promise<void> {
  const credentials = join(folder, 'credentials');
  const certificate = join(folder, 'ca.pem');
  const profiles = { owner: cast.owner(), writer: await cast.writer() };
  const text = Object.entries(profiles).map(([name, { accessKeyId, secretAccessKey, sessionToken }]) =>
    [
      `[${name}]`,
      `aws_access_key_id = ${accessKeyId}`,
      `aws_secret_access_key = ${secretAccessKey}`,
      ...(sessionToken === undefined ? [] : [`aws_session_token = ${sessionToken}`]),
      '',
    ].join('\n'),
  );
  writeFileSync(credentials, text.join('\n'), { mode: 0o600 });
  writeFileSync(certificate, engine.certificate);
  const prefix = destination.objects.prefixes[0] ?? '';
  const scope = `s3://${[bucketName, prefix].filter(Boolean).join('/')}`;
  terminal.out(
    [
      '',
      'The engine is up. In another terminal:',
      `  export AWS_SHARED_CREDENTIALS_FILE=${credentials} AWS_CA_BUNDLE=${certificate}`,
      `  export AWS_ENDPOINT_URL=${engine.secureEndpoint} AWS_DEFAULT_REGION=${provisioned.region}`,
      `  aws --profile writer s3 cp package.json ${scope}/try${destination.objects.pattern.slice(1)}`,
      `  aws --profile writer s3 ls ${scope}/   # ${destination.permissions.list ? 'granted' : 'refused: the writer may not list'}`,
      `  aws --profile owner s3 ls --recursive s3://${bucketName}`,
      'Ctrl-C ends it.',
    ].join('\n'),
  );
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  // A key that lives as long as the engine must not stay behind.
  rmSync(credentials);
}

export const DEFAULT_OUT = join(PACKAGE_ROOT, 'out');
