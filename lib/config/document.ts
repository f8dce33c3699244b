import {
  type Document,
  isCollection,
  isMap,
  isNode,
  isScalar,
  LineCounter,
  type Node,
  parseDocument,
} from 'yaml';
import { tooDeep } from './nesting';
import type { KeyPath } from './problem';
import { offsetOf, type TextProblem, yamlProblems } from './yaml-problems';

/** YAML or JSON text with the places of its keys and values. */
export interface SourceDocument {
  readonly value: unknown;
  /** Line and column (1-based) of a key path, or of its nearest ancestor that the text has. */
  locate(path: KeyPath, atKey?: boolean): Place;
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
    typed: (path) => {
      const node = document.getIn(path, true);
      return isScalar(node) ? node.source : undefined;
    },
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
  let node: unknown = document.contents;
  let place = document.contents as Node;
  for (const [index, part] of path.entries()) {
    if (isMap<Node>(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && key.value === part);
      if (!pair) break;
      const toKey = atKey && index === path.length - 1;
      node = pair.value;
      // An empty value has no place of its own, and a mapping or list is best found by its key.
      place = !toKey && isScalar(node) && node.value !== null ? node : pair.key;
    } else {
      const item = isCollection(node) ? node.items[part as number] : undefined;
      if (!isNode(item)) break;
      node = item;
      place = item;
    }
  }
  return offsetOf(place);
}
