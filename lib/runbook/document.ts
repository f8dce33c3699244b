import { createHash } from 'node:crypto';
import { type PageAssets, pageAssets } from './assets';
import { escaped, jsonForScript } from './escape';
import { fieldsOf } from './fields';
import { html, idOf } from './html';
import type { RunbookInput } from './input';
import { formHtml } from './page/form';
import { runbookOf } from './runbook';

/** One file that needs nothing else: its policy allows its own script and style, and no request at all. */
export function htmlPage(input: RunbookInput, { script, style }: PageAssets = pageAssets()): string {
  const runbook = runbookOf(input);
  const policy = [
    "default-src 'none'",
    `script-src '${hash(script)}'`,
    `style-src '${hash(style)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const contents = runbook.sections.map(
    ({ id, title }) => `<li><a href="#${idOf(id)}">${escaped(title)}</a></li>`,
  );
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    '<meta name="referrer" content="no-referrer">',
    `<title>${escaped(runbook.title)}</title>`,
    `<style>${style}</style>`,
    '</head>',
    '<body class="s3d s3d-page">',
    '<a class="s3d-skip" href="#s3d-runbook">Skip to the runbook</a>',
    '<div class="s3d-layout">',
    '<aside class="s3d-side" aria-label="Values and contents">',
    `<form id="s3d-values" aria-labelledby="s3d-values-title" novalidate hidden>${formHtml(fieldsOf(input))}</form>`,
    `<nav aria-label="Contents"><ol>${contents.join('')}</ol></nav>`,
    '</aside>',
    `<main id="s3d-runbook" tabindex="-1">${html(runbook, { level: 1, copyButtons: false })}</main>`,
    '</div>',
    '<p id="s3d-status" class="s3d-visually-hidden" role="status"></p>',
    `<script type="application/json" id="s3d-input">${jsonForScript(input)}</script>`,
    `<script>${script}</script>`,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

/** The runbook to stand in a page of the vendor's: no script, and a style that touches nothing outside. */
export function htmlFragment(
  input: RunbookInput,
  { style }: Pick<PageAssets, 'style'> = pageAssets(),
): string {
  const body = html(runbookOf(input), { level: 2, copyButtons: false });
  return `<div class="s3d">\n<style>${style}</style>\n${body}\n</div>\n`;
}

const hash = (text: string): string => `sha256-${createHash('sha256').update(text).digest('base64')}`;
