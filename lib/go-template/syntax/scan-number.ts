import { isAlphaNumeric } from './lex';

/** Where the number at `from` ends, by the rules of Go's lexer; no type where it is wrong. */
export function scanNumber(input: string, from: number): { pos: number; type?: 'number' | 'complex' } {
  let pos = from;
  const peek = () => {
    const c = input.codePointAt(pos);
    return c === undefined ? '' : String.fromCodePoint(c);
  };
  const accept = (valid: string): boolean => {
    const c = input[pos] ?? '';
    if (c === '' || !valid.includes(c)) return false;
    pos++;
    return true;
  };
  const acceptRun = (valid: string) => {
    while (accept(valid)) {}
  };
  const scan = (): boolean => {
    accept('+-');
    let digits = '0123456789_';
    let base = 10;
    if (accept('0')) {
      if (accept('xX')) [digits, base] = ['0123456789abcdefABCDEF_', 16];
      else if (accept('oO')) [digits, base] = ['01234567_', 8];
      else if (accept('bB')) [digits, base] = ['01_', 2];
    }
    acceptRun(digits);
    if (accept('.')) acceptRun(digits);
    if ((base === 10 && accept('eE')) || (base === 16 && accept('pP'))) {
      accept('+-');
      acceptRun('0123456789_');
    }
    accept('i');
    const next = peek();
    if (!isAlphaNumeric(next)) return true;
    pos += next.length;
    return false;
  };
  if (!scan()) return { pos };
  const sign = peek();
  if (sign !== '+' && sign !== '-') return { pos, type: 'number' };
  return scan() && input[pos - 1] === 'i' ? { pos, type: 'complex' } : { pos };
}
