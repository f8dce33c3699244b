/**
 * JSON.parse for template data. With `exact`, integers beyond 2^53 become bigints, so that nothing is lost;
 * a text without such a number costs one search more than JSON.parse.
 */
export function parseJson(text: string, exact = true): unknown {
  // First of all: the pattern below is quick on JSON only.
  const plain: unknown = JSON.parse(text);
  if (!exact || !/[0-9]{16}/.test(text)) return finite(plain, text);
  const numbers: string[] = [];
  // Outside of strings, a long integer is replaced by a string that no JSON text of ours can hold.
  const marked = text.replace(/"(?:[^"\\]|\\[\s\S])*"|(?<![\w.+-])-?[0-9]{16,}(?![\w.])/g, (token) => {
    if (token.startsWith('"')) return token;
    const n = Number(token);
    if (Number.isSafeInteger(n) || !/^-?[1-9]/.test(token)) return token;
    numbers.push(token);
    return `"${MARK}${numbers.length - 1}"`;
  });
  if (numbers.length === 0 || text.includes(MARK)) return finite(plain, text);
  return finite(
    JSON.parse(marked, (_, v: unknown) =>
      typeof v === 'string' && v.startsWith(MARK) ? BigInt(numbers[Number(v.slice(MARK.length))] ?? 0) : v,
    ),
    text,
  );
}

const MARK = '\ue000int:';

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
