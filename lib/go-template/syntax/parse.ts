import { DEFAULT_LIMITS } from '../limits';
import { quote, type Shared } from './cursor';
import type { Token } from './lex';
import {
  type BranchNode,
  type CloseNode,
  type ListNode,
  type PipeNode,
  type Statement,
  source,
  type TemplateNode,
} from './nodes';
import { PipelineParser } from './pipeline';
import { Tokens } from './tokens';

export interface ParsedTemplates {
  /** By name; the text itself is under the template's own name. */
  readonly trees: Map<string, ListNode>;
  /** Every function that the text names. */
  readonly functions: ReadonlySet<string>;
}

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
  new Parser(shared).parseAll();
  return { trees: shared.trees, functions: shared.functions };
}

/** The parser of one template: text, actions, and what they enclose. */
class Parser extends PipelineParser {
  private rangeDepth = 0;

  parseAll(): void {
    const root: ListNode = { type: 'list', pos: this.tokens.peek().pos, nodes: [] };
    while (this.tokens.peek().type !== 'eof') {
      if (this.tokens.peek().type === 'leftDelim') {
        const delim = this.tokens.next();
        if (this.tokens.nextNonSpace().type === 'define') {
          new Parser(this.shared).parseDefinition();
          continue;
        }
        this.tokens.backup2(delim);
      }
      const n = this.textOrAction();
      if (isClose(n)) this.fail(`unexpected ${source(n)}`);
      else root.nodes.push(n);
    }
    this.add(this.shared.name, root);
  }

  private parseDefinition(): void {
    const context = 'define clause';
    const name = this.templateName(this.tokens.nextNonSpace(), context);
    this.expect('rightDelim', context);
    this.add(name, this.body(context));
  }

  /** What stands up to the `end` of a template within the text. */
  private body(context: string): ListNode {
    const [list, end] = this.itemList();
    if (end.type !== 'end') this.fail(`unexpected ${source(end)} in ${context}`);
    return list;
  }

  private add(name: string, root: ListNode): void {
    const { trees } = this.shared;
    const before = trees.get(name);
    if (before === undefined || isEmpty(before)) trees.set(name, root);
    else if (!isEmpty(root)) this.fail(`template: multiple definition of template ${quote(name)}`);
  }

  private itemList(): [ListNode, CloseNode] {
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

  private textOrAction(): Statement | CloseNode {
    const t = this.tokens.nextNonSpace();
    if (t.type === 'text') return { type: 'text', pos: t.pos, text: t.val };
    if (t.type !== 'leftDelim') this.unexpected(t, 'input');
    this.actionLine = t.line;
    this.actionPos = t.pos;
    const n = this.action();
    this.actionLine = 0;
    return n;
  }

  private action(): Statement | CloseNode {
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
    return this.scoped(() => {
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
      return { type, pos: pipe.pos, pipe, list, elseList };
    });
  }

  private block(): TemplateNode {
    const context = 'block clause';
    const t = this.tokens.nextNonSpace();
    const name = this.templateName(t, context);
    const pipe = this.pipeline(context, 'rightDelim');
    const block = new Parser(this.shared);
    block.add(name, block.body(context));
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
}

const isClose = (n: Statement | CloseNode): n is CloseNode => n.type === 'end' || n.type === 'else';

function isEmpty(list: ListNode): boolean {
  return list.nodes.every((n) => n.type === 'text' && n.text.trim() === '');
}
