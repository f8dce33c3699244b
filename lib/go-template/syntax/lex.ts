/** The lexer of Go's text/template, state by state. */

import { need } from '../registry';

export type TokenType =
  | 'error'
  | 'bool'
  | 'char'
  | 'charConstant'
  | 'complex'
  | 'assign'
  | 'declare'
  | 'eof'
  | 'field'
  | 'identifier'
  | 'leftDelim'
  | 'leftParen'
  | 'number'
  | 'pipe'
  | 'rawString'
  | 'rightDelim'
  | 'rightParen'
  | 'space'
  | 'string'
  | 'text'
  | 'variable'
  | 'dot'
  | 'block'
  | 'break'
  | 'continue'
  | 'define'
  | 'else'
  | 'end'
  | 'if'
  | 'nil'
  | 'range'
  | 'template'
  | 'with'; // prettier

export interface Token {
  readonly type: TokenType;
  readonly pos: number;
  readonly val: string;
  readonly line: number;
}

const KEYWORDS = new Set<string>([
  'block',
  'break',
  'continue',
  'define',
  'else',
  'end',
  'if',
  'range',
  'nil',
  'template',
  'with',
]); // prettier

export const isKeyword = (type: TokenType): boolean => KEYWORDS.has(type);

const SPACE = ' \t\r\n';
const isSpace = (c: string) => c !== '' && SPACE.includes(c);
const LETTER = /[\p{L}\p{Nd}_]/u;
export const isAlphaNumeric = (c: string) => c !== '' && (/\w/.test(c) || (c > '\x7f' && LETTER.test(c)));

/** A character as Go's %#U prints it. */
const codePoint = (c: string) => need<typeof import('../fmt/quote')>('quote').codePoint(c);

type State = (() => State) | null;

/** Gives one token after the other. */
export function lexer(input: string): () => Token {
  let pos = 0;
  let start = 0;
  let line = 1;
  let startLine = 1;
  let parenDepth = 0;
  let state: State = text;
  const queue: Token[] = [];

  function nextItem(): Token {
    while (queue.length === 0) {
      if (state === null) return { type: 'eof', pos, val: '', line: startLine };
      state = state();
    }
    return queue.shift() as Token;
  }

  function emit(type: TokenType): void {
    queue.push({
      type,
      pos: start,
      val: input.slice(start, pos),
      line: startLine,
    });
    ignore();
  }

  function ignore(): void {
    for (let i = start; i < pos; i++) if (input.charCodeAt(i) === 10) line++;
    start = pos;
    startLine = line;
  }

  function error(message: string): null {
    queue.push({ type: 'error', pos: start, val: message, line: startLine });
    return null;
  }

  /** The next character (a whole code point), or '' at the end. */
  function peek(): string {
    const c = input.codePointAt(pos);
    return c === undefined ? '' : String.fromCodePoint(c);
  }

  function next(): string {
    const c = peek();
    pos += c.length;
    return c;
  }

  function has(s: string, at = pos): boolean {
    return input.startsWith(s, at);
  }

  function text(): State {
    const x = input.indexOf('{{', pos);
    const end = x < 0 ? input.length : x;
    let trimmed = end;
    if (x >= 0 && input[x + 2] === '-' && isSpace(input[x + 3] ?? '')) {
      while (trimmed > start && isSpace(input[trimmed - 1] ?? '')) trimmed--;
    }
    pos = trimmed;
    if (pos > start) emit('text');
    pos = end;
    ignore();
    if (x >= 0) return leftDelim;
    emit('eof');
    return null;
  }

  function leftDelim(): State {
    pos += 2;
    const marker = input[pos] === '-' && isSpace(input[pos + 1] ?? '') ? 2 : 0;
    if (has('/*', pos + marker)) {
      pos += marker;
      ignore();
      return comment;
    }
    emit('leftDelim');
    pos += marker;
    ignore();
    parenDepth = 0;
    return inside;
  }

  function comment(): State {
    const i = input.indexOf('*/', pos + 2);
    if (i < 0) return error('unclosed comment');
    pos = i + 2;
    const trim = atTrimmedRight();
    if (!trim && !has('}}')) return error('comment ends before closing delimiter');
    pos += trim ? 4 : 2;
    if (trim) skipSpace();
    ignore();
    return text;
  }

  function atTrimmedRight(): boolean {
    return isSpace(input[pos] ?? '') && has('-}}', pos + 1);
  }

  function skipSpace(): void {
    while (isSpace(input[pos] ?? '')) pos++;
  }

  function rightDelim(): State {
    const trim = atTrimmedRight();
    if (trim) {
      pos += 2;
      ignore();
    }
    pos += 2;
    emit('rightDelim');
    if (trim) {
      skipSpace();
      ignore();
    }
    return text;
  }

  function inside(): State {
    if (atTrimmedRight() || has('}}')) {
      return parenDepth === 0 ? rightDelim : error('unclosed left paren');
    }
    const c = next();
    if (c === '') return error('unclosed action');
    if (isSpace(c)) return space();
    switch (c) {
      case '=':
        emit('assign');
        return inside;
      case ':':
        if (next() !== '=') return error('expected :=');
        emit('declare');
        return inside;
      case '|':
        emit('pipe');
        return inside;
      case '"':
        return quoted('"', 'string', 'unterminated quoted string');
      case "'":
        return quoted("'", 'charConstant', 'unterminated character constant');
      case '`':
        return rawQuote();
      case '$':
        return fieldOrVariable('variable');
      case '(':
        emit('leftParen');
        parenDepth++;
        return inside;
      case ')':
        emit('rightParen');
        return --parenDepth < 0 ? error(`unexpected right paren ${codePoint(c)}`) : inside;
    }
    if (c === '.' && !/[0-9]/.test(peek())) {
      if (pos < input.length) return fieldOrVariable('field');
    }
    if (/[-+.0-9]/.test(c)) {
      pos--;
      return number();
    }
    if (isAlphaNumeric(c)) return identifier();
    if (c > ' ' && c <= '~') {
      emit('char');
      return inside;
    }
    return error(`unrecognized character in action: ${codePoint(c)}`);
  }

  function space(): State {
    pos--;
    const from = pos;
    skipSpace();
    if (input[pos] === '-' && has('-}}')) {
      pos--;
      if (pos === from) return rightDelim;
    }
    emit('space');
    return inside;
  }

  function identifier(): State {
    while (isAlphaNumeric(peek())) next();
    const word = input.slice(start, pos);
    if (!atTerminator()) return error(`bad character ${codePoint(peek())}`);
    if (KEYWORDS.has(word)) emit(word as TokenType);
    else emit(word === 'true' || word === 'false' ? 'bool' : 'identifier');
    return inside;
  }

  function fieldOrVariable(type: 'field' | 'variable'): State {
    if (atTerminator()) {
      emit(type === 'variable' ? 'variable' : 'dot');
      return inside;
    }
    while (isAlphaNumeric(peek())) next();
    if (!atTerminator()) return error(`bad character ${codePoint(peek())}`);
    emit(type);
    return inside;
  }

  function atTerminator(): boolean {
    const c = peek();
    return c === '' || isSpace(c) || '.,|:)('.includes(c) || has('}}');
  }

  function quoted(quote: string, type: TokenType, message: string): State {
    for (;;) {
      const c = next();
      if (c === '\\') {
        const e = next();
        if (e !== '' && e !== '\n') continue;
        return error(message);
      }
      if (c === '' || c === '\n') return error(message);
      if (c === quote) break;
    }
    emit(type);
    return inside;
  }

  function rawQuote(): State {
    const i = input.indexOf('`', pos);
    if (i < 0) {
      pos = input.length;
      return error('unterminated raw quoted string');
    }
    pos = i + 1;
    emit('rawString');
    return inside;
  }

  function number(): State {
    // Plain digits; what else a number may look like is left to the part.
    const plain = /[-+]?[0-9]+(\.[0-9]+)?(?=[ \t\r\n|)}])/y;
    plain.lastIndex = pos;
    const m = plain.exec(input);
    if (m !== null) {
      pos += m[0].length;
      emit('number');
      return inside;
    }
    const found = need<typeof import('./literals')>('literals').scanNumber(input, pos);
    pos = found.pos;
    if (found.type === undefined) {
      return error(`bad number syntax: ${JSON.stringify(input.slice(start, pos))}`);
    }
    emit(found.type);
    return inside;
  }

  return nextItem;
}
