import type { AccessKey, LastUse } from '../credentials/access-keys';
import { fetchCommand } from '../credentials/managed-keys';
import type { ExitCode } from '../terminal/exit';
import { renderTable } from '../terminal/table';
import type { Terminal } from '../terminal/terminal';
import { day, toldInASentence } from './key';
import { type KeyOptions, keyContext, withKeys } from './key-context';

interface Row extends AccessKey {
  readonly lastUse: LastUse | 'never' | 'not told';
}

/** Shows the keys of the user, how old they are, and when they were used last. */
export async function keyList(options: KeyOptions, terminal: Terminal): Promise<ExitCode> {
  const context = await keyContext(options, terminal);
  const { user, managed } = context;
  return toldInASentence(terminal, () =>
    withKeys(context, async (keys) => {
      const rows: Row[] = [];
      for (const key of await keys.list()) rows.push({ ...key, lastUse: await keys.lastUse(key.id) });
      const secret = managed?.secretArn;
      if (options.json) {
        terminal.out(JSON.stringify({ user, secret, keys: rows.map(forMachines) }, undefined, 2));
        return;
      }
      if (rows.length === 0) terminal.out(`The user ${user} has no access key.`);
      else terminal.out(table(rows, terminal));
      if (managed !== undefined)
        terminal.out(
          `\nThe stack keeps the key in Secrets Manager. To fetch it:\n  ${fetchCommand(managed)}`,
        );
    }),
  );
}

function table(rows: readonly Row[], { colors }: Terminal): string {
  const now = Date.now();
  const heading = ['key', 'status', 'created', 'age', 'last used'];
  const lines = rows.map(({ id, active, created, lastUse }) => [
    id,
    active ? 'active' : 'inactive',
    day(created),
    `${Math.floor((now - created.getTime()) / 86_400_000)} d`,
    used(lastUse),
  ]);
  return renderTable([heading, ...lines], (line, row) => (row === 0 ? colors.bold(line) : line));
}

export function used(use: Row['lastUse']): string {
  if (use === 'not told') return '? (needs iam:GetAccessKeyLastUsed)';
  if (use === 'never') return use;
  return `${use.at.toISOString().slice(0, 16).replace('T', ' ')} UTC, ${use.service}, ${use.region}`;
}

function forMachines({ id, active, created, lastUse }: Row) {
  const lastUsed = lastUse === 'not told' ? undefined : lastUse === 'never' ? null : lastUse;
  return { id, active, created, lastUsed };
}
