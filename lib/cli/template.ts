import { writeFileSync } from 'node:fs';
import { type Destination, stackNameOf } from '../config/destination';
import { loadDestinations } from '../load';
import { findings } from '../policy/findings';
import type { TemplateParameter } from '../template/parameters';
import { publishedDestination } from '../template/published';
import { MAX_INLINE_BYTES, standAlone } from '../template/template';
import type { ExitCode } from '../terminal/exit';
import { InputError } from '../terminal/input-error';
import type { Terminal } from '../terminal/terminal';
import { type Preset, presetIds, presetSuggestion, readPreset } from '../vendors/preset';
import { DEFAULT_FILE } from './default-file';
import { type LinkOptions, linkOf, linkProblems } from './template-link';

export interface TemplateOptions extends LinkOptions {
  readonly config?: string;
  readonly vendor?: string;
  /** The kind of access, where a vendor has several. */
  readonly access?: string;
  /** False: the template serves many customers. */
  readonly defaults: boolean;
  readonly output?: string;
  readonly json: boolean;
}

/** Makes the stand-alone template of a destination file, or of a vendor for all of its customers. */
export function template(options: TemplateOptions, terminal: Terminal): ExitCode {
  const now = new Date();
  const { destination, preset } = options.vendor === undefined ? ofFile(options, now) : ofVendor(options);
  const open = options.vendor !== undefined || !options.defaults;
  const made = standAlone(destination, { preset, open, now });
  const problems = linkProblems(options, destination, made.parameters, preset);
  if (problems.length > 0) throw new InputError(problems.join('\n'));
  const body = JSON.stringify(made.template, undefined, 2);
  const bytes = Buffer.byteLength(body);
  const link =
    options.url === undefined
      ? undefined
      : linkOf({ ...options, url: options.url }, destination, made.parameters);
  // A vendor's samples are nobody's settings.
  for (const { path, message } of options.vendor === undefined ? findings(destination, now) : [])
    terminal.err(`${terminal.colors.yellow('warning')} ${path}: ${message}`);
  if (options.output !== undefined) write(options.output, body);
  if (options.json) {
    const parameters = made.parameters.map(described);
    terminal.out(JSON.stringify({ template: made.template, bytes, parameters, link }, undefined, 2));
    return 0;
  }
  if (options.output !== undefined) terminal.err(`wrote ${options.output}, ${bytes} bytes`);
  if (link !== undefined) terminal.out(link);
  else if (options.output === undefined) terminal.out(body);
  if (link === undefined) terminal.err(next(options.output, bytes, destination, made.parameters));
  return 0;
}

interface Source {
  readonly destination: Destination;
  readonly preset?: Preset;
}

function ofFile({ config = DEFAULT_FILE, access }: TemplateOptions, now: Date): Source {
  if (access !== undefined)
    throw new InputError('--access chooses among those of --vendor; a destination file says access.type');
  const [destination] = loadDestinations([config], now) as [Destination];
  const { vendor } = destination;
  return { destination, ...(vendor === undefined ? {} : { preset: readPreset(vendor) }) };
}

function ofVendor({ vendor = '', config, access }: TemplateOptions): Source {
  if (config !== undefined)
    throw new InputError('--config and --vendor both say what the template is made of: write one');
  if (!presetIds().includes(vendor))
    throw new InputError(`--vendor ${JSON.stringify(vendor)} is not a preset; ${presetSuggestion(vendor)}`);
  const preset = readPreset(vendor);
  const supported = Object.keys(preset.access);
  const type = access ?? (supported[0] as string);
  if (!supported.includes(type))
    throw new InputError(
      `--access ${JSON.stringify(type)} is not supported by ${preset.name}: write ${supported.join(' or ')}`,
    );
  const { destination, problem } = publishedDestination(preset, type);
  if (destination === undefined)
    throw new InputError(`There is no template for all customers of ${preset.name}: ${problem}`);
  return { destination, preset };
}

function write(file: string, body: string): void {
  try {
    writeFileSync(file, `${body}\n`);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'its folder is not there' : code;
    throw new InputError(`--output ${file} cannot be written: ${why}`);
  }
}

function described({ id, group, label, description, value, open, rule }: TemplateParameter) {
  const { minLength, maxLength } = rule;
  return { id, group, label, description, ...(open ? {} : { default: value }), minLength, maxLength };
}

function next(
  output: string | undefined,
  bytes: number,
  destination: Destination,
  parameters: readonly TemplateParameter[],
): string {
  const file = output ?? 'template.json';
  const upload = `aws s3 cp ${file} s3://<your bucket for templates>/`;
  const asked = parameters.filter(({ open }) => open).map(({ id, label }) => ` "${id}=<${label}>"`);
  const overrides = asked.length === 0 ? '' : ` --parameter-overrides${asked.join('')}`;
  return bytes > MAX_INLINE_BYTES
    ? `It holds the sink's code, and CloudFormation reads a template of ${bytes} bytes from S3 only: ${upload}, then s3-destination template --url …`
    : `Deploy it in CloudFormation's console, or: aws cloudformation deploy --template-file ${file} --stack-name ${stackNameOf(destination)} --capabilities CAPABILITY_NAMED_IAM${overrides}\nFor a link: ${upload}, then s3-destination template --url …`;
}
