/** An access key as it is made: the only moment at which AWS tells the secret. */
export interface NewKey {
  readonly userName: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly created: Date;
}

/** How a key is written to a file. */
export const KEY_FORMATS = ['aws-cli', 'env', 'profile', 'dotenv', 'json'] as const;
export type KeyFormat = (typeof KEY_FORMATS)[number];

/** The name of the file, where none is given: before and after what tells several files apart. */
export const KEY_FILE_NAMES: Readonly<Record<KeyFormat, readonly [string, string]>> = {
  'aws-cli': ['s3', '.json'],
  env: ['s3', '.sh'],
  profile: ['s3', '.credentials'],
  dotenv: ['s3', '.env'],
  json: ['s3', '.credentials.json'],
};

/** The text of the key's file. `region` is added where the format has a place for it. */
export function keyText(key: NewKey, format: KeyFormat, region?: string): string {
  const variables: [string, string][] = [
    ['AWS_ACCESS_KEY_ID', key.accessKeyId],
    ['AWS_SECRET_ACCESS_KEY', key.secretAccessKey],
    ...(region === undefined ? [] : [['AWS_REGION', region] as [string, string]]),
  ];
  switch (format) {
    case 'aws-cli':
      return asAwsCli(key);
    case 'env':
      return lines(variables.map(([name, value]) => `export ${name}='${value}'`));
    case 'dotenv':
      return lines(variables.map(([name, value]) => `${name}="${value}"`));
    case 'profile':
      return lines([
        `[${key.userName}]`,
        `aws_access_key_id = ${key.accessKeyId}`,
        `aws_secret_access_key = ${key.secretAccessKey}`,
        ...(region === undefined ? [] : [`region = ${region}`]),
      ]);
    case 'json':
      return asProcessCredentials(key);
  }
}

/**
 * What `aws iam create-access-key` (version 2) prints, and STRM reads: four spaces, the keys in this order.
 * https://docs.aws.amazon.com/cli/latest/reference/iam/create-access-key.html
 */
function asAwsCli({ userName, accessKeyId, secretAccessKey, created }: NewKey): string {
  const AccessKey = {
    UserName: userName,
    AccessKeyId: accessKeyId,
    Status: 'Active',
    SecretAccessKey: secretAccessKey,
    CreateDate: `${created.toISOString().slice(0, 19)}+00:00`,
  };
  return `${JSON.stringify({ AccessKey }, undefined, 4)}\n`;
}

/**
 * What `credential_process` in a profile prints, so that every SDK can read the file.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html
 */
function asProcessCredentials({ accessKeyId, secretAccessKey }: NewKey): string {
  const document = { Version: 1, AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

const lines = (all: readonly string[]) => `${all.join('\n')}\n`;
