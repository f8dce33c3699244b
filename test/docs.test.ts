import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createProgram } from '../lib/cli/program';
import { parseTemplate } from '../lib/go-template';
import { parseDestination } from '../lib/load/read';
import { PACKAGE_ROOT } from '../lib/paths';
import { docFiles, renderDoc } from '../scripts/docs';
import { inEmptyFolder } from './cli/support';

const docs = docFiles().map((file): [string, string] => [
  file,
  readFileSync(join(PACKAGE_ROOT, file), 'utf8'),
]);

/** The fenced blocks of a language. */
function blocks(text: string, language: string): string[] {
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(
    (match) => match[1] as string,
  );
}

test.each(docs)('the generated parts of %s are fresh (npm run docs)', (_, text) => {
  expect(renderDoc(text)).toBe(text);
});

const yaml = docs.flatMap(([file, text]) =>
  blocks(text, 'yaml').map((block, index): [string, string] => [`${file} ${index + 1}`, block]),
);
test.each(yaml)('the destination file %s is valid', (name, block) => {
  expect(parseDestination(name, block).problems).toEqual([]);
});

/** What a test of its own, or CI, runs; everything else in a sh block is run here. */
const RUN_ELSEWHERE = [
  /^npm ci( && npm (start|test))?$/, // .ci/run
  /^npm (run (lint|typecheck)|test|start)$/, // .ci/run
  /^npm run build$/, // test:pack
  /^npm run bench( -- --quick)?$/, // by hand, on a quiet machine
  /^node --cpu-prof dist\/bin\/s3-destination\.js check examples\/keboola\.yaml$/, // the same command, without a profile, in test:pack
  /^npm (init -y|install s3-destination-kit aws-cdk@2\.1148\.1)$/, // npm run test:pack
  /^npx cdk deploy --outputs-file cdk-outputs\.json$/, // wants an AWS account; `cdk synth` is run by test:pack
];

const shell = docs.flatMap(([file, text]) =>
  blocks(text, 'sh').map((block, index): [string, string] => [`${file} ${index + 1}`, block]),
);
test.each(shell)('the commands of %s work in the order in which they stand', (_, block) =>
  inEmptyFolder(async (folder) => {
    prepare(folder);
    for (const line of block.trim().split('\n')) {
      if (RUN_ELSEWHERE.some((known) => known.test(line))) continue;
      const command = /^npx s3-destination (.+)$/.exec(line)?.[1];
      if (command === undefined) throw new Error(`No test runs this command of the docs: ${line}`);
      const { status, stderr } = await commandHere(command.split(' '));
      expect({ line, status, stderr: status === 0 ? '' : stderr }).toEqual({ line, status: 0, stderr: '' });
    }

    /** What the text around the block supposes to be there. */
    function prepare(folder: string): void {
      writeFileSync(
        join(folder, 'trust.json'),
        JSON.stringify({
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Action: ['sts:AssumeRoleWithWebIdentity'],
              Principal: { Federated: 'accounts.google.com' },
              Condition: { StringEquals: { 'accounts.google.com:sub': '104123456789012345678' } },
            },
          ],
        }),
      );
      const statement = { Effect: 'Allow', Action: 's3:PutObject', Resource: 'arn:aws:s3:::<bucket>/*' };
      const Principal = { AWS: 'arn:aws:iam::444455556666:role/exporter' };
      writeFileSync(join(folder, 'policy.json'), JSON.stringify({ Statement: [statement] }));
      writeFileSync(
        join(folder, 'bucket-policy.json'),
        JSON.stringify({ Statement: [{ ...statement, Principal }] }),
      );
      writeFileSync(join(folder, 'line.tmpl'), '{{.deviceId}}');
      writeFileSync(join(folder, 'readings.json'), '[{"deviceId":"press-4"}]');
      if (!block.includes('init')) {
        writeFileSync(join(folder, 'destination.yaml'), 'version: 1\nname: docs\nvendor: strm-privacy\n');
      }
    }
  }),
);

/** The command in this process: the docs have many, and what only a process has is tested elsewhere. */
async function commandHere(args: readonly string[]): Promise<{ status: unknown; stderr: string }> {
  let stderr = '';
  const out = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  const err = jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
    stderr += text;
    return true;
  });
  try {
    process.exitCode = undefined;
    await createProgram().parseAsync(['node', 's3-destination', ...args]);
    return { status: process.exitCode ?? 0, stderr };
  } finally {
    process.exitCode = undefined;
    out.mockRestore();
    err.mockRestore();
  }
}

test('a command that fails would be seen', async () => {
  const { status, stderr } = await commandHere(['check', 'nowhere.yaml']);
  expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining('does not exist') });
});

test('the pinned version of the CLI in the docs is the one that is tested', () => {
  const { devDependencies } = JSON.parse(readFileSync(join(PACKAGE_ROOT, 'package.json'), 'utf8'));
  for (const [, text] of docs) {
    for (const [, version] of text.matchAll(/aws-cdk@([\d.]+)/g))
      expect(version).toBe(devDependencies['aws-cdk']);
  }
});

test('the README shows what templates print', () => {
  const rows = [
    ...(docs[0]?.[1] ?? '').matchAll(/^\| `(\{\{.*?)` \| `(\{.*?\})` \| `(.*?)`(?:.*`(.*?)` \|)?/gm),
  ];
  expect(rows).toHaveLength(3);
  for (const [, template = '', data = '', friendly, strict] of rows) {
    expect(parseTemplate(template).execute(JSON.parse(data))).toBe(friendly);
    if (strict)
      expect(parseTemplate(template, { numbers: 'strict-go' }).execute(JSON.parse(data))).toBe(strict);
  }
});
