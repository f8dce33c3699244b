import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { build } from 'esbuild';
import fc from 'fast-check';
import { PACKAGE_ROOT } from '../../lib/paths';
import { htmlFragment, htmlPage } from '../../lib/runbook/document';
import { escaped, jsonForScript } from '../../lib/runbook/escape';
import { HOSTILE } from './hostile';
import { exampleInput, inputOf } from './support';

const ASSETS = { script: 'document.title', style: '.s3d{}' };
const sha256 = (text: string) => createHash('sha256').update(text).digest('base64');

test('the policy of the page allows its own script and style, and no request', () => {
  const page = htmlPage(exampleInput('keboola'), ASSETS);
  const [, policy] = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(page) ?? [];
  expect(policy).toBe(
    `default-src 'none'; script-src 'sha256-${sha256(ASSETS.script)}'; style-src 'sha256-${sha256(ASSETS.style)}'; base-uri 'none'; form-action 'none'`,
  );
});

test('there is no inline handler, no inline style, and no address that a browser would load', () => {
  for (const name of ['keboola', 'sink-sqs', 'bucket-policy', 'pending-subjects']) {
    const page = htmlPage(exampleInput(name), ASSETS);
    expect(page).not.toMatch(/<[^>]+\s(style|on\w+|src|srcset|poster)=/);
    expect(page).not.toMatch(/<(link|img|iframe|object|embed|base)\b/);
  }
});

test('a fragment has no script and no button', () => {
  const fragment = htmlFragment(exampleInput('keboola'), ASSETS);
  expect(fragment).not.toMatch(/<(script|button|form|input|html|body)\b/);
  expect(fragment).toMatch(/^<div class="s3d">/);
});

test.each(HOSTILE)('%j ends neither the script nor its JSON', (value) => {
  const json = jsonForScript({ value });
  expect(json).not.toMatch(/<|>|&|\u2028|\u2029/);
  expect(JSON.parse(json)).toEqual({ value });
});

test('no value becomes markup', () => {
  fc.assert(
    fc.property(fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'binary' })), (value) => {
      expect(escaped(value).replace(/&#\d+;/g, '')).not.toMatch(/[<>"'`&]/);
    }),
    { numRuns: 300, seed: 7 },
  );
});

test('tags of a file become no tags of the page', () => {
  // Descriptions of conditions may hold any Latin text; a file name anything.
  const input = inputOf({
    version: 1,
    name: 'orders',
    access: {
      type: 'cross-account-role',
      principal: 'arn:aws:iam::444455556666:role/x',
      conditions: { StringEquals: { 'aws:PrincipalTag/team': '</script><img src=x onerror=alert(1)>' } },
    },
  });
  expect(htmlPage(input, ASSETS)).not.toMatch(/<img/);
});

test('the script of the page is small, and holds neither zod, nor yaml, nor anything of Node', async () => {
  const { metafile, outputFiles } = await build({
    entryPoints: [join(PACKAGE_ROOT, 'lib', 'runbook', 'page', 'page.ts')],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    metafile: true,
    logLevel: 'silent',
  });
  expect(Object.keys(metafile.inputs).filter((path) => !path.startsWith('lib/'))).toEqual([]);
  expect(Object.keys(metafile.inputs)).not.toContain('lib/config/schema.ts');
  expect(outputFiles[0]?.contents.length).toBeLessThan(150_000);
});
