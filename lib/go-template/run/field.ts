import {
  GoInt,
  GoObject,
  isMap,
  isPlain,
  type Methods,
  mapGet,
  type RawObject,
  typeOf,
  type Value,
} from '../values';

/**
 * One step of a field chain. `typed`: Go knows only "interface {}" here, which its message then says.
 * A method is handed back to be called, so that only the last step of a chain may have arguments.
 */
export function field(
  receiver: Value,
  name: string,
  typed: boolean,
  hasArgs: boolean,
  fail: (message: string) => never,
): Value {
  if (typeof receiver === 'object' && receiver !== null && !hasArgs) {
    if (isPlain(receiver)) {
      const raw = receiver as RawObject;
      const v = raw[name];
      if (typeof v === 'string' || typeof v === 'number') return Object.hasOwn(raw, name) ? v : undefined;
    }
    if (isMap(receiver)) return mapGet(receiver, name);
  }
  if (receiver === undefined) return undefined;
  if (receiver === null) return fail(`nil pointer evaluating interface {}.${name}`);
  if (isMap(receiver)) return fail(`${name} is not a method but has arguments`);
  return fail(`can't evaluate field ${name} in type ${typed ? 'interface {}' : typeOf(receiver)}`);
}

export function methodsOf(v: Value): Methods | undefined {
  if (v instanceof GoObject) return v.methods;
  return v instanceof GoInt ? v.methods : undefined;
}
