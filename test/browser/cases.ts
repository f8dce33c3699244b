import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { PACKAGE_ROOT } from '../../lib/paths';

/** A destination file as plain data. */
export type File = Readonly<Record<string, unknown>>;

export interface Case {
  readonly name: string;
  readonly file: File;
  /** Field → a new value, and the same value written into the file. */
  readonly edits: Readonly<Record<string, readonly [value: string, path: readonly (string | number)[]]>>;
}

const example = (name: string): File =>
  parse(readFileSync(join(PACKAGE_ROOT, 'examples', `${name}.yaml`), 'utf8'));

const ACCOUNT = { account: ['999988887777', ['environment', 'account']] } as const;
const REGION = { region: ['us-east-1', ['environment', 'region']] } as const;
const BUCKET = { bucket: ['acme-changed', ['bucket', 'name']] } as const;
/** What S3 allows in a key and what no language may read. */
const PREFIX = { prefix: [`o'brien "x" <img src=x> $(id) \`id\` | & ;/b`, ['objects', 'prefix']] } as const;
const EXTERNAL = { 'external-id': ['project:4712/a+b=c', ['access', 'externalId']] } as const;

/** Every kind of access, with and without a preset. */
export const CASES: readonly Case[] = [
  {
    name: 'cross-account role',
    file: example('keboola'),
    edits: { ...ACCOUNT, ...REGION, ...BUCKET, ...PREFIX, ...EXTERNAL },
  },
  {
    name: 'IAM user with two prefixes',
    file: example('keboola-user'),
    edits: {
      ...REGION,
      ...BUCKET,
      'prefix-1': ['a/b', ['objects', 'prefixes', 0]],
      'prefix-2': ['c', ['objects', 'prefixes', 1]],
    },
  },
  {
    name: 'key in Secrets Manager',
    file: example('key-in-secrets-manager'),
    edits: { ...ACCOUNT_OF_BOUNDARY(), ...REGION, ...BUCKET, ...PREFIX },
  },
  { name: 'Google', file: example('thanx'), edits: { ...REGION, ...BUCKET, ...PREFIX } },
  { name: 'GitHub', file: example('github-actions'), edits: { ...ACCOUNT, ...REGION, ...BUCKET, ...PREFIX } },
  {
    name: 'bucket policy with a KMS key',
    file: example('bucket-policy'),
    edits: { ...ACCOUNT, ...REGION, ...BUCKET, ...PREFIX },
  },
  {
    name: 'existing bucket',
    file: example('existing-bucket'),
    edits: { ...EXTERNAL, ...PREFIX, bucket: ['acme.older', ['bucket', 'existing']] },
  },
  {
    name: 'pending external ID',
    file: example('pending-external-id'),
    edits: { ...ACCOUNT, ...REGION, ...BUCKET, ...EXTERNAL },
  },
  {
    name: 'pending subjects',
    file: example('pending-subjects'),
    edits: { ...ACCOUNT, ...REGION, ...BUCKET },
  },
  // Its alarms tell a topic of its region: another region is refused.
  { name: 'sink alone', file: example('sink-sqs'), edits: { ...ACCOUNT, ...BUCKET } },
  {
    name: 'vendor that reads',
    file: {
      version: 1,
      name: 'sumo',
      vendor: 'sumologic-s3-source',
      bucket: { name: 'acme-logs' },
      access: { externalId: 'us2:0000000000000FFF' },
    },
    edits: {
      ...ACCOUNT,
      ...REGION,
      ...BUCKET,
      ...PREFIX,
      'external-id': ['pending', ['access', 'externalId']],
    },
  },
];

/** The boundary is a policy of the account that the file names. */
function ACCOUNT_OF_BOUNDARY() {
  return { account: ['111122223333', ['environment', 'account']] } as const;
}

/** The file with another value at that path. */
export function withValue(file: File, [key, ...rest]: readonly (string | number)[], value: string): File {
  if (key === undefined) return value as unknown as File;
  const inner = withValue((file[key] ?? {}) as File, rest, value);
  return Array.isArray(file) ? (file.with(Number(key), inner) as unknown as File) : { ...file, [key]: inner };
}

/** Field → values that the destination file refuses, and where they would stand. */
export const REFUSED: Readonly<Record<string, readonly (readonly [string, readonly string[]])[]>> = {
  account: [['123', ['environment', 'account']]],
  region: [
    ['Europe', ['environment', 'region']],
    ['eu-west-1 ', ['environment', 'region']],
  ],
  bucket: [
    ['Acme', ['bucket', 'name']],
    ['a', ['bucket', 'name']],
    ['acme.orders', ['bucket', 'name']],
    ['192.168.0.1', ['bucket', 'name']],
  ],
  prefix: [
    ['a*', ['objects', 'prefix']],
    ['a//b', ['objects', 'prefix']],
    ['a/', ['objects', 'prefix']],
    ['ü', ['objects', 'prefix']],
    ['$' + '{aws:username}', ['objects', 'prefix']],
  ],
  'external-id': [
    ['a b', ['access', 'externalId']],
    ['Pending', ['access', 'externalId']],
    ['x', ['access', 'externalId']],
  ],
};
