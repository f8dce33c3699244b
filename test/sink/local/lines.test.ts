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

test('a line has 64 MiB at most, or as many bytes as a record may have', () => {
  const mebibyte = Buffer.alloc(1_048_576, 'x');
  const feed = (cutter: LineCutter, times: number) => {
    for (let i = 0; i < times; i++)
      for (const _ of cutter.cut(mebibyte)) throw new Error('There is no line end.');
  };
  expect(() => feed(new LineCutter(1000), 64)).not.toThrow();
  expect(() => feed(new LineCutter(1000), 65)).toThrow('a line is longer than 64 MiB');
  expect(() => feed(new LineCutter(256 * 1_048_576), 257)).toThrow('a line is longer than 256 MiB');
});
