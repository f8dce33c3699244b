import { sinkComplaints } from '../../lib/config/sink-consistency';

const OBJECTS = { prefixes: ['exports'], pattern: '*' };

test('what the constructs render later in an event pattern is not looked into', () => {
  class Matcher {
    readonly scalar = 'prefix';
    readonly nothing = {};
  }
  const pattern = { source: new Matcher(), detail: { state: new Matcher() } };
  expect(sinkComplaints({ source: { type: 'eventbridge', pattern } }, OBJECTS)).toEqual([]);
});

test('nor is an event pattern that is a matcher itself', () => {
  class Matcher {
    readonly rendered = {};
  }
  const pattern = new Matcher() as object as Record<string, unknown>;
  expect(sinkComplaints({ source: { type: 'eventbridge', pattern } }, OBJECTS)).toEqual([]);
});

test('an event pattern without a prototype is looked into as any other', () => {
  const pattern = Object.assign(Object.create(null), { source: 'acme.orders' });
  expect(sinkComplaints({ source: { type: 'eventbridge', pattern } }, OBJECTS)).toMatchObject([
    { path: ['source', 'pattern', 'source'] },
  ]);
});

test('paths are relative to the sink, but for those that begin with objects', () => {
  const sink = { source: { type: 'sqs' as const }, format: 'raw' as const, dataField: 'a' };
  const objects = { prefixes: ['a', 'b'], pattern: '*.gz' };
  expect(sinkComplaints(sink, objects).map(({ path }) => path)).toEqual([
    ['dataField'],
    ['objects', 'prefixes'],
    ['objects', 'pattern'],
  ]);
});
