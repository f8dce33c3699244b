import { S3Client } from '@aws-sdk/client-s3';
import type { Destination } from '../../config/destination';
import { partitionOf } from '../../config/partition';
import type { Circumstance } from './causes/cause';
import { Declared } from './declared';
import { type Diagnosis, diagnosisOf, type Facts } from './diagnose';
import { LeftBehind, type Remnant } from './left-behind';
import { notesOf } from './notes';
import { readerSteps } from './reader-steps';
import { Requests, type Target } from './requests';
import { type Course, type Difference, type Row, runSteps } from './run';
import { tryOtherKeys } from './trials';
import { becomeWriter, type Start } from './writer';
import { writerSteps } from './writer-steps';

export interface ConnectionTest extends Pick<Start, 'caller' | 'token' | 'roleArn' | 'userName' | 'now'> {
  readonly destination: Destination;
  readonly bucket: string;
  readonly region?: string;
  /** Of a store beside S3, or of S3 by another way. */
  readonly endpoint?: string;
  readonly checksums: 'when_supported' | 'when_required';
  /** The path as the vendor's form has it. */
  readonly path?: string;
  /** The ACL header that the vendor sends. */
  readonly acl?: string;
  /** The variable that names a proxy, where one is set. */
  readonly proxy?: string;
  readonly id: () => string;
  readonly signal: AbortSignal;
  readonly progress: Course['progress'];
}

export interface Report {
  readonly rows: readonly Row[];
  /** ARN; absent where nobody became the writer, or nobody told who it is. */
  readonly writer?: string;
  readonly leftBehind: readonly Remnant[];
  /** What the vendor should know although nothing differs. */
  readonly notes: readonly string[];
}

/** The connection test as the vendor does it, and then what the vendor must not be able to do. */
export async function testConnection(test: ConnectionTest): Promise<Report> {
  const { destination, bucket, region, endpoint } = test;
  const declared = new Declared(destination, test.now);
  const circumstances = circumstancesOf(test);
  const facts = factsOf(test, declared);
  test.progress(0, 0, 'becoming the writer');
  const writer = await becomeWriter(destination, {
    ...test,
    otherStore: endpoint !== undefined,
    diagnose: async (difference, more) =>
      diagnosisOf(difference, new Set([...circumstances, ...more.circumstances]), {
        ...facts,
        ...more.facts,
      }),
  });
  const stopped = writer.rows.some(({ diagnosis }) => diagnosis?.fatal);
  if (writer.credentials === undefined || stopped)
    return { rows: writer.rows, writer: writer.arn, leftBehind: [], notes: [] };
  const s3 = new S3Client({
    ...test.caller,
    credentials: writer.credentials,
    requestChecksumCalculation: test.checksums === 'when_required' ? 'WHEN_REQUIRED' : 'WHEN_SUPPORTED',
  });
  const left = new LeftBehind(bucket, { region, endpoint });
  const requests = new Requests(s3, targetOf(test), left, test.signal);
  const steps = destination.permissions.put ? writerSteps : readerSteps;
  try {
    const rows = await runSteps(steps(declared, test), {
      ...test,
      requests,
      diagnose: (difference) => examine(difference, { declared, requests, circumstances, facts }),
    });
    const notes = notesOf(declared, rows, endpoint !== undefined, writer.arn);
    return { rows: [...writer.rows, ...rows], writer: writer.arn, leftBehind: left.remnants, notes };
  } finally {
    s3.destroy();
  }
}

/**
 * A bucket that the stack made is of its account; stores beside S3 have no such accounts.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-owner-condition.html
 */
function targetOf({
  bucket: Bucket,
  destination: { bucket, environment },
  endpoint,
}: ConnectionTest): Target {
  const isOurs = !bucket.existing && endpoint === undefined;
  return isOurs && environment.account !== undefined
    ? { Bucket, ExpectedBucketOwner: environment.account }
    : { Bucket };
}

interface Ward {
  readonly declared: Declared;
  readonly requests: Requests;
  readonly circumstances: readonly Circumstance[];
  readonly facts: Facts;
}

/** A put that no policy allows may be a slip in a policy: then two more questions tell which. */
async function examine(difference: Difference, ward: Ward): Promise<Diagnosis> {
  const { failure, kind, key = '' } = difference;
  const { declared, requests } = ward;
  const isPut = kind === 'put' || kind === 'multipart';
  const slashes = /^\/|\/\//.test(key);
  const silent = /^Access Denied\.?$|s3:PutObject on .* because no (identity|resource)-based policy/;
  const folder = declared.folders.find((one) => key.startsWith(one)) ?? '';
  const more: Circumstance[] = [];
  if (slashes) more.push('path-with-slashes');
  else if (isPut && failure?.code === 'AccessDenied' && silent.test(failure.message))
    more.push(...(await tryOtherKeys(key, folder, requests)));
  if (isPut && failure !== undefined && !declared.mayPut(key)) more.push('path-outside');
  const facts = { ...ward.facts, ...factsOfFolder(folder, ward) };
  return diagnosisOf(difference, new Set([...ward.circumstances, ...more]), facts);
}

function factsOfFolder(folder: string, { declared, facts }: Ward): Facts {
  return {
    prefix: folder.slice(0, -1),
    doubled: `${facts.bucketArn}/${folder}/*${declared.suffix}`,
  };
}

function circumstancesOf({ destination, endpoint, checksums, proxy }: ConnectionTest): Circumstance[] {
  const { access, permissions } = destination;
  const conditions = 'conditions' in access ? (access.conditions ?? {}) : {};
  const keys = Object.values(conditions).flatMap((one) => Object.keys(one));
  const found: [Circumstance, boolean][] = [
    ['plain-http', endpoint?.startsWith('http://') ?? false],
    ['other-store', endpoint !== undefined],
    ['checksum-sent', checksums === 'when_supported'],
    ['proxy-set', proxy !== undefined],
    ['conditions-in-file', keys.length > 0],
    ['mfa-in-file', keys.some((key) => /^aws:MultiFactorAuth/i.test(key))],
    ['delete-until', permissions.delete !== 'never' && permissions.delete.until !== 'forever'],
  ];
  return found.filter(([, is]) => is).map(([circumstance]) => circumstance);
}

function factsOf(test: ConnectionTest, declared: Declared): Facts {
  const { bucket, region = 'us-east-1', endpoint, proxy, now, roleArn } = test;
  const { access, permissions, objects } = test.destination;
  const arn = `arn:${partitionOf(region)}:s3:::${bucket}`;
  const conditions = 'conditions' in access ? (access.conditions ?? {}) : {};
  return {
    bucket,
    region,
    endpoint,
    proxy,
    roleArn,
    host: endpoint === undefined ? `S3 or STS in ${region}` : new URL(endpoint).host,
    now: now.toISOString(),
    until: permissions.delete === 'never' ? undefined : permissions.delete.until,
    folders: declared.folders.map((one) => one.slice(0, -1) || 'nothing at all').join(' or '),
    bucketArn: arn,
    resources: declared.folders.map((one) => `${arn}/${one}${objects.pattern}`).join(' and '),
    conditions: Object.entries(conditions)
      .flatMap(([operator, keys]) => Object.keys(keys).map((key) => `${operator} ${key}`))
      .join(', '),
  };
}
