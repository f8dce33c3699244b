import type { Context, GoFunction } from '../context';
import { place, TemplateExecutionError } from '../errors';
import { text } from '../fmt/print';
import { LimitError } from '../limits';
import {
  type BranchNode,
  type ListNode,
  type Node,
  type Statement,
  source,
  type TemplateNode,
} from '../syntax/nodes';
import { GoInt, isMap, listItems, mapGet, sortedKeys, truth, type Value } from '../values';
import { Evaluator, lastPipe } from './evaluate';
import { BREAK, CONTINUE, type Exec, type Fail, type Frame, NEXT } from './frame';
import { Scope } from './scope';

/** Templates by name, as closures. */
export type Program = Map<string, Exec>;

export function compile(
  name: string,
  source: string,
  trees: ReadonlyMap<string, ListNode>,
  lookup: (name: string) => GoFunction,
): Program {
  const program: Program = new Map();
  for (const [template, tree] of trees) {
    program.set(template, new Compiler(name, source, template, program, lookup).list(tree));
  }
  return program;
}

class Compiler {
  private readonly scope = new Scope();
  private readonly values: Evaluator;

  constructor(
    private readonly file: string,
    private readonly text: string,
    private readonly template: string,
    private readonly program: Program,
    lookup: (name: string) => GoFunction,
  ) {
    this.values = new Evaluator(this.scope, this.fail, lookup);
  }

  private readonly fail: Fail = (node: Node, message: string, limit?: string): never => {
    const p = place(this.text, node.pos);
    // Go forgets the newline itself when it counts on the first line, and only there.
    const where = `${this.file}:${p.line}:${p.byteColumn}`;
    const at = `executing ${JSON.stringify(this.template)} at <${source(node)}>`;
    throw new TemplateExecutionError(
      `template: ${where}: ${at}: ${message}`,
      p.line,
      p.column,
      p.excerpt,
      limit,
    );
  };

  list(list: ListNode): Exec {
    const steps = list.nodes.map((n) => this.statement(n));
    const n = steps.length;
    return (f, dot) => {
      let i = 0;
      try {
        for (; i < n; i++) {
          f.c.steps++;
          const r = (steps[i] as Exec)(f, dot);
          if (r !== NEXT) return r;
        }
      } catch (e) {
        // A limit that is exceeded outside a function is the error of the statement.
        if (e instanceof LimitError) this.fail(blamed(list.nodes[i] ?? list), e.message, e.limit);
        throw e;
      }
      return NEXT;
    };
  }

  private statement(node: Statement): Exec {
    switch (node.type) {
      case 'text': {
        const s = node.text;
        return (f) => {
          write(f.c, s);
          return NEXT;
        };
      }
      case 'action': {
        const value = this.values.pipe(node.pipe);
        if (node.pipe.decl.length > 0) {
          return (f, dot) => {
            value(f, dot);
            return NEXT;
          };
        }
        return (f, dot) => {
          const v = value(f, dot);
          if (typeof v === 'string') write(f.c, v);
          else if (v === undefined) write(f.c, '<no value>');
          else if (typeof v === 'function') this.fail(node, `can't print ${source(node)} of type func()`);
          else write(f.c, text(f.c, v));
          return NEXT;
        };
      }
      case 'break':
        return () => BREAK;
      case 'continue':
        return () => CONTINUE;
      case 'template':
        return this.call(node);
      case 'range':
        return this.scope.block(() => this.range(node));
    }
    return this.scope.block(() => this.branch(node));
  }

  private branch(node: BranchNode): Exec {
    const value = this.values.pipe(node.pipe);
    const isWith = node.type === 'with';
    const { dotTyped } = this.scope;
    if (isWith) this.scope.dotTyped = false;
    const yes = this.list(node.list);
    this.scope.dotTyped = dotTyped;
    const no = node.elseList === undefined ? undefined : this.list(node.elseList);
    return (f, dot) => {
      const v = value(f, dot);
      if (truth(v)) return yes(f, isWith ? v : dot);
      return no === undefined ? NEXT : no(f, dot);
    };
  }

  private range(node: BranchNode): Exec {
    const { pipe } = node;
    const value = this.values.pipe(pipe);
    const names = pipe.decl.map((d) => d.ident[0] ?? '');
    const slots = names.map((name) => this.scope.find(name));
    const elemSlot = slots.at(-1);
    const indexSlot = slots.length > 1 ? slots[0] : undefined;
    const last = names.at(-1);
    if (last !== undefined) this.scope.setTyped(last);
    const { dotTyped } = this.scope;
    this.scope.dotTyped = true;
    const body = this.list(node.list);
    this.scope.dotTyped = dotTyped;
    const otherwise = node.elseList === undefined ? undefined : this.list(node.elseList);
    const at = lastPipe(pipe);

    const once = (f: Frame, index: Value, elem: Value): 0 | 1 | 2 => {
      if (elemSlot !== undefined) f.vars[elemSlot] = elem;
      if (indexSlot !== undefined) f.vars[indexSlot] = index;
      f.c.charge(1);
      return body(f, elem);
    };
    return (f, dot) => {
      const v = value(f, dot);
      const items = listItems(v);
      if (items !== undefined && items.length > 0) {
        for (let i = 0; i < items.length; i++) {
          if (once(f, indexSlot === undefined ? undefined : BigInt(i), items[i]) === BREAK) break;
        }
        return NEXT;
      }
      if (items === undefined && isMap(v)) {
        const keys = sortedKeys(v, f.c);
        const values = keys.map((key) => mapGet(v, key));
        f.c.charge(keys.length);
        for (let i = 0; i < keys.length; i++) if (once(f, keys[i], values[i]) === BREAK) break;
        if (keys.length > 0) return NEXT;
      } else if (items === undefined && v !== undefined) {
        const n = this.count(f.c, v);
        if (n === undefined) this.fail(at, `range can't iterate over ${text(f.c, v)}`);
        if (indexSlot !== undefined)
          this.fail(at, `can't use ${text(f.c, v)} to iterate over more than one variable`);
        for (let i = 0n; i < n; i++) {
          const elem = v instanceof GoInt ? new GoInt(v.type, i) : typeof v === 'number' ? Number(i) : i;
          if (once(f, undefined, elem) === BREAK) break;
        }
        if (n > 0n) return NEXT;
      }
      return otherwise === undefined ? NEXT : otherwise(f, dot);
    };
  }

  /** Go 1.24: a range over an integer. */
  private count(c: Context, v: Value): bigint | undefined {
    if (typeof v === 'bigint') return v;
    if (v instanceof GoInt && v.text === undefined) return v.value;
    return c.friendly && typeof v === 'number' && Number.isInteger(v) ? BigInt(v) : undefined;
  }

  private call(node: TemplateNode): Exec {
    const value = node.pipe === undefined ? () => undefined : this.values.pipe(node.pipe);
    return (f, dot) => {
      const exec = this.program.get(node.name);
      if (exec === undefined) return this.fail(node, `template ${JSON.stringify(node.name)} not defined`);
      if (f.c.depth >= f.c.limits.depth) {
        return this.fail(node, `exceeded maximum template depth (${f.c.limits.depth})`, 'depth');
      }
      const arg = value(f, dot);
      f.c.depth++;
      f.c.charge(1);
      exec({ c: f.c, vars: [arg] }, arg);
      f.c.depth--;
      return NEXT;
    };
  }
}

/** What an error quotes instead of a whole action or text. */
function blamed(node: Statement | ListNode): Node {
  if (node.type === 'action') return node.pipe.cmds[0] ?? node;
  return node.type === 'text' ? { type: 'text', pos: node.pos, text: '' } : node;
}

function write(c: Context, s: string): void {
  c.out += s;
  if (s.length > 64) c.charge(s.length / 64);
  if (c.out.length > c.limits.outputBytes) throw new LimitError('outputBytes', c.limits.outputBytes);
}
