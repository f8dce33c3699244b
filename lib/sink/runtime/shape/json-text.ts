/**
 * Cuts JSON text that JSON.parse has accepted, and leaves every value as it was written: 1.0 stays 1.0, and
 * 12345678901234567890 keeps its digits. Nothing here recurses, so depth does not matter; time is linear.
 */

export type JsonKind = 'object' | 'array' | 'scalar';

export function kindOf(text: string): JsonKind {
  const c = text.charCodeAt(skipSpace(text, 0));
  return c === OPEN_BRACE ? 'object' : c === OPEN_BRACKET ? 'array' : 'scalar';
}

/** The elements of an array, each as it is written there. */
export function elements(text: string): string[] {
  const found: string[] = [];
  let i = skipSpace(text, skipSpace(text, 0) + 1);
  while (text.charCodeAt(i) !== CLOSE_BRACKET && i < text.length) {
    const end = endOfValue(text, i);
    found.push(text.slice(i, end));
    i = afterComma(text, end);
  }
  return found;
}

/** The members of an object, each value as it is written there; of duplicate names the last one's. */
export function members(text: string): Map<string, string> {
  const found = new Map<string, string>();
  eachMember(text, (name, from, to) => found.set(name, text.slice(from, to)));
  return found;
}

/** The values of these members of an object, in the order of the names, which differ from each other. */
export function valuesOf(text: string, names: readonly string[]): (string | undefined)[] {
  const found: (string | undefined)[] = names.map(() => undefined);
  eachMember(text, (name, from, to) => {
    const index = names.indexOf(name);
    if (index >= 0) found[index] = text.slice(from, to);
  });
  return found;
}

function eachMember(text: string, tell: (name: string, from: number, to: number) => void): void {
  let i = skipSpace(text, skipSpace(text, 0) + 1);
  while (text.charCodeAt(i) === QUOTE) {
    const endOfName = endOfString(text, i);
    const value = skipSpace(text, skipSpace(text, endOfName) + 1);
    const end = endOfValue(text, value);
    tell(decoded(text, i, endOfName), value, end);
    i = afterComma(text, end);
  }
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

function isSpace(c: number): boolean {
  return c === 0x20 || c === 0x0a || c === 0x0d || c === 0x09;
}

function skipSpace(text: string, at: number): number {
  let i = at;
  while (isSpace(text.charCodeAt(i))) i++;
  return i;
}

function afterComma(text: string, at: number): number {
  const i = skipSpace(text, at);
  return text.charCodeAt(i) === COMMA ? skipSpace(text, i + 1) : i;
}

/** From the opening quote to behind the closing one. */
function endOfString(text: string, at: number): number {
  for (let i = at + 1; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === QUOTE) return i + 1;
    if (c === BACKSLASH) i++;
  }
  return text.length;
}

function endOfValue(text: string, at: number): number {
  let depth = 0;
  for (let i = at; i < text.length; ) {
    const c = text.charCodeAt(i);
    if (c === QUOTE) {
      i = endOfString(text, i);
      if (depth === 0) return i;
      continue;
    }
    if (c === OPEN_BRACE || c === OPEN_BRACKET) {
      depth++;
    } else if (c === CLOSE_BRACE || c === CLOSE_BRACKET) {
      if (depth === 0) return i;
      if (--depth === 0) return i + 1;
    } else if (depth === 0 && (c === COMMA || isSpace(c))) {
      return i;
    }
    i++;
  }
  return text.length;
}

function decoded(text: string, from: number, to: number): string {
  const name = text.slice(from + 1, to - 1);
  return name.includes('\\') ? (JSON.parse(text.slice(from, to)) as string) : name;
}
