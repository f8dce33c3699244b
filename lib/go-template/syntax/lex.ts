/** The lexer of Go's text/template, state by state. */

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
const isAlphaNumeric = (c: string) => c !== '' && (/\w/.test(c) || (c > '\x7f' && LETTER.test(c)));

type State = (() => State) | null;

export class Lexer {
  private pos = 0;
  private start = 0;
  private line = 1;
  private startLine = 1;
  private parenDepth = 0;
  private state: State = () => this.text();
  private readonly queue: Token[] = [];

  constructor(private readonly input: string) {}

  nextItem(): Token {
    while (this.queue.length === 0) {
      if (this.state === null) return { type: 'eof', pos: this.pos, val: '', line: this.startLine };
      this.state = this.state();
    }
    return this.queue.shift() as Token;
  }

  private emit(type: TokenType): void {
    this.queue.push({
      type,
      pos: this.start,
      val: this.input.slice(this.start, this.pos),
      line: this.startLine,
    });
    this.ignore();
  }

  private ignore(): void {
    for (let i = this.start; i < this.pos; i++) if (this.input.charCodeAt(i) === 10) this.line++;
    this.start = this.pos;
    this.startLine = this.line;
  }

  private error(message: string): null {
    this.queue.push({ type: 'error', pos: this.start, val: message, line: this.startLine });
    return null;
  }

  /** The next character (a whole code point), or '' at the end. */
  private peek(): string {
    const c = this.input.codePointAt(this.pos);
    return c === undefined ? '' : String.fromCodePoint(c);
  }

  private next(): string {
    const c = this.peek();
    this.pos += c.length;
    return c;
  }

  private has(s: string, at = this.pos): boolean {
    return this.input.startsWith(s, at);
  }

  private text(): State {
    const x = this.input.indexOf('{{', this.pos);
    const end = x < 0 ? this.input.length : x;
    let trimmed = end;
    if (x >= 0 && this.input[x + 2] === '-' && isSpace(this.input[x + 3] ?? '')) {
      while (trimmed > this.start && isSpace(this.input[trimmed - 1] ?? '')) trimmed--;
    }
    this.pos = trimmed;
    if (this.pos > this.start) this.emit('text');
    this.pos = end;
    this.ignore();
    if (x >= 0) return () => this.leftDelim();
    this.emit('eof');
    return null;
  }

  private leftDelim(): State {
    this.pos += 2;
    const marker = this.input[this.pos] === '-' && isSpace(this.input[this.pos + 1] ?? '') ? 2 : 0;
    if (this.has('/*', this.pos + marker)) {
      this.pos += marker;
      this.ignore();
      return () => this.comment();
    }
    this.emit('leftDelim');
    this.pos += marker;
    this.ignore();
    this.parenDepth = 0;
    return this.inside;
  }

  private comment(): State {
    const i = this.input.indexOf('*/', this.pos + 2);
    if (i < 0) return this.error('unclosed comment');
    this.pos = i + 2;
    const trim = this.atTrimmedRight();
    if (!trim && !this.has('}}')) return this.error('comment ends before closing delimiter');
    this.pos += trim ? 4 : 2;
    if (trim) this.skipSpace();
    this.ignore();
    return () => this.text();
  }

  private atTrimmedRight(): boolean {
    return isSpace(this.input[this.pos] ?? '') && this.has('-}}', this.pos + 1);
  }

  private skipSpace(): void {
    while (isSpace(this.input[this.pos] ?? '')) this.pos++;
  }

  private rightDelim(): State {
    const trim = this.atTrimmedRight();
    if (trim) {
      this.pos += 2;
      this.ignore();
    }
    this.pos += 2;
    this.emit('rightDelim');
    if (trim) {
      this.skipSpace();
      this.ignore();
    }
    return () => this.text();
  }

  private readonly inside: () => State = () => {
    if (this.atTrimmedRight() || this.has('}}')) {
      return this.parenDepth === 0 ? () => this.rightDelim() : this.error('unclosed left paren');
    }
    const c = this.next();
    if (c === '') return this.error('unclosed action');
    if (isSpace(c)) return this.space();
    switch (c) {
      case '=':
        this.emit('assign');
        return this.inside;
      case ':':
        if (this.next() !== '=') return this.error('expected :=');
        this.emit('declare');
        return this.inside;
      case '|':
        this.emit('pipe');
        return this.inside;
      case '"':
        return this.quoted('"', 'string', 'unterminated quoted string');
      case "'":
        return this.quoted("'", 'charConstant', 'unterminated character constant');
      case '`':
        return this.rawQuote();
      case '$':
        return this.fieldOrVariable('variable');
      case '(':
        this.emit('leftParen');
        this.parenDepth++;
        return this.inside;
      case ')':
        this.emit('rightParen');
        return --this.parenDepth < 0 ? this.error(`unexpected right paren ${codePoint(c)}`) : this.inside;
    }
    if (c === '.' && !/[0-9]/.test(this.peek())) {
      if (this.pos < this.input.length) return this.fieldOrVariable('field');
    }
    if (/[-+.0-9]/.test(c)) {
      this.pos--;
      return this.number();
    }
    if (isAlphaNumeric(c)) return this.identifier();
    if (c > ' ' && c <= '~') {
      this.emit('char');
      return this.inside;
    }
    return this.error(`unrecognized character in action: ${codePoint(c)}`);
  };

  private space(): State {
    this.pos--;
    const from = this.pos;
    this.skipSpace();
    if (this.input[this.pos] === '-' && this.has('-}}')) {
      this.pos--;
      if (this.pos === from) return () => this.rightDelim();
    }
    this.emit('space');
    return this.inside;
  }

  private identifier(): State {
    while (isAlphaNumeric(this.peek())) this.next();
    const word = this.input.slice(this.start, this.pos);
    if (!this.atTerminator()) return this.error(`bad character ${codePoint(this.peek())}`);
    if (KEYWORDS.has(word)) this.emit(word as TokenType);
    else this.emit(word === 'true' || word === 'false' ? 'bool' : 'identifier');
    return this.inside;
  }

  private fieldOrVariable(type: 'field' | 'variable'): State {
    if (this.atTerminator()) {
      this.emit(type === 'variable' ? 'variable' : 'dot');
      return this.inside;
    }
    while (isAlphaNumeric(this.peek())) this.next();
    if (!this.atTerminator()) return this.error(`bad character ${codePoint(this.peek())}`);
    this.emit(type);
    return this.inside;
  }

  private atTerminator(): boolean {
    const c = this.peek();
    return c === '' || isSpace(c) || '.,|:)('.includes(c) || this.has('}}');
  }

  private quoted(quote: string, type: TokenType, message: string): State {
    for (;;) {
      const c = this.next();
      if (c === '\\') {
        const e = this.next();
        if (e !== '' && e !== '\n') continue;
        return this.error(message);
      }
      if (c === '' || c === '\n') return this.error(message);
      if (c === quote) break;
    }
    this.emit(type);
    return this.inside;
  }

  private rawQuote(): State {
    const i = this.input.indexOf('`', this.pos);
    if (i < 0) {
      this.pos = this.input.length;
      return this.error('unterminated raw quoted string');
    }
    this.pos = i + 1;
    this.emit('rawString');
    return this.inside;
  }

  private number(): State {
    const bad = () =>
      this.error(`bad number syntax: ${JSON.stringify(this.input.slice(this.start, this.pos))}`);
    if (!this.scanNumber()) return bad();
    const sign = this.peek();
    if (sign === '+' || sign === '-') {
      if (!this.scanNumber() || this.input[this.pos - 1] !== 'i') return bad();
      this.emit('complex');
    } else this.emit('number');
    return this.inside;
  }

  private accept(valid: string): boolean {
    const c = this.input[this.pos] ?? '';
    if (c === '' || !valid.includes(c)) return false;
    this.pos++;
    return true;
  }

  private acceptRun(valid: string): void {
    while (this.accept(valid)) {}
  }

  private scanNumber(): boolean {
    this.accept('+-');
    let digits = '0123456789_';
    let base = 10;
    if (this.accept('0')) {
      if (this.accept('xX')) [digits, base] = ['0123456789abcdefABCDEF_', 16];
      else if (this.accept('oO')) [digits, base] = ['01234567_', 8];
      else if (this.accept('bB')) [digits, base] = ['01_', 2];
    }
    this.acceptRun(digits);
    if (this.accept('.')) this.acceptRun(digits);
    if ((base === 10 && this.accept('eE')) || (base === 16 && this.accept('pP'))) {
      this.accept('+-');
      this.acceptRun('0123456789_');
    }
    this.accept('i');
    if (isAlphaNumeric(this.peek())) {
      this.next();
      return false;
    }
    return true;
  }
}

/** A character as Go's %#U prints it. */
function codePoint(c: string): string {
  const n = c.codePointAt(0);
  if (n === undefined) return 'U+FFFFFFFFFFFFFFFF';
  const hex = n.toString(16).toUpperCase().padStart(4, '0');
  return /[\p{L}\p{M}\p{N}\p{P}\p{S} ]/u.test(c) ? `U+${hex} '${c}'` : `U+${hex}`;
}
