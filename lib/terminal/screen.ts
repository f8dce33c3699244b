/** Where progress is drawn: stderr. */
export interface Screen {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** One line that is drawn anew; an empty one clears it. Nothing where nobody looks. */
export function draw(screen: Screen, line: string): void {
  if (screen.isTTY !== true) return;
  screen.write(`\r\u001b[2K${line.slice(0, (screen.columns ?? 80) - 1)}`);
}
