import fc from 'fast-check';
import { renderProblem } from '../../lib/config/problem';
import { parseDestination } from '../../lib/load/read';
import { objectArns } from '../../lib/policy/scope';
import { keySuffix } from '../../lib/sink/suffix';

const DEFAULTS = { format: 'json', sendPerRecord: true, compression: 'none' } as const;

describe('the natural ending', () => {
  test.each([
    [{ format: 'json' }, '.jsonl'],
    [{ format: 'json', sendPerRecord: false }, '.json'],
    [{ format: 'delimited' }, '.csv'],
    [{ format: 'delimited', delimiter: ';' }, '.csv'],
    [{ format: 'delimited', delimiter: '\t' }, '.tsv'],
    [{ format: 'delimited', sendPerRecord: false }, '.csv'],
    [{ format: 'raw' }, ''],
    [{ format: 'raw', compression: 'gzip' }, '.gz'],
    [{ compression: 'gzip' }, '.jsonl.gz'],
    [{ compression: 'zlib' }, '.jsonl.zlib'],
    [{ compression: 'flate' }, '.jsonl.deflate'],
    [{ compression: 'zstd' }, '.jsonl.zst'],
  ] as const)('of %j is "%s"', (settings, suffix) => {
    expect(keySuffix({ ...DEFAULTS, ...settings }, '*')).toEqual({ suffix });
  });
});

describe("the pattern's own ending", () => {
  test.each([
    [{}, '*.jsonl', '.jsonl'],
    [{}, '*-orders.jsonl', '-orders.jsonl'],
    [{ compression: 'gzip' }, '*.v1.jsonl.gz', '.v1.jsonl.gz'],
    [{ format: 'raw' }, '*.log', '.log'],
    [{ format: 'raw', compression: 'zstd' }, '*.log.zst', '.log.zst'],
  ] as const)('of %j stays: %s', (settings, pattern, suffix) => {
    expect(keySuffix({ ...DEFAULTS, ...settings }, pattern)).toEqual({ suffix });
  });

  test.each([
    [{}, '*.json', 'write "*.jsonl"'],
    [{}, '*jsonl', 'write "*.jsonl"'],
    [{}, '*.jsonl.gz', 'write "*.jsonl"'],
    [{ compression: 'gzip' }, '*.v1.jsonl', 'write "*.v1.jsonl.gz"'],
    [{ compression: 'gzip' }, '*.csv', 'write "*.jsonl.gz"'],
    [{ format: 'raw', compression: 'gzip' }, '*.log', 'write "*.log.gz"'],
    [{ format: 'raw' }, '*.log.gz', 'take .gz out'],
    [{ format: 'raw' }, '*.zlib', 'take .zlib out'],
  ] as const)('of %j is refused: %s', (settings, pattern, remedy) => {
    expect(keySuffix({ ...DEFAULTS, ...settings }, pattern)).toEqual({
      problem: expect.stringContaining(remedy),
    });
  });
});

test('the pattern that a problem names is right', () => {
  const format = fc.constantFrom('json' as const, 'delimited' as const, 'raw' as const);
  const compression = fc.constantFrom(...(['none', 'gzip', 'zlib', 'flate', 'zstd'] as const));
  const literal = fc.constantFrom('.jsonl', '.json', '.csv', '.tsv', '.log', '.gz', '.zst', '-a.jsonl.gz');
  const delimiter = fc.constantFrom(',', '\t');
  fc.assert(
    fc.property(
      fc.record({ format, compression, delimiter, sendPerRecord: fc.boolean() }),
      literal,
      (ending, text) => {
        const given = keySuffix(ending, `*${text}`);
        const meant = 'problem' in given ? /write "(.*?)"/.exec(given.problem)?.[1] : undefined;
        if (meant !== undefined) expect(keySuffix(ending, meant)).toEqual({ suffix: meant.slice(1) });
      },
    ),
    { numRuns: 500 },
  );
});

test('whatever is typed, a sink is refused, or all its keys are in scope', () => {
  const piece = fc.constantFrom(
    ...['.json', '.jsonl', '.csv', '.tsv', '.gz', '.zst', '.zlib', '.deflate', '-a', '.log', '*', 'gz'],
  );
  const place = fc.constantFrom({}, { prefix: 'exports' }, { prefixes: ['a/b'] }, { prefixes: ['a', 'b'] });
  const objects = fc
    .tuple(place, fc.array(piece, { maxLength: 3 }))
    .map(([where, pieces]) => ({ ...where, pattern: `*${pieces.join('')}` }));
  const format = fc.constantFrom(
    { format: 'json' },
    { format: 'json', sendPerRecord: false },
    { format: 'delimited' },
    { format: 'delimited', delimiter: '\t' },
    { format: 'delimited', delimiter: '"' },
    { format: 'raw' },
    { format: 'raw', sendPerRecord: false, template: '{{ . }}' },
  );
  const sink = fc
    .tuple(
      fc.constantFrom({ type: 'sqs' }, { type: 'kinesis' }, { type: 'invoke' }),
      format,
      fc.constantFrom('none', 'gzip', 'zlib', 'flate', 'zstd'),
    )
    .map(([source, more, compression]) => ({ source, ...more, compression }));
  let accepted = 0;
  fc.assert(
    fc.property(objects, sink, (givenObjects, givenSink) => {
      const file = {
        version: 1,
        name: 'a',
        access: { type: 'none' },
        objects: givenObjects,
        sink: givenSink,
      };
      const { destination, problems } = parseDestination('destination.yaml', JSON.stringify(file));
      if (!destination?.sink) {
        expect(problems.map(renderProblem)).not.toEqual([]);
        return;
      }
      accepted += 1;
      const { prefixes, pattern } = destination.objects;
      const { suffix } = destination.sink;
      expect(suffix.endsWith(pattern.slice(1))).toBe(true);
      const key = `${prefixes.map((prefix) => `${prefix}/`).join('')}2026/11/21/batch${suffix}`;
      const [scope = '', ...others] = objectArns('', destination.objects);
      expect(others).toEqual([]);
      const [start = '', end = ''] = scope.slice(1).split('*');
      expect(key.startsWith(start) && key.endsWith(end)).toBe(true);
    }),
    { numRuns: 1000, seed: 4 },
  );
  expect(accepted).toBeGreaterThan(100);
});
