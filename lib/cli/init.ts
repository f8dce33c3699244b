import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { renderPath } from '../config/problem';
import { parseDestination } from '../load/read';
import type { FromPolicy } from '../onboarding/from-policy/from-policy';
import type { ExitCode } from '../terminal/exit';
import { InputError } from '../terminal/input-error';
import type { Prompter } from '../terminal/prompter';
import type { Terminal } from '../terminal/terminal';
import { type Preset, presetIds, presetSuggestion, readPreset } from '../vendors/preset';
import { DEFAULT_FILE } from './default-file';
import { destinationText } from './destination-text';
import { readAs, readDocuments } from './init-documents';
import { APP, create, writeCdkJson } from './init-files';
import { asFlag, type InitOptions } from './init-options';
import { askForMissing } from './init-questions';
import { reportLines } from './init-report';
import { settingsOf } from './init-settings';
import { sinkComplaints } from './init-sink';

/** Writes a destination file, and the `cdk.json` that makes `npx cdk deploy` work beside it. Overwrites nothing. */
export async function init(
  options: InitOptions,
  terminal: Terminal,
  prompter?: () => Promise<Prompter>,
): Promise<ExitCode> {
  if (existsSync(options.config)) {
    throw new InputError(
      `${options.config} is there already: name another file with --config, or change that one`,
    );
  }
  const given = presetOf(options.vendor);
  const documents = readDocuments(options);
  const known = documents && readAs(documents, options).access;
  const complete =
    prompter && terminal.interactive ? await askForMissing(options, given, await prompter(), known) : options;
  const preset = presetOf(complete.vendor);
  const read = documents && readAs(documents, complete);
  if (read && !options.json) for (const line of reportLines(read)) terminal.err(line);
  const settings = settingsOf(complete, preset, read);
  const text = options.config.endsWith('.json')
    ? `${JSON.stringify(settings, undefined, 2)}\n`
    : destinationText(settings, preset);
  refuse(complete, text, read);
  create(options.config, text);
  const cdkJson = join(dirname(options.config), 'cdk.json');
  const app = writeCdkJson(cdkJson);
  if (options.json) terminal.out(forMachines(options.config, cdkJson, app === 'written', settings, read));
  else tell(options.config, cdkJson, app, terminal);
  return 0;
}

function presetOf(vendor: string | undefined): Preset | undefined {
  if (vendor === undefined) return undefined;
  const ids = presetIds();
  if (ids.includes(vendor)) return readPreset(vendor);
  throw new InputError(`--vendor ${JSON.stringify(vendor)} is not a preset; ${presetSuggestion(vendor)}`);
}

/** Everything that is wrong with the flags, with the file that they make, and between flags and documents. */
function refuse(options: InitOptions, text: string, read: FromPolicy | undefined): void {
  const chosen = [
    ...(read?.complaints ?? []).map(({ path, message }) => ({ path: renderPath(path), message })),
    ...(options.bucket === undefined || options.existingBucket === undefined ? [] : [TWO_BUCKETS]),
    ...sinkComplaints(options),
    ...(options.access === 'none' && options.sink === undefined ? [NOBODY] : []),
  ];
  const said = new Set(chosen.map(({ path }) => path));
  const problems = [
    ...chosen,
    ...parseDestination(options.config, text).problems.filter(({ path }) => !said.has(path)),
  ];
  if (problems.length === 0) return;
  const count = `${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}`;
  throw new InputError([...problems.map(asFlag), '', `${count}; nothing was written.`].join('\n'));
}

const TWO_BUCKETS = {
  path: 'bucket.existing',
  message:
    'stands beside --bucket: keep --bucket to create a bucket, or --existing-bucket to use one that is there',
};

const NOBODY = {
  path: 'access.type',
  message: 'none leaves nobody who writes: add --sink with the source of the records, for example --sink sqs',
};

function tell(
  config: string,
  cdkJson: string,
  app: ReturnType<typeof writeCdkJson>,
  terminal: Terminal,
): void {
  const isOurs = app === 'written' || app.app === JSON.stringify(APP);
  terminal.out(`wrote ${config}`);
  if (app === 'written') terminal.out(`wrote ${cdkJson}`);
  else if (!isOurs) {
    terminal.err(
      `${cdkJson} was there and stays as it is. ${app.app === undefined ? 'It names no app' : `Its app is ${app.app}`}: the command below names the app of the destination.`,
    );
  }
  const folder = dirname(config);
  const file = basename(config);
  const named = isOurs ? '' : ` --app "${APP}"`;
  const context = file === DEFAULT_FILE ? '' : ` -c destination=${file}`;
  const steps = [
    ...(folder === '.' ? [] : [`cd ${folder}`]),
    `npx s3-destination check --config ${file}`,
    `npx cdk deploy${named}${context} --outputs-file cdk-outputs.json`,
  ];
  terminal.err(['', 'Next:', ...steps.map((step) => `  ${step}`)].join('\n'));
}

function forMachines(
  file: string,
  cdkJson: string,
  written: boolean,
  destination: Record<string, unknown>,
  read: FromPolicy | undefined,
): string {
  const documents = read && { bucket: read.bucket, notes: read.notes };
  return JSON.stringify({ file, ...(written ? { cdkJson } : {}), destination, documents }, undefined, 2);
}
