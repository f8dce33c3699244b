/**
 * JSON.parse for template data. With `exact`, integers beyond 2^53 become bigints, so that nothing is lost;
 * a text without such a number costs one search more than JSON.parse.
 */
export function parseJson(text: string, exact = true): unknown {
  // First of all: the pattern below is quick on JSON only.
  const plain = finite(JSON.parse(text), text);
  if (!exact || !/[0-9]{16}/.test(text)) return plain;
  let found = false;
  const quoted = text.replace(LONG, (token) => {
    if (token.startsWith('"') || Number.isSafeInteger(Number(token))) return token;
    found = true;
    return `"${token}"`;
  });
  return found ? withIntegers(plain, JSON.parse(quoted)) : plain;
}

/** A string, or a long integer. One of more digits stays a float64: reading and printing it would take their square. */
const LONG = /"[^"\\]*(?:\\[\s\S][^"\\]*)*"|(?<![\w.+-])-?[0-9]{16,40}(?![\w.])/g;

/** `quoted` is the same data with strings in place of long integers. What is a string in `plain` is never looked at. */
function withIntegers(plain: unknown, quoted: unknown): unknown {
  if (typeof quoted === 'string') return BigInt(quoted);
  if (typeof plain !== 'object' || plain === null) return plain;
  const [a, b] = [plain as Record<string, unknown>, quoted as Record<string, unknown>];
  // Own properties all of them, so that even "__proto__" is assigned like any other.
  for (const key of Object.keys(a)) {
    if (typeof a[key] === 'number' || typeof a[key] === 'object') a[key] = withIntegers(a[key], b[key]);
  }
  return plain;
}

/** A number beyond float64 is an error in Go, not Infinity. */
function finite(v: unknown, text: string): unknown {
  if (/[eE]\+?[0-9]{3}|(?<![0-9])[0-9]{300}/.test(text) && hasInfinity(v))
    throw new SyntaxError('number out of range');
  return v;
}

function hasInfinity(v: unknown): boolean {
  if (typeof v === 'number') return !Number.isFinite(v);
  return typeof v === 'object' && v !== null && Object.values(v).some(hasInfinity);
}
