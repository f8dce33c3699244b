import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { suggestion } from '../config/did-you-mean';
import type { Problem } from '../config/problem';
import { parseDestination } from '../config/read';
import type { ExitCode } from '../terminal/exit';
import { InputError } from '../terminal/input-error';
import type { Prompter } from '../terminal/prompter';
import type { Terminal } from '../terminal/terminal';
import { type Preset, presetIds, readPreset } from '../vendors/preset';
import { DEFAULT_FILE } from './default-file';
import { destinationText } from './destination-text';
import { askForMissing } from './init-questions';
import { readTrustFile } from './trust-file';

/** What the flags of `init` say; a person is asked for the rest, where there is one. */
export interface InitOptions {
  readonly config: string;
  readonly vendor?: string;
  readonly name?: string;
  readonly account?: string;
  readonly region?: string;
  readonly bucket?: string;
  readonly existingBucket?: string;
  readonly prefix?: readonly string[];
  readonly pattern?: string;
  readonly access?: string;
  readonly principal?: string;
  readonly externalId?: string;
  readonly issuer?: string;
  readonly subject?: readonly string[];
  readonly audience?: string;
  /** A trust policy that the vendor handed out. */
  readonly fromTrust?: string;
}

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
  const preset = presetOf(options.vendor);
  const complete =
    prompter && terminal.interactive ? await askForMissing(options, preset, await prompter()) : options;
  const settings = settingsOf(complete, presetOf(complete.vendor));
  const text = options.config.endsWith('.json')
    ? `${JSON.stringify(settings, undefined, 2)}\n`
    : destinationText(settings, presetOf(complete.vendor));
  const { problems } = parseDestination(options.config, text);
  if (problems.length > 0) {
    throw new InputError(
      [...problems.map(asFlag), '', `${countOf(problems)}; nothing was written.`].join('\n'),
    );
  }
  create(options.config, text);
  terminal.out(`wrote ${options.config}`);
  writeCdkJson(join(dirname(options.config), 'cdk.json'), terminal);
  const folder = dirname(options.config);
  const file = basename(options.config);
  const context = file === DEFAULT_FILE ? '' : ` -c destination=${file}`;
  const steps = [
    ...(folder === '.' ? [] : [`cd ${folder}`]),
    `npx s3-destination check --config ${file}`,
    `npx cdk deploy${context} --outputs-file cdk-outputs.json`,
  ];
  terminal.err(['', 'Next:', ...steps.map((step) => `  ${step}`)].join('\n'));
  return 0;
}

function presetOf(vendor: string | undefined): Preset | undefined {
  if (vendor === undefined) return undefined;
  const ids = presetIds();
  if (ids.includes(vendor)) return readPreset(vendor);
  throw new InputError(`--vendor ${JSON.stringify(vendor)} is not a preset; ${suggestion(vendor, ids)}`);
}

/** The destination file as plain data, in the order of its contract. Keys without a value are left out. */
function settingsOf(options: InitOptions, preset: Preset | undefined): Record<string, unknown> {
  const trust = options.fromTrust === undefined ? undefined : readTrustFile(options.fromTrust);
  const said = (['subject', 'issuer', 'audience'] as const).filter((key) => options[key] !== undefined);
  if (trust && said.length > 0) {
    throw new InputError(
      `--${said.join(', --')} stands beside --from-trust, which says it already: take one of them out`,
    );
  }
  const subjects = trust?.subjects ?? options.subject;
  const issuer = trust?.issuer ?? options.issuer;
  const presetIssuer = preset?.access['web-identity-role']?.issuer;
  return given({
    version: 1,
    name: options.name ?? `${preset?.id ?? 'vendor'}-export`,
    vendor: preset?.id,
    environment: given({ account: options.account, region: options.region }),
    bucket: given({ name: options.bucket, existing: options.existingBucket }),
    objects: given({
      prefix: options.prefix?.length === 1 ? options.prefix[0] : undefined,
      prefixes: (options.prefix?.length ?? 0) > 1 ? options.prefix : undefined,
      pattern: options.pattern,
    }),
    access: given({
      type: typeOf(options, preset, trust !== undefined),
      principal: options.principal,
      externalId: options.externalId,
      issuer: issuer === presetIssuer ? undefined : issuer,
      subjects: subjects?.length === 1 && subjects[0] === 'pending' ? 'pending' : subjects,
      audience: trust?.audience ?? options.audience,
      originalAudience: trust?.originalAudience,
      providerArn: trust?.providerArn,
    }),
    permissions: deletionOf(preset),
  });
}

/** The kind of access stands in the file where it is not the preset's preferred one. */
function typeOf({ access }: InitOptions, preset: Preset | undefined, trust: boolean): string | undefined {
  const type = access ?? (trust ? 'web-identity-role' : undefined);
  return type === Object.keys(preset?.access ?? {})[0] ? undefined : type;
}

function deletionOf(preset: Preset | undefined): Record<string, unknown> | undefined {
  const days = preset?.init.deleteAllObjectsForDays;
  if (days === undefined) return undefined;
  const until = new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  return { delete: { objects: 'all', until } };
}

function given(values: Record<string, unknown>): Record<string, unknown> {
  const isEmpty = (value: unknown) =>
    value === undefined || (typeof value === 'object' && value !== null && Object.keys(value).length === 0);
  return Object.fromEntries(Object.entries(values).filter(([, value]) => !isEmpty(value)));
}

const FLAGS: Readonly<Record<string, string>> = {
  name: '--name',
  'environment.account': '--account',
  'environment.region': '--region',
  'bucket.name': '--bucket',
  'bucket.existing': '--existing-bucket',
  'objects.prefix': '--prefix',
  'objects.prefixes': '--prefix',
  'objects.pattern': '--pattern',
  access: '--access',
  'access.type': '--access',
  'access.principal': '--principal',
  'access.externalId': '--external-id',
  'access.issuer': '--issuer',
  'access.subjects': '--subject',
  'access.audience': '--audience',
};

/** Nothing was written yet, so that a place in the file says nothing to the user: the flag does. */
function asFlag({ path, message }: Problem): string {
  const flag = FLAGS[path.replace(/\[\d+\]$/, '')];
  return flag === undefined ? `${path}: ${message}` : `${flag} (${path}): ${message}`;
}

const countOf = (problems: readonly unknown[]) =>
  `${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}`;

/** With the feature flags that `cdk init` of the installed version would write, so that the CLI has nothing to nag about. */
function writeCdkJson(file: string, terminal: Terminal): void {
  if (existsSync(file)) {
    const app = appOf(file);
    if (app === JSON.stringify(APP)) return;
    terminal.err(
      `\n${file} is left as it is, and its app is ${app}: a deployment here would deploy that, not the destination.`,
    );
    terminal.err(`Deploy the destination with: npx cdk deploy --app "${APP}"`);
    return;
  }
  const context: unknown = JSON.parse(
    readFileSync(require.resolve('aws-cdk-lib/recommended-feature-flags.json'), 'utf8'),
  );
  create(file, `${JSON.stringify({ app: APP, context }, undefined, 2)}\n`);
  terminal.out(`wrote ${file}`);
}

const APP = 's3-destination app';

function appOf(file: string): string | undefined {
  try {
    return JSON.stringify(JSON.parse(readFileSync(file, 'utf8')).app);
  } catch {
    return 'not readable';
  }
}

/** Creates a file, and never opens one that is there. */
function create(file: string, text: string): void {
  try {
    writeFileSync(file, text, { flag: 'wx' });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why =
      code === 'ENOENT'
        ? `there is no folder ${dirname(file)}`
        : code === 'EEXIST'
          ? 'it is there already'
          : code;
    throw new InputError(`${file} cannot be written: ${why}`);
  }
}
