import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onPath } from '../common/on-path';

/** Somebody who writes all files of a folder to the bucket `bench`. */
export interface Tool {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Where files are, and where they go. */
export interface Job {
  readonly endpoint: string;
  /** With the small files under `small/`. */
  readonly folder: string;
  readonly ours: string;
}

export const KEYS = { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7BENCH00', AWS_SECRET_ACCESS_KEY: 'bench-secret' };

/** Ours as anybody runs it; the others as they come, and with as many transfers at once as ours has. */
export function toolsFor(job: Job): Tool[] {
  return [ours(job, ['small/*.csv']), ...rclones(job), ...awsClis(job), ...s3cmds(job)];
}

export function ours({ endpoint, folder, ours }: Job, files: readonly string[]): Tool {
  const config = join(folder, 'destination.yaml');
  writeFileSync(
    config,
    [
      'version: 1',
      'name: bench',
      'environment: { account: "111122223333", region: eu-west-1 }',
      'bucket: { existing: bench }',
      'objects: { prefix: in }',
      'access: { type: iam-user }',
      'permissions: { multipart: true }',
      '',
    ].join('\n'),
  );
  const args = [ours, 'write', ...files, '--config', config, '--endpoint-url', endpoint];
  return { name: 's3-destination write', command: process.execPath, args };
}

function rclones({ endpoint }: Job): Tool[] {
  const env = {
    RCLONE_CONFIG_B_TYPE: 's3',
    RCLONE_CONFIG_B_PROVIDER: 'Other',
    RCLONE_CONFIG_B_ENDPOINT: endpoint,
    RCLONE_CONFIG_B_REGION: 'eu-west-1',
    RCLONE_CONFIG_B_ACCESS_KEY_ID: KEYS.AWS_ACCESS_KEY_ID,
    RCLONE_CONFIG_B_SECRET_ACCESS_KEY: KEYS.AWS_SECRET_ACCESS_KEY,
  };
  const tuned = [
    '--transfers',
    '32',
    '--checkers',
    '32',
    '--s3-no-head',
    '--s3-no-check-bucket',
    '--no-check-dest',
  ];
  return found('rclone').flatMap((command) => [
    { name: 'rclone', command, args: ['copy', 'small', 'b:bench/in', '-q'], env },
    {
      name: 'rclone, 32 transfers, no checks',
      command,
      args: ['copy', 'small', 'b:bench/in', '-q', ...tuned],
      env,
    },
  ]);
}

function awsClis({ endpoint, folder }: Job): Tool[] {
  const tuned = join(folder, 'aws-tuned');
  writeFileSync(tuned, '[default]\ns3 =\n  max_concurrent_requests = 32\n');
  const args = [
    's3',
    'cp',
    '--recursive',
    '--only-show-errors',
    '--endpoint-url',
    endpoint,
    'small',
    's3://bench/in/',
  ];
  return found('aws').flatMap((command) => [
    { name: 'aws s3 cp', command, args, env: { AWS_CONFIG_FILE: join(folder, 'none') } },
    { name: 'aws s3 cp, 32 requests', command, args, env: { AWS_CONFIG_FILE: tuned } },
  ]);
}

function s3cmds({ endpoint, folder }: Job): Tool[] {
  const config = join(folder, 's3cmd');
  const { host } = new URL(endpoint);
  writeFileSync(
    config,
    [
      '[default]',
      `access_key = ${KEYS.AWS_ACCESS_KEY_ID}`,
      `secret_key = ${KEYS.AWS_SECRET_ACCESS_KEY}`,
      `host_base = ${host}`,
      `host_bucket = ${host}`,
      'use_https = False',
      '',
    ].join('\n'),
  );
  return found('s3cmd').map((command) => ({
    name: 's3cmd put',
    command,
    args: ['-c', config, 'put', '-q', '--recursive', 'small/', 's3://bench/in/'],
  }));
}

function found(name: string): string[] {
  const command = onPath(name);
  return command === undefined ? [] : [command];
}
