import { SinkProgress } from '../../lib/cli/sink-progress';
import { logLine } from '../../lib/cli/sink-report';
import { Metrics } from '../../lib/sink/runtime/metrics';

function screen(isTTY: boolean, columns?: number) {
  const written: string[] = [];
  return { isTTY, columns, written, write: (text: string) => written.push(text) };
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

test('a line is drawn anew at most five times a second, and gives way to what is said', () => {
  const terminal = screen(true);
  const progress = new SinkProgress(terminal);
  const metrics = new Metrics();
  metrics.add('RecordsOut', 3000);
  metrics.add('Objects', 2);
  metrics.add('ObjectsThere', 1);
  metrics.add('BytesOut', 1_250_000);
  progress.start(metrics);
  jest.advanceTimersByTime(1000);
  expect(terminal.written.length).toBeLessThanOrEqual(5);
  expect(terminal.written.at(-1)).toBe('\r\u001b[2K3,000 records, 3 objects, 1.3 MB, 3,000 records a second');
  progress.aside(() => terminal.written.push('said'));
  expect(terminal.written.slice(-2)).toEqual(['\r\u001b[2K', 'said']);
  progress.stop();
  const { length } = terminal.written;
  jest.advanceTimersByTime(1000);
  progress.stop();
  expect(terminal.written.length).toBe(length);
});

test('a narrow terminal gets a line that fits', () => {
  const terminal = screen(true, 20);
  const progress = new SinkProgress(terminal);
  progress.start(new Metrics());
  jest.advanceTimersByTime(900);
  // What is done within a second is told at its end.
  expect(terminal.written).toEqual([]);
  jest.advanceTimersByTime(100);
  expect(terminal.written).toEqual(['\r\u001b[2K0 records, 0 object']);
  progress.stop();
});

test('nobody looks: nothing is drawn', () => {
  const pipe = screen(false);
  const progress = new SinkProgress(pipe);
  progress.start(new Metrics());
  jest.advanceTimersByTime(1000);
  progress.aside(() => {});
  progress.stop();
  expect(pipe.written).toEqual([]);
});

test.each([
  [
    { message: 'The upload is tried again.', batch: 'b', reason: 'TimeoutError: late' },
    'The upload is tried again: TimeoutError: late.',
  ],
  [
    { message: 'An object was not written.', records: 1, reason: '403' },
    'An object with 1 record was not written: 403.',
  ],
  [{ message: 'A record can never be written.', record: 'id', reason: 'no' }, undefined],
])('the log %j is the sentence %j', (entry, sentence) => {
  expect(logLine({ level: 'warn', ...entry })).toBe(sentence);
});
