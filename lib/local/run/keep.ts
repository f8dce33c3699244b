import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { PACKAGE_ROOT } from '../../paths';
import { quoted } from '../../terminal/quoted';
import type { Terminal } from '../../terminal/terminal';
import type { Credentials } from '..';
import type { ProvisionedQueue } from '../provisioned';
import { type Cast, hasWriter } from './cast';
import type { Deployment } from './deployment';
import { gatewayReadings } from './sink/readings';
import { RunningSink } from './sink/running-sink';
import { storedKeys } from './sink/stored';

/** Milliseconds between two looks at the queue of a sink. */
const POLL = 500;

/**
 * Leaves the engine up for the AWS CLI, until `stopped`. The keys are of this engine only, and lie in a file that goes
 * with it; the function of a sink reads its queue meanwhile.
 */
export async function stayUp(
  deployment: Deployment,
  cast: Cast,
  folder: string,
  terminal: Terminal,
  stopped: AbortSignal,
): Promise<void> {
  const credentials = join(folder, 'credentials');
  const certificate = join(folder, 'ca.pem');
  const sink = await RunningSink.open(deployment, cast);
  const running = sink instanceof RunningSink ? sink : undefined;
  try {
    const keys = {
      owner: cast.owner(),
      ...(hasWriter(deployment.destination) ? { writer: await cast.writer() } : {}),
    };
    writeFileSync(credentials, Object.entries(keys).map(profile).join('\n'), { mode: 0o600 });
    writeFileSync(certificate, deployment.engine.certificate);
    terminal.out(`\n${invitation(deployment, running, { credentials, certificate }).join('\n')}`);
    await (running?.queueFeed === undefined
      ? pause(FOREVER, undefined, { signal: stopped }).catch(() => undefined)
      : readQueue(running, deployment, cast, terminal, stopped));
  } finally {
    running?.close();
    // A key that lives as long as the engine must not stay behind.
    rmSync(credentials, { force: true });
  }
}

/** The longest that a timer of Node takes, 24 days. */
const FOREVER = 2 ** 31 - 1;

function profile([name, { accessKeyId, secretAccessKey, sessionToken }]: readonly [
  string,
  Credentials,
]): string {
  return [
    `[${name}]`,
    `aws_access_key_id = ${accessKeyId}`,
    `aws_secret_access_key = ${secretAccessKey}`,
    ...(sessionToken === undefined ? [] : [`aws_session_token = ${sessionToken}`]),
    '',
  ].join('\n');
}

function invitation(
  { engine, provisioned, bucketName, destination }: Deployment,
  sink: RunningSink | undefined,
  files: { readonly credentials: string; readonly certificate: string },
): string[] {
  const variables = {
    AWS_SHARED_CREDENTIALS_FILE: files.credentials,
    AWS_CA_BUNDLE: files.certificate,
    AWS_ENDPOINT_URL: engine.secureEndpoint,
    AWS_REGION: provisioned.region,
    AWS_DEFAULT_REGION: provisioned.region,
  };
  const { prefixes, pattern } = destination.objects;
  const scope = `s3://${[bucketName, prefixes[0]].filter(Boolean).join('/')}`;
  const { permissions } = destination;
  const sample = quoted(join(PACKAGE_ROOT, 'package.json'));
  return [
    'The engine is up. In another terminal:',
    ...Object.entries(variables).map(([name, value]) => `  ${setVariable(name, value)}`),
    ...(hasWriter(destination)
      ? [
          `  aws --profile writer s3 cp ${sample} ${scope}/try${pattern.slice(1)}   # ${permissions.put ? 'granted' : 'refused: the writer only reads'}`,
          `  aws --profile writer s3 ls ${scope}/   # ${permissions.list ? 'granted' : 'refused: the writer may not list'}`,
        ]
      : []),
    ...(sink?.queue === undefined ? [] : [sendTo(sink.queue, sink, engine.secureEndpoint)]),
    `  aws --profile owner s3 ls --recursive s3://${bucketName}`,
    ...(hasWriter(destination)
      ? []
      : [`Nobody but ${writerOf(destination)} writes here: there is no profile "writer".`]),
    ...(sink?.queue === undefined
      ? destination.sink === undefined
        ? []
        : [
            `The engine has no ${destination.sink.source.type}: try the sink on records of your own with --data FILE.`,
          ]
      : [
          'The function reads the queue, and what it writes is told here.',
          `Its dead letters stay in ${sink.dead.url}`,
        ]),
    `Ctrl-C ends it, or kill ${process.pid}.`,
  ];
}

const writerOf = ({ access }: Deployment['destination']) =>
  access.type === 'none' ? 'the sink' : 'a role that is still pending';

/** The AWS CLI asks AWS about a queue unless this very command names another endpoint. */
function sendTo({ url, name }: ProvisionedQueue, { settings }: RunningSink, endpoint: string): string {
  // Another one each time: a queue drops what it knows for five minutes, without a word.
  const other = process.platform === 'win32' ? '$(New-Guid)' : '$(date +%s)';
  const group = name.endsWith('.fifo') ? ` --message-group-id try --message-deduplication-id ${other}` : '';
  const body = quoted(gatewayReadings(settings)[0] ?? '');
  return `  aws --profile owner --endpoint-url ${endpoint} sqs send-message --queue-url ${url} --message-body ${body}${group}`;
}

/** For the shell that people have there. */
export function setVariable(name: string, value: string, platform: string = process.platform): string {
  return platform === 'win32'
    ? `$env:${name} = '${value.replaceAll("'", "''")}'`
    : `export ${name}=${quoted(value)}`;
}

/** As Lambda does, and tells what came of it. */
async function readQueue(
  sink: RunningSink,
  { bucketName }: Deployment,
  cast: Cast,
  terminal: Terminal,
  stopped: AbortSignal,
): Promise<void> {
  const s3 = cast.s3(cast.owner());
  let known = new Set(await storedKeys(s3, bucketName));
  while (!stopped.aborted) {
    const { taken, left, errors } = (await sink.queueFeed?.drain()) ?? { taken: 0, left: 0, errors: [] };
    if (taken > 0) {
      const all = await storedKeys(s3, bucketName);
      for (const error of errors) terminal.out(`The function failed: ${error}`);
      if (left > 0) terminal.out(`${left} left in the queue`);
      for (const key of all.filter((one) => !known.has(one))) terminal.out(`wrote s3://${bucketName}/${key}`);
      for (const { Body, MessageAttributes } of await sink.newDeadLetters())
        terminal.out(`dead letter: ${Body} (${MessageAttributes?.Reason?.StringValue ?? ''})`);
      known = new Set(all);
    }
    await pause(POLL, undefined, { signal: stopped }).catch(() => undefined);
  }
}
