import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { policy } from '../../lib/cli/policy';
import type { PolicySet } from '../../lib/policy/documents';
import { change, fieldsOf, isRefused } from '../../lib/runbook/fields';
import { PLACEHOLDER, type RunbookInput } from '../../lib/runbook/input';
import { inEmptyFolder, memoryTerminal } from '../cli/support';
import { EXAMPLE_NAMES, exampleFile } from '../example-files';
import { exampleInput, inputOf, snippets } from './support';

/** A sink is not made by hand. */
const BY_HAND = EXAMPLE_NAMES.filter((name) => exampleInput(name).destination.sink === undefined);

/** The here-documents of the blocks: file name → text. */
function documents(input: RunbookInput): ReadonlyMap<string, unknown> {
  const found = new Map<string, unknown>();
  for (const { id, language, text } of snippets(input).values()) {
    if (!id.startsWith('by-hand') || language !== 'sh') continue;
    for (const [, file = '', body = ''] of text.matchAll(/> ([\w-]+\.json) <<'JSON'\n([\s\S]*?)\nJSON$/gm))
      found.set(file, JSON.parse(body));
  }
  return found;
}

const FILES: Readonly<Record<string, keyof PolicySet>> = {
  'identity-policy.json': 'identity',
  'trust-policy.json': 'trust',
  'bucket-policy.json': 'bucket',
};

describe.each(BY_HAND)('%s', (name) => {
  const input = exampleInput(name);

  test('the documents are those that `s3-destination policy` prints', () => {
    const found = [...documents(input)].filter(([file]) => file in FILES);
    expect(found.length).toBeGreaterThan(0);
    for (const [file, document] of found) {
      const terminal = memoryTerminal();
      const known = { bucket: 'placeholder-bucket', account: '000000000000', region: 'eu-west-1' };
      const keyArn = `arn:aws:kms:eu-west-1:000000000000:key/placeholder`;
      const { environment, bucket } = input.destination;
      policy(
        exampleFile(name),
        {
          kind: FILES[file] as keyof PolicySet,
          ...(bucket.name === undefined ? { bucket: known.bucket } : {}),
          ...(environment.account === undefined ? { account: known.account } : {}),
          ...(environment.region === undefined ? { region: known.region } : {}),
          ...(!bucket.existing && bucket.encryption === 'kms' ? { keyArn } : {}),
        },
        terminal,
      );
      const printed = terminal.stdout
        .join('\n')
        .replaceAll(known.bucket, PLACEHOLDER.bucketName)
        .replaceAll(keyArn, PLACEHOLDER.keyArn)
        .replaceAll(known.account, PLACEHOLDER.accountId);
      expect(document).toEqual(JSON.parse(printed));
    }
  });

  test('bash reads every block', () => {
    const blocks = [...snippets(input).values()].filter(({ language }) => language === 'sh');
    const script = blocks.map(({ text }) => text).join('\n');
    const { error, status, stderr } = spawnSync('bash', ['-n'], { input: script, encoding: 'utf8' });
    // Windows has no bash of its own.
    if (error === undefined) expect([status, stderr]).toEqual([0, '']);
  });
});

const withRegion = (region: string): RunbookInput => {
  const input = exampleInput('keboola');
  const field = fieldsOf(input).find(({ id }) => id === 'region');
  const changed = field === undefined ? undefined : change(input, field, region);
  if (changed === undefined || isRefused(changed)) throw new Error('The region was refused.');
  return changed;
};
const bucketBlock = (input: RunbookInput) => snippets(input).get('by-hand-bucket')?.text;

test('us-east-1 is the one region that is no location constraint', () => {
  expect(bucketBlock(withRegion('us-east-1'))).not.toContain('LocationConstraint');
  expect(bucketBlock(withRegion('us-east-2'))).toContain('LocationConstraint=us-east-2');
});

test('a bucket of a stack and one made by hand have the same settings', () => {
  const input = inputOf({
    version: 1,
    name: 'orders',
    bucket: { name: 'acme-orders', expireObjectsAfterDays: 30 },
    access: { type: 'iam-user' },
    tags: { team: 'data' },
  });
  expect(documents(input).get('lifecycle.json')).toEqual({
    Rules: [
      {
        ID: 'RemoveUnfinishedUploads',
        Status: 'Enabled',
        Filter: { Prefix: '' },
        AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
      },
      {
        ID: 'ExpireObjects',
        Status: 'Enabled',
        Filter: { Prefix: '' },
        Expiration: { Days: 30 },
        NoncurrentVersionExpiration: { NoncurrentDays: 30 },
      },
      {
        ID: 'RemoveLoneDeleteMarkers',
        Status: 'Enabled',
        Filter: { Prefix: '' },
        Expiration: { ExpiredObjectDeleteMarker: true },
      },
    ],
  });
});

test('a bucket that is there keeps its policy: the statements are to be added', () => {
  const input = inputOf({
    version: 1,
    name: 'shared',
    bucket: { existing: 'acme-shared' },
    access: { type: 'bucket-policy', principal: 'arn:aws:iam::444455556666:role/exporter' },
  });
  const found = snippets(input);
  expect([...found.keys()].filter((id) => /^(cdk|console)/.test(id))).toEqual([]);
  const statements: { Sid: string }[] = JSON.parse(`[${found.get('by-hand-statements')?.text}]`);
  expect(statements.map(({ Sid }) => Sid)).toEqual(['WriteObjects', 'GetBucketLocation']);
  // No command of the kit takes such a file but the runbook.
  expect([...found.values()].filter(({ text }) => /npx (cdk|s3-destination)/.test(text))).toEqual([]);
});

test('a sink is not made by hand', () => {
  expect(
    [...snippets(exampleInput('neuronex-sink')).keys()].filter((id) => id.startsWith('by-hand')),
  ).toEqual([]);
});

test('a secret that Secrets Manager keeps passes through a pipe, and is in no file', () => {
  const block = snippets(exampleInput('key-in-secrets-manager')).get('by-hand-access-key')?.text;
  expect(block).toContain('--secret-string file:///dev/stdin');
  expect(block).not.toMatch(/> \S+\.json/);
});

test('in the wrong account, no block after the first does anything', () => {
  const own = inputOf({
    version: 1,
    name: 'orders',
    environment: { account: '111122223333' },
    access: { type: 'iam-user' },
  });
  const block = snippets(own).get('by-hand-session')?.text;
  inEmptyFolder((folder) => {
    const aws = join(folder, 'aws');
    writeFileSync(aws, '#!/bin/sh\n[ "$1" = sts ] && echo "$MINE" || echo "did $*"\n', { mode: 0o755 });
    const said = (account: string) => {
      const env = { PATH: `${folder}${delimiter}${process.env.PATH}`, MINE: account };
      const input = `${block}\naws s3api create-bucket\necho "$?"\n`;
      const { error, stdout, stderr } = spawnSync('bash', { input, encoding: 'utf8', env });
      return error === undefined ? [stdout, stderr] : undefined;
    };
    const right = said('111122223333');
    // Windows has no bash of its own.
    if (right === undefined) return;
    expect(right).toEqual(['did s3api create-bucket\n0\n', '']);
    expect(said('999988887777')).toEqual([
      '1\n',
      'STOP: these credentials are of the account 999988887777, not 111122223333\n',
    ]);
  });
});

test.each(['keboola', 'github-actions'])(
  'by hand, the trust policy of %s is replaced and no role is made again',
  (name) => {
    const input = exampleInput(name);
    const block = snippets(input).get('rotate-by-hand')?.text ?? '';
    expect(block).toContain('aws iam update-assume-role-policy');
    expect(block).not.toMatch(/create-/);
    const [, body = ''] = /> trust-policy\.json <<'JSON'\n([\s\S]*?)\nJSON$/m.exec(block) ?? [];
    expect(JSON.parse(body)).toEqual(documents(input).get('trust-policy.json'));
  },
);

test('tags go to every resource that is made by hand, the OIDC provider too', () => {
  const input = inputOf({
    version: 1,
    name: 'orders',
    access: { type: 'web-identity-role', issuer: 'oidc.example.com', audience: 'a', subjects: ['abc'] },
    tags: { team: 'data' },
  });
  expect(documents(input).get('provider.json')).toMatchObject({ Tags: [{ Key: 'team', Value: 'data' }] });
  expect(snippets(input).get('by-hand-identity')?.text).toContain('[{"Key":"team","Value":"data"}]');
});
