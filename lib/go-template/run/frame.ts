import type { Context } from '../context';
import type { Node } from '../syntax/nodes';
import type { Value } from '../values';

/** One call of one template: its variables by slot, `$` first. */
export interface Frame {
  readonly c: Context;
  readonly vars: Value[];
}

export type Eval = (f: Frame, dot: Value) => Value;
/** A command in a pipeline: `final` is the value piped in. */
export type Command = (f: Frame, dot: Value, final: Value) => Value;

export const NEXT = 0;
export const BREAK = 1;
export const CONTINUE = 2;
export type Exec = (f: Frame, dot: Value) => 0 | 1 | 2;

/** Throws the error of a node, with its place and Go's words. */
export type Fail = (node: Node, message: string, limit?: string) => never;
