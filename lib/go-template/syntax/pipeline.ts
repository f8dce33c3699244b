import { Cursor, literals, quote } from './cursor';
import type { Token, TokenType } from './lex';
import {
  type ChainNode,
  type CommandNode,
  type NumberNode,
  type Operand,
  type PipeNode,
  source,
  type VariableNode,
} from './nodes';

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
]);

/** What stands inside of an action: pipelines of commands, their operands, and the variables in scope. */
export abstract class PipelineParser extends Cursor {
  private readonly vars = ['$'];
  /** How often each of them is declared: a search through the list would take the square of a long text. */
  private readonly declared = new Map([['$', 1]]);

  /** Variables that the inner part declares are gone after it. */
  protected scoped<T>(inner: () => T): T {
    const mark = this.vars.length;
    const result = inner();
    for (const name of this.vars.splice(mark)) this.count(name, -1);
    return result;
  }

  protected pipeline(context: string, end: TokenType): PipeNode {
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

/** The literals that everyone writes: 42 and -1.5; the others are read by number.ts. */
function plainNumber(pos: number, text: string): NumberNode | undefined {
  if (!/^(?!-0)-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,15})?$/.test(text)) return undefined;
  const float = Number(text);
  const at = { type: 'number', pos, text, float } as const;
  if (!Number.isInteger(float)) return at;
  const int = BigInt(float);
  return int < 0n ? { ...at, int } : { ...at, int, uint: int };
}
