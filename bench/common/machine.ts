import { readFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../lib/paths';

/** Where and with what it was measured. */
export function machine(): string[] {
  const [cpu] = cpus();
  const versions = [
    's3-destination-kit',
    'aws-cdk-lib',
    '@aws-sdk/client-s3',
    '@aws-lambda-powertools/batch',
    's3-streamlogger',
    'esbuild',
  ].map((name) => `${name} ${versionOf(name)}`);
  return [
    `${new Date().toISOString().slice(0, 10)}, load average ${loadavg()[0]?.toFixed(1)} at the end`,
    `${cpu?.model.trim()}, ${cpus().length} cores, ${(totalmem() / 1024 ** 3).toFixed(0)} GiB, ${type()} ${release()}`,
    `Node ${process.version} (V8 ${process.versions.v8}, zlib ${process.versions.zlib})`,
    versions.join(', '),
  ];
}

function versionOf(name: string): string {
  const folder = name === 's3-destination-kit' ? PACKAGE_ROOT : join(PACKAGE_ROOT, 'node_modules', name);
  return (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }).version;
}
