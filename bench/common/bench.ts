import { isMissed, type Row, table, withoutGoal } from './row';

export interface Options {
  /** Fewer repeats and smaller sizes: to see whether all of it runs, not what it says. */
  readonly quick: boolean;
  /** Says on stderr what is being done. */
  readonly tell: (line: string) => void;
}

/**
 * Runs one bench as a process: the table on stdout, and the rows to `npm run bench`, where that has started it. With
 * `--quick` no goal is judged.
 */
export function bench(name: string, run: (options: Options) => Promise<readonly Row[]>): void {
  const options = {
    quick: process.argv.includes('--quick'),
    tell: (line: string) => console.error(`${name}: ${line}`),
  };
  // Later, when all of the module that calls is there.
  const began = Promise.resolve(options).then(run);
  began.then(
    (measured) => {
      const rows = options.quick ? measured.map(withoutGoal) : measured;
      if (process.send === undefined) console.log(table(rows));
      else process.send(rows, () => process.disconnect());
      process.exitCode = rows.some(isMissed) ? 1 : 0;
    },
    (error: unknown) => {
      console.error(error);
      process.exitCode = 2;
    },
  );
}
