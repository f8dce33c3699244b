import { wellFormed } from '../bytes';
import { isLetter, isNumber, isPunct, isSpace, isUpper, toLower, toUpper } from './unicode';

/** huandu/xstrings: camel case, snake case, kebab case. */

type Kind = 'invalid' | 'number' | 'upper' | 'alphabet' | 'connector' | 'punct' | 'other';
const isConnector = (ch: string) => ch === '-' || ch === '_' || isSpace(ch);

export function camelcase(s: string): string {
  const chars = Array.from(wellFormed(s));
  let out = '';
  let i = 0;
  let r0 = '';
  for (; i < chars.length; i++) {
    r0 = chars[i] as string;
    if (!isConnector(r0)) {
      r0 = toUpper(r0);
      i++;
      break;
    }
    out += r0;
  }
  if (i >= chars.length) return s === '' ? '' : out + r0;
  for (; i < chars.length; i++) {
    const r1 = r0;
    r0 = chars[i] as string;
    if (isConnector(r0) && isConnector(r1)) {
      out += r1;
      continue;
    }
    if (isConnector(r1)) r0 = toUpper(r0);
    else {
      r0 = toLower(r0);
      out += r1;
    }
  }
  return out + r0;
}

interface Word {
  readonly kind: Kind;
  readonly word: string;
}

export function connected(s: string, connector: string): string {
  if (s === '') return '';
  const words = new Words(Array.from(wellFormed(s)));
  let out = '';
  const add = (w: Word) => {
    out += lowered(w, connector);
  };
  let w = words.next();
  while (words.remaining) {
    if (w.kind !== 'connector') add(w);
    const prev = w;
    w = words.next();
    switch (prev.kind) {
      case 'number':
        while (w.kind === 'alphabet' || w.kind === 'number') {
          add(w);
          w = words.next();
        }
        if (w.kind !== 'invalid' && w.kind !== 'punct' && w.kind !== 'connector') out += connector;
        break;
      case 'connector':
        add(prev);
        break;
      case 'punct':
        break;
      default: {
        if (w.kind !== 'number') {
          if (w.kind !== 'connector' && w.kind !== 'punct') out += connector;
          break;
        }
        if (!words.remaining) break;
        const last = w;
        w = words.next();
        if (w.kind !== 'alphabet') {
          add(last);
          if (w.kind !== 'connector' && w.kind !== 'punct') out += connector;
          break;
        }
        out += connector;
        add(last);
        while (w.kind === 'alphabet' || w.kind === 'number') {
          add(w);
          w = words.next();
        }
        if (w.kind !== 'invalid' && w.kind !== 'connector' && w.kind !== 'punct') out += connector;
      }
    }
  }
  add(w);
  return out;
}

class Words {
  private i = 0;
  constructor(private readonly chars: readonly string[]) {}

  get remaining(): boolean {
    return this.i < this.chars.length;
  }

  next(): Word {
    const from = this.i;
    const kind = this.skip();
    return { kind, word: this.chars.slice(from, this.i).join('') };
  }

  private run(test: (ch: string) => boolean): void {
    while (this.remaining && test(this.chars[this.i] as string)) this.i++;
  }

  private skip(): Kind {
    const ch = this.chars[this.i];
    if (ch === undefined) return 'invalid';
    this.i++;
    if (isConnector(ch)) {
      this.run(isConnector);
      return 'connector';
    }
    if (isPunct(ch)) {
      this.run(isPunct);
      return 'punct';
    }
    if (isUpper(ch)) {
      this.upper();
      return 'upper';
    }
    if (isAlphabet(ch)) {
      this.run((x) => isAlphabet(x) && !isUpper(x));
      return 'alphabet';
    }
    if (isNumber(ch)) {
      this.run(isNumber);
      return 'number';
    }
    this.run((x) => !isConnector(x) && !isAlphabet(x) && !isNumber(x) && !isPunct(x));
    return 'other';
  }

  private upper(): void {
    const next = this.chars[this.i];
    if (next === undefined) return;
    if (isUpper(next)) {
      this.run(isUpper);
      // In "HTTPServer" the last capital belongs to the word that follows.
      const after = this.chars[this.i];
      if (after !== undefined && isAlphabet(after)) this.i--;
    } else if (isAlphabet(next)) this.run((x) => isAlphabet(x) && !isUpper(x));
  }
}

/** xstrings counts every letter but the CJK ones. */
function isAlphabet(ch: string): boolean {
  const c = ch.codePointAt(0) ?? 0;
  const cjk = (c >= 0x4e00 && c <= 0x9fcc) || (c >= 0x3400 && c <= 0x4d85) || (c >= 0x20000 && c <= 0x2b81d);
  return !cjk && isLetter(ch);
}

function lowered(w: Word, connector: string): string {
  if (w.kind !== 'upper' && w.kind !== 'connector') return w.word;
  return Array.from(w.word, (ch) => (isConnector(ch) ? connector : isUpper(ch) ? toLower(ch) : ch)).join('');
}
