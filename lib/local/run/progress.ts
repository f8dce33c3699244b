import { draw, type Screen } from '../../terminal/screen';
import type { Terminal } from '../../terminal/terminal';

/** Milliseconds until the first word, between two drawings, and between two lines where nothing can be drawn anew. */
const FIRST = 1000;
const PACE = 250;
const LINES = 10_000;

/** Tells how far something is that takes its time; `end` clears what is drawn. */
export class Progress {
  private next = Date.now() + FIRST;
  private drawn = false;

  constructor(
    private readonly terminal: Pick<Terminal, 'err'>,
    private readonly screen?: Screen,
  ) {}

  tell(line: string): void {
    const now = Date.now();
    if (now < this.next) return;
    if (this.screen?.isTTY === true) {
      draw(this.screen, line);
      this.drawn = true;
      this.next = now + PACE;
    } else {
      this.terminal.err(line);
      this.next = now + LINES;
    }
  }

  end(): void {
    if (this.drawn && this.screen) draw(this.screen, '');
  }
}
