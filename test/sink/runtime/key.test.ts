import fc from 'fast-check';
import { confine, KeyTemplate, keyProblems, longestKey } from '../../../lib/sink/runtime/key';

/** What people, machines and attackers put into a field. */
const HOSTILE = [
  '',
  '.',
  '..',
  '../',
  '../../etc/passwd',
  '/absolute',
  'a/b',
  'a\\b',
  '%2F',
  '%2e%2e%2f',
  '\0',
  'a\0b',
  '\n',
  '*',
  '?',
  '$' + '{aws:username}',
  '{batch}',
  'x'.repeat(2048),
  'ü'.repeat(2048),
  '😀'.repeat(100),
  '\u202egnp.exe',
  '\u200f',
  'مضخة-١',
  '泵一',
  '\ud800',
  'e\u0301',
  '\ufeff',
  'a b',
  'a+b&c=d#e',
];
const anyValue = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc.jsonValue(),
);

describe('what a field contributes', () => {
  test.each([
    ['pump-1', 'pump-1'],
    ['Halle 3/Pumpe', 'Halle_3_Pumpe'],
    ['..', '__'],
    ['.hidden', '_hidden'],
    ['a.b', 'a.b'],
    ['%2F', '_2F'],
    ['{batch}', '_batch_'],
    ['泵一', '泵一'],
    ['مضخة-١', 'مضخة-١'],
    ['\u202eevil', '_evil'],
    ['😀', '_'],
    ['', '_'],
    [undefined, '_'],
    [null, '_'],
    [{ a: 1 }, '_'],
    [['a'], '_'],
    [42, '42'],
    [1.5, '1.5'],
    [true, 'true'],
    ['x'.repeat(100), 'x'.repeat(64)],
    ['泵'.repeat(100), '泵'.repeat(21)],
  ])('%j becomes %j', (value, expected) => {
    expect(confine(value)).toBe(expected);
  });

  test('is confined, whatever the value', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        const part = confine(value);
        expect(part).toMatch(/^[\p{L}\p{M}\p{N}_-][\p{L}\p{M}\p{N}._-]*$/u);
        expect(Buffer.byteLength(part)).toBeLessThanOrEqual(64);
        expect(String(Buffer.from(part))).toBe(part);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a key template', () => {
  const values = {
    time: Date.UTC(2031, 0, 2, 3, 4, 5),
    source: 'sqs' as const,
    partition: 'shardId-000000000001',
    field: (name: string) => ({ site: 'Köln', device: '../7' })[name],
  };

  test.each([
    ['{yyyy}/{MM}/{dd}/{batch}', 'in/2031/01/02/b-1.jsonl'],
    ['dt={yyyy}-{MM}-{dd}/hour={HH}/{batch}', 'in/dt=2031-01-02/hour=03/b-1.jsonl'],
    ['{source}/{partition}/{batch}', 'in/sqs/shardId-000000000001/b-1.jsonl'],
    ['{field:site}/{field:device}/{field:none}/{batch}', 'in/Köln/__7/_/b-1.jsonl'.replace('__7', '___7')],
    ['{batch}-{batch}', 'in/b-1-b-1.jsonl'],
  ])('%s gives %s', (template, key) => {
    expect(keyProblems(template)).toEqual([]);
    expect(KeyTemplate.key('in', new KeyTemplate(template).group(values), 'b-1', '.jsonl')).toBe(key);
  });

  test('without a prefix the key begins with the template', () => {
    expect(KeyTemplate.key('', new KeyTemplate('{batch}').group(values), 'b', '')).toBe('b');
  });

  test.each([
    ['{yyyy}', 'has no {batch}'],
    ['{batch}/{minute}', '{minute}, which is no token'],
    ['{field:}/{batch}', '{field:} without a name'],
    ['/{batch}', 'slash'],
    ['{batch}/', 'slash'],
    ['a//{batch}', 'slash'],
    ['../{batch}', 'a folder named . or ..'],
    ['a/./{batch}', 'a folder named . or ..'],
    ['a b/{batch}', 'holds a space'],
    ['a*/{batch}', 'holds "*"'],
    ['$' + '{a}/{batch}', 'holds "$"'],
    ['ü/{batch}', 'holds "ü"'],
    ['{batch', 'holds "{"'],
    ['%2e/{batch}', 'holds "%"'],
  ])('%s is refused', (template, problem) => {
    expect(keyProblems(template).join('\n')).toContain(problem);
  });

  test('is never longer than it says, and stays between prefix and suffix', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '{yyyy}',
        '{MM}',
        '{dd}',
        '{HH}',
        '{source}',
        '{partition}',
        '{field:a}',
        '{field:b.c}',
      ),
      fc.stringMatching(/^[A-Za-z0-9!_'()=-]{1,8}$/),
    );
    const template = fc.array(piece, { maxLength: 6 }).map((pieces) => [...pieces, '{batch}'].join('/'));
    const batch = fc.stringMatching(/^[A-Za-z0-9-]{1,200}$/);
    fc.assert(
      fc.property(
        template,
        batch,
        fc.string({ unit: 'binary' }),
        anyValue,
        fc.integer({ min: 0, max: 253_402_300_799_999 }),
        (text, name, one, other, time) => {
          expect(keyProblems(text)).toEqual([]);
          const group = new KeyTemplate(text).group({
            time,
            source: 'function-url',
            partition: one,
            field: () => other,
          });
          const key = KeyTemplate.key('exports/orders', group, name, '.jsonl.gz');
          const between = key.slice('exports/orders/'.length, -'.jsonl.gz'.length);
          expect(key).toBe(`exports/orders/${between}.jsonl.gz`);
          expect(Buffer.byteLength(between)).toBeLessThanOrEqual(longestKey(text));
          // One folder for each in the template: a value makes none, and a client that tidies paths changes nothing.
          expect(between.split('/')).toHaveLength(text.split('/').length);
          const url = new URL(`https://bucket/${key.split('/').map(encodeURIComponent).join('/')}`);
          expect(url.pathname.split('/').map(decodeURIComponent).join('/')).toBe(`/${key}`);
        },
      ),
      { numRuns: 1000 },
    );
  });
});
