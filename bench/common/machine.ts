import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../lib/paths';
import { onPath } from './on-path';

/** What is measured beside ours, or makes what is measured. */
const PACKAGES = [
  's3-destination-kit',
  'aws-cdk-lib',
  '@aws-sdk/client-s3',
  '@aws-lambda-powertools/batch',
  's3-streamlogger',
  'handlebars',
  'liquidjs',
  'esbuild',
];
const TOOLS = { rclone: ['version'], aws: ['--version'], s3cmd: ['--version'] };

/** With what it was measured, and on what. */
export function machine(): string[] {
  const [cpu] = cpus();
  const tools = Object.entries(TOOLS).map(([name, args]) => toolVersion(name, args));
  return [
    `${new Date().toISOString().slice(0, 10)}, ${commit()}`,
    `${cpu?.model.trim()}, ${cpus().length} cores, ${(totalmem() / 1024 ** 3).toFixed(0)} GiB, ${type()} ${release()}`,
    `Node ${process.version} (V8 ${process.versions.v8}, zlib ${process.versions.zlib})`,
    [...PACKAGES.map((name) => `${name} ${versionOf(name)}`), ...tools].join(', '),
  ];
}

/** What the machine did besides, where others can have made what is by the clock slower. */
export function loadLine(loads: Readonly<Record<string, number>>): string {
  const text = Object.entries(loads).map(([name, load]) => `${name} ${load.toFixed(1)}`);
  const busy = Object.values(loads).some((load) => load > cpus().length);
  return `load average before each: ${text.join(', ')}${busy ? '. **A busy machine: what is by the clock says little**' : ''}`;
}

function commit(): string {
  const git = (...args: string[]) => output('git', ['-C', PACKAGE_ROOT, ...args]);
  const name = git('rev-parse', '--short', 'HEAD');
  if (name === undefined) return 'no commit';
  // The results are written by the benches themselves.
  const changed = git('status', '--porcelain', '--', '.', ':!bench/results.md');
  return `commit ${name}${changed === '' ? '' : ', with changes'}`;
}

function toolVersion(name: string, args: readonly string[]): string {
  const command = onPath(name);
  const said = command === undefined ? undefined : output(command, args);
  return `${name} ${/\d+(\.\d+)+/.exec(said ?? '')?.[0] ?? 'not installed'}`;
}

function output(command: string, args: readonly string[]): string | undefined {
  try {
    return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
}

function versionOf(name: string): string {
  const folder = name === 's3-destination-kit' ? PACKAGE_ROOT : join(PACKAGE_ROOT, 'node_modules', name);
  return (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }).version;
}
