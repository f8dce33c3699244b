import type { GoFunction } from '../context';
import {
  type CommandNode,
  type IdentifierNode,
  type Node,
  type Operand,
  type PipeNode,
  source,
} from '../syntax/nodes';
import { truth, type Value } from '../values';
import { call, constant, convert, literal, signature } from './call';
import { field, methodsOf } from './field';
import { type Command, type Eval, type Fail, NEXT } from './frame';
import type { Scope } from './scope';

/** Compiles what has a value: pipelines, commands, arguments. */
export class Evaluator {
  constructor(
    private readonly scope: Scope,
    private readonly fail: Fail,
    private readonly lookup: (name: string) => GoFunction,
  ) {}

  /** The value of a pipeline, declarations done. A nil inside an interface ends as "no value" here. */
  pipe(pipe: PipeNode): Eval {
    const value = this.commands(pipe.cmds);
    if (pipe.decl.length === 0) return value;
    const slots = pipe.decl.map((d) => {
      const name = d.ident[0] ?? '';
      return pipe.isAssign ? this.scope.find(name) : this.scope.declare(name, false);
    });
    const [slot] = slots;
    const missing = slots.indexOf(undefined);
    if (missing >= 0) {
      const at = lastPipe(pipe);
      return (f, dot) => {
        value(f, dot);
        return this.fail(at, `undefined variable: ${pipe.decl[missing]?.ident[0]}`);
      };
    }
    if (slots.length === 1 && slot !== undefined) {
      return (f, dot) => {
        f.vars[slot] = value(f, dot);
        return f.vars[slot];
      };
    }
    return (f, dot) => {
      const v = value(f, dot);
      for (const s of slots) f.vars[s ?? NEXT] = v;
      return v;
    };
  }

  private commands(cmds: readonly CommandNode[]): Eval {
    const [first, ...rest] = cmds.map((cmd, i) => this.command(cmd, i > 0));
    const run = first as Command;
    if (rest.length === 0) {
      return (f, dot) => {
        const v = run(f, dot, undefined);
        return v === null ? undefined : v;
      };
    }
    return (f, dot) => {
      let v = run(f, dot, undefined);
      for (const next of rest) v = next(f, dot, v === null ? undefined : v);
      return v === null ? undefined : v;
    };
  }

  private command(cmd: CommandNode, hasFinal: boolean): Command {
    const [first, ...args] = cmd.args;
    const head = first as Operand;
    if (head.type === 'identifier') return this.callOf(head, cmd, args, hasFinal);
    const hasArgs = args.length > 0 || hasFinal;
    if (
      head.type === 'field' ||
      head.type === 'chain' ||
      (head.type === 'variable' && head.ident.length > 1)
    ) {
      return this.chain(head, args, hasFinal);
    }
    if (hasArgs) return () => this.fail(head, `can't give argument to non-function ${source(head)}`);
    if (head.type === 'nil') return () => this.fail(head, 'nil is not a command');
    return this.plain(head);
  }

  /** What needs no parameter type. */
  private plain(node: Operand): Eval {
    switch (node.type) {
      case 'dot':
        return (_, dot) => dot;
      case 'pipe':
        return this.pipe(node);
      case 'variable': {
        const slot = this.scope.find(node.ident[0] ?? '');
        if (slot === undefined) return () => this.fail(node, `undefined variable: ${node.ident[0]}`);
        if (node.ident.length > 1) return this.chain(node, [], false) as Eval;
        return (f) => f.vars[slot];
      }
      case 'field':
      case 'chain':
        return this.chain(node, [], false) as Eval;
      case 'identifier':
        return this.callOf(node, node, [], false) as Eval;
      case 'bool': {
        const { value } = node;
        return () => value;
      }
      case 'string': {
        const { text } = node;
        return () => text;
      }
      case 'number': {
        const c = constant(node);
        if ('error' in c) return () => this.fail(node, c.error);
        return () => c.value;
      }
    }
    return () => this.fail(node, `can't evaluate command ${source(node)}`);
  }

  /** .a.b, $x.a, (pipe).a; a method at the end may have arguments. */
  private chain(
    node: Operand & { type: 'field' | 'variable' | 'chain' },
    args: readonly Operand[],
    hasFinal: boolean,
  ): Command {
    const at: Node = node.type === 'chain' ? lastOperand(node.node) : node;
    if (node.type === 'chain' && node.node.type === 'nil') {
      return () => this.fail(node, `indirection through explicit nil in ${source(node)}`);
    }
    const names =
      node.type === 'field' ? node.ident : node.type === 'variable' ? node.ident.slice(1) : node.field;
    const typedHead = this.isTyped(node);
    const start: Eval =
      node.type === 'field'
        ? (_, dot) => dot
        : this.plain(node.type === 'chain' ? node.node : { ...node, ident: node.ident.slice(0, 1) });
    const fail = (message: string): never => this.fail(at, message);
    const hasArgs = args.length > 0 || hasFinal;
    const last = names.length - 1;
    const [only] = names;
    const method = (
      f: Parameters<Command>[0],
      dot: Value,
      final: Value,
      v: Value,
      name: string,
      isLast: boolean,
    ): Value => {
      const m = methodsOf(v);
      if (m === undefined || !Object.hasOwn(m, name)) return undefined;
      const [spec, run] = m[name] as readonly [string, (...args: never[]) => Value];
      const fn: GoFunction = [spec, (_, ...a) => (run as (...x: Value[]) => Value).call(v, ...a), 40, 2];
      return (
        this.callWith(fn, name, node, node, isLast ? args : [], isLast && hasFinal)(f, dot, final) ?? null
      );
    };
    if (names.length === 1 && only !== undefined && !hasArgs) {
      return (f, dot, final) => {
        const v = start(f, dot);
        if (methodsOf(v) !== undefined) {
          const r = method(f, dot, final, v, only, true);
          if (r !== undefined) return r;
        }
        return field(v, only, typedHead, false, fail);
      };
    }
    return (f, dot, final) => {
      let v = start(f, dot);
      f.c.steps += last;
      for (let i = 0; i <= last; i++) {
        const name = names[i] as string;
        if (methodsOf(v) !== undefined) {
          const r = method(f, dot, final, v, name, i === last);
          if (r !== undefined) {
            v = r;
            continue;
          }
        }
        v = field(v, name, i > 0 || typedHead, i === last && hasArgs, fail);
      }
      return v;
    };
  }

  private isTyped(node: Operand): boolean {
    if (node.type === 'field') return this.scope.dotTyped;
    return node.type === 'variable' && this.scope.isTyped(node.ident[0] ?? '');
  }

  private callOf(ident: IdentifierNode, whole: Node, args: readonly Operand[], hasFinal: boolean): Command {
    const name = ident.ident;
    const fn = this.lookup(name);
    if (fn[0] === 'and' || fn[0] === 'or') return this.shortCircuit(fn[0], ident, args, hasFinal);
    return this.callWith(fn, name, ident, whole, args, hasFinal);
  }

  private callWith(
    fn: GoFunction,
    name: string,
    at: Node,
    whole: Node,
    args: readonly Operand[],
    hasFinal: boolean,
  ): Command {
    const { fixed, rest } = signature(fn[0]);
    const given = args.length + (hasFinal ? 1 : 0);
    if (rest !== undefined && given < fixed.length) {
      return () =>
        this.fail(at, `wrong number of args for ${name}: want at least ${fixed.length} got ${args.length}`);
    }
    if (rest === undefined && given !== fixed.length) {
      return () => this.fail(at, `wrong number of args for ${name}: want ${fixed.length} got ${given}`);
    }
    const code = (i: number) => fixed[i] ?? rest ?? 'a';
    const evals = args.map((arg, i) => this.arg(arg, code(i)));
    const lastArg = args.at(-1);
    const lastAt = lastArg === undefined ? at : lastOperand(lastArg);
    return call(
      fn,
      name,
      evals,
      hasFinal ? code(given - 1) : undefined,
      (message, limit) => this.fail(whole, message, limit),
      (message) => this.fail(lastAt, message),
    );
  }

  private shortCircuit(
    name: 'and' | 'or',
    ident: IdentifierNode,
    args: readonly Operand[],
    hasFinal: boolean,
  ): Command {
    if (args.length === 0 && !hasFinal) {
      return () => this.fail(ident, `wrong number of args for ${ident.ident}: want at least 1 got 0`);
    }
    const evals = args.map((arg) => this.arg(arg, 'v'));
    const stopAt = name === 'or';
    return (f, dot, final) => {
      let v: Value;
      for (const e of evals) {
        f.c.steps++;
        v = e(f, dot);
        if (truth(v) === stopAt) return v;
      }
      return hasFinal ? final : v;
    };
  }

  private arg(node: Operand, code: string): Eval {
    if (node.type === 'bool' || node.type === 'string' || node.type === 'number' || node.type === 'nil') {
      const l = literal(node, code);
      if ('error' in l) return () => this.fail(node, l.error);
      const { value } = l;
      return () => value;
    }
    const value = this.plain(node);
    if (code === 'v') return value;
    if (code === 'a') {
      return (f, dot) => {
        const v = value(f, dot);
        return v === undefined ? null : v;
      };
    }
    const at = lastOperand(node);
    const fail = (message: string): never => this.fail(at, message);
    return (f, dot) => convert(f.c, value(f, dot), code, fail);
  }
}

/** The node that Go looked at last when it evaluated this one: its errors name that. */
export function lastOperand(node: Operand): Node {
  if (node.type === 'chain') return lastOperand(node.node);
  return node.type === 'pipe' ? lastPipe(node) : node;
}

export function lastPipe(pipe: PipeNode): Node {
  const cmd = pipe.cmds.at(-1);
  const [first] = cmd?.args ?? [];
  const last = cmd?.args.at(-1);
  if (first === undefined || last === undefined) return pipe;
  return lastOperand(first.type === 'identifier' ? last : first);
}
