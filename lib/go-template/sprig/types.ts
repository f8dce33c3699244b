import { CallError, type Context, priced } from '../context';
import { kindOf, typeOf, type Value } from '../values';

const kindIs = (c: Context, target: string, v: Value) =>
  target === kindOf(v) || (c.friendly && target === 'int' && whole(v));
const typeIs = (c: Context, target: string, v: Value) =>
  target === typeOf(v) || (c.friendly && target === 'int' && whole(v));
const whole = (v: Value) => typeof v === 'number' && Number.isInteger(v);

export const functions = priced(2, 1 / 32, {
  fail: [
    's',
    (_: Context, message: string) => {
      throw new CallError(message);
    },
  ],
  typeOf: ['a', (_: Context, v: Value) => typeOf(v)],
  typeIs: ['sa', typeIs],
  typeIsLike: ['sa', (c: Context, t: string, v: Value) => typeIs(c, t, v) || `*${t}` === typeOf(v)],
  kindOf: ['a', (_: Context, v: Value) => kindOf(v)],
  kindIs: ['sa', kindIs],
});
