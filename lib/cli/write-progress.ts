import { size } from '../terminal/size';
import type { Screen } from './sink-progress';
import { counted } from './sink-report';
import { duration } from './write-report';

export interface Amount {
  readonly files: number;
  readonly bytes: number;
}

/** Milliseconds until the first drawing, between two, and over which the rate is taken. */
const FIRST = 1000;
const PACE = 250;
const WINDOW = 10_000;
const CLEAR = '\r\u001b[2K';

/** One line on a terminal that is drawn anew: how much, how fast, how long still. Nothing where nobody looks. */
export class WriteProgress {
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly screen: Screen) {}

  start(total: Amount, done: () => Amount, now: () => number = Date.now): void {
    if (this.screen.isTTY !== true) return;
    const began = now();
    const past: { readonly at: number; readonly bytes: number; readonly files: number }[] = [
      { at: began, bytes: 0, files: 0 },
    ];
    this.timer = setInterval(() => {
      const at = now();
      const amount = { at, ...done() };
      past.push(amount);
      while ((past[0]?.at ?? at) < at - WINDOW) past.shift();
      if (at - began < FIRST) return;
      const line = progressLine(total, amount, past[0] ?? amount);
      this.screen.write(CLEAR + line.slice(0, (this.screen.columns ?? 80) - 1));
    }, PACE).unref();
  }

  stop(): void {
    if (this.timer === undefined) return;
    clearInterval(this.timer);
    this.timer = undefined;
    this.screen.write(CLEAR);
  }
}

interface Moment extends Amount {
  /** Milliseconds. */
  readonly at: number;
}

/** `120 of 300 files, 1.2 MB of 3.0 MB, 400.0 KB/s, 5 s left` */
export function progressLine(total: Amount, now: Moment, earlier: Moment): string {
  const seconds = Math.max(0.001, (now.at - earlier.at) / 1000);
  const bytesPerSecond = (now.bytes - earlier.bytes) / seconds;
  const filesPerSecond = (now.files - earlier.files) / seconds;
  // Small files take time by their number, large ones by their bytes.
  const left = Math.max(
    remaining(total.bytes - now.bytes, bytesPerSecond),
    remaining(total.files - now.files, filesPerSecond) * (filesPerSecond > 1 ? 1 : 0),
  );
  return [
    `${now.files.toLocaleString('en-GB')} of ${counted(total.files, 'file')}`,
    `${size(now.bytes)} of ${size(total.bytes)}`,
    `${size(bytesPerSecond)}/s`,
    ...(Number.isFinite(left) ? [`${duration(left)} left`] : []),
  ].join(', ');
}

function remaining(what: number, perSecond: number): number {
  if (what <= 0) return 0;
  return perSecond > 0 ? what / perSecond : Number.POSITIVE_INFINITY;
}
