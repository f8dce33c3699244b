import { rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { DestinationFile } from '../../destination/destination-file';
import { PACKAGE_ROOT } from '../../paths';
import type { ExitCode } from '../../terminal/exit';
import { InputError } from '../../terminal/input-error';
import type { Terminal } from '../../terminal/terminal';
import type { Credentials } from '..';
import { Cast } from './cast';
import { type Deployment, deployLocally, refuseWhatCannotBeActed } from './deployment';
import { onboard, rowsOf } from './onboarding';
import { writeOut } from './out-folder';
import { outcomeOf, type Probe } from './probe';
import { probes } from './probes';
import { report, reportOnboarding, reportSink } from './report';
import { differs, type Row } from './row';
import { flow, type SinkDelivery } from './sink';
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
  /** Where template, policies, hand-over values and objects are written to. */
  readonly out: string;
  /** For those who want to see a check fail: what the engine gets instead of the template. */
  readonly change?: Parameters<typeof deployLocally>[1];
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
  const seen = new Set<string>();
  for (const [index, file] of named.entries()) {
    terminal.err(`[${index + 1}/${named.length}] ${file}: synthesising, provisioning, probing …`);
    const began = performance.now();
    const deployment = await deployLocally(file, change);
    const cast = new Cast(deployment);
    try {
      const { delivered, sink, rows } = await examine(deployment, cast);
      const onboarding = await onboard(deployment, cast);
      const all = [...rows, ...rowsOf(onboarding)];
      const { name, access } = deployment.destination;
      const objects = [...delivered, ...(sink?.objects ?? [])];
      writeOut(join(out, name), deployment, { objects, rows: all, onboarding });
      report(deployment, rows, terminal);
      if (sink) reportSink(sink, terminal);
      // The connection test is the same for all of a kind: in full once is enough to read.
      reportOnboarding(deployment, onboarding, !seen.has(access.type), terminal);
      seen.add(access.type);
      count += all.length;
      differing += all.filter(differs).length;
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
  return { delivered, rows, ...(sink === undefined ? {} : { sink }) };
}

/** One after the other: later probes rely on what earlier ones stored. */
async function inTurn(all: readonly Probe[]): Promise<Row[]> {
  const rows: Row[] = [];
  for (const { by, what, expected, run } of all) {
    rows.push({ by, what, expected, actual: await outcomeOf(run) });
  }
  return rows;
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
