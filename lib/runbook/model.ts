import type { Diagram } from './diagram/model';
import type { Text } from './text';

/** How a customer sets a destination up, as plain data: the renderers decide nothing but how it looks. */
export interface Runbook {
  readonly title: string;
  readonly lead: Text;
  readonly diagram: Diagram;
  readonly sections: readonly Section[];
}

export interface Section {
  /** Unique in the runbook; links and the page find it by this. */
  readonly id: string;
  readonly title: string;
  readonly blocks: readonly Block[];
}

export type Block =
  | { readonly type: 'paragraph'; readonly text: Text }
  | { readonly type: 'list'; readonly ordered: boolean; readonly items: readonly Text[] }
  | {
      readonly type: 'table';
      /** What the table shows, for who does not see it. */
      readonly caption: string;
      readonly head: readonly string[];
      /** Cells may have several lines. */
      readonly rows: readonly (readonly (readonly Text[])[])[];
    }
  | { readonly type: 'entries'; readonly entries: readonly Entry[] }
  | { readonly type: 'note'; readonly kind: 'note' | 'warning'; readonly text: Text }
  | { readonly type: 'heading'; readonly id: string; readonly text: string }
  | { readonly type: 'diagram' }
  | Snippet;

/** Text to copy, exactly as it stands. */
export interface Snippet {
  readonly type: 'snippet';
  /** Unique in the runbook. */
  readonly id: string;
  /** What it is, for its heading and its copy button. */
  readonly title: string;
  readonly language: 'sh' | 'yaml' | 'json' | 'text';
  readonly text: string;
}

export interface Entry {
  readonly term: Text;
  readonly body: readonly Text[];
}

export const paragraph = (text: Text): Block => ({ type: 'paragraph', text });
export const list = (...items: readonly Text[]): Block => ({ type: 'list', ordered: false, items });
export const steps = (...items: readonly Text[]): Block => ({ type: 'list', ordered: true, items });
export const note = (text: Text): Block => ({ type: 'note', kind: 'note', text });
export const warning = (text: Text): Block => ({ type: 'note', kind: 'warning', text });
export const heading = (id: string, text: string): Block => ({ type: 'heading', id, text });
export function snippet(
  id: string,
  title: string,
  language: Snippet['language'],
  lines: string | readonly string[],
): Snippet {
  return { type: 'snippet', id, title, language, text: typeof lines === 'string' ? lines : lines.join('\n') };
}

export function snippetsOf({ sections }: Pick<Runbook, 'sections'>): Snippet[] {
  return sections.flatMap(({ blocks }) =>
    blocks.filter((block): block is Snippet => block.type === 'snippet'),
  );
}
