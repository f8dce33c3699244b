import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { Agent } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Report, testConnection } from '../../checks/connection/connection-test';
import { AccessKeys } from '../../credentials/access-keys';
import { KEY_FILE_NAMES } from '../../credentials/formats';
import { issueKey } from '../../credentials/issue';
import { requireKeyFile } from '../../credentials/stored-key';
import { type HandoverDocument, handoverDocument } from '../../onboarding/document';
import type { Credentials } from '..';
import { type Cast, hasWriter } from './cast';
import type { Deployment } from './deployment';
import { DENIED, outcomeOf } from './probe';
import type { Row } from './row';

/** What a person does after the deploy, until the vendor has all it needs. */
export interface Onboarding {
  /** Of `key issue`; none where there is no key to issue. */
  readonly issued: readonly Row[];
  /** Of `test`; absent where no vendor connects yet, or it only reads and may not list. */
  readonly report?: Report;
  /** Of `handover`. */
  readonly handover: HandoverDocument;
}

/** Issues a key where the writer is a user, tests the connection as the vendor does it, and gathers what to hand over. */
export async function onboard(deployment: Deployment, cast: Cast): Promise<Onboarding> {
  const { destination, provisioned } = deployment;
  const folder = mkdtempSync(join(tmpdir(), 's3-destination-key-'));
  try {
    const name = KEY_FILE_NAMES['aws-cli'].join('');
    const issued = await issue(deployment, cast, join(folder, name));
    const key = issued.length === 0 ? undefined : requireKeyFile(join(folder, name));
    const report = isTestable(deployment) ? await connectionTest(deployment, cast, key) : undefined;
    const handover = handoverDocument(destination, provisioned.outputs, key && name);
    return { issued, handover, ...(report && { report }) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The rows of `test` as those of the run: where an answer is as good as the expected one, it is what was expected. */
export function rowsOf({ report, issued }: Pick<Onboarding, 'report' | 'issued'>): Row[] {
  const tested = report?.rows ?? [];
  return [
    ...issued,
    ...tested.map(({ what, expected, actual, result }) => ({
      by: 'test',
      what,
      expected: result === 'ok' ? actual : expected,
      actual: result === 'not tested' ? result : actual,
    })),
  ];
}

/** With the code of `key issue`, against the engine's IAM. */
async function issue(deployment: Deployment, cast: Cast, path: string): Promise<Row[]> {
  const { access } = deployment.destination;
  const [user] = deployment.provisioned.users;
  if (access.type !== 'iam-user' || access.keyInSecretsManager || !user) return [];
  const connection = connectionOf(deployment);
  const byOwner = new AccessKeys(user.name, connection.as(cast.owner()));
  try {
    const region = deployment.provisioned.region;
    const actual = await outcomeOf(async () => {
      await issueKey(byOwner, await byOwner.list(), { path, format: 'aws-cli', region });
      return `made, mode ${(statSync(path).mode & 0o777).toString(8)}`;
    });
    const made = {
      by: 'owner',
      what: `key issue: ${user.name}, in s3.json`,
      expected: 'made, mode 600',
      actual,
    };
    if (actual !== made.expected) return [made];
    const byWriter = new AccessKeys(user.name, connection.as(requireKeyFile(path)));
    const refused = await outcomeOf(async () => (await byWriter.create([])).accessKeyId).finally(() =>
      byWriter.close(),
    );
    return [made, { by: 'writer', what: `key issue: ${user.name}`, expected: DENIED, actual: refused }];
  } finally {
    byOwner.close();
    connection.close();
  }
}

/** A vendor that only reads finds what the probes stored, if it may list; else the probes ask by name. */
function isTestable({ destination }: Deployment): boolean {
  const { put, list } = destination.permissions;
  return hasWriter(destination) && (put || list);
}

/** With the code of `test`, under the issued key or as the vendor that assumes the role. */
async function connectionTest(
  deployment: Deployment,
  cast: Cast,
  key: Credentials | undefined,
): Promise<Report> {
  const { destination, provisioned, engine, bucketName } = deployment;
  const { access } = destination;
  const connection = connectionOf(deployment);
  try {
    const caller = access.type === 'cross-account-role' ? cast.vendor(access) : (key ?? undefined);
    const token = access.type === 'web-identity-role' ? cast.token(access) : undefined;
    const signer = caller ?? (token === undefined ? await cast.writer() : NOBODY);
    return await testConnection({
      destination,
      bucket: bucketName,
      region: provisioned.region,
      roleArn: provisioned.outputs.RoleArn,
      userName: provisioned.outputs.UserName,
      token,
      caller: { ...connection.as(signer), credentials: signer },
      endpoint: engine.secureEndpoint,
      checksums: 'when_supported',
      now: new Date(),
      id: randomUUID,
      signal: new AbortController().signal,
      progress: () => undefined,
    });
  } finally {
    connection.close();
  }
}

/** A web identity signs nothing. */
const NOBODY: Credentials = { accessKeyId: '-', secretAccessKey: '-' };

/** How the commands reach the engine, in place of AWS. */
function connectionOf({ engine, provisioned }: Deployment) {
  const httpsAgent = new Agent({ ca: engine.certificate, keepAlive: true });
  const requestHandler = { connectionTimeout: 5_000, socketTimeout: 60_000, httpsAgent };
  return {
    as: (credentials: Credentials) => ({
      region: provisioned.region,
      credentials: async () => credentials,
      endpoint: engine.secureEndpoint,
      forcePathStyle: true,
      maxAttempts: 1,
      requestHandler,
    }),
    close: () => httpsAgent.destroy(),
  };
}
