import { writeFileSync } from 'node:fs';
import { outputsFromFile } from '../../lib/aws/stack-outputs';
import { inEmptyFolder } from '../cli/support';
import { exampleInput, inputOf, snippets } from './support';

/** The here-document of a block. */
const documentOf = (text = '') => /<<'JSON'\n([\s\S]*?)\nJSON$/m.exec(text)?.[1] ?? '';

test.each([
  ['strm-privacy', { UserName: 'strm-events-writer' }],
  ['thanx', { RoleName: 'thanx-loyalty-writer' }],
])('`verify` reads the names of %s that were given by hand', (name, names) => {
  const input = exampleInput(name);
  const block = snippets(input).get('test-by-hand')?.text;
  expect(block).toContain(' --outputs by-hand-outputs.json');
  inEmptyFolder(() => {
    writeFileSync('by-hand-outputs.json', documentOf(block));
    expect(outputsFromFile(input.destination, 'by-hand-outputs.json')).toMatchObject({
      BucketName: input.destination.bucket.name,
      ...names,
    });
  });
});

test('a right to delete that is for the test says when it ends, and can be ended by hand', () => {
  const found = snippets(exampleInput('thanx'));
  const actions = (id: string) =>
    [...(found.get(id)?.text ?? '').matchAll(/"Action": "(s3:\w+)"/g)].map(([, action]) => action);
  expect(actions('by-hand-identity')).toEqual(['s3:PutObject', 's3:DeleteObject']);
  expect(actions('test-by-hand-end')).toEqual(['s3:PutObject']);
  expect(snippets(exampleInput('strm-privacy')).has('test-by-hand-end')).toBe(false);
});

test('no block of a rotation holds two steps: a person waits between them', () => {
  const blocks = [...snippets(exampleInput('strm-privacy')).values()].filter(({ id }) =>
    id.startsWith('rotate-'),
  );
  const steps = blocks.map(({ text }) => text.match(/key rotate|aws iam \S+/g));
  expect(steps).toEqual([
    ['key rotate'],
    ['key rotate'],
    ['key rotate'],
    ['aws iam list-access-keys'],
    ['aws iam create-access-key'],
    ['aws iam get-access-key-last-used'],
    ['aws iam update-access-key'],
    ['aws iam delete-access-key'],
  ]);
});

test('keys are deleted before the stack that cannot go without', () => {
  const ids = [...snippets(exampleInput('strm-privacy')).keys()].filter((id) => id.startsWith('remove-'));
  expect(ids).toEqual(['remove-keys', 'remove-cdk', 'remove-by-hand']);
});

test('CloudShell makes the key of the user that the file names, or of the one in the outputs', () => {
  const block = (access: object) =>
    snippets(inputOf({ version: 1, name: 'orders', access: { type: 'iam-user', ...access } })).get(
      'console-key',
    )?.text;
  expect(block({ userName: 'exporter' })).toContain('--user-name exporter ');
  expect(block({})).toContain("--user-name '<USER_NAME>' ");
  expect(block({ keyInSecretsManager: true })).toBeUndefined();
});
