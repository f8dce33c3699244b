export interface Screen {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

const CLEAR = '\r\u001b[2K';

/** One line on a terminal, once it takes more than a second; nothing where nobody looks. */
export function waiting(screen: Screen, silent: boolean) {
  let isShown = false;
  const clear = () => {
    if (isShown) screen.write(CLEAR);
    isShown = false;
  };
  return {
    show: (elapsed: number) => {
      if (silent || screen.isTTY !== true || elapsed < 1000) return;
      screen.write(`${CLEAR}IAM spreads the new key; ${Math.round(elapsed / 1000)} s so far`);
      isShown = true;
    },
    /** Says something that stays, where the line was. */
    aside: (say: () => void) => {
      clear();
      say();
    },
    end: clear,
  };
}
