import type { Metrics } from '../sink/runtime/metrics';
import { size } from '../terminal/size';
import { counted } from './sink-report';

export interface Screen {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Milliseconds until the first drawing, and between two. */
const FIRST = 1000;
const PACE = 250;
const CLEAR = '\r\u001b[2K';

/** One line on a terminal that is drawn anew; nothing where nobody looks. */
export class SinkProgress {
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly screen: Screen) {}

  start(metrics: Metrics): void {
    if (this.screen.isTTY !== true) return;
    const began = Date.now();
    this.timer = setInterval(() => {
      if (Date.now() - began < FIRST) return;
      const records = metrics.of('RecordsOut');
      const rate = Math.round((records * 1000) / Math.max(1, Date.now() - began));
      const line = [
        counted(records, 'record'),
        counted(metrics.of('Objects') + metrics.of('ObjectsThere'), 'object'),
        size(metrics.of('BytesOut')),
        `${counted(rate, 'record')} a second`,
      ].join(', ');
      this.screen.write(CLEAR + line.slice(0, (this.screen.columns ?? 80) - 1));
    }, PACE).unref();
  }

  /** Says something that stays, where the line was. */
  aside(say: () => void): void {
    if (this.timer !== undefined) this.screen.write(CLEAR);
    say();
  }

  stop(): void {
    if (this.timer === undefined) return;
    clearInterval(this.timer);
    this.timer = undefined;
    this.screen.write(CLEAR);
  }
}
