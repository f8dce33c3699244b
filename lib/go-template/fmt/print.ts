import type { Context } from '../context';
import { Complex, GoInt, GoObject, isMap, listItems, mapGet, sortedKeys, type Value } from '../values';
import { formatShortest } from './shortest';

/** A float64 as `{{x}}` prints it: friendly numbers print a whole one as an integer. */
export function floatText(c: Context, x: number): string {
  return c.friendly && Number.isInteger(x) && Math.abs(x) < 1e21 ? wholeText(x) : formatShortest(x);
}

const wholeText = (x: number) => (x === 0 && Object.is(x, -0) ? '-0' : String(x));

/** fmt's %v of any value. */
export function text(c: Context, v: Value, depth = 0): string {
  switch (typeof v) {
    case 'string':
      return v;
    case 'number':
      return floatText(c, v);
    case 'boolean':
    case 'bigint':
      return String(v);
    case 'undefined':
      return '<nil>';
    case 'object':
      break;
    default:
      return '<func>';
  }
  if (v === null) return '<nil>';
  if (v instanceof GoInt) return v.text ?? v.value.toString();
  if (v instanceof GoObject) {
    c.charge(30);
    return v.toString();
  }
  if (v instanceof Complex) {
    const im = formatShortest(v.im);
    return `(${formatShortest(v.re)}${/^[-+]/.test(im) ? '' : '+'}${im}i)`;
  }
  c.checkDepth(depth);
  const items = listItems(v);
  if (items !== undefined) return listText(c, items, depth);
  if (!isMap(v)) return '';
  let out = '';
  for (const key of sortedKeys(v, c)) {
    c.charge(4);
    const s = text(c, mapGet(v, key), depth + 1);
    c.chargeString(s.length);
    out += `${out === '' ? '' : ' '}${key}:${s}`;
  }
  return `map[${out}]`;
}

function listText(c: Context, items: readonly Value[], depth: number): string {
  let out = '[';
  for (let i = 0; i < items.length; i++) {
    c.charge(3);
    const s = text(c, items[i], depth + 1);
    c.chargeString(s.length);
    out += i > 0 ? ` ${s}` : s;
  }
  return `${out}]`;
}

/** fmt.Sprint: a space between operands where neither is a string. */
export function sprint(c: Context, args: readonly Value[]): string {
  let out = '';
  args.forEach((arg, i) => {
    if (i > 0 && typeof arg !== 'string' && typeof args[i - 1] !== 'string') out += ' ';
    out += text(c, arg);
  });
  return out;
}
