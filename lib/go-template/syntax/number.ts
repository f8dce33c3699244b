import { parseFloatGo, parseIntGo } from '../strconv';
import type { NumberNode } from './nodes';
import { unquoteChar } from './unquote';

/** A literal's every reading, as Go's parser keeps them; a string is the error. */
export function numberNode(
  pos: number,
  text: string,
  type: 'charConstant' | 'complex' | 'number',
): NumberNode | string {
  const at = { type: 'number', pos, text } as const;
  if (type === 'charConstant') {
    const code = unquoteChar(text);
    if (code === undefined) return 'invalid syntax';
    if (code === 'long') return `malformed character constant: ${text}`;
    return { ...at, int: BigInt(code), uint: BigInt(code), float: code };
  }
  if (type === 'complex') {
    const m = /^(.*[^eEpP])([-+].*)i$/.exec(text);
    const re = parseFloatGo(m?.[1]?.replaceAll('_', '') ?? '');
    const im = parseFloatGo(m?.[2]?.replaceAll('_', '') ?? '');
    if (re === undefined || im === undefined) return 'syntax error scanning complex number';
    return { ...at, ...simplified(re, im) };
  }
  if (text.endsWith('i')) {
    const im = parseFloatGo(text.slice(0, -1));
    if (im !== undefined) return { ...at, ...simplified(0, im) };
  }
  const int = parseIntGo(text, 0);
  const uint = /^[-+]/.test(text) ? (int === 0n ? 0n : undefined) : parseIntGo(text, 0, true);
  if (int !== undefined) return { ...at, int, ...(uint === undefined ? {} : { uint }), float: Number(int) };
  if (uint !== undefined) return { ...at, uint, float: Number(uint) };
  const float = parseFloatGo(text);
  if (float === undefined) return `illegal number syntax: ${JSON.stringify(text)}`;
  if (!/[.eEpP]/.test(text)) return `integer overflow: ${JSON.stringify(text)}`;
  return { ...at, float, ...integers(float) };
}

function simplified(re: number, im: number) {
  return { complex: [re, im] as const, ...(im === 0 ? { float: re, ...integers(re) } : {}) };
}

function integers(f: number): { int?: bigint; uint?: bigint } {
  if (!Number.isInteger(f)) return {};
  const n = BigInt(f);
  return {
    ...(n >= -(2n ** 63n) && n < 2n ** 63n ? { int: n } : {}),
    ...(n >= 0n && n < 2n ** 64n ? { uint: n } : {}),
  };
}
