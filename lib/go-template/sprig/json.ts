import { hasLoneSurrogates, toBytes, wellFormed } from '../bytes';
import { CallError, type Context, priced } from '../context';
import { formatPlain } from '../fmt/float';
import { owned } from '../own';
import { parseJson } from '../parse-json';
import {
  Complex,
  GoInt,
  GoMap,
  GoObject,
  GoSlice,
  isMap,
  kindOf,
  listItems,
  mapGet,
  sortedKeys,
  type Value,
} from '../values';
import { base64Encode } from './encoding';

const compact = (c: Context, v: Value, html: boolean) => new Writer(c, html, '').value(v, 0, '');

/** An error takes a while to make, also one that nobody sees. */
const ERROR = 60;

/** toJson and its relatives swallow the error, the must... ones do not. */
const orEmpty = (run: (c: Context, v: Value) => string) => (c: Context, v: Value) => {
  try {
    return run(c, v);
  } catch (e) {
    if (e instanceof CallError) {
      c.charge(ERROR);
      return '';
    }
    throw e;
  }
};
const toJson = (c: Context, v: Value) => compact(c, v, true);
const toRawJson = (c: Context, v: Value) => compact(c, v, false);
const toPrettyJson = (c: Context, v: Value) => new Writer(c, true, '  ').value(v, 0, '\n');

export const functions = priced(10, 1, {
  json: ['a', orEmpty(toJson)],
  toJson: ['a', orEmpty(toJson)],
  mustToJson: ['a', toJson],
  toPrettyJson: ['a', orEmpty(toPrettyJson)],
  mustToPrettyJson: ['a', toPrettyJson],
  toRawJson: ['a', toRawJson],
  mustToRawJson: ['a', toRawJson],
  fromJson: ['s', (c: Context, s: string) => fromJson(c, s, true)],
  mustFromJson: ['s', (c: Context, s: string) => fromJson(c, s, false)],
  base64: ['a', base64, 15, 2],
});

/** Printable ASCII that no mode escapes. */
const PLAIN = /^[ !#-%'-;=?-[\]-~]*$/;

export function jsonString(s: string, html: boolean): string {
  if (PLAIN.test(s)) return `"${s}"`;
  let q = JSON.stringify(s);
  if (hasLoneSurrogates(s)) q = q.replace(/\\(?:ud[89a-f]..|.)/g, (e) => (e.length === 2 ? e : '\\ufffd'));
  if (html) return /[<>&\u2028\u2029]/.test(q) ? q.replace(/[<>&\u2028\u2029]/g, unicodeEscape) : q;
  return /[\u2028\u2029]/.test(q) ? q.replace(/[\u2028\u2029]/g, unicodeEscape) : q;
}

const unicodeEscape = (ch: string) => `\\u${ch.charCodeAt(0).toString(16).padStart(4, '0')}`;

class Writer {
  constructor(
    private readonly c: Context,
    private readonly html: boolean,
    private readonly indent: string,
  ) {}

  value(v: Value, depth: number, nl: string): string {
    switch (typeof v) {
      case 'string':
        return this.text(v);
      case 'number':
        if (!Number.isFinite(v)) throw new CallError(`json: unsupported value: ${special(v)}`);
        return v === 0 && Object.is(v, -0) ? '-0' : String(v);
      case 'bigint':
      case 'boolean':
        return String(v);
      case 'undefined':
        return 'null';
      case 'object':
        break;
      default:
        throw new CallError('json: unsupported type: func()');
    }
    if (v === null) return 'null';
    if (v instanceof GoInt) return v.value.toString();
    if (v instanceof GoObject) {
      this.c.charge(30);
      return this.text(v.toJson());
    }
    if (v instanceof Complex) throw new CallError('json: unsupported type: complex128');
    if ((v instanceof GoSlice || v instanceof GoMap) && v.isNil) return 'null';
    this.c.checkDepth(depth);
    const inner = this.indent === '' ? '' : nl + this.indent;
    const items = listItems(v);
    let out = '';
    if (items !== undefined) {
      for (const item of items) out = this.added(out, inner, this.value(item, depth + 1, inner));
      return this.wrapped('[', ']', out, nl);
    }
    if (!isMap(v)) return 'null';
    const colon = this.indent === '' ? ':' : ': ';
    for (const key of sortedKeys(v, this.c)) {
      const x = mapGet(v, key);
      if (x === undefined) continue;
      out = this.added(out, inner, this.text(key) + colon + this.value(x, depth + 1, inner));
    }
    return this.wrapped('{', '}', out, nl);
  }

  private text(s: string): string {
    this.c.charge(s.length / 4);
    return jsonString(s, this.html);
  }

  /** One more member, paid for. */
  private added(out: string, inner: string, member: string): string {
    this.c.charge(4 + member.length / 64);
    if (out.length > this.c.limits.stringBytes) this.c.chargeString(out.length);
    return out === '' ? member : `${out},${inner}${member}`;
  }

  private wrapped(open: string, close: string, members: string, nl: string): string {
    return this.indent === '' || members === ''
      ? open + members + close
      : open + nl + this.indent + members + nl + close;
  }
}

const special = (v: number) => (Number.isNaN(v) ? 'NaN' : v > 0 ? '+Inf' : '-Inf');

function fromJson(c: Context, s: string, lenient: boolean): Value {
  c.chargeString(s.length);
  try {
    return owned(c, parseJson(wellFormed(s), c.friendly));
  } catch (e) {
    c.charge(ERROR);
    if (lenient && !(e instanceof RangeError)) return null;
    throw e instanceof SyntaxError ? new CallError(jsonError(s, e)) : e;
  }
}

/** Go's sentence where it can be told from the text. */
function jsonError(s: string, e: SyntaxError): string {
  const position = /position (\d+)/.exec(e.message)?.[1];
  if (/end of JSON|Unterminated/.test(e.message) || s.trim() === '') return 'unexpected end of JSON input';
  const at = position === undefined ? s.search(/\S/) : Number(position);
  const after = /after JSON/.test(e.message);
  return `invalid character '${s.charAt(at)}' ${after ? 'after top-level value' : 'looking for beginning of value'}`;
}

/** eKuiper's base64: numbers in plain digits, maps as JSON, no lists. */
function base64(c: Context, v: Value): string {
  const kind = kindOf(v);
  let text: string;
  if (v === null) throw new CallError('based64 error for nil');
  if (typeof v === 'string') text = v;
  else if (typeof v === 'number') text = formatPlain(v);
  else if (typeof v === 'boolean' || typeof v === 'bigint') text = String(v);
  else if (v instanceof GoInt && (kind === 'int' || kind === 'int64' || kind === 'uint64'))
    text = v.value.toString();
  else if (kind === 'map') text = toJson(c, v);
  else throw new CallError(`Unsupported data type ${kind} for base64 function.`);
  return base64Encode(c, toBytes(text));
}
