import {
  type Document,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type Scalar,
} from 'yaml';
import { tooDeep } from './nesting';
import type { KeyPath } from './problem';
import { offsetOf, type TextProblem, yamlProblems } from './yaml-problems';

/** YAML or JSON text with the places of its keys and values. */
export interface SourceDocument {
  readonly value: unknown;
  /** Line and column (1-based) of a key path, or of its nearest ancestor that the text has. */
  locate(path: KeyPath, atKey?: boolean): Place;
  /** The place of a line and column of a text, where the text stands as a block with its lines as they are. */
  locateWithin(path: KeyPath, within: Place): Place;
  /** The characters that the user typed for a scalar, before YAML made a number of them. */
  typed(path: KeyPath): string | undefined;
}

export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Text that is not read any further. */
export interface RefusedText {
  readonly refused: readonly (Place & { readonly message: string })[];
}

export function parseSource(text: string): SourceDocument | RefusedText {
  const placeAt = placesOf(text);
  const refuse = (problems: readonly TextProblem[]): RefusedText => ({
    refused: problems.map(({ offset, message }) => ({ ...placeAt(offset), message })),
  });
  const deep = tooDeep(text);
  if (deep !== undefined) {
    return refuse([{ offset: deep, message: 'nests deeper than any destination file: this is not one' }]);
  }
  const document = parseDocument(text, { prettyErrors: false, merge: false, uniqueKeys: false });
  const problems = yamlProblems(document, text);
  if (problems.length > 0) return refuse(problems);
  return {
    value: document.toJS(),
    locate: (path, atKey = false) => placeAt(offsetAt(document, path, atKey)),
    locateWithin: (path, within) => {
      const node = document.getIn(path, true) as Scalar;
      const head = placeAt(offsetAt(document, path, false));
      if (node.type !== 'BLOCK_LITERAL') return head;
      const indent = /^ */.exec(text.split('\n')[head.line] as string)?.[0].length as number;
      return { line: head.line + within.line, column: indent + within.column };
    },
    typed: (path) => (document.getIn(path, true) as Scalar | undefined)?.source,
  };
}

function placesOf(text: string): (offset: number) => Place {
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) lines.addNewLine(end + 1);
  return (offset) => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
}

/** The place of the value at that path, of its key, or of the nearest ancestor that the text has. */
function offsetAt(document: Document.Parsed, path: KeyPath, atKey: boolean): number {
  let found: Step = { value: document.contents, place: document.contents as Node };
  for (const [index, part] of path.entries()) {
    const next = stepInto(found.value, part, atKey && index === path.length - 1);
    if (!next) break;
    found = next;
  }
  return offsetOf(found.place);
}

interface Step {
  readonly value: unknown;
  readonly place: Node;
}

function stepInto(node: unknown, part: string | number, toKey: boolean): Step | undefined {
  if (isSeq<Node>(node)) {
    const item = node.items[Number(part)];
    return item && { value: item, place: item };
  }
  const pair = isMap<Node>(node) && node.items.find(({ key }) => isScalar(key) && key.value === part);
  if (!pair) return undefined;
  const { key, value } = pair;
  // An empty value has no place of its own, and a mapping or list is best found by its key.
  return { value, place: !toKey && isScalar(value) && value.value !== null ? value : key };
}
