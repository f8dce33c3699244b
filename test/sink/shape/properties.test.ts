import fc from 'fast-check';
import { outcome } from './shaping';

/** Written by hand, so that it shares nothing with the writer: RFC 4180 as a machine of three states. */
function parseCsv(text: string, delimiter: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let value = '';
  let state: 'plain' | 'quoted' | 'closed' = 'plain';
  for (let i = 0; i < text.length; i++) {
    const c = text[i] ?? '';
    if (state === 'quoted') {
      if (c === '"') state = 'closed';
      else value += c;
    } else if (c === '"' && (state === 'closed' || value === '')) {
      if (state === 'closed') value += c;
      state = 'quoted';
    } else if (c === delimiter) {
      row.push(value);
      value = '';
      state = 'plain';
    } else if (c === '\r' && text[i + 1] === '\n') {
      rows.push([...row, value]);
      row = [];
      value = '';
      state = 'plain';
      i++;
    } else {
      if (state === 'closed' || c === '"' || c === '\r' || c === '\n') throw new Error('not RFC 4180');
      value += c;
    }
  }
  if (state !== 'plain' || value !== '' || row.length > 0) throw new Error('the last line has no end');
  return rows;
}

const unicode = fc.string({ unit: 'grapheme' });
const awkward = fc.stringMatching(/^[ab",;\t\r\n ]{0,6}$/);
const jsonValue = fc.jsonValue({ stringUnit: 'grapheme' });
const indent = fc.constantFrom(undefined, 1, '\t');

test('JSON Lines: a line for each record, and each is the same value', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(jsonValue, indent), { minLength: 1 }), async (values) => {
      const { object, dead } = await outcome(
        {},
        values.map(([v, i]) => JSON.stringify(v, null, i)),
      );
      const lines = object?.toString().split('\n') ?? [];
      expect(dead).toEqual({});
      expect(lines.pop()).toBe('');
      expect(lines).toEqual(values.map(([v]) => JSON.stringify(v)));
    }),
  );
});

test('an array holds the same values', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(jsonValue, indent), { minLength: 1 }), async (values) => {
      const texts = values.map(([v, i]) => JSON.stringify(v, null, i));
      const { object } = await outcome({ sendPerRecord: false }, texts);
      expect(JSON.parse(object?.toString() ?? '')).toEqual(
        values.map(([v]) => JSON.parse(JSON.stringify(v))),
      );
    }),
  );
});

test('fields and excludeFields part a record in two', async () => {
  const record = fc.dictionary(fc.oneof(unicode, fc.constantFrom('a', 'b', '__proto__')), jsonValue);
  await fc.assert(
    fc.asyncProperty(record, fc.func(fc.boolean()), async (value, choose) => {
      const names = Object.keys(value);
      const chosen = names.filter((n) => choose(n));
      const text = JSON.stringify(value);
      const kept = await outcome({ fields: chosen }, [text]);
      const others = await outcome({ excludeFields: chosen }, [text]);
      const parsed = [kept, others].map(({ object }) => JSON.parse(object?.toString() ?? '') as object);
      expect(Object.keys(parsed[0] ?? {}).sort()).toEqual([...chosen].sort());
      expect(Object.fromEntries(parsed.flatMap((o) => Object.entries(o)))).toEqual(
        Object.fromEntries(Object.entries(JSON.parse(text) as object)),
      );
    }),
  );
});

test('CSV read by an RFC 4180 parser gives the values back', async () => {
  const cell = fc.oneof(awkward, unicode, fc.integer(), fc.constant(null), fc.boolean());
  const rows = fc.array(fc.array(cell, { minLength: 3, maxLength: 3 }), { minLength: 1 });
  const names = fc.uniqueArray(fc.oneof(awkward, unicode), { minLength: 3, maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(rows, names, fc.constantFrom(',', ';', '\t', '|'), async (cells, columns, delimiter) => {
      const records = cells.map(
        (row) => `{${row.map((v, i) => `${JSON.stringify(columns[i])}:${JSON.stringify(v)}`)}}`,
      );
      const { object } = await outcome({ format: 'delimited', delimiter }, records);
      expect(parseCsv(object?.toString() ?? '', delimiter)).toEqual([
        columns,
        ...cells.map((row) => row.map((v) => (v === null ? '' : String(v)))),
      ]);
    }),
    { numRuns: 500 },
  );
});

test('any bytes are written or dead, and nothing is thrown', async () => {
  const settings = fc.record({
    format: fc.constantFrom('json', 'delimited', 'raw'),
    sendPerRecord: fc.boolean(),
    omitIfEmpty: fc.boolean(),
    template: fc.constantFrom(undefined, '{{ .a }}', '{{ toJson . }}'),
  });
  const bytes = fc.oneof(
    fc.uint8Array(),
    jsonValue.map((v) => JSON.stringify(v)),
    fc.constantFrom('[', '{}', '"'),
  );
  await fc.assert(
    fc.asyncProperty(settings, fc.array(bytes), async (chosen, contents) => {
      const { dead, dropped, written } = await outcome(chosen, contents);
      const accounted = Object.keys(dead).length + dropped.length + written.length;
      if (chosen.sendPerRecord || !chosen.omitIfEmpty) expect(accounted).toBe(contents.length);
    }),
  );
});
