import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { EventSource, Format } from '../../../lib/sink/runtime/settings';
import { decode, fill, load, shown } from './support';

/** An event, and all that must come out of it. `good-events/<source>.yaml` is a list of these. */
interface GoodEvent {
  readonly case: string;
  readonly source: EventSource;
  readonly format?: Format;
  readonly event: unknown;
  readonly records: readonly unknown[];
  readonly dead?: readonly unknown[];
  readonly dropped?: number;
}

const FILES = readdirSync(join(__dirname, 'good-events'));

describe.each(FILES)('%s', (file) => {
  const cases = load<GoodEvent[]>(`good-events/${file}`);
  test.each(cases.map((one): [string, GoodEvent] => [one.case, one]))('%s', (_, one) => {
    const { records, dead, dropped } = decode(one.source, fill(one.event), one.format);
    const buried = dead.map(({ record, reason }) => ({ id: record.id, reason, text: shown(record).text }));
    expect({ records: records.map(shown), dead: buried, dropped }).toEqual({
      records: one.records,
      dead: one.dead ?? [],
      dropped: one.dropped ?? 0,
    });
  });
});

test('the files are named after the sources', () => {
  expect(FILES.map((file) => basename(file, '.yaml')).sort()).toEqual([
    'function-url',
    'invoke',
    'kinesis',
    'sqs',
  ]);
});
