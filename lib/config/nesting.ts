import { type CST, Parser } from 'yaml';

/** The deepest a destination file needs is eight; an event pattern of EventBridge may go a little deeper. */
const MAX_DEPTH = 32;

/**
 * Where the text nests deeper than any destination file, or `undefined`. Looked for before anything is composed: the
 * composer calls itself for each level, and a hundred thousand brackets would end the process.
 */
export function tooDeep(text: string): number | undefined {
  const pending: { token: CST.Token; depth: number }[] = [];
  for (const token of new Parser().parse(text)) pending.push({ token, depth: 0 });
  let found: number | undefined;
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { token, depth } = next;
    if (depth > MAX_DEPTH) {
      found = Math.min(token.offset, found ?? token.offset);
    } else {
      for (const child of childrenOf(token)) pending.push({ token: child, depth: depth + 1 });
    }
  }
  return found;
}

function childrenOf(token: CST.Token): CST.Token[] {
  if (token.type === 'document') return token.value ? [token.value] : [];
  if (!('items' in token)) return [];
  return token.items.flatMap(({ key, value }) => [key, value].filter((child) => child != null));
}
