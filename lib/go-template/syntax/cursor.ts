import { place, TemplateParseError } from '../errors';
import { need } from '../registry';
import { isKeyword, type Token, type TokenType } from './lex';
import type { ListNode } from './nodes';
import type { Tokens } from './tokens';

/** What the parsers of one text have in common, one for each template in it. */
export interface Shared {
  readonly name: string;
  readonly text: string;
  readonly hasFunction: (name: string) => boolean;
  readonly tokens: Tokens;
  readonly trees: Map<string, ListNode>;
  readonly functions: Set<string>;
  readonly maxNesting: number;
  nesting: number;
}

/** The tokens of a text, and what is said where they are not what they should be, in the words of Go's parser. */
export abstract class Cursor {
  protected readonly tokens: Tokens;
  /** Where the action begins that is being read; the line is 0 between actions. */
  protected actionLine = 0;
  protected actionPos = 0;

  constructor(protected readonly shared: Shared) {
    this.tokens = shared.tokens;
  }

  protected fail(message: string, pos?: number): never {
    const t = this.tokens.last;
    const p = place(this.shared.text, pos ?? t?.pos ?? 0);
    throw new TemplateParseError(
      `template: ${this.shared.name}:${t?.line ?? 1}: ${message}`,
      p.line,
      p.column,
      p.excerpt,
      this.shared.text,
    );
  }

  protected expect(type: TokenType, context: string): Token {
    const t = this.tokens.nextNonSpace();
    if (t.type !== type) this.unexpected(t, context);
    return t;
  }

  protected unexpected(t: Token, context: string): never {
    if (t.type !== 'error') this.fail(`unexpected ${described(t)} in ${context}`, t.pos);
    let extra = '';
    if (this.actionLine !== 0 && this.actionLine !== t.line) {
      extra = ` in action started at ${this.shared.name}:${this.actionLine}`;
      if (t.val.endsWith(' action')) extra = extra.slice(' in action'.length);
    }
    this.fail(t.val + extra, t.val.startsWith('unclosed action') ? this.actionPos : t.pos);
  }

  protected unquoted(literal: string): string {
    const body = literal.slice(1, -1);
    if (!/[\\\n\r]/.test(body)) return body;
    return literals().unquote(literal) ?? this.fail('invalid syntax');
  }

  /** Keeps what is inside of what within the JavaScript stack. */
  protected nested<T>(inner: () => T): T {
    if (++this.shared.nesting > this.shared.maxNesting) {
      this.fail(`exceeds the limit of ${this.shared.maxNesting} levels of nesting`);
    }
    const result = inner();
    this.shared.nesting--;
    return result;
  }
}

/** strconv.Quote: what needs escapes is left to the part. */
export const quote = (s: string) =>
  /^[ !#-[\]-~]*$/.test(s) ? `"${s}"` : need<typeof import('../fmt/quote')>('quote').quote(s);

/** Literals that few write are read by a part of their own. */
export const literals = () => need<typeof import('./literals')>('literals');

/** A token as Go's errors print it. */
function described(t: Token): string {
  if (t.type === 'eof') return 'EOF';
  if (isKeyword(t.type) || t.type === 'dot') return `<${t.val}>`;
  const chars = Array.from(t.val);
  return chars.length > 10 ? `${quote(chars.slice(0, 10).join(''))}...` : quote(t.val);
}
