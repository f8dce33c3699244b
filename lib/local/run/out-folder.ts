import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { documentText } from '../../onboarding/document';
import { InputError } from '../../terminal/input-error';
import type { Deployment } from './deployment';
import type { Onboarding } from './onboarding';
import type { Row } from './row';

interface Made {
  readonly objects: readonly { readonly key: string; readonly bytes: Buffer }[];
  readonly rows: readonly Row[];
  readonly onboarding: Onboarding;
}

/** Template, policies, hand-over values, objects and probes of one destination; nothing that is secret. */
export function writeOut(
  folder: string,
  { template, provisioned }: Deployment,
  { objects, rows, onboarding }: Made,
): void {
  clear(folder);
  const identities = [...provisioned.users, ...provisioned.roles];
  const files: Record<string, unknown> = {
    'template.json': template,
    'policies/identity.json': identities.flatMap(({ policies }) => policies.map(({ policy }) => policy)),
    'policies/trust.json': provisioned.roles.map(({ trust }) => trust),
    'policies/bucket.json': provisioned.bucketPolicies.map(({ policy }) => policy),
    'handover.json': onboarding.handover,
    'connection-test.json': onboarding.report,
    'probes.json': rows,
  };
  for (const [name, value] of Object.entries(files)) {
    if (value !== undefined) write(join(folder, name), `${JSON.stringify(value, undefined, 2)}\n`);
  }
  write(join(folder, 'handover.txt'), `${documentText(onboarding.handover)}\n`);
  for (const { key, bytes } of objects) write(join(folder, 'objects', key), bytes);
}

/** Only what an earlier run made is removed. */
function clear(folder: string): void {
  if (!existsSync(folder)) return;
  if (!existsSync(join(folder, 'probes.json'))) {
    throw new InputError(`${folder} is there and was not made by a run: name another folder with --out`);
  }
  rmSync(folder, { recursive: true });
}

function write(file: string, content: string | Buffer): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}
