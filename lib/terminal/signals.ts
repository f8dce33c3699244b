/** npx passes on the SIGINT that the terminal sends to everybody: both arrive, and mean one. Milliseconds. */
const ONE_KEYSTROKE = 500;

/**
 * Tells of the first SIGINT or SIGTERM, and calls `last` before another SIGINT ends the process. Gives how to hear no
 * more.
 */
export function onSignal(first: (signal: string) => void, last: () => void): () => void {
  let stopped: number | undefined;
  const onInterrupt = () => {
    if (stopped !== undefined && Date.now() - stopped > ONE_KEYSTROKE) {
      try {
        last();
      } finally {
        process.exit(130);
      }
    }
    begin('SIGINT');
  };
  const onTerminate = () => begin('SIGTERM');
  const begin = (signal: string) => {
    if (stopped !== undefined) return;
    stopped = Date.now();
    first(signal);
  };
  process.on('SIGINT', onInterrupt);
  process.on('SIGTERM', onTerminate);
  return () => {
    process.off('SIGINT', onInterrupt);
    process.off('SIGTERM', onTerminate);
  };
}
