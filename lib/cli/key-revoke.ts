import { revokeKeys } from '../credentials/revoke';
import type { ExitCode } from '../terminal/exit';
import { InputError } from '../terminal/input-error';
import type { Terminal } from '../terminal/terminal';
import { toldInASentence } from './key';
import { type KeyOptions, keyContext, withKeys } from './key-context';

export interface KeyRevokeOptions extends KeyOptions {
  readonly key?: string;
  readonly all: boolean;
  readonly delete: boolean;
}

/** Takes a key out of use at once; `--delete` takes it away for good. */
export async function keyRevoke(options: KeyRevokeOptions, terminal: Terminal): Promise<ExitCode> {
  const { key, all } = options;
  if (key !== undefined && all)
    throw new InputError('--key names one key, and --all means all: write one of them');
  const context = await keyContext(options, terminal);
  const { user, managed, flags } = context;
  if (managed !== undefined && options.delete)
    throw new InputError(
      `The stack made the key, so the stack deletes it: deactivate it with \`key revoke\`, then \`key rotate\` shows the deploys; nothing was done.`,
    );
  return toldInASentence(terminal, () =>
    withKeys(context, async (keys) => {
      const revoked = await revokeKeys({ keys, key, all, delete: options.delete }, await keys.list());
      if (options.json) {
        terminal.out(JSON.stringify({ user, revoked }, undefined, 2));
        return;
      }
      const { colors } = terminal;
      for (const { id, wasActive, deleted } of revoked) {
        const how = deleted ? 'deleted' : wasActive ? 'deactivated' : 'inactive already';
        terminal.out(`${colors.green(how)} ${colors.bold(id)} of the user ${user}`);
        if (!deleted && managed === undefined)
          terminal.out(`  for good: s3-destination key revoke --key ${id} --delete${flags}`);
      }
      terminal.err('AWS may take some seconds until it refuses the key everywhere.');
    }),
  );
}
