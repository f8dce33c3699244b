import type { Diagram } from './diagram/model';
import { svg } from './diagram/svg';
import { escaped } from './escape';
import type { Block, Runbook, Section } from './model';
import type { Inline, Text } from './text';

export interface HtmlOptions {
  /** Level of the title's heading; sections and ways are below it. */
  readonly level: 1 | 2;
  /** With buttons that copy: they need the page's script. */
  readonly copyButtons: boolean;
}

/** IDs of a runbook in a page that has IDs of its own. */
export const idOf = (id: string): string => `s3d-${id}`;

/** The runbook as HTML without script, style or inline handlers. Nothing that a value holds becomes markup. */
export function html({ title, lead, diagram, sections }: Runbook, options: HtmlOptions): string {
  const { level } = options;
  return [
    `<header class="s3d-header"><h${level}>${escaped(title)}</h${level}><p>${text(lead)}</p></header>`,
    ...sections.map((section) => sectionHtml(section, diagram, options)),
  ].join('\n');
}

function sectionHtml({ id, title, blocks }: Section, diagram: Diagram, options: HtmlOptions): string {
  const level = options.level + 1;
  const heading = `<h${level} id="${idOf(id)}">${escaped(title)}</h${level}>`;
  const body = blocks.map((block) => blockHtml(block, diagram, options));
  return `<section class="s3d-section" aria-labelledby="${idOf(id)}">${heading}\n${body.join('\n')}</section>`;
}

function blockHtml(block: Block, diagram: Diagram, options: HtmlOptions): string {
  switch (block.type) {
    case 'paragraph':
      return `<p>${text(block.text)}</p>`;
    case 'heading':
      return `<h${options.level + 2} id="${idOf(block.id)}">${escaped(block.text)}</h${options.level + 2}>`;
    case 'list': {
      const tag = block.ordered ? 'ol' : 'ul';
      return `<${tag}>${block.items.map((item) => `<li>${text(item)}</li>`).join('')}</${tag}>`;
    }
    case 'note':
      return `<p class="s3d-aside s3d-${block.kind}"><strong>${block.kind === 'warning' ? 'Warning' : 'Note'}</strong> ${text(block.text)}</p>`;
    case 'entries': {
      const entries = block.entries.map(
        ({ term, body }) => `<dt>${text(term)}</dt>${body.map((one) => `<dd>${text(one)}</dd>`).join('')}`,
      );
      return `<dl>${entries.join('')}</dl>`;
    }
    case 'diagram':
      return `<div class="s3d-figure">${svg(diagram, 'wide', idOf('wide'))}${svg(diagram, 'tall', idOf('tall'))}</div>`;
    case 'table':
      return tableHtml(block);
    case 'snippet':
      return snippetHtml(block, options);
  }
}

/** Narrow screens stack the cells, each under its heading: the roles say that it is a table all the same. */
function tableHtml({ caption, head, rows }: Extract<Block, { type: 'table' }>): string {
  // Of two columns, the first one says what the second is.
  const labels = head.length > 2;
  const cell = (parts: readonly Text[], column: number) => {
    const body = parts.map(text).join('<br>');
    return column === 0
      ? `<th scope="row" role="rowheader">${body}</th>`
      : `<td role="cell"${labels ? ` data-head="${escaped(head[column] ?? '')}"` : ''}><div>${body}</div></td>`;
  };
  const heading = head.map((one) => `<th scope="col" role="columnheader">${escaped(one)}</th>`).join('');
  const lines = rows.map((cells) => `<tr role="row">${cells.map(cell).join('')}</tr>`).join('\n');
  return `<table role="table"><caption>${escaped(caption)}</caption><thead role="rowgroup"><tr role="row">${heading}</tr></thead><tbody role="rowgroup">${lines}</tbody></table>`;
}

function snippetHtml(
  { id, title, language, text: content }: Extract<Block, { type: 'snippet' }>,
  { copyButtons }: HtmlOptions,
): string {
  const button = copyButtons
    ? `<button type="button" class="s3d-copy" data-copy="${escaped(id)}" aria-label="${escaped(`Copy: ${title}`)}">Copy</button>`
    : '';
  return `<figure class="s3d-snippet" id="${idOf(`snippet-${escaped(id)}`)}" data-language="${language}"><figcaption><span>${escaped(title)}</span>${button}</figcaption><pre><code>${escaped(content)}</code></pre></figure>`;
}

const text = (parts: Text): string => parts.map(inline).join('');

function inline(part: Inline): string {
  if (typeof part === 'string') return escaped(part);
  if ('code' in part) return `<code>${escaped(part.code)}</code>`;
  if ('strong' in part) return `<strong>${escaped(part.strong)}</strong>`;
  if ('verdict' in part) return `<strong class="s3d-verdict-${part.verdict}">${part.verdict}</strong>`;
  const within = part.url.startsWith('#');
  const url = within ? `#${idOf(part.url.slice(1))}` : part.url;
  return `<a href="${escaped(url)}"${within ? '' : ' rel="noreferrer"'}>${escaped(part.text)}</a>`;
}
