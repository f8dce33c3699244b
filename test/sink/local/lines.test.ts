import * as fc from 'fast-check';
import { isBlank, LineCutter, withoutEnding } from '../../../lib/sink/local/lines';

const cut = (chunks: readonly Buffer[]) => {
  const cutter = new LineCutter();
  const lines = chunks.flatMap((chunk) => [...cutter.cut(chunk)]);
  return [...lines, ...[cutter.rest() ?? []].flat()] as Buffer[];
};

test('lines are the same however they come in pieces, and nothing is lost', () => {
  const piece = fc.string({ unit: fc.constantFrom('a', 'ü', '\r', '\n'), maxLength: 8 });
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const lines = cut(pieces.map((one) => Buffer.from(one))).map(String);
      expect(lines.join('')).toBe(pieces.join(''));
      expect(lines).toEqual(pieces.join('').match(/[^\n]*\n|[^\n]+$/g) ?? []);
    }),
  );
});

test.each([
  ['a\n', 'a'],
  ['a\r\n', 'a'],
  ['a\r', 'a\r'],
  ['a', 'a'],
  ['\n', ''],
  ['\r\n', ''],
])('%j without its ending is %j', (line, content) => {
  expect(withoutEnding(Buffer.from(line)).toString()).toBe(content);
});

test.each([
  [' \t\r\n', true],
  ['', true],
  [' 0\n', false],
])('%j is blank: %s', (line, blank) => {
  expect(isBlank(Buffer.from(line))).toBe(blank);
});
