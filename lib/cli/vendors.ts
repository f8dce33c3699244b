import { suggestion } from '../config/did-you-mean';
import { ACCESS_TYPES } from '../config/schema';
import type { ExitCode } from '../terminal/exit';
import { InputError } from '../terminal/input-error';
import { renderTable } from '../terminal/table';
import type { Terminal } from '../terminal/terminal';
import { grantsOf } from '../vendors/grants';
import { type Preset, presetIds, presetSuggestion, readPreset } from '../vendors/preset';

export const DIRECTIONS: readonly string[] = ['read', 'write', 'both'];

/** Which presets are listed; one that is named is shown whatever these say. */
export interface VendorsOptions {
  readonly json: boolean;
  /** `read`, `write` or `both`. */
  readonly direction?: string;
  /** A kind of access that the vendor supports. */
  readonly access?: string;
  /** Words that all stand somewhere in the preset, whatever their capitals. */
  readonly search?: string;
}

/** Lists the presets, or shows one in full with its sources. */
export function vendors(id: string | undefined, options: VendorsOptions, terminal: Terminal): ExitCode {
  const ids = presetIds();
  if (id !== undefined && !ids.includes(id)) {
    throw new InputError(`${JSON.stringify(id)} is not a preset; ${presetSuggestion(id)}`);
  }
  oneOf('--direction', options.direction, DIRECTIONS);
  oneOf('--access', options.access, ACCESS_TYPES);
  const presets =
    id === undefined ? ids.map(readPreset).filter((preset) => isWanted(preset, options)) : [readPreset(id)];
  if (options.json) {
    terminal.out(JSON.stringify(id === undefined ? presets : presets[0], undefined, 2));
  } else if (id === undefined) {
    if (presets.length === 0) terminal.err('no preset is like this; without filters all are listed');
    else terminal.out(list(presets, terminal));
  } else {
    terminal.out(presets.map((preset) => inFull(preset, terminal)).join(''));
  }
  return 0;
}

function oneOf(flag: string, value: string | undefined, known: readonly string[]): void {
  if (value === undefined || known.includes(value)) return;
  throw new InputError(`${flag} ${JSON.stringify(value)} is not known; ${suggestion(value, known)}`);
}

function isWanted(preset: Preset, { direction, access, search = '' }: VendorsOptions): boolean {
  const text = JSON.stringify(preset).toLowerCase();
  return (
    (direction === undefined || preset.direction === direction) &&
    (access === undefined || Object.hasOwn(preset.access, access)) &&
    search
      .toLowerCase()
      .split(/\s+/)
      .every((word) => text.includes(word))
  );
}

function list(presets: readonly Preset[], { colors }: Terminal): string {
  const rows = presets.map(({ id, name, product, direction, access, objects }) => [
    id,
    `${name}, ${product}`,
    direction,
    Object.keys(access).join(', '),
    String(objects.pattern ?? '*'),
  ]);
  return renderTable(
    [['ID', 'vendor', 'direction', 'access, the preferred first', 'objects'], ...rows],
    (line, row) => (row === 0 ? colors.bold(line) : line),
  );
}

function inFull(preset: Preset, { colors }: Terminal): string {
  const { id, name, product, direction, access, objects, objectNames, connectionTest, permissions } = preset;
  const { parameters, variants, externalId, sessionHours, kms, regions, asks = [], asksFrom } = preset;
  const { leftOut, byHand, notes, mistakes, labels, handover, sources } = preset;
  const section = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : ['', colors.bold(title), ...lines.map((line) => `  ${line}`)];
  return [
    `${colors.bold(name)}, ${product} (${id})`,
    ...section(
      'access, the preferred first',
      Object.entries(access).map(([type, defaults]) => `${type} ${settings(defaults ?? {})}`.trimEnd()),
    ),
    ...section(
      'the same elsewhere',
      variants.map(({ label, key, value }) => `${label}: access.${key}: ${value}`),
    ),
    ...section('objects', settingLines(objects)),
    ...section('permissions', settingLines(permissions)),
    ...section('facts', [
      `direction: ${direction}`,
      `object names: ${objectNames}`,
      `connection test: ${connectionTest}`,
      ...(externalId === undefined
        ? []
        : [`external ID: ${[SOURCES[externalId.source], externalId.note].filter(Boolean).join('; ')}`]),
      `session length: ${sessionHours === 'unknown' ? sessionHours : `${sessionHours} h`}`,
      `a KMS key of your own: ${kmsInWords(kms)}`,
      `regions: ${regions}`,
    ]),
    ...section(
      'what the vendor tells you',
      parameters.map(
        ({ key, label, where, required }) =>
          `access.${key}${required ? '' : ' (optional)'}: ${label}, ${where}`,
      ),
    ),
    ...section(
      asksFrom === 'prose' ? 'what its page asks for, in prose' : 'what its page asks for',
      asks.map(({ Action, Resource }) => `${[Action].flat().join(', ')} on ${[Resource].flat().join(', ')}`),
    ),
    ...section(
      'what we grant',
      grantsOf(preset, new Date()).map(({ sid, actions, resources, when, reason }) => {
        const { deleteAllObjectsForDays: days } = preset.init;
        const limit = sid === 'DeleteObjects' && days !== undefined ? `for ${days} days` : when;
        const limited = limit === undefined ? '' : `, ${limit}`;
        return `${actions.join(', ')} on ${resources.join(', ')}${limited}: ${reason}`;
      }),
    ),
    ...section(
      'what we leave out of it',
      leftOut.map(({ action, resource, reason }) => `${action} on ${resource}: ${reason}`),
    ),
    ...section('what is to be done by hand', byHand),
    ...section(
      'notes',
      notes.map(({ text }) => text),
    ),
    ...section('known mistakes', mistakes),
    ...section(
      labels === 'vendor'
        ? 'what you hand over'
        : 'what you hand over; no page that was read shows the labels',
      handover.map(({ label }) => label),
    ),
    ...section(
      'sources',
      sources.map(({ title, url, read }) => `${title}, ${url}, read ${read}`),
    ),
  ].join('\n');
}

const SOURCES: Readonly<Record<NonNullable<Preset['externalId']>['source'], string>> = {
  vendor: 'the vendor generates it',
  workspace: 'the ID of your workspace at the vendor, or what is made of it',
  customer: 'you choose it',
  constant: 'one for all customers',
  none: 'none',
  unknown: 'unknown',
};

function kmsInWords({ support, actions, placement, note }: Preset['kms']): string {
  const asked = actions.length === 0 ? '' : `the page asks for ${actions.join(', ')}`;
  const place = { 'identity-policy': 'in the identity policy', 'key-policy': 'in the key policy' };
  return [support, [asked, placement && place[placement]].filter(Boolean).join(' '), note]
    .filter(Boolean)
    .join('; ');
}

function settingLines(settings: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(settings).map(([key, value]) => `${key}: ${inWords(value)}`);
}

function settings(values: Readonly<Record<string, unknown>>): string {
  return Object.entries(values)
    .map(([key, value]) => `${key}=${inWords(value)}`)
    .join(' ');
}

const inWords = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
