import type { S3ClientConfig } from '@aws-sdk/client-s3';
import {
  AssumeRoleCommand,
  AssumeRoleWithWebIdentityCommand,
  type Credentials,
  GetCallerIdentityCommand,
  STSClient,
} from '@aws-sdk/client-sts';
import type { CallerConfig } from '../../aws/caller';
import type { Access, CrossAccountRole, Destination, WebIdentityRole } from '../../config/destination';
import { InputError } from '../../terminal/input-error';
import type { Circumstance } from './causes/cause';
import type { Facts } from './diagnose';
import { type Failure, inShort, remoteFailure } from './failure';
import type { Difference, Row } from './run';
import { DENIED } from './steps';
import { examineToken } from './token';

export type WriterCredentials = NonNullable<S3ClientConfig['credentials']>;

/** For clients that sign as somebody whose credentials may lie in a file of their own. */
export type SignerConfig = Omit<CallerConfig, 'credentials'> & { readonly credentials: WriterCredentials };

/** With whose credentials the test begins. */
export interface Start {
  /** Whoever signs first: the key of the user, or the vendor before it assumes the role. */
  readonly caller: SignerConfig;
  /** Of a web identity. */
  readonly token?: string;
  /** Of the role. */
  readonly roleArn?: string;
  /** As the stack names the user. */
  readonly userName?: string;
  readonly otherStore: boolean;
  readonly now: Date;
  readonly diagnose: (
    difference: Difference,
    more: { readonly circumstances: readonly Circumstance[]; readonly facts: Facts },
  ) => Promise<Row['diagnosis']>;
}

export interface Writer {
  /** Absent: nobody became the writer, and the rows say why. */
  readonly credentials?: WriterCredentials;
  /** The ARN, where somebody told it. */
  readonly arn?: string;
  readonly rows: readonly Row[];
}

/** Becomes the writer as the vendor does, and shows that nobody does without the external ID. */
export async function becomeWriter({ access }: Destination, start: Start): Promise<Writer> {
  const sts = new STSClient(start.caller);
  try {
    if (access.type === 'web-identity-role') return await withToken(access, sts, start);
    const known = await callerOf(sts, access, start);
    if (known.row !== undefined) return { rows: [known.row] };
    if (access.type === 'cross-account-role') return await withRole(access, sts, start, known.arn);
    refuseOthers(access, known.arn, start);
    return { credentials: start.caller.credentials, arn: known.arn, rows: [] };
  } finally {
    sts.destroy();
  }
}

/** GetCallerIdentity needs no permission; it fails where the key itself is wrong. */
async function callerOf(
  sts: STSClient,
  access: Access,
  start: Start,
): Promise<{ readonly arn?: string; readonly row?: Row }> {
  try {
    return { arn: (await sts.send(new GetCallerIdentityCommand({}))).Arn };
  } catch (error) {
    const failure = remoteFailure(error);
    // Many stores have no STS. Their S3 will say whether the key is known.
    if (start.otherStore && access.type !== 'cross-account-role') return {};
    const row = { by: by(access), what: 'sign a request', expected: '200', actual: inShort(failure) };
    const diagnosis = await start.diagnose(
      { kind: 'identify', expected: row.expected, actual: row.actual, worked: false, failure },
      NOTHING,
    );
    return { row: { ...row, result: 'differs', diagnosis } };
  }
}

const NOTHING = { circumstances: [], facts: {} };
const by = ({ type }: Access): Row['by'] =>
  type === 'iam-user' || type === 'bucket-policy' ? 'writer' : 'vendor';

/** As an administrator, every request would succeed that has to be denied, and leave something in the bucket. */
function refuseOthers(access: Access, arn: string | undefined, { userName }: Start): void {
  if (arn === undefined) return;
  const wanted = access.type === 'bucket-policy' ? access.principal : userName;
  const is = access.type === 'bucket-policy' ? isPrincipal(arn, access.principal) : isUser(arn, userName);
  if (is) return;
  const how =
    access.type === 'iam-user'
      ? 'name the file of its key with --key s3.json, or a profile that holds its key with --profile'
      : 'name a profile of the vendor with --as-vendor-profile';
  throw new InputError(
    `these credentials are of ${arn}, and the writer is ${wanted ?? 'an IAM user'}: ${how}`,
  );
}

/** Without a name, any user may be the writer. */
function isUser(arn: string, name: string | undefined): boolean {
  return /:user\//.test(arn) && (name === undefined || arn.split('/').at(-1) === name);
}

/** STS names a session after the role, and leaves the role's path out. */
function isPrincipal(arn: string, principal: string): boolean {
  const [account, of] = [arn.split(':')[4], principal.split(':')[4] ?? principal];
  if (account !== of) return false;
  if (/^\d{12}$/.test(principal) || principal.endsWith(':root')) return true;
  const role = /:assumed-role\/([^/]+)\//.exec(arn)?.[1];
  return role === undefined
    ? arn === principal
    : principal.includes(':role/') && role === principal.split('/').at(-1);
}

async function withRole(
  access: CrossAccountRole,
  sts: STSClient,
  start: Start,
  callerArn: string | undefined,
): Promise<Writer> {
  const elsewhere = callerArn !== undefined && !isPrincipal(callerArn, access.principal);
  const more = {
    circumstances: [
      ...(elsewhere ? (['caller-elsewhere'] as const) : []),
      ...(access.externalId === undefined ? [] : (['external-id'] as const)),
    ],
    facts: { caller: callerArn, principal: access.principal, roleArn: start.roleArn },
  };
  const assume = async (ExternalId: string | undefined) => {
    const RoleSessionName = 's3-destination-test';
    const command = new AssumeRoleCommand({
      RoleArn: start.roleArn,
      RoleSessionName,
      ExternalId,
      DurationSeconds: 900,
    });
    return sts.send(command);
  };
  const attempt = assumption('assume the role', '200', () => assume(access.externalId));
  const { row, credentials, arn } = await attempt(start, more);
  if (credentials === undefined || access.externalId === undefined) return { rows: [row], credentials, arn };
  const others = [
    assumption('assume the role without an external ID', DENIED, () => assume(undefined)),
    assumption('assume the role with another external ID', DENIED, () => assume(`${access.externalId}x`)),
  ];
  const rows = [row];
  for (const other of others) rows.push((await other(start, more)).row);
  return { rows, credentials, arn };
}

async function withToken(access: WebIdentityRole, sts: STSClient, start: Start): Promise<Writer> {
  const { token = '', roleArn, now } = start;
  const found = examineToken(token, access, now);
  const attempt = assumption('assume the role with its token', '200', () =>
    sts.send(
      new AssumeRoleWithWebIdentityCommand({
        RoleArn: roleArn,
        RoleSessionName: 's3-destination-test',
        WebIdentityToken: token,
        DurationSeconds: 900,
      }),
    ),
  );
  const { row, ...session } = await attempt(start, {
    ...found,
    facts: { ...found.facts, roleArn, principal: access.issuer },
  });
  return { rows: [row], ...session };
}

interface Answer {
  readonly Credentials?: Credentials;
  readonly AssumedRoleUser?: { readonly Arn?: string };
}

function assumption(what: string, expected: string, ask: () => Promise<Answer>) {
  return async (start: Start, more: Parameters<Start['diagnose']>[1]) => {
    let failure: Failure | undefined;
    let answer: Answer | undefined;
    try {
      answer = await ask();
    } catch (error) {
      failure = remoteFailure(error);
    }
    const actual = failure === undefined ? '200' : inShort(failure);
    const row = { by: 'vendor', what, expected, actual } as const;
    const session = { credentials: sessionOf(answer?.Credentials), arn: answer?.AssumedRoleUser?.Arn };
    if (actual === expected) return { row: { ...row, result: 'ok' } as Row, ...session };
    const diagnosis = await start.diagnose({ kind: 'assume', expected, actual, worked: true, failure }, more);
    return { row: { ...row, result: 'differs', diagnosis } as Row, ...session };
  };
}

function sessionOf(credentials: Credentials | undefined): WriterCredentials | undefined {
  if (credentials === undefined) return undefined;
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken } = credentials;
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
}
