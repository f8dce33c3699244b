import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { build } from 'esbuild';
import fc from 'fast-check';
import { PACKAGE_ROOT } from '../../lib/paths';
import { htmlFragment, htmlPage } from '../../lib/runbook/document';
import { escaped, jsonForScript } from '../../lib/runbook/escape';
import { html } from '../../lib/runbook/html';
import { paragraph } from '../../lib/runbook/model';
import { runbookOf } from '../../lib/runbook/runbook';
import { link } from '../../lib/runbook/text';
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

/** It would end an attribute, an element of HTML and one of SVG. */
const MARKUP = '"\'></desc></title></code><img src=x>';
const HOSTILE_FILES: readonly [what: string, file: object][] = [
  [
    'a prefix',
    {
      objects: { prefix: `a${MARKUP}` },
      access: { type: 'iam-user', path: '/team/', userName: 'writer' },
    },
  ],
  [
    'one of several prefixes, too long for its place in the picture',
    {
      objects: { prefixes: [`a${MARKUP}${'x'.repeat(80)}`, `b${MARKUP}`] },
      access: { type: 'cross-account-role', principal: '444455556666', externalId: 'acme-1' },
    },
  ],
  [
    'a subject',
    {
      access: {
        type: 'web-identity-role',
        issuer: 'oidc.example.com',
        audience: 'a',
        subjects: [`s${MARKUP.replaceAll(' ', '')}`],
      },
    },
  ],
  [
    'a condition',
    {
      access: {
        type: 'cross-account-role',
        principal: 'arn:aws:iam::444455556666:role/x',
        conditions: { StringEquals: { 'aws:PrincipalTag/team': `</script>${MARKUP}` } },
      },
    },
  ],
];

test.each(HOSTILE_FILES)(
  '%s that looks like markup becomes none, in the page or in the fragment',
  (_, file) => {
    const input = inputOf({ version: 1, name: 'orders', ...file });
    const harmless = JSON.parse(
      JSON.stringify(input).replaceAll(JSON.stringify(MARKUP).slice(1, -1), '-'.repeat(MARKUP.length)),
    );
    for (const made of [htmlPage, htmlFragment]) {
      const text = made(input, ASSETS);
      expect(text).not.toMatch(/<img/);
      expect(tags(text)).toEqual(tags(made(harmless, ASSETS)));
    }
  },
);

/** The tags with the names of their attributes. */
const tags = (text: string) =>
  [...text.matchAll(/<(\/?[a-zA-Z!][^\s>]*)((?:\s+[\w-]+(?:="[^"]*")?)*)\s*\/?(>|)/g)].map(
    ([, name, attributes = '', end]) =>
      `${name} ${[...attributes.matchAll(/\s([\w-]+)(?:="[^"]*")?/g)].map(([, key]) => key).join(' ')}${end}`,
  );

test('the address of a link stays in its attribute', () => {
  const runbook = runbookOf(exampleInput('keboola'));
  const sections = [{ id: 'x', title: 'X', blocks: [paragraph([link('a', 'https://a/"><img src=x>')])] }];
  expect(html({ ...runbook, sections }, { level: 1, copyButtons: false })).toContain(
    '<a href="https://a/&#34;&#62;&#60;img src=x&#62;" rel="noreferrer">a</a>',
  );
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
  expect(outputFiles[0]?.text).not.toMatch(/\b(Buffer|process|require)\b[.(]/);
  expect(outputFiles[0]?.contents.length).toBeLessThan(150_000);
});
