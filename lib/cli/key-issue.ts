import { KEY_FILE_NAMES, type KeyFormat } from '../credentials/formats';
import { issueKey } from '../credentials/issue';
import { FILE_MODE } from '../credentials/key-file';
import { fetchCommand } from '../credentials/managed-keys';
import type { ExitCode } from '../terminal/exit';
import { InputError } from '../terminal/input-error';
import type { Terminal } from '../terminal/terminal';
import { toldInASentence } from './key';
import { type KeyOptions, keyContext, withKeys } from './key-context';

export interface KeyIssueOptions extends KeyOptions {
  readonly format: KeyFormat;
  readonly out?: string;
}

/** Makes an access key and writes it to a file that was not there, for its owner's eyes only. */
export async function keyIssue(options: KeyIssueOptions, terminal: Terminal): Promise<ExitCode> {
  const context = await keyContext(options, terminal);
  const { user, region, managed } = context;
  if (managed !== undefined)
    throw new InputError(
      `${managed.file} keeps the key in Secrets Manager, where the deploy puts it (access.keyInSecretsManager): fetch it with\n  ${fetchCommand(managed)}`,
    );
  const { format, out: path = KEY_FILE_NAMES[format].join('') } = options;
  if (path === '-')
    throw new InputError(
      'A key is written to a file only, so that its secret stands in no log: write --out FILE',
    );
  return toldInASentence(terminal, () =>
    withKeys(context, async (keys) => {
      const before = await keys.list();
      const ids = before.map(({ id }) => id);
      if (before.length > 1)
        throw new InputError(
          `The user ${user} has two keys, ${ids.join(' and ')}, and more are not allowed: \`key rotate\` replaces one, \`key revoke --delete\` takes one away; nothing was done.`,
        );
      const { accessKeyId } = await issueKey(keys, before, { path, format, region });
      const { colors } = terminal;
      if (before.length > 0)
        terminal.err(
          `${colors.yellow('warning')} the user ${user} has the key ${ids[0]}, too, which goes on working: \`key rotate\` would have replaced it`,
        );
      if (options.json) terminal.out(JSON.stringify({ user, accessKeyId, file: path, format }, undefined, 2));
      else
        terminal.out(
          `${colors.green('made')} the key ${colors.bold(accessKeyId)} of the user ${user}, in ${colors.bold(path)}${FILE_MODE}`,
        );
    }),
  );
}
