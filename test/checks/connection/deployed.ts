import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Credentials } from '../../../lib/local';
import { Cast } from '../../../lib/local/run/cast';
import { type Deployment, deployLocally, type Template } from '../../../lib/local/run/deployment';
import { exampleFile } from '../../example-files';
import { runTest, type Setting } from './support';

export const example = (name: string) => readFileSync(exampleFile(name), 'utf8');

/** Thanx deletes what its test wrote, until a day. */
export const THANX = (until: string) =>
  `${example('thanx-user')}permissions: { delete: { objects: all, until: "${until}" } }\n`;

/** Everything that may be granted, and a test object that always has the same name. */
export const FIXED = `version: 1
name: fixed
environment: { account: "111122223333", region: eu-west-1 }
bucket: { name: acme-fixed }
objects: { prefix: in, pattern: "*.gz", testObject: connection-test.txt }
access: { type: iam-user, userName: fixed-writer }
permissions: { multipart: true, list: true, read: true, delete: { objects: test-objects, until: forever } }
`;

/** A template with other words in it. */
export const replaced =
  (from: string, to: string) =>
  (template: Template): Template => {
    const text = JSON.stringify(template);
    if (!text.includes(from)) throw new Error(`The template has no ${from}.`);
    return JSON.parse(text.replaceAll(from, to));
  };

/** Deploys a file on an engine of its own, which enforces what its template, or a changed one, says. */
export async function withDeployment(
  file: string,
  run: (deployed: Deployed) => Promise<void>,
  change?: Parameters<typeof deployLocally>[1],
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 's3-destination-deployed-'));
  const path = join(folder, 'destination.yaml');
  writeFileSync(path, file);
  const deployment = await deployLocally(path, change);
  const cast = new Cast(deployment);
  try {
    await run(new Deployed(file, deployment, cast));
  } finally {
    cast.close();
    await deployment.engine.stop();
    rmSync(folder, { recursive: true });
  }
}

export class Deployed {
  constructor(
    private readonly file: string,
    readonly deployment: Deployment,
    readonly cast: Cast,
  ) {}

  /** The vendor's own identity, before it becomes the writer. */
  vendor(arn: string): Credentials {
    return this.deployment.engine.addPrincipal({
      arn,
      policies: [{ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }],
    });
  }

  /** `--key s3.json`, with the key of the user. */
  withKey(setting: Setting = {}) {
    const { engine, provisioned } = this.deployment;
    const { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey } = engine.keyFor(
      provisioned.users[0]?.arn ?? '',
    );
    return this.run({
      ...setting,
      files: { 's3.json': JSON.stringify({ AccessKey: { AccessKeyId, SecretAccessKey } }) },
      options: { key: 's3.json', ...setting.options },
    });
  }

  /** Somebody's credentials in the environment. */
  async signedInAs(credentials: Credentials, setting: Setting = {}) {
    const names = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'] as const;
    const { accessKeyId, secretAccessKey, sessionToken } = credentials;
    process.env.AWS_ACCESS_KEY_ID = accessKeyId;
    process.env.AWS_SECRET_ACCESS_KEY = secretAccessKey;
    if (sessionToken !== undefined) process.env.AWS_SESSION_TOKEN = sessionToken;
    try {
      return await this.run(setting);
    } finally {
      for (const name of names) delete process.env[name];
    }
  }

  async run(setting: Setting) {
    const { engine, provisioned, destination } = this.deployment;
    const outputs = { [`S3Destination-${destination.name}`]: provisioned.outputs };
    const result = await runTest({
      file: this.file,
      certificate: engine.certificate,
      now: new Date(),
      ...setting,
      options: { endpointUrl: engine.secureEndpoint, ...setting.options },
      files: { 'cdk-outputs.json': JSON.stringify(outputs), ...setting.files },
    });
    return { ...result, lines: result.stdout.split('\n') };
  }
}

/** The rows of the table, without what is different in each run. */
export function rowsOf(lines: readonly string[]): string[] {
  return lines
    .filter((line) => /^(ok|DIFFERS|-) /.test(line))
    .map((line) =>
      line
        .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/, 'UUID')
        .replace(/-[0-9a-f]{8}(?=[./ ]|$)/, '-ID')
        .replaceAll(/ {2,}/g, ' | '),
    );
}
