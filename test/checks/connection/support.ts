import { writeFileSync } from 'node:fs';
import { Agent } from 'node:https';
import { type TestOptions, type TestWorld, test as testCommand } from '../../../lib/cli/test';
import { CANARY } from '../../aws-fakes/canary';
import { inEmptyFolder, memoryTerminal } from '../../cli/support';
import { type Answers, type Seen, startFakeStore } from './fake-store';

/** As the example strm-privacy; `more` is YAML. */
export const user = (more = '') => `version: 1
name: strm-events
vendor: strm-privacy
environment: { account: "111122223333", region: eu-central-1 }
bucket: { name: acme-strm-events }
objects: { prefix: exports }
${more === '' ? 'access: { type: iam-user, userName: strm-writer }' : more}
`;

/** The same bucket, written by whom its policy names. */
export const named = (more = '') => `version: 1
name: strm-events
environment: { account: "111122223333", region: eu-central-1 }
bucket: { name: acme-strm-events }
objects: { prefix: exports, pattern: "*.jsonl" }
access:
  type: bucket-policy
  principal: arn:aws:iam::111122223333:user/strm-writer
${more}
`;

/** The same bucket, written by who assumes a role. */
export const withRole = (trust = '', principal = 'arn:aws:iam::111122223333:user/strm-writer') => `version: 1
name: strm-events
environment: { account: "111122223333", region: eu-central-1 }
bucket: { name: acme-strm-events }
objects: { prefix: exports, pattern: "*.jsonl" }
access:
  type: cross-account-role
  principal: ${principal}
  externalId: acme-4711
  roleName: writer
${trust}
`;

export const withToken = (more = 'audience: sts.amazonaws.com') => `version: 1
name: strm-events
environment: { account: "111122223333", region: eu-central-1 }
bucket: { name: acme-strm-events }
objects: { prefix: exports, pattern: "*.jsonl" }
access:
  type: web-identity-role
  issuer: oidc.example.com
  subjects: [exporter]
  roleName: writer
  ${more}
`;

/** A token as providers make it; nobody verifies it before STS does. */
export function token(claims: object = {}): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const usual = {
    iss: 'https://oidc.example.com',
    sub: 'exporter',
    aud: 'sts.amazonaws.com',
    exp: 4_000_000_000,
  };
  return `${part({ alg: 'RS256' })}.${part({ ...usual, ...claims })}.CANARYsignature`;
}

export interface Setting {
  readonly file?: string;
  readonly options?: Partial<TestOptions>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly certificate?: string;
  readonly requestHandler?: object;
  /** Files of the folder besides the destination file. */
  readonly files?: Readonly<Record<string, string>>;
  readonly now?: Date;
  readonly interrupt?: (callback: (signal: string) => void) => void;
}

/** Runs the command in a folder of its own, which holds s3.json with the canary for a secret. */
export async function runTest({
  file = user(),
  options,
  environment = {},
  certificate,
  ...setting
}: Setting) {
  const terminal = memoryTerminal();
  const drawn: string[] = [];
  const world: TestWorld = {
    environment,
    now: () => setting.now ?? new Date('2026-11-21T12:00:00Z'),
    screen: { isTTY: true, columns: 100, write: (text) => drawn.push(text) },
    connection: {
      maxAttempts: 1,
      requestHandler: {
        ...(certificate === undefined ? {} : { httpsAgent: new Agent({ ca: certificate, keepAlive: true }) }),
        ...setting.requestHandler,
      },
    },
    onInterrupt: (callback) => {
      setting.interrupt?.(callback);
      return () => undefined;
    },
  };
  const code = await inEmptyFolder(async () => {
    const key = { AccessKey: { UserName: 'strm-writer', AccessKeyId: 'AKIAFAKE', SecretAccessKey: CANARY } };
    const files = { 'destination.yaml': file, 's3.json': JSON.stringify(key), ...setting.files };
    for (const [name, text] of Object.entries(files)) writeFileSync(name, text);
    const all: TestOptions = { json: false, checksums: 'when_supported', ...options };
    return testCommand('destination.yaml', all, terminal, world);
  });
  return {
    code,
    stdout: terminal.stdout.join('\n'),
    stderr: terminal.stderr.join('\n'),
    drawn: drawn.join(''),
  };
}

/** What `--json` tells, as far as tests look at it. */
export interface Told {
  readonly code: number;
  readonly passed: boolean;
  readonly writer?: string;
  readonly rows: readonly { readonly result: string; readonly what: string; readonly actual: string }[];
  readonly leftBehind: readonly {
    readonly what: string;
    readonly key: string;
    readonly perhaps: boolean;
    readonly remove: string;
  }[];
  readonly notes: readonly string[];
  /** What the store was asked. */
  readonly log: readonly Seen[];
}

/** Runs the command with the key of s3.json against a store with answers of its own. */
export async function toldAgainst(answers: Answers, setting: Setting = {}): Promise<Told> {
  const store = await startFakeStore(answers);
  try {
    const { stdout, code } = await runTest({
      ...setting,
      options: { key: 's3.json', endpointUrl: store.endpoint, json: true, ...setting.options },
      certificate: store.certificate,
    });
    return { ...JSON.parse(stdout), code, log: store.log };
  } finally {
    await store.close();
  }
}
