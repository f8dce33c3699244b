import { Progress } from '../../../lib/local/run/progress';
import { memoryTerminal } from '../../cli/support';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

/** Told at each of these times, in milliseconds. */
function toldAt(times: readonly number[], isTTY: boolean) {
  const terminal = memoryTerminal();
  const drawn: string[] = [];
  const began = Date.now();
  const progress = new Progress(terminal, { isTTY, write: (text) => drawn.push(text) });
  for (const time of times) {
    jest.setSystemTime(began + time);
    progress.tell(`${time}`);
  }
  progress.end();
  return { drawn: drawn.map((text) => text.replace('\r\u001b[2K', '')), lines: terminal.stderr };
}

test('on a terminal a line is drawn anew after a second, and cleared', () => {
  expect(toldAt([0, 999, 1000, 1249, 1250], true)).toEqual({ drawn: ['1000', '1250', ''], lines: [] });
});

test('elsewhere a line is told after a second, and every ten', () => {
  expect(toldAt([0, 1000, 10_999, 11_000], false)).toEqual({ drawn: [], lines: ['1000', '11000'] });
});

test('what takes less than a second is silent', () => {
  expect(toldAt([0, 999], true)).toEqual({ drawn: [], lines: [] });
});
