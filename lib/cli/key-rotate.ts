import { dirname } from 'node:path';
import type { AccessKeys } from '../credentials/access-keys';
import type { KeyFormat } from '../credentials/formats';
import { FILE_MODE } from '../credentials/key-file';
import { type ManagedKey, rotationSteps } from '../credentials/managed-keys';
import { type RotateOutcome, rotateKey } from '../credentials/rotate';
import { RotationState } from '../credentials/rotation-state';
import { readKeyFile } from '../credentials/stored-key';
import type { ExitCode } from '../terminal/exit';
import { fromHere } from '../terminal/from-here';
import { InputError } from '../terminal/input-error';
import { type Prompter, terminalPrompter } from '../terminal/prompter';
import type { Terminal } from '../terminal/terminal';
import { toldInASentence } from './key';
import { type KeyContext, type KeyOptions, keyContext, withKeys } from './key-context';
import { used } from './key-list';
import { type Screen, waiting } from './key-waiting';

export interface KeyRotateOptions extends KeyOptions {
  readonly format: KeyFormat;
  readonly out?: string;
  readonly replace?: string;
  readonly handedOver: boolean;
  readonly finish: boolean;
  /** Days; absent: what the rotation began with. */
  readonly deleteAfter?: string;
  /** Seconds. */
  readonly wait: string;
}

/** What a test puts in the place of the process. */
export interface RotateWorld {
  readonly screen: Screen;
  readonly now: () => Date;
  /** Between two questions whether AWS knows the new key, in milliseconds. */
  readonly pause: number;
  prompter(): Promise<Prompter>;
}

const WORLD: RotateWorld = {
  screen: process.stderr,
  now: () => new Date(),
  pause: 2_000,
  prompter: terminalPrompter,
};

/** Exchanges the key of the user step by step; run again, it goes on where it was. */
export async function keyRotate(
  options: KeyRotateOptions,
  terminal: Terminal,
  world: RotateWorld = WORLD,
): Promise<ExitCode> {
  const { deleteAfter } = options;
  const deleteAfterDays = deleteAfter === undefined ? undefined : wholeNumber('--delete-after', deleteAfter);
  const limit = wholeNumber('--wait', options.wait) * 1000;
  const context = await keyContext(options, terminal);
  if (context.managed !== undefined) return showDeploys(context, context.managed, options, terminal);
  const folder = options.user === undefined ? dirname(options.config) : '.';
  const progress = waiting(world.screen, options.json);
  return toldInASentence(terminal, () =>
    withKeys(context, async (keys) => {
      const outcome = await rotateKey({
        ...context,
        ...options,
        keys,
        region: context.region,
        state: new RotationState(folder, context.user),
        deleteAfterDays,
        patience: { limit, pause: world.pause, onWait: progress.show },
        now: world.now(),
        confirm: ({ old, file }) => confirm(keys, old, file, terminal, world),
        say: (text) => progress.aside(() => terminal.err(text)),
      }).finally(progress.end);
      tell(outcome, keys, context, options, terminal);
    }),
  );
}

async function confirm(
  keys: AccessKeys,
  old: string,
  file: string,
  terminal: Terminal,
  { prompter }: RotateWorld,
): Promise<boolean> {
  if (!terminal.interactive) return false;
  const last = await keys.lastUse(old);
  const { select } = await prompter();
  const answer = await select({
    message: `Does the vendor write with the new key, in ${fromHere(file)}? The old one, ${old}, was last used: ${used(last)}`,
    options: [
      { value: 'no', label: 'not yet: both keys go on working' },
      { value: 'yes', label: 'yes: deactivate the old one' },
    ],
  });
  return answer === 'yes';
}

function tell(
  outcome: RotateOutcome,
  keys: AccessKeys,
  { user, flags }: KeyContext,
  { json }: KeyOptions,
  terminal: Terminal,
): void {
  const { stage, oldKey, newKey, deleteAfter } = outcome;
  const file = outcome.file === undefined ? undefined : fromHere(outcome.file);
  const again = `s3-destination key rotate${flags}`;
  if (json) {
    terminal.out(JSON.stringify({ user, stage, oldKey, newKey, file, deleteAfter }, undefined, 2));
    return;
  }
  const { out, colors } = terminal;
  if (stage === 'issued') {
    out(
      `Both keys of the user ${user} work. The new one, ${colors.bold(newKey)}, is in ${colors.bold(file ?? '')}${FILE_MODE}.`,
    );
    out(`Next: hand the file over; when the vendor writes with it: ${again} --handed-over`);
  } else if (stage === 'deactivated') {
    out(
      `The old key ${oldKey} of the user ${user} is inactive, and is deleted after ${deleteAfter}: ${again}`,
    );
    out(`To delete it now: ${again} --finish`);
    out(`If the vendor fails: ${keys.activateCommand(oldKey)}`);
  } else {
    out(
      `${colors.green('rotated')}: the old key ${oldKey} of the user ${user} is deleted; ${colors.bold(newKey)} is left.`,
    );
    if (readKeyFile('s3.json')?.accessKeyId === oldKey) out('s3.json holds the old key: it can go.');
  }
}

/** CloudFormation makes and deletes the keys of such a stack: only the order is ours to say. */
async function showDeploys(
  context: KeyContext,
  managed: ManagedKey,
  { json }: KeyOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const { user, flags } = context;
  return toldInASentence(terminal, () =>
    withKeys(context, async (keys) => {
      const steps = rotationSteps(
        managed,
        await keys.list(),
        (id) => `s3-destination key revoke --key ${id}${flags}`,
      );
      if (json) terminal.out(JSON.stringify({ user, secret: managed.secretArn, steps }, undefined, 2));
      else {
        terminal.out(`The stack keeps the key of the user ${user} in Secrets Manager, so deploys rotate it:`);
        terminal.out(steps.map((step, index) => `${index + 1}. ${step}`).join('\n'));
      }
    }),
  );
}

function wholeNumber(option: string, value: string): number {
  if (/^\d{1,5}$/.test(value)) return Number(value);
  throw new InputError(`${option} ${value} is no whole number: write one such as 7`);
}
