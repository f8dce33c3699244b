import { dirname } from 'node:path';
import { outputsFromFile } from '../aws/stack-outputs';
import type { Destination } from '../config/destination';
import { KEY_FILE_NAMES } from '../credentials/formats';
import { issuedFile } from '../credentials/issued-files';
import { readKeyFile, requireKeyFile } from '../credentials/stored-key';
import { loadDestinations } from '../load';
import { documentText, handoverDocument } from '../onboarding/document';
import type { HandoverValue, StackOutputs } from '../onboarding/handover';
import { vendorName } from '../onboarding/handover-text';
import type { ExitCode } from '../terminal/exit';
import { fromHere } from '../terminal/from-here';
import { InputError } from '../terminal/input-error';
import { renderTable } from '../terminal/table';
import type { Terminal } from '../terminal/terminal';
import { readPreset } from '../vendors/preset';

export interface HandoverOptions {
  /** What `cdk deploy --outputs-file` wrote; absent: `cdk-outputs.json`, where it is there. */
  readonly outputs?: string;
  /** What `key issue` or `key rotate` wrote; absent: the newest that is here. Only its name is shown. */
  readonly key?: string;
  readonly json: boolean;
  /** To copy into a message. */
  readonly text?: boolean;
}

/** Shows the exact values to give to the vendor, in the vendor's own words, and what senders to the sink must know. */
export function handover(file: string, options: HandoverOptions, terminal: Terminal): ExitCode {
  const { outputs: outputsFile, json, text = false } = options;
  if (json && text) throw new InputError('--json and --text both say how it is shown: write one');
  const [destination] = loadDestinations([file]) as [Destination];
  const preset = destination.vendor === undefined ? undefined : readPreset(destination.vendor);
  const outputs = outputsFromFile(destination, outputsFile) ?? {};
  const keyFile = keyFileOf(destination, options, outputs, terminal);
  const document = handoverDocument(destination, outputs, keyFile);
  if (json) {
    terminal.out(JSON.stringify(document, undefined, 2));
    return 0;
  }
  const { colors } = terminal;
  const { values, sender = [], labels } = document;
  const tables = [
    ...(values.length > 0 ? [table(`For ${vendorName(preset)}`, values, terminal)] : []),
    ...(sender.length > 0 ? [table('For whoever sends records to the sink', sender, terminal)] : []),
  ];
  terminal.out(text ? documentText(document) : tables.join('\n\n'));
  const missing = [...values, ...sender].filter(
    ({ value, file: inFile }) => value === undefined && inFile === undefined,
  );
  if (text && missing.length > 0)
    terminal.err(
      `${colors.yellow('not ready')} ${missing.map(({ label, where }) => `${label}: ${where}`).join('\n          ')}`,
    );
  if (preset !== undefined && labels === 'ours')
    terminal.err(
      `The labels are ours: no page of ${preset.name} that was read shows how its form calls these values.`,
    );
  return 0;
}

function table(title: string, values: readonly HandoverValue[], { colors }: Terminal): string {
  const rows = values.map(({ label, value, where }) => [label, value ?? where ?? '']);
  return `${colors.bold(title)}\n${renderTable(rows)}`;
}

/** The file of the key, where it is there and the destination's user's. */
function keyFileOf(
  { file, access }: Destination,
  { key }: HandoverOptions,
  outputs: StackOutputs,
  terminal: Terminal,
): string | undefined {
  if (access.type !== 'iam-user') {
    if (key === undefined) return undefined;
    throw new InputError(`--key is for the key of a user, and the access of ${file} is ${access.type}`);
  }
  const user = outputs.UserName ?? access.userName;
  if (key !== undefined) {
    const { userName } = requireKeyFile(key);
    if (isOf(user, userName)) return key;
    throw new InputError(`${key} holds ${ofSomebodyElse(userName, user)}`);
  }
  const warn = (text: string) => terminal.err(`${terminal.colors.yellow('warning')} ${text}`);
  const found = issuedFile(user, [dirname(file), '.']);
  if (found !== undefined) {
    const path = fromHere(found.path);
    if (found.others.length > 0)
      warn(`${path} holds the newest key here, beside ${found.others.join(', ')}: --key names another file`);
    return path;
  }
  const usual = KEY_FILE_NAMES['aws-cli'].join('');
  const owner = readKeyFile(usual)?.userName;
  if (!isOf(user, owner))
    warn(`${usual} holds ${ofSomebodyElse(owner, user)}: it is passed over; --key names another file`);
  return undefined;
}

/** Not every format names the user, and before the deploy the writer may have no name. */
const isOf = (user: string | undefined, owner: string | undefined) =>
  owner === undefined || user === undefined || owner === user;

const ofSomebodyElse = (owner: string | undefined, user: string | undefined) =>
  `a key of the user ${owner}, and the writer is ${user}`;
