import { parseJson, parseTemplate } from '../../lib/go-template';

const friendly = (template: string, data: unknown) => parseTemplate(template).execute(data);
const strict = (template: string, data: unknown) =>
  parseTemplate(template, { numbers: 'strict-go' }).execute(data);

describe('friendly numbers, the default', () => {
  test.each([
    ['a whole number prints as one', '{{.n}}', { n: 1234567 }, '1234567'],
    ['also a timestamp in milliseconds', '{{.n}}', { n: 1700000000123 }, '1700000000123'],
    ['inside a list or an object too', '{{.}}', { l: [1234567] }, 'map[l:[1234567]]'],
    [
      'and through print, quote, join and printf %v',
      '{{print .n}} {{quote .n}} {{join "," (list .n)}} {{printf "%v" .n}}',
      { n: 1e6 },
      '1000000 "1000000" 1000000 1000000',
    ],
    ['a number with a fraction prints as in Go', '{{.n}} {{.m}}', { n: 31.4, m: 0.00001 }, '31.4 1e-05'],
    [
      'gt compares with a whole constant',
      '{{gt .t 30}} {{lt .t 30}} {{eq .i 3}} {{ge .i 3.5}}',
      { t: 31.4, i: 3 },
      'true false true false',
    ],
    ['index takes a JSON number', '{{index .l .i}}', { l: ['a', 'b'], i: 1 }, 'b'],
    ['printf %d takes a whole number', '{{printf "%d %05d %x" .n .n .n}}', { n: 255 }, '255 00255 ff'],
    ['printf %.1f takes one as well', '{{printf "%.1f" .n}}', { n: 3 }, '3.0'],
    ['printf %d of a fraction is what Go says', '{{printf "%d" .n}}', { n: 3.5 }, '%!d(float64=3.5)'],
    ['until takes a JSON number', '{{until .n}}', { n: 3 }, '[0 1 2]'],
    ['repeat and substr, too', '{{repeat .n "ab"}} {{substr 0 .n "hello"}}', { n: 2 }, 'abab he'],
    ['an int64 serves as an int', '{{until (add 1 2)}}', {}, '[0 1 2]'],
    ['range counts up to one', '{{range .n}}{{.}}{{end}}', { n: 3 }, '012'],
    ['has finds by value', '{{has 2 .l}} {{has 2.0 .l}}', { l: [1, 2] }, 'true true'],
    [
      'the kind stays what Go says, and int is true as well',
      '{{kindOf .n}} {{kindIs "float64" .n}} {{kindIs "int" .n}}',
      { n: 2 },
      'float64 true true',
    ],
    ['date takes seconds', '{{dateInZone "2006-01-02" .ts "UTC"}}', { ts: 1700000000 }, '2023-11-14'],
    [
      'printf %f takes an int64, as all arithmetic gives',
      '{{printf "%.1f" (div 7 2)}} {{printf "%6.2f" (int64 3)}} {{printf "%e" (add 1 2)}}',
      {},
      '3.0   3.00 3.000000e+00',
    ],
    [
      'date takes a fraction of a second, and leaves it out',
      '{{dateInZone "2006-01-02 15:04:05" .ts "UTC"}} {{date "2006" .ms}} {{date "2006" (div .ms 1000)}}',
      { ts: 1700000000.5, ms: 1700000000123 },
      '2023-11-14 22:13:20 55840 2023',
    ],
    [
      'versions compare by their methods',
      '{{$v := semver "1.2.3"}}{{$v.Compare (semver "1.2.4")}} {{$v.LessThan (semver "1.10.0")}} {{$v.GreaterThan (semver "1.2.3-a")}} {{$v.Equal (semver "1.2.3+b")}}',
      {},
      '-1 true true true',
    ],
    ['durationRound takes nanoseconds', '{{durationRound .n}}', { n: 7_200_000_000_001 }, '2h'],
    ['zero below is what JSON says', '{{.n}}', { n: -0 }, '-0'],
  ])('%s', (_, template, data, output) => {
    expect(friendly(template, data)).toBe(output);
  });

  test('nothing is lost beyond 2^53', () => {
    const data = parseJson(
      '{"id": 9007199254740993, "u": 18446744073709551615, "s": "9007199254740993", "f": 1.5}',
    );
    expect(friendly('{{printf "%.0f" .id}} {{printf "%.1f" 3}}', data)).toBe('9007199254740993 3.0');
    expect(friendly('{{.id}} {{json .}} {{add .id 1}} {{printf "%d" .id}}', data)).toBe(
      '9007199254740993 {"f":1.5,"id":9007199254740993,"s":"9007199254740993","u":18446744073709551615} 9007199254740994 9007199254740993',
    );
  });

  test('equality is exact beyond 2^53', () => {
    const data = parseJson('{"l":[9007199254740993,9007199254740992],"o":[9007199254740993,1]}');
    expect(
      friendly(
        '{{uniq .l}} {{without .l 9007199254740992}} {{has 9007199254740992 .o}} {{deepEqual (index .l 0) (index .l 1)}}',
        data,
      ),
    ).toBe('[9007199254740993 9007199254740992] [9007199254740993] false false');
    expect(friendly('{{eq .x .x}} {{ne .x 1}}', { x: Number.NaN })).toBe('false true');
  });

  test('parseJson never takes a text for a number', () => {
    const text = '{"a":"\\ue000int:0","b":9007199254740993,"c":"9007199254740993","d":["\ue000int:0"]}';
    expect(parseJson(text)).toEqual({
      a: '\ue000int:0',
      b: 9007199254740993n,
      c: '9007199254740993',
      d: ['\ue000int:0'],
    });
    expect(parseJson('{"__proto__":9007199254740993,"a":1}')).toEqual(
      Object.fromEntries([
        ['__proto__', 9007199254740993n],
        ['a', 1],
      ]),
    );
  });

  test.each(['{"a":0012345678901234567}', '{"a":1234567890123456789,}', '[12345678901234567890', '-'])(
    'parseJson refuses what is no JSON: %s',
    (text) => {
      expect(() => parseJson(text)).toThrow(SyntaxError);
    },
  );

  test('parseJson keeps 40 digits; longer integers are float64, or out of range', () => {
    expect(parseJson('9'.repeat(40))).toBe(BigInt('9'.repeat(40)));
    expect(parseJson('9'.repeat(41))).toBe(1e41);
    expect(() => parseJson('9'.repeat(400))).toThrow('number out of range');
    expect(parseJson('[-9007199254740993e2, 1.9007199254740993, -9007199254740993]')).toEqual([
      -9007199254740993e2,
      1.9007199254740994,
      -9007199254740993n,
    ]);
  });

  test('parseJson is JSON.parse for everything else', () => {
    const text = '{"a":[1,2.5,"12345678901234567890 \\" 1",1e20],"b":0.12345678901234567}';
    expect(parseJson(text)).toEqual(JSON.parse(text));
    expect(() => parseJson('{"a":12345678901234567890')).toThrow(SyntaxError);
    expect(() => parseJson('1e999')).toThrow(SyntaxError);
    expect(parseJson('[12345678901234567890]', false)).toEqual([12345678901234567000]);
  });
});

describe('strict-go numbers', () => {
  test.each([
    ['{{.n}}', { n: 1234567 }, '1.234567e+06'],
    ['{{printf "%d" .n}}', { n: 3 }, '%!d(float64=3)'],
  ])('%s', (template, data, output) => {
    expect(strict(template, data)).toBe(output);
  });
  test('an integer beyond 2^53 is a float64, wherever it comes from', () => {
    const data = { n: 9007199254740993n, l: [9007199254740993n] };
    const functions = { big: () => 9007199254740993n };
    const template =
      '{{.n}} {{printf "%d" .n}} {{kindOf .n}} {{index .l 0}} {{big}} {{fromJson "9007199254740993"}}';
    expect(parseTemplate(template, { numbers: 'strict-go', functions }).execute(data)).toBe(
      '9.007199254740992e+15 %!d(float64=9.007199254740992e+15) float64 9.007199254740992e+15 9.007199254740992e+15 9.007199254740992e+15',
    );
  });
  test.each([
    ['{{gt .n 3}}', 'incompatible types for comparison'],
    ['{{index .l .n}}', 'cannot index slice/array with type float64'],
    ['{{until .n}}', 'wrong type for value; expected int; got float64'],
  ])('%s fails as in Go', (template, message) => {
    expect(() => strict(template, { n: 1, l: [1, 2] })).toThrow(message);
  });
});

describe('64-bit integers and byte strings', () => {
  test.each([
    ['{{add 9223372036854775807 1}}', '-9223372036854775808'],
    ['{{mul 9223372036854775807 3}}', '9223372036854775805'],
    ['{{len "é"}} {{index "é" 0}} {{printf "%x" "é"}}', '2 195 c3a9'],
    ['{{len (trunc 1 "é")}} {{printf "%q" (trunc 1 "é")}}', '1 "\\xc3"'],
    ['{{cat (trunc 1 "é") "x"}}', '\ufffd x'],
    ['{{print (trunc 1 "é") (substr 1 2 "é")}}', 'é'],
    ['{{$s := print (trunc 1 "é") (substr 1 2 "é")}}{{eq $s "é"}} {{upper $s}}', 'true É'],
  ])('%s', (template, output) => {
    expect(strict(template, {})).toBe(output);
  });
  test('executeBytes gives the bytes that Go writes', () => {
    expect([...parseTemplate('{{trunc 1 "é"}}').executeBytes({})]).toEqual([0xc3]);
  });
  test('half a surrogate pair in the data is U+FFFD, as in Go', () => {
    expect(friendly('{{.s}} {{len .s}}', { s: '\udc80' })).toBe('\ufffd 3');
  });
});
