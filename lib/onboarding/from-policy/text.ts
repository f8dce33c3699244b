/**
 * A document as a page shows it → text that a parser takes, every character in its place: the fence of a Markdown page,
 * comments, the quotes and the spaces of typesetters. A comma too many is left, for YAML knows it.
 */
export function asPlainText(text: string): string {
  const plain = text
    .replace(/[“”„]/g, '"')
    .replace(/[\u00a0\u2028\u2029]/g, ' ')
    .replace(/^\s*(`{3,}|~{3,}).*|\n[^\S\n]*(`{3,}|~{3,})\s*$/g, blank);
  // Only JSON has such comments; in YAML an address holds two slashes without quotes.
  return /^\s*(\/[/*]|[[{])/.test(plain) ? withoutComments(plain) : plain;
}

const blank = (part: string) => part.replace(/[^\n]/g, ' ');

function withoutComments(text: string): string {
  return text.replace(/"(?:\\.|[^"\\])*"|\/\/[^\n]*|\/\*[\s\S]*?\*\/|\t/g, (part) =>
    part.startsWith('"') ? part : blank(part),
  );
}
