import { joined } from '../bytes';
import type { Context, GoFunction } from '../context';
import { TemplateExecutionError } from '../errors';
import { LimitError } from '../limits';
import { type NumberNode, type Operand, source } from '../syntax/nodes';
import { Complex, GoInt, GoMap, GoObject, isMap, NIL_MAP, typeOf, type Value } from '../values';
import type { Command, Eval, Fail } from './frame';

const TYPE: Readonly<Record<string, string>> = {
  s: 'string',
  i: 'int',
  f: 'float64',
  b: 'bool',
  a: 'interface {}',
  v: 'reflect.Value',
  m: 'map[string]interface {}',
  t: 'time.Time',
};

export interface Signature {
  readonly fixed: readonly string[];
  readonly rest: string | undefined;
}

export function signature(spec: string): Signature {
  const variadic = spec.endsWith('*');
  const codes = Array.from(variadic ? spec.slice(0, -1) : spec);
  const rest = variadic ? codes.pop() : undefined;
  return { fixed: codes, rest };
}

/** Go's validateType: the value as the parameter wants it, or Go's complaint. */
export function convert(c: Context, v: Value, code: string, fail: (message: string) => never): Value {
  switch (code) {
    case 'v':
      return v;
    case 'a':
      return v === undefined ? null : v;
    case 's':
      if (typeof v === 'string') return v;
      break;
    case 'i':
      if (typeof v === 'bigint') return v;
      if (c.friendly && v instanceof GoInt) return v.value;
      if (c.friendly && typeof v === 'number' && Number.isInteger(v)) return BigInt.asIntN(64, BigInt(v));
      break;
    case 'b':
      if (typeof v === 'boolean') return v;
      break;
    case 'f':
      if (typeof v === 'number') return v;
      if (c.friendly && typeof v === 'bigint') return Number(v);
      break;
    case 'm':
      if (v === undefined) return NIL_MAP;
      if (isMap(v) && !(v instanceof GoMap && v.elem === 'string')) return v;
      break;
    case 't':
      if (v instanceof GoObject && v.type === 'time.Time') return v;
      break;
  }
  const want = TYPE[code] ?? code;
  if (v === undefined) return fail(`invalid value; expected ${want}`);
  return fail(`wrong type for value; expected ${want}; got ${v === null ? 'interface {}' : typeOf(v)}`);
}

/** A literal where a parameter of that type is: its value, or undefined and the complaint. */
export function literal(node: Operand, code: string): { value: Value } | { error: string } {
  const any = code === 'a' || code === 'v';
  switch (node.type) {
    case 'nil':
      if (code === 'a') return { value: null };
      if (code === 'v') return { value: undefined };
      return code === 'm' ? { value: NIL_MAP } : { error: `cannot assign nil to ${TYPE[code]}` };
    case 'bool':
      if (any || code === 'b') return { value: node.value };
      break;
    case 'string':
      if (any || code === 's') return { value: node.text };
      break;
    case 'number':
      if (any) return constant(node);
      if (code === 'i' && node.int !== undefined) return { value: node.int };
      if (code === 'f' && node.float !== undefined) return { value: node.float };
      break;
  }
  const noun: Readonly<Record<string, string>> = { s: 'string', i: 'integer', f: 'float', b: 'bool' };
  if (noun[code] === undefined)
    return { error: `can't handle ${source(node)} for arg of type ${TYPE[code]}` };
  return { error: `expected ${noun[code]}; found ${source(node)}` };
}

/** A number where no type is asked for. */
export function constant(node: NumberNode): { value: Value } | { error: string } {
  if (node.complex !== undefined) return { value: new Complex(node.complex[0], node.complex[1]) };
  const { text } = node;
  const hexInt = /^0[xX]./.test(text) && !/[pP]/.test(text);
  if (node.float !== undefined && !hexInt && !text.startsWith("'") && /[.eEpP]/.test(text))
    return { value: node.float };
  return node.int === undefined ? { error: `${text} overflows int` } : { value: node.int };
}

/** A call of a known function: arguments in order, the piped value last, errors with the function's name. */
export function call(
  fn: GoFunction,
  name: string,
  args: readonly Eval[],
  finalCode: string | undefined,
  fail: (message: string, limit?: string) => never,
  finalFail: (message: string) => never,
): Command {
  const run = fn[1] as (c: Context, ...args: Value[]) => Value;
  const failed = (e: unknown): never => {
    if (e instanceof TemplateExecutionError) throw e;
    if (e instanceof LimitError) return fail(`error calling ${name}: ${e.message}`, e.limit);
    if (e instanceof RangeError) throw e;
    return fail(`error calling ${name}: ${e instanceof Error ? e.message : String(e)}`);
  };
  const done = (c: Context, v: Value): Value => {
    if (typeof v !== 'string') return v;
    if (v.length > 64) {
      c.chargeString(v.length);
      c.charge(v.length / 16);
    }
    return joined(c, v);
  };
  const [a0, a1] = args;
  const [, , price = 1, perCharacter = 1 / 64] = fn;
  const pay = (c: Context, x: Value) => {
    if (typeof x === 'string') c.charge(x.length * perCharacter);
  };
  const invoke = (c: Context, argv: Value[]): Value => {
    try {
      c.charge(price + argv.length);
      for (const x of argv) pay(c, x);
      return done(c, run(c, ...argv));
    } catch (e) {
      return failed(e);
    }
  };
  if (finalCode !== undefined) {
    return (f, dot, final) => {
      const argv: Value[] = [];
      for (const arg of args) argv.push(arg(f, dot));
      argv.push(convert(f.c, final, finalCode, finalFail));
      return invoke(f.c, argv);
    };
  }
  if (args.length === 1 && a0 !== undefined) {
    return (f, dot) => {
      const x = a0(f, dot);
      try {
        f.c.charge(price);
        pay(f.c, x);
        return done(f.c, run(f.c, x));
      } catch (e) {
        return failed(e);
      }
    };
  }
  if (args.length === 2 && a0 !== undefined && a1 !== undefined) {
    return (f, dot) => {
      const x = a0(f, dot);
      const y = a1(f, dot);
      try {
        f.c.charge(price);
        pay(f.c, x);
        pay(f.c, y);
        return done(f.c, run(f.c, x, y));
      } catch (e) {
        return failed(e);
      }
    };
  }
  return (f, dot) => {
    const argv: Value[] = [];
    for (const arg of args) argv.push(arg(f, dot));
    return invoke(f.c, argv);
  };
}

export type { Fail };
