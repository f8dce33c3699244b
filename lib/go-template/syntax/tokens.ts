import { lexer, type Token } from './lex';

/** The lexer's tokens with Go's look-ahead of three. */
export class Tokens {
  private readonly token: Token[] = [];
  private peekCount = 0;
  private readonly nextItem: () => Token;

  constructor(text: string) {
    this.nextItem = lexer(text);
  }

  /** The token that came from the lexer last: errors give its line. */
  get last(): Token | undefined {
    return this.token[0];
  }

  next(): Token {
    if (this.peekCount > 0) this.peekCount--;
    else this.token[0] = this.nextItem();
    return this.token[this.peekCount] as Token;
  }

  backup(): void {
    this.peekCount++;
  }

  backup2(t: Token): void {
    this.token[1] = t;
    this.peekCount = 2;
  }

  backup3(t2: Token, t1: Token): void {
    this.token[1] = t1;
    this.token[2] = t2;
    this.peekCount = 3;
  }

  peek(): Token {
    if (this.peekCount === 0) {
      this.peekCount = 1;
      this.token[0] = this.nextItem();
    }
    return this.token[this.peekCount - 1] as Token;
  }

  nextNonSpace(): Token {
    for (;;) {
      const t = this.next();
      if (t.type !== 'space') return t;
    }
  }

  peekNonSpace(): Token {
    const t = this.nextNonSpace();
    this.peekCount++;
    return t;
  }
}
