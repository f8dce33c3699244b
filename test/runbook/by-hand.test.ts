import { spawnSync } from 'node:child_process';
import { policy } from '../../lib/cli/policy';
import type { PolicySet } from '../../lib/policy/documents';
import { change, fieldsOf, isRefused } from '../../lib/runbook/fields';
import { PLACEHOLDER, type RunbookInput } from '../../lib/runbook/input';
import { memoryTerminal } from '../cli/support';
import { exampleFile, exampleInput, inputOf, snippets } from './support';

const EXAMPLES = [
  'bucket-policy',
  'china',
  'existing-bucket',
  'github-actions',
  'govcloud',
  'keboola',
  'keboola-user',
  'key-in-secrets-manager',
  'kms',
  'oidc-imported-provider',
  'own-vendor',
  'pending-external-id',
  'pending-subjects',
  'strm-privacy',
  'thanx',
];

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

describe.each(EXAMPLES)('%s', (name) => {
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
