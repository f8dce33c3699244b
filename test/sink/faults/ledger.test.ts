import { gzipSync } from 'node:zlib';
import { audit, type Books } from './ledger';
import { draws } from './random';
import { makeRecord, type Poison, type Sent } from './records';

/** The books of a small run, each doctored in one way. */

const record = (number: number, poison?: Poison): Sent => {
  for (let attempt = 0; ; attempt++) {
    const sent = makeRecord(draws('ledger', number, attempt), {
      number,
      sourceId: `message-${number}`,
      partition: 'p',
      place: number,
      poisons: ['not-json'],
      maxBytes: 1000,
    });
    if (sent.poison === poison) return sent;
  }
};

const good = [record(1), record(2), record(3)];
const bad = record(4, 'not-json');
const lines = (...some: readonly Sent[]) => some.map(({ text }) => `${text}\n`).join('');
const object = (...some: readonly Sent[]) => gzipSync(lines(...some));
const [one, two, three] = good as [Sent, Sent, Sent];
const letter = { recordId: bad.sourceId, reason: 'is not JSON', bytes: bad.bytes };

const books = (change: Partial<Books> = {}): Books => ({
  sent: [...good, bad],
  objects: new Map([
    ['data/x/1.gz', object(one, two)],
    ['data/x/2.gz', object(three)],
  ]),
  deadLetters: [letter],
  redriven: [],
  prefix: 'data',
  suffix: '.gz',
  compression: 'gzip',
  keyOf: () => /^x\//,
  inOrder: true,
  ...change,
});
const stored = (entries: readonly (readonly [string, Uint8Array])[]) =>
  audit(books({ objects: new Map(entries) }));

describe('the ledger', () => {
  it('finds nothing where nothing is wrong', () => {
    expect(audit(books())).toEqual({
      recordsIn: 4,
      objects: 2,
      lost: [],
      doubled: [],
      copies: 0,
      redriven: 0,
      poison: 1,
      unaccounted: [],
      deadLetterDoubles: 0,
      outOfOrder: 0,
      violations: [],
    });
  });

  it('finds a record that is in no object', () => {
    expect(stored([['data/x/1.gz', object(one, two)]]).lost).toEqual([three.id]);
    expect(audit(books({ objects: new Map(), redriven: [two] })).lost).toEqual([one.id, three.id]);
  });

  it('finds a record in two objects, and twice in one', () => {
    const both = stored([
      ['data/x/1.gz', object(one, two)],
      ['data/x/2.gz', object(three, one)],
    ]);
    expect(both).toMatchObject({ doubled: [one.id], copies: 1 });
    expect(stored([['data/x/1.gz', object(one, two, three, three, three)]])).toMatchObject({
      doubled: [three.id],
      copies: 2,
    });
  });

  it('finds records out of order', () => {
    expect(stored([['data/x/1.gz', object(two, one, three)]]).outOfOrder).toBe(1);
  });

  it('finds poison that is not in the dead-letter queue as it came and with a reason', () => {
    expect(audit(books({ deadLetters: [] })).unaccounted).toEqual([bad.id]);
    for (const wrong of [{ reason: '' }, { bytes: Buffer.from('x') }, { recordId: 'another' }]) {
      const { unaccounted, violations } = audit(books({ deadLetters: [{ ...letter, ...wrong }] }));
      expect(unaccounted).toEqual([bad.id]);
      expect(violations).toHaveLength(1);
    }
    expect(audit(books({ deadLetters: [letter, letter] })).deadLetterDoubles).toBe(1);
  });

  it('finds a good record in the dead-letter queue, and poison in an object', () => {
    const dead = { ...letter, recordId: one.sourceId };
    expect(audit(books({ deadLetters: [letter, dead] })).violations.join()).toContain(
      `good record ${one.id}`,
    );
    expect(stored([['data/x/1.gz', object(one, two, three, bad)]]).violations.join()).toContain(
      `poison record ${bad.id} stands in an object`,
    );
  });

  it.each([
    ['cut short', object(one).subarray(0, -9), 'is cut short or broken'],
    ['empty', Buffer.alloc(0), 'is cut short or broken'],
    ['compressed nothing', gzipSync(''), 'is empty'],
    ['without its last sign', gzipSync(lines(one).slice(0, -1)), 'no end of line'],
    ['of a stranger', gzipSync('{"id":"r99999999"}\n'), 'something that was not sent'],
    ['changed', gzipSync(lines(one).replace('"kind"', '"king"')), `record ${one.id} was changed`],
  ])('finds an object that is %s', (_, body, problem) => {
    const { violations } = stored([['data/x/9.gz', body]]);
    expect(violations.join()).toContain(problem);
  });

  it.each(['else/x/1.gz', 'data/x/1.zip', 'data/y/1.gz'])('finds the wrong key %s', (key) => {
    expect(stored([[key, object(one, two, three)]]).violations).not.toEqual([]);
  });
});
