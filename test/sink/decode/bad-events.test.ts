import type { EventSource, Format } from '../../../lib/sink/runtime/settings';
import { changed, decode, fill, inputErrorOf, load } from './support';

/** A change of the base event, or a whole event. */
interface Bad {
  readonly source: EventSource;
  readonly format?: Format;
  readonly event?: unknown;
  readonly at?: string;
  readonly value?: unknown;
  /** A further place that is removed. */
  readonly remove?: string;
  /** A body of a function URL, in base64. */
  readonly gzip?: unknown;
}

interface BadEvent extends Bad {
  readonly error: string;
}

interface BadRecord extends Bad {
  readonly id: string;
  readonly reason: string;
  readonly text?: string;
}

const BASE = load<Record<EventSource, unknown>>('base-events.yaml');
const EVENTS = load<BadEvent[]>('bad-events.yaml');
const RECORDS = load<BadRecord[]>('bad-records.yaml');

function eventOf(bad: Bad): unknown {
  let event = BASE[bad.source];
  if (bad.gzip !== undefined) {
    event = changed(event, 'headers.content-encoding', 'gzip');
    event = changed(changed(event, 'isBase64Encoded', true), 'body', fill(bad.gzip));
  } else if (bad.at === undefined) event = fill(bad.event);
  else event = changed(event, bad.at, fill(bad.value));
  return bad.remove === undefined ? event : changed(event, bad.remove, undefined);
}

describe('events that are absurd as a whole', () => {
  test.each(EVENTS.map((bad): [string, string, BadEvent] => [bad.source, bad.error, bad]))(
    '%s: %s',
    (_, error, bad) => {
      expect(inputErrorOf(() => decode(bad.source, eventOf(bad), bad.format))).toBe(error);
      expect(error).not.toMatch(/secret|undefined|\[object/);
      expect(error).not.toContain('\n');
    },
  );

  test('there is one entry for each cause', () => {
    const causes = EVENTS.map(({ error, ...bad }) => JSON.stringify(bad));
    expect(new Set(causes).size).toBe(causes.length);
    expect(new Set(EVENTS.map(({ error }) => error)).size).toBeGreaterThan(60);
  });
});

describe('single records that are broken', () => {
  test.each(RECORDS.map((bad): [string, string, BadRecord] => [bad.source, bad.reason, bad]))(
    '%s: %s',
    (_, reason, bad) => {
      const { records, dead, dropped } = decode(bad.source, eventOf(bad), bad.format);
      expect(dead.map(({ record, reason }) => ({ id: record.id, reason }))).toEqual([{ id: bad.id, reason }]);
      if (bad.text !== undefined) expect(Buffer.from(dead[0]?.record.bytes ?? []).toString()).toBe(bad.text);
      expect(records.map(({ bytes }) => Buffer.from(bytes).toString())).toEqual(
        bad.at === undefined ? [] : ['{"a":0}', '{"a":2}'],
      );
      expect(dropped).toBe(0);
    },
  );
});

test('the base events are good', () => {
  for (const source of ['sqs', 'sqs-fifo', 'kinesis', 'function-url', 'invoke'] as const) {
    const { records, dead, dropped } = decode(source, BASE[source]);
    expect(records.map(({ bytes }) => Buffer.from(bytes).toString())).toEqual([
      '{"a":0}',
      '{"a":1}',
      '{"a":2}',
    ]);
    expect({ dead, dropped }).toEqual({ dead: [], dropped: 0 });
  }
});
