import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  type Node,
  type Pair,
  visit,
  type YAMLError,
  type YAMLMap,
} from 'yaml';

/** Something in the text itself that is wrong, before its keys have a meaning. */
export interface TextProblem {
  readonly offset: number;
  readonly message: string;
}

/**
 * What is wrong with the text as YAML. Of syntax errors only the first: the ones after it are mostly its echo, and
 * what the nodes mean is not known then.
 */
export function yamlProblems(document: Document.Parsed, text: string): TextProblem[] {
  const errors = [...document.errors, ...document.warnings].sort((a, b) => a.pos[0] - b.pos[0]);
  const [first] = errors;
  const found = first ? [syntaxProblem(document, text, first, errors)] : refusedNodes(document, text);
  return bareTemplates(found, text);
}

/** YAML takes the braces of a Go template for mappings, and what it then says helps nobody. */
function bareTemplates(found: readonly TextProblem[], text: string): TextProblem[] {
  const said = new Set<number>();
  return found.flatMap((problem) => {
    const start = text.lastIndexOf('\n', problem.offset - 1) + 1;
    const action = /\{\{/.exec(text.slice(start, problem.offset + 2));
    if (!action) return [problem];
    if (said.has(start)) return [];
    said.add(start);
    const message =
      'the braces of a template mean something in YAML: write it below `template: |`, or put all of it in quotes that it does not hold itself';
    return [{ offset: start + action.index, message }];
  });
}

function syntaxProblem(
  document: Document.Parsed,
  text: string,
  error: YAMLError,
  all: readonly YAMLError[],
): TextProblem {
  const [start, end] = error.pos;
  const excerpt = text.slice(start, end);
  const at = (message: string, offset = start): TextProblem => ({ offset, message });
  if (error.code === 'MULTIPLE_DOCS') return at('a second document begins here: one file is one destination');
  const block = textAtItsKey(text, start);
  if (block !== undefined) return at(block);
  const codes = all.filter(({ pos }) => pos[0] === start).map(({ code }) => code);
  switch (error.code) {
    case 'TAB_AS_INDENT':
      return at(TAB);
    case 'BLOCK_AS_IMPLICIT_KEY':
      // A key that is indented too far is read as the second line of the value above it.
      return codes.includes('MULTILINE_IMPLICIT_KEY')
        ? at('the line after this value is indented further: begin the keys of one mapping in one column')
        : at('a second key stands in this line: put a value that holds ": " in quotes');
    case 'MULTILINE_IMPLICIT_KEY':
      return at('a colon is missing in this line: write the key, a colon and a space');
    case 'BAD_ALIAS':
      return at(aliasMessage(excerpt));
    case 'TAG_RESOLVE_FAILED':
      return at(tagMessage(excerpt));
    case 'BAD_DIRECTIVE':
      return at('a YAML directive stands here: take the line out');
    case 'BAD_SCALAR_START':
      return at(`no text may begin with ${printable(excerpt.slice(0, 1))} in YAML: put it in quotes`);
    case 'BAD_DQ_ESCAPE':
      return at(
        'a backslash in double quotes escapes what follows, and this means nothing: use single quotes',
      );
    default: {
      const sentence = error.message.replace(/\n.*/s, '');
      if (/^Missing closing/.test(sentence))
        return at('a quote opens here and never closes: close it', startOfLastScalar(document));
      if (/must start at the same column/.test(sentence))
        return at(`${columnMessage(text, start)}: begin the keys of one mapping in one column`);
      if (/end with a [\]}]$/.test(sentence))
        return at(`a closing ${sentence.slice(-1)} is missing before this: write it`);
      return at(`is not valid YAML: ${printable(sentence)}: put texts with special characters in quotes`);
    }
  }
}

const TAB = 'a tab indents this line: YAML wants spaces';

/** `template: |` with its text in the key's own column: YAML reads the text as further keys. */
function textAtItsKey(text: string, offset: number): string | undefined {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const lines = text.slice(0, start).split('\n');
  const above = lines.findLast((line) => line.trim() !== '') ?? '';
  const key = /^( *)([\w-]+): *[|>][+-]?\d? *(#.*)?\r?$/.exec(above);
  const line = text.slice(start);
  if (key === null || indentOf(line) > indentOf(above)) return undefined;
  if (/^ *\t/.test(line)) return TAB;
  return `the text of ${key[2]} begins here, in the column of its key: indent it further`;
}

/** Where the line begins, and where the keys above it begin that are still open. */
function columnMessage(text: string, offset: number): string {
  const lines = text.slice(0, offset).split('\n');
  const own = indentOf((lines.pop() as string) + text.slice(offset));
  const open: number[] = [];
  for (const line of lines.reverse()) {
    if (/^ *(#|$)/.test(line) || indentOf(line) >= (open.at(-1) ?? Number.POSITIVE_INFINITY)) continue;
    open.push(indentOf(line));
  }
  const columns = open.map((indent) => indent + 1).join(' or ');
  return `this line begins in column ${own + 1}, and what is above it in ${columns}`;
}

const indentOf = (line: string) => line.search(/[^ ]|$/);

/** An unclosed quote swallows the rest of the text, so that it is the last scalar. */
function startOfLastScalar(document: Document): number {
  let start = 0;
  visit(document, {
    Scalar: (_, node) => {
      start = offsetOf(node);
    },
  });
  return start;
}

/**
 * Valid YAML that has no use in a destination file: aliases can multiply a small text into gigabytes, tags make values
 * that are no plain data, `__proto__` is a key that JavaScript treats apart, and a key that is no text loses its form
 * (`007` becomes 7).
 */
function refusedNodes(document: Document.Parsed, text: string): TextProblem[] {
  const { explicit, version } = document.directives.yaml;
  if (explicit && version !== '1.2') {
    const message = `%YAML ${version} reads words such as yes and 010 in its own way: take the line out`;
    return [{ offset: text.search(/^%YAML/m), message }];
  }
  const found: TextProblem[] = [];
  visit(document, (_, item) => {
    const problems = isPair(item) ? [keyProblem(item)] : isNode(item) ? nodeProblems(item) : [];
    for (const problem of problems) {
      if (problem) found.push({ offset: offsetOf(problem.node), message: problem.message });
    }
  });
  return found;
}

interface NodeProblem {
  readonly node: Node;
  readonly message: string;
}

function nodeProblems(node: Node): NodeProblem[] {
  if (isAlias(node)) return [{ node, message: aliasMessage(`*${node.source}`) }];
  if (node.tag !== undefined) return [{ node, message: tagMessage(node.tag) }];
  if (isMap(node)) return repeatedKeys(node);
  return isScalar(node) && typeof node.value === 'string' && /[$#]\{Token\[/.test(node.value)
    ? [{ node, message: 'holds "{Token[", with which the CDK marks values of its own: take it out' }]
    : [];
}

function keyProblem({ key }: Pair): NodeProblem | undefined {
  // An alias speaks for itself, wherever it stands.
  if (isAlias(key)) return undefined;
  if (!isScalar(key))
    return { node: key as Node, message: 'a list or mapping stands where a key is wanted: write a word' };
  if (key.value === '__proto__')
    return { node: key, message: 'the key "__proto__" is not allowed: take it out' };
  if (key.value === null) return { node: key, message: 'a key is missing before this colon: write one' };
  if (typeof key.value !== 'string')
    return { node: key, message: `the key ${printable(String(key.source))} is no text: put it in quotes` };
  return undefined;
}

/** The keys that the mapping has already; the YAML library compares each with each, which takes minutes for a dump. */
function repeatedKeys({ items }: YAMLMap): NodeProblem[] {
  const seen = new Set<unknown>();
  return items.flatMap(({ key }) => {
    if (!isScalar(key) || typeof key.value !== 'string') return [];
    if (!seen.has(key.value)) {
      seen.add(key.value);
      return [];
    }
    return [{ node: key, message: `the key ${JSON.stringify(printable(key.value))} stands twice: keep one` }];
  });
}

function aliasMessage(excerpt: string): string {
  return `${printable(excerpt)} is an alias to YAML, and aliases are not read: write the value out, in quotes where it begins with an asterisk`;
}

function tagMessage(tag: string): string {
  const written = tag.replace(/^tag:yaml\.org,2002:/, '!!');
  return `the YAML tag ${printable(written)} stands here: write a plain value`;
}

/** Every node that was read from text has a place. */
export function offsetOf(node: Node): number {
  return (node.range as [number, number, number])[0];
}

/** Without control characters, which a terminal would obey, and short enough to be read. */
function printable(text: string): string {
  const visible = text.replace(/\p{C}/gu, '?');
  return visible.length > 80 ? `${visible.slice(0, 80)}…` : visible;
}
