/** Real milliseconds. */
const TICK = 2;
const LONGEST_TICK = 10;

/**
 * Time runs faster for the function and the pollers, so that real settings (timeouts of seconds, a visibility timeout
 * of minutes) can be tried ten thousand times. The code under test is the same: only its clock and timers differ.
 *
 * The clock waits until every function that runs had its turn, so that a busy machine does not look like a slow S3.
 */
export class Clock {
  /** Milliseconds since the start, for the threads to read. */
  readonly shared = new Int32Array(new SharedArrayBuffer(4));
  readonly epoch = Date.UTC(2026, 0, 1);
  /** Of each function that runs, how often it had its turn; and how often when the clock last went on. */
  private readonly turns = new Map<() => number, number>();
  private readonly ticker: NodeJS.Timeout;

  constructor(
    /** Seconds of the function in one real second. */
    readonly speed: number,
  ) {
    let last = performance.now();
    let passed = 0;
    this.ticker = setInterval(() => {
      const now = performance.now();
      const elapsed = Math.min(now - last, LONGEST_TICK);
      last = now;
      if ([...this.turns].some(([turn, before]) => turn() === before)) return;
      for (const turn of this.turns.keys()) this.turns.set(turn, turn());
      passed += elapsed * speed;
      Atomics.store(this.shared, 0, Math.round(passed));
    }, TICK);
  }

  /** Milliseconds since 1970. */
  now(): number {
    return this.epoch + Atomics.load(this.shared, 0);
  }

  /** Does the work after so many milliseconds of this clock. Gives back how to call it off. */
  after(milliseconds: number, work: () => void): () => void {
    const due = this.now() + milliseconds;
    let timer: NodeJS.Timeout;
    const wait = (): void => {
      const left = due - this.now();
      if (left <= 0) work();
      else timer = setTimeout(wait, Math.ceil(left / this.speed));
    };
    timer = setTimeout(wait, Math.ceil(milliseconds / this.speed));
    return () => clearTimeout(timer);
  }

  /** Gives back how to wait for it no longer. */
  waitFor(turn: () => number): () => void {
    this.turns.set(turn, turn());
    return () => this.turns.delete(turn);
  }

  sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      this.after(milliseconds, resolve);
    });
  }

  stop(): void {
    clearInterval(this.ticker);
  }
}
