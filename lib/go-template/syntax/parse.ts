import { place, TemplateParseError } from '../errors';
import { DEFAULT_LIMITS } from '../limits';
import { need } from '../registry';
import { isKeyword, type Token, type TokenType } from './lex';
import {
  type BranchNode,
  type ChainNode,
  type CloseNode,
  type CommandNode,
  type ListNode,
  type NumberNode,
  type Operand,
  type PipeNode,
  type Statement,
  source,
  type TemplateNode,
  type VariableNode,
} from './nodes';
import { Tokens } from './tokens';

export interface ParsedTemplates {
  /** By name; the text itself is under the template's own name. */
  readonly trees: Map<string, ListNode>;
  /** Every function that the text names. */
  readonly functions: ReadonlySet<string>;
}

const EXECUTABLE = new Set(['bool', 'dot', 'nil', 'number', 'string']);
const OPERANDS = new Set<TokenType>([
  'bool',
  'charConstant',
  'complex',
  'dot',
  'field',
  'identifier',
  'number',
  'nil',
  'rawString',
  'string',
  'variable',
  'leftParen',
]); // prettier

/** One text to its templates, by the rules and in the words of Go's parser. Throws TemplateParseError. */
export function parse(
  name: string,
  text: string,
  hasFunction: (name: string) => boolean,
  nesting?: number,
): ParsedTemplates {
  const shared: Shared = {
    name,
    text,
    hasFunction,
    tokens: new Tokens(text),
    trees: new Map(),
    functions: new Set(),
    maxNesting: nesting ?? DEFAULT_LIMITS.nesting,
    nesting: 0,
  };
  const tree = new Parser(shared, name);
  tree.parseAll();
  return { trees: shared.trees, functions: shared.functions };
}

interface Shared {
  readonly name: string;
  readonly text: string;
  readonly hasFunction: (name: string) => boolean;
  readonly tokens: Tokens;
  readonly trees: Map<string, ListNode>;
  readonly functions: Set<string>;
  readonly maxNesting: number;
  nesting: number;
}

type Close = CloseNode;

class Parser {
  private readonly tokens: Tokens;
  private readonly vars = ['$'];
  /** How often each of them is declared: a search through the list would take the square of a long text. */
  private readonly declared = new Map([['$', 1]]);
  private actionLine = 0;
  private actionPos = 0;
  private rangeDepth = 0;
  private root: ListNode | undefined;

  constructor(
    private readonly shared: Shared,
    private name: string,
  ) {
    this.tokens = shared.tokens;
  }

  parseAll(): void {
    this.root = { type: 'list', pos: this.tokens.peek().pos, nodes: [] };
    while (this.tokens.peek().type !== 'eof') {
      if (this.tokens.peek().type === 'leftDelim') {
        const delim = this.tokens.next();
        if (this.tokens.nextNonSpace().type === 'define') {
          new Parser(this.shared, 'definition').parseDefinition();
          continue;
        }
        this.tokens.backup2(delim);
      }
      const n = this.textOrAction();
      if (isClose(n)) this.fail(`unexpected ${source(n)}`);
      else this.root.nodes.push(n);
    }
    this.add();
  }

  private parseDefinition(): void {
    const context = 'define clause';
    const name = this.tokens.nextNonSpace();
    if (name.type !== 'string' && name.type !== 'rawString') this.unexpected(name, context);
    this.name = this.unquoted(name.val);
    this.expect('rightDelim', context);
    const [list, end] = this.itemList();
    this.root = list;
    if (end.type !== 'end') this.fail(`unexpected ${source(end)} in ${context}`);
    this.add();
  }

  private add(): void {
    const { trees } = this.shared;
    const root = this.root as ListNode;
    const before = trees.get(this.name);
    if (before === undefined || isEmpty(before)) trees.set(this.name, root);
    else if (!isEmpty(root)) this.fail(`template: multiple definition of template ${quote(this.name)}`);
  }

  private fail(message: string, pos?: number): never {
    const t = this.tokens.last;
    const p = place(this.shared.text, pos ?? t?.pos ?? 0);
    throw new TemplateParseError(
      `template: ${this.shared.name}:${t?.line ?? 1}: ${message}`,
      p.line,
      p.column,
      p.excerpt,
      this.shared.text,
    );
  }

  private expect(type: TokenType, context: string): Token {
    const t = this.tokens.nextNonSpace();
    if (t.type !== type) this.unexpected(t, context);
    return t;
  }

  private unexpected(t: Token, context: string): never {
    if (t.type !== 'error') this.fail(`unexpected ${described(t)} in ${context}`, t.pos);
    let extra = '';
    if (this.actionLine !== 0 && this.actionLine !== t.line) {
      extra = ` in action started at ${this.shared.name}:${this.actionLine}`;
      if (t.val.endsWith(' action')) extra = extra.slice(' in action'.length);
    }
    this.fail(t.val + extra, t.val.startsWith('unclosed action') ? this.actionPos : t.pos);
  }

  private unquoted(literal: string): string {
    const body = literal.slice(1, -1);
    if (!/[\\\n\r]/.test(body)) return body;
    return literals().unquote(literal) ?? this.fail('invalid syntax');
  }

  /** Keeps what is inside of what within the JavaScript stack. */
  private nested<T>(inner: () => T): T {
    if (++this.shared.nesting > this.shared.maxNesting) {
      this.fail(`exceeds the limit of ${this.shared.maxNesting} levels of nesting`);
    }
    const result = inner();
    this.shared.nesting--;
    return result;
  }

  private itemList(): [ListNode, Close] {
    return this.nested(() => {
      const list: ListNode = { type: 'list', pos: this.tokens.peekNonSpace().pos, nodes: [] };
      while (this.tokens.peekNonSpace().type !== 'eof') {
        const n = this.textOrAction();
        if (isClose(n)) return [list, n];
        list.nodes.push(n);
      }
      return this.fail('unexpected EOF');
    });
  }

  private textOrAction(): Statement | Close {
    const t = this.tokens.nextNonSpace();
    if (t.type === 'text') return { type: 'text', pos: t.pos, text: t.val };
    if (t.type !== 'leftDelim') this.unexpected(t, 'input');
    this.actionLine = t.line;
    this.actionPos = t.pos;
    const n = this.action();
    this.actionLine = 0;
    return n;
  }

  private action(): Statement | Close {
    const t = this.tokens.nextNonSpace();
    switch (t.type) {
      case 'block':
        return this.block();
      case 'break':
      case 'continue': {
        const next = this.tokens.nextNonSpace();
        if (next.type !== 'rightDelim') this.unexpected(next, `{{${t.type}}}`);
        if (this.rangeDepth === 0) this.fail(`{{${t.type}}} outside {{range}}`, t.pos);
        return { type: t.type, pos: t.pos };
      }
      case 'else': {
        const peek = this.tokens.peekNonSpace();
        if (peek.type === 'if' || peek.type === 'with') return { type: 'else', pos: peek.pos };
        return { type: 'else', pos: this.expect('rightDelim', 'else').pos };
      }
      case 'end':
        return { type: 'end', pos: this.expect('rightDelim', 'end').pos };
      case 'if':
      case 'range':
      case 'with':
        return this.branch(t.type);
      case 'template':
        return this.template();
    }
    this.tokens.backup();
    const { pos } = this.tokens.peek();
    return { type: 'action', pos, pipe: this.pipeline('command', 'rightDelim') };
  }

  private branch(type: 'if' | 'range' | 'with'): BranchNode {
    const mark = this.vars.length;
    const pipe = this.pipeline(type, 'rightDelim');
    if (type === 'range') this.rangeDepth++;
    const [list, next] = this.itemList();
    if (type === 'range') this.rangeDepth--;
    let elseList: ListNode | undefined;
    if (next.type === 'else') {
      if (type !== 'range' && this.tokens.peek().type === type) {
        this.tokens.next();
        elseList = { type: 'list', pos: next.pos, nodes: [this.nested(() => this.branch(type))] };
      } else {
        const [rest, end] = this.itemList();
        elseList = rest;
        if (end.type !== 'end') this.fail(`expected end; found ${source(end)}`);
      }
    }
    for (const name of this.vars.splice(mark)) this.count(name, -1);
    return { type, pos: pipe.pos, pipe, list, elseList };
  }

  private block(): TemplateNode {
    const context = 'block clause';
    const t = this.tokens.nextNonSpace();
    const name = this.templateName(t, context);
    const pipe = this.pipeline(context, 'rightDelim');
    const block = new Parser(this.shared, name);
    const [list, end] = block.itemList();
    block.root = list;
    if (end.type !== 'end') this.fail(`unexpected ${source(end)} in ${context}`);
    block.add();
    return { type: 'template', pos: t.pos, name, quoted: quote(name), pipe };
  }

  private template(): TemplateNode {
    const context = 'template clause';
    const t = this.tokens.nextNonSpace();
    const name = this.templateName(t, context);
    let pipe: PipeNode | undefined;
    if (this.tokens.nextNonSpace().type !== 'rightDelim') {
      this.tokens.backup();
      pipe = this.pipeline(context, 'rightDelim');
    }
    return { type: 'template', pos: t.pos, name, quoted: quote(name), pipe };
  }

  private templateName(t: Token, context: string): string {
    if (t.type !== 'string' && t.type !== 'rawString') this.unexpected(t, context);
    return this.unquoted(t.val);
  }

  private pipeline(context: string, end: TokenType): PipeNode {
    return this.nested(() => {
      const pipe: PipeNode = {
        type: 'pipe',
        pos: this.tokens.peekNonSpace().pos,
        isAssign: false,
        decl: [],
        cmds: [],
      };
      while (this.declaration(pipe, context)) {}
      for (;;) {
        const t = this.tokens.nextNonSpace();
        if (t.type === end) {
          this.checkPipeline(pipe, context);
          return pipe;
        }
        if (!OPERANDS.has(t.type)) this.unexpected(t, context);
        this.tokens.backup();
        pipe.cmds.push(this.command());
      }
    });
  }

  /** `$x :=`, `$x =`, `$i, $x :=`; true where another variable follows. */
  private declaration(pipe: PipeNode, context: string): boolean {
    const v = this.tokens.peekNonSpace();
    if (v.type !== 'variable') return false;
    this.tokens.next();
    const after = this.tokens.peek();
    const next = this.tokens.peekNonSpace();
    if (next.type === 'assign' || next.type === 'declare') {
      pipe.isAssign = next.type === 'assign';
      this.tokens.nextNonSpace();
      this.declare(pipe, v);
    } else if (next.type === 'char' && next.val === ',') {
      this.tokens.nextNonSpace();
      this.declare(pipe, v);
      if (context !== 'range' || pipe.decl.length >= 2) this.fail(`too many declarations in ${context}`);
      const { type } = this.tokens.peekNonSpace();
      if (type === 'variable' || type === 'rightDelim' || type === 'rightParen') return true;
      this.fail('range can only initialize variables');
    } else if (after.type === 'space') this.tokens.backup3(v, after);
    else this.tokens.backup2(v);
    return false;
  }

  private declare(pipe: PipeNode, v: Token): void {
    pipe.decl.push({ type: 'variable', pos: v.pos, ident: v.val.split('.') });
    this.vars.push(v.val);
    this.count(v.val, 1);
  }

  private count(name: string, by: 1 | -1): void {
    this.declared.set(name, (this.declared.get(name) ?? 0) + by);
  }

  private checkPipeline(pipe: PipeNode, context: string): void {
    if (pipe.cmds.length === 0) this.fail(`missing value for ${context}`);
    pipe.cmds.forEach((c, i) => {
      if (i > 0 && EXECUTABLE.has(c.args[0]?.type ?? '')) {
        this.fail(`non executable command in pipeline stage ${i + 1}`);
      }
    });
  }

  private command(): CommandNode {
    const cmd: CommandNode = { type: 'command', pos: this.tokens.peekNonSpace().pos, args: [] };
    for (;;) {
      this.tokens.peekNonSpace();
      const operand = this.operand();
      if (operand !== undefined) cmd.args.push(operand);
      const t = this.tokens.next();
      if (t.type === 'space') continue;
      if (t.type === 'rightDelim' || t.type === 'rightParen') this.tokens.backup();
      else if (t.type !== 'pipe') this.unexpected(t, 'operand');
      break;
    }
    if (cmd.args.length === 0) this.fail('empty command');
    return cmd;
  }

  private operand(): Operand | undefined {
    const node = this.term();
    if (node === undefined || this.tokens.peek().type !== 'field') return node;
    const chain: ChainNode = { type: 'chain', pos: this.tokens.peek().pos, node, field: [] };
    while (this.tokens.peek().type === 'field') chain.field.push(this.tokens.next().val.slice(1));
    switch (node.type) {
      case 'field':
      case 'variable':
        return { type: node.type, pos: chain.pos, ident: [...node.ident, ...chain.field] };
      case 'bool':
      case 'string':
      case 'number':
      case 'nil':
      case 'dot':
        return this.fail(`unexpected . after term ${quote(source(node))}`);
    }
    return chain;
  }

  private term(): Operand | undefined {
    const t = this.tokens.nextNonSpace();
    const { pos } = t;
    switch (t.type) {
      case 'identifier':
        if (!this.shared.hasFunction(t.val)) this.fail(`function ${quote(t.val)} not defined`, pos);
        this.shared.functions.add(t.val);
        return { type: 'identifier', pos, ident: t.val };
      case 'dot':
      case 'nil':
        return { type: t.type, pos };
      case 'variable':
        return this.variable(t);
      case 'field':
        return { type: 'field', pos, ident: t.val.slice(1).split('.') };
      case 'bool':
        return { type: 'bool', pos, value: t.val === 'true' };
      case 'charConstant':
      case 'complex':
      case 'number': {
        const n = plainNumber(pos, t.val) ?? literals().numberNode(pos, t.val, t.type);
        return typeof n === 'string' ? this.fail(n, pos) : n;
      }
      case 'leftParen':
        return this.pipeline('parenthesized pipeline', 'rightParen');
      case 'string':
      case 'rawString':
        return { type: 'string', pos, quoted: t.val, text: this.unquoted(t.val) };
    }
    this.tokens.backup();
    return undefined;
  }

  private variable(t: Token): VariableNode {
    const ident = t.val.split('.');
    if (!this.declared.get(ident[0] ?? '')) this.fail(`undefined variable ${quote(ident[0] ?? '')}`, t.pos);
    return { type: 'variable', pos: t.pos, ident };
  }
}

/** strconv.Quote: what needs escapes is left to the part. */
const quote = (s: string) =>
  /^[ !#-[\]-~]*$/.test(s) ? `"${s}"` : need<typeof import('../fmt/quote')>('quote').quote(s);

const literals = () => need<typeof import('./literals')>('literals');

/** The literals that everyone writes: 42 and -1.5; the others are read by number.ts. */
function plainNumber(pos: number, text: string): NumberNode | undefined {
  if (!/^(?!-0)-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,15})?$/.test(text)) return undefined;
  const float = Number(text);
  const at = { type: 'number', pos, text, float } as const;
  if (!Number.isInteger(float)) return at;
  const int = BigInt(float);
  return int < 0n ? { ...at, int } : { ...at, int, uint: int };
}

const isClose = (n: Statement | Close): n is Close => n.type === 'end' || n.type === 'else';

function isEmpty(list: ListNode): boolean {
  return list.nodes.every((n) => n.type === 'text' && n.text.trim() === '');
}

/** A token as Go's errors print it. */
function described(t: Token): string {
  if (t.type === 'eof') return 'EOF';
  if (isKeyword(t.type) || t.type === 'dot') return `<${t.val}>`;
  const chars = Array.from(t.val);
  return chars.length > 10 ? `${quote(chars.slice(0, 10).join(''))}...` : quote(t.val);
}
