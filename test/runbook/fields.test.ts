import { DestinationFileError, type Problem } from '../../lib/config/problem';
import { loadDestinations } from '../../lib/load';
import { change, fieldsOf, isRefused } from '../../lib/runbook/fields';
import type { RunbookInput } from '../../lib/runbook/input';
import { runbookOf } from '../../lib/runbook/runbook';
import { exampleInput, inFile, inputOf, NOW } from './support';

const BASE = {
  version: 1,
  name: 'orders',
  environment: { account: '111122223333', region: 'eu-west-1' },
  bucket: { name: 'acme-orders' },
  objects: { prefix: 'exports' },
  access: { type: 'cross-account-role', principal: '444455556666', externalId: 'acme-1' },
};
/** The preset names a role, so that only the preset insists on the external ID. */
const BITMOVIN = {
  version: 1,
  name: 'bitmovin',
  vendor: 'bitmovin-encoding-output',
  objects: { prefix: 'out' },
  access: { externalId: 'acme-1' },
};
const LONG = 'x'.repeat(500);
const OTHERS = ['p', 'q', 'r'].map((one) => one.repeat(450));
type File = Readonly<Record<string, unknown>>;

const put = (input: RunbookInput, id: string, value: string) => {
  const field = fieldsOf(input).find((one) => one.id === id);
  if (field === undefined) throw new Error(`There is no field ${id}.`);
  return change(input, field, value);
};

/** Each value in the page, and the file that has it. */
const REFUSED: readonly [what: string, file: File, id: string, value: string, changed: File][] = [
  ['a short account', BASE, 'account', '123', { environment: { account: '123', region: 'eu-west-1' } }],
  [
    'a region that is none',
    BASE,
    'region',
    'Europe',
    { environment: { account: '111122223333', region: 'Europe' } },
  ],
  ['capitals in a bucket', BASE, 'bucket', 'Acme', { bucket: { name: 'Acme' } }],
  ['a short bucket', BASE, 'bucket', 'a', { bucket: { name: 'a' } }],
  ['a dot in a new bucket', BASE, 'bucket', 'acme.orders', { bucket: { name: 'acme.orders' } }],
  ['a wildcard in a prefix', BASE, 'prefix', 'a*', { objects: { prefix: 'a*' } }],
  ['a slash at the end', BASE, 'prefix', 'a/', { objects: { prefix: 'a/' } }],
  [
    'a policy variable',
    BASE,
    'prefix',
    '$' + '{aws:username}',
    { objects: { prefix: '$' + '{aws:username}' } },
  ],
  [
    'a space in an external ID',
    BASE,
    'external-id',
    'a b',
    { access: { ...BASE.access, externalId: 'a b' } },
  ],
  [
    'Pending with a capital',
    BASE,
    'external-id',
    'Pending',
    { access: { ...BASE.access, externalId: 'Pending' } },
  ],
  [
    'no external ID for a whole account',
    BASE,
    'external-id',
    '',
    { access: { type: 'cross-account-role', principal: '444455556666' } },
  ],
  [
    'no external ID for a role that the preset names, in the words of the vendor',
    BITMOVIN,
    'external-id',
    '',
    { access: undefined },
  ],
  [
    'a region of another partition',
    { ...BASE, access: { ...BASE.access, principal: 'arn:aws:iam::444455556666:role/x' } },
    'region',
    'cn-north-1',
    { environment: { account: '111122223333', region: 'cn-north-1' } },
  ],
  [
    "a region of another partition than the preset's account",
    { ...BASE, vendor: 'keboola', access: { externalId: 'acme-4711' } },
    'region',
    'cn-north-1',
    { environment: { account: '111122223333', region: 'cn-north-1' } },
  ],
  [
    'a prefix inside another',
    { ...BASE, objects: { prefixes: ['a', 'b'] } },
    'prefix-2',
    'a/c',
    { objects: { prefixes: ['a', 'a/c'] } },
  ],
  [
    'prefixes that make the policy too long',
    { ...BASE, objects: { prefixes: ['a', ...OTHERS, 'b'] }, access: { type: 'iam-user' } },
    'prefix-5',
    LONG,
    { objects: { prefixes: ['a', ...OTHERS, LONG] } },
  ],
  [
    "a prefix that makes the sink's keys too long",
    {
      ...BASE,
      access: { type: 'none' },
      sink: { source: { type: 'sqs' }, key: `${'k'.repeat(480)}/{partition}/{batch}` },
    },
    'prefix',
    LONG,
    { objects: { prefix: LONG } },
  ],
];

function problemsOf(file: string): readonly Problem[] {
  try {
    loadDestinations([file], NOW);
    return [];
  } catch (error) {
    if (error instanceof DestinationFileError) return error.problems;
    throw error;
  }
}

/** Who types into a form types no quotes; in YAML digits want them. */
const inForm = (message: string) => message.replace(' in quotes', '');

test.each(REFUSED)('%s is refused with the sentence of the file', (_, file, id, value, changed) => {
  const result = put(inputOf(file), id, value);
  const problems = inFile({ ...file, ...changed }, problemsOf);
  expect(isRefused(result) ? [{ path: result.path, message: result.message }] : 'taken').toEqual(
    problems.map(({ path, message }) => ({ path, message: inForm(message) })),
  );
});

const TAKEN: readonly [what: string, file: File, id: string, value: string, changed: File][] = [
  [
    'another account',
    BASE,
    'account',
    '999988887777',
    { environment: { account: '999988887777', region: 'eu-west-1' } },
  ],
  ['no region', BASE, 'region', '', { environment: { account: '111122223333' } }],
  ['another bucket', BASE, 'bucket', 'acme-new', { bucket: { name: 'acme-new' } }],
  ['no bucket', BASE, 'bucket', '', { bucket: undefined }],
  ['another prefix', BASE, 'prefix', 'a b/c"d', { objects: { prefix: 'a b/c"d' } }],
  ['no prefix', BASE, 'prefix', '', { objects: undefined }],
  ['pending', BASE, 'external-id', 'pending', { access: { ...BASE.access, externalId: 'pending' } }],
  [
    'an existing bucket',
    { ...BASE, bucket: { existing: 'acme-old' } },
    'bucket',
    'acme.older',
    { bucket: { existing: 'acme.older' } },
  ],
  [
    'one prefix of two',
    { ...BASE, objects: { prefixes: ['a', 'b'] } },
    'prefix-1',
    'c',
    { objects: { prefixes: ['c', 'b'] } },
  ],
  ['a prefix where there was none', { ...BASE, objects: {} }, 'prefix', 'x', { objects: { prefix: 'x' } }],
  [
    'the one of a list',
    { ...BASE, objects: { prefixes: ['a'] } },
    'prefix',
    'b',
    { objects: { prefix: 'b' } },
  ],
  [
    'a region where there was none',
    { ...BASE, environment: undefined },
    'region',
    'us-east-1',
    { environment: { region: 'us-east-1' } },
  ],
];

test.each(TAKEN)('%s gives the runbook of the file that has it', (_, file, id, value, changed) => {
  const result = put(inputOf(file), id, value);
  if (isRefused(result)) throw new Error(result.message);
  expect(runbookOf(result)).toEqual(runbookOf(inputOf({ ...file, ...changed })));
});

test('the input survives JSON, which is how the page gets it', () => {
  const input = exampleInput('sink-sqs');
  expect(runbookOf(JSON.parse(JSON.stringify(input)))).toEqual(runbookOf(input));
});

test('a prefix that the preset fills in cannot be left out', () => {
  const input = inputOf({
    version: 1,
    name: 'segment',
    vendor: 'segment-s3-legacy',
    bucket: { name: 'acme-segment' },
  });
  const result = put(input, 'prefix', '');
  expect(isRefused(result) && result.message).toContain('is empty: write');
});

test('a prefix that holds a placeholder of the commands is refused, in the file and in the page', () => {
  const prefix = 'exports/<ACCOUNT_ID>';
  const said = 'holds <ACCOUNT_ID>, which the commands of a runbook replace: write what it stands for';
  expect(put(inputOf(BASE), 'prefix', prefix)).toEqual({ path: 'objects.prefix', message: said });
  for (const objects of [{ prefix }, { prefixes: ['a', prefix] }])
    expect(() => inputOf({ ...BASE, objects })).toThrow(said);
});
