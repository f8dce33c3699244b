import type { Diagram } from './diagram/model';
import type { Block, Runbook, Section } from './model';
import type { Inline, Text } from './text';

/** The runbook as GitHub's Markdown. Nothing that a value holds becomes markup. */
export function markdown({ title, lead, diagram, sections }: Runbook): string {
  const parts = [
    `# ${escaped(title)}`,
    line(lead),
    ...sections.map((section) => sectionText(section, diagram)),
  ];
  return `${parts.join('\n\n')}\n`;
}

function sectionText({ id, title, blocks }: Section, diagram: Diagram): string {
  return [`${anchor(id)}\n## ${escaped(title)}`, ...blocks.map((block) => blockText(block, diagram))].join(
    '\n\n',
  );
}

const anchor = (id: string) => `<a id="${id}"></a>\n`;

function blockText(block: Block, diagram: Diagram): string {
  switch (block.type) {
    case 'paragraph':
      return line(block.text);
    case 'heading':
      return `${anchor(block.id)}\n### ${escaped(block.text)}`;
    case 'list':
      return block.items
        .map((item, index) => `${block.ordered ? `${index + 1}.` : '-'} ${line(item)}`)
        .join('\n');
    case 'note':
      return `> **${block.kind === 'warning' ? 'Warning' : 'Note'}:** ${line(block.text)}`;
    case 'entries':
      return block.entries
        .map(({ term, body }) => `- **${line(term)}**\\\n  ${body.map(line).join('\\\n  ')}`)
        .join('\n');
    case 'diagram':
      return line([diagram.description]);
    case 'table':
      return [
        row(block.head.map(escaped)),
        row(block.head.map(() => '---')),
        ...block.rows.map((cells) => row(cells.map((cell) => cell.map(cellLine).join('<br>')))),
      ].join('\n');
    case 'snippet': {
      const fence = '`'.repeat(Math.max(3, longestRun(block.text, '`') + 1));
      return `${escaped(block.title)}:\n\n${fence}${block.language}\n${block.text}\n${fence}`;
    }
  }
}

const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;

/** A pipe would end the cell, also within code; a backslash of the value's own before it would undo an escape. */
function cellLine(text: Text): string {
  return text
    .map((part) => {
      const piped = typeof part === 'object' && 'code' in part && part.code.includes('|');
      return piped ? `<code>${entities(oneLine(part.code))}</code>` : inline(part);
    })
    .join('');
}

const entities = (text: string) =>
  text.replace(/[&<>|`*_~[\]\\$:@.!#]/g, (one) => `&#${one.codePointAt(0)};`);

const line = (text: Text) => text.map(inline).join('');

function inline(part: Inline): string {
  if (typeof part === 'string') return escaped(part);
  if ('code' in part) return codeSpan(part.code);
  if ('strong' in part) return `**${escaped(part.strong)}**`;
  if ('verdict' in part) return `**${part.verdict}**`;
  return `[${escaped(part.text)}](${part.url.replace(/[()<>\s]/g, (one) => `%${one.charCodeAt(0).toString(16)}`)})`;
}

/** A line end would end the cell or the list; more backticks than the value has keep it together. */
function codeSpan(value: string): string {
  const text = oneLine(value);
  const fence = '`'.repeat(longestRun(text, '`') + 1);
  const pad = text === '' || /^`|`$|^ .* $/.test(text) ? ' ' : '';
  return `${fence}${pad}${text}${pad}${fence}`;
}

const oneLine = (text: string) => text.replace(/[\r\n\u2028\u2029]+/g, ' ');

function longestRun(text: string, character: string): number {
  let longest = 0;
  let run = 0;
  for (const one of text) {
    run = one === character ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
}

/** https://spec.commonmark.org/0.31.2/#backslash-escapes, as far as a character could begin something. */
function escaped(text: string): string {
  return (
    oneLine(text)
      .replace(/[\\`*_[\]<>~#$]/g, (character) => `\\${character}`)
      .replace(/&(?=#?\w+;)/g, '\\&')
      .replaceAll('|', '&#124;')
      // GitHub makes links of bare addresses.
      .replace(
        /(www)\.|(https?|ftp):(?=\/\/)|@/gi,
        (whole) => `${whole.slice(0, -1)}&#${whole.charCodeAt(whole.length - 1)};`,
      )
      .replace(/!(?=\\\[)/g, '\\!')
      .replace(/^(\d+)([.)])/, '$1\\$2')
      .replace(/^([-+=])/, '\\$1')
  );
}
