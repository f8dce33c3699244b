import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { check } from '../../lib/cli/check';
import { DestinationFileError } from '../../lib/config/problem';
import { PACKAGE_ROOT } from '../../lib/paths';
import { inEmptyFolder, memoryTerminal } from './support';

const example = (name: string) => join(PACKAGE_ROOT, 'examples', `${name}.yaml`);

function shown(name: string): string {
  const terminal = memoryTerminal();
  expect(check([example(name)], { json: false }, terminal)).toBe(0);
  return terminal.stdout.join('\n').replaceAll(PACKAGE_ROOT, '.').replaceAll('\\', '/');
}

test.each(['keboola', 'thanx', 'strm-privacy', 'neuronex', 'existing-bucket', 'pending-external-id'])(
  'the permission matrix of %s',
  (name) => {
    expect(shown(name)).toMatchSnapshot();
  },
);

describe('a sink', () => {
  const report = (text: string, json: boolean) =>
    inEmptyFolder(() => {
      writeFileSync('a.yaml', `version: 1\nname: a\nobjects: { prefix: exports }\n${text}\n`);
      const terminal = memoryTerminal();
      check(['a.yaml'], { json }, terminal);
      return terminal.stdout.join('\n');
    });
  const sink = 'sink: { source: { type: kinesis }, compression: gzip, retries: 20 }';

  test('is shown where nobody else writes', () => {
    expect(report(`access: { type: none }\n${sink}`, false)).toMatchSnapshot();
  });

  test('is shown beside the writer', () => {
    expect(
      report(`access: { type: iam-user }\nbucket: { name: acme-a, encryption: kms }\n${sink}`, false),
    ).toMatchSnapshot();
  });

  test('is there for machines, with its source and its keys', () => {
    const [{ sink: told, findings }] = JSON.parse(report(`access: { type: none }\n${sink}`, true));
    expect(told).toBe('kinesis to s3://<bucket>/exports/{yyyy}/{MM}/{dd}/{batch}.jsonl.gz');
    expect(findings.map(({ code }: { code: string }) => code)).toEqual(['sink-timeout']);
  });
});

test('for machines: the matrix, the findings and the notes of each file', () => {
  const terminal = memoryTerminal();
  check([example('thanx'), example('neuronex')], { json: true }, terminal);
  const [thanx, neuronex] = JSON.parse(terminal.stdout.join('\n'));
  expect(thanx.findings.map(({ code }: { code: string }) => code)).toEqual(['delete-all-for-long']);
  expect(thanx.matrix.rows[0].objects.may).toContain(
    's3:DeleteObject, until 2031-12-31 (UTC, that day included)',
  );
  expect(neuronex.stack).toBe('S3Destination-neuronex-readings');
  expect(neuronex.notes.join(' ')).toContain('the pattern is "*"');
});

test('two files that would be one stack are refused together', () => {
  inEmptyFolder(() => {
    const both = [example('keboola'), example('keboola')];
    expect(() => check(both, { json: false }, memoryTerminal())).toThrow(DestinationFileError);
  });
});
