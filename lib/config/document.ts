import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isPair,
  isScalar,
  LineCounter,
  type Node,
  parseDocument,
  visit,
} from 'yaml';
import type { Complaint, KeyPath } from './problem';

/** More is not a destination file; the bound keeps a wrong path (a dump, a log) from being read into memory. */
export const MAX_FILE_BYTES = 256 * 1024;

/** YAML or JSON text with the places of its keys and values. */
export interface SourceDocument {
  /** The plain value; meaningless where there are complaints. */
  readonly value: unknown;
  readonly complaints: readonly LocatedComplaint[];
  /** Line and column (1-based) of a key path, or of its nearest ancestor that the text has. */
  locate(path: KeyPath, atKey?: boolean): Place;
  /** The characters that the user typed for a scalar, before YAML made a number of them. */
  typed(path: KeyPath): string | undefined;
}

export interface Place {
  readonly line: number;
  readonly column: number;
}

export interface LocatedComplaint extends Complaint {
  readonly place: Place;
}

/** Reads bytes as a destination file's text: UTF-8 (a byte order mark is accepted) and of bounded size. */
export function decodeText(bytes: Uint8Array): string | { readonly message: string } {
  if (bytes.length > MAX_FILE_BYTES) {
    return { message: `is larger than ${MAX_FILE_BYTES / 1024} KiB: this is not a destination file` };
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return { message: 'is not UTF-8 text: save it as UTF-8' };
  }
}

export function parseSource(text: string): SourceDocument {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    strict: true,
    merge: false,
  });
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const complaints: LocatedComplaint[] = [...document.errors, ...document.warnings].map((error) => ({
    path: [],
    message: sentence(error.code, error.message, text.slice(error.pos[0], error.pos[1])),
    place: placeAt(error.pos[0]),
  }));
  if (complaints.length === 0) complaints.push(...refusedNodes(document, placeAt));
  return {
    value: complaints.length === 0 ? document.toJS() : undefined,
    complaints,
    locate: (path, atKey = false) => placeAt(offsetOf(document, path, atKey)),
    typed: (path) => {
      const node = document.getIn(path, true);
      return isScalar(node) ? node.source : undefined;
    },
  };
}

function sentence(code: string, original: string, excerpt: string): string {
  switch (code) {
    case 'DUPLICATE_KEY':
      return `the key ${JSON.stringify(excerpt.split(':')[0]?.trim() ?? '')} stands twice: keep one`;
    case 'TAB_AS_INDENT':
      return 'a tab indents this line: YAML wants spaces';
    case 'MULTIPLE_DOCS':
      return 'a second document begins here: one file is one destination';
    case 'TAG_RESOLVE_FAILED':
      return 'a YAML tag stands here: write a plain value';
    default:
      return `is not valid YAML: ${original.split('\n')[0]}`;
  }
}

/**
 * Aliases can multiply a small text into gigabytes, and `__proto__` is a key that JavaScript treats apart.
 * Neither has a use in a destination file.
 */
function refusedNodes(document: Document, placeAt: (offset: number) => Place): LocatedComplaint[] {
  const found: LocatedComplaint[] = [];
  const refuse = (node: Node, message: string) =>
    found.push({ path: [], message, place: placeAt(node.range?.[0] ?? 0) });
  visit(document, {
    Alias: (_, node) => {
      refuse(node, `the alias *${node.source} stands here: write the value out, aliases are not read`);
    },
    Pair: (_, pair) => {
      if (!isScalar(pair.key)) {
        if (!isAlias(pair.key)) refuse((pair.key ?? document.contents) as Node, 'a key must be a plain word');
      } else if (pair.key.value === '__proto__') {
        refuse(pair.key, 'the key "__proto__" is not allowed: take it out');
      }
    },
  });
  return found;
}

function offsetOf(document: Document, path: KeyPath, atKey: boolean): number {
  let node: unknown = document.contents;
  let offset = startOf(node);
  for (const [index, part] of path.entries()) {
    const last = index === path.length - 1;
    if (isMap(node)) {
      const pair = node.items.find(
        (item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(part),
      );
      if (!pair) return offset;
      offset = startOf(pair.key);
      node = pair.value;
      if (!(last && atKey) && isScalar(node) && node.value !== null) offset = startOf(node);
    } else if (isCollection(node) && typeof part === 'number') {
      node = node.items[part];
      offset = startOf(node) || offset;
    } else {
      return offset;
    }
  }
  return offset;
}

function startOf(node: unknown): number {
  return (node as Node | null | undefined)?.range?.[0] ?? 0;
}
