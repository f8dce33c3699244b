import { suggestion } from '../config/did-you-mean';
import { type Preset, presetIds, readPreset } from '../vendors/preset';
import type { ExitCode } from './exit';
import { InputError } from './input-error';
import { renderTable } from './table';
import type { Terminal } from './terminal';

/** Lists the presets, or shows one in full with its sources. */
export function vendors(
  id: string | undefined,
  { json }: { readonly json: boolean },
  terminal: Terminal,
): ExitCode {
  const ids = presetIds();
  if (id !== undefined && !ids.includes(id)) {
    throw new InputError(`${JSON.stringify(id)} is not a preset; ${suggestion(id, ids)}`);
  }
  const presets = (id === undefined ? ids : [id]).map(readPreset);
  if (json) terminal.out(JSON.stringify(id === undefined ? presets : presets[0], undefined, 2));
  else
    terminal.out(
      id === undefined ? list(presets, terminal) : presets.map((preset) => inFull(preset, terminal)).join(''),
    );
  return 0;
}

function list(presets: readonly Preset[], { colors }: Terminal): string {
  const rows = presets.map(({ id, name, product, access, objects }) => [
    id,
    `${name}, ${product}`,
    Object.keys(access).join(', '),
    String(objects.pattern ?? '*'),
  ]);
  return renderTable([['ID', 'vendor', 'access, the preferred first', 'objects'], ...rows], (line, row) =>
    row === 0 ? colors.bold(line) : line,
  );
}

function inFull(preset: Preset, { colors }: Terminal): string {
  const {
    id,
    name,
    product,
    access,
    objects,
    permissions,
    parameters,
    asks,
    leftOut,
    notes,
    handover,
    sources,
  } = preset;
  const section = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : ['', colors.bold(title), ...lines.map((line) => `  ${line}`)];
  return [
    `${colors.bold(name)}, ${product} (${id})`,
    ...section(
      'access, the preferred first',
      Object.entries(access).map(([type, defaults]) => `${type} ${settings(defaults ?? {})}`.trimEnd()),
    ),
    ...section('objects', settingLines(objects)),
    ...section('permissions', settingLines(permissions)),
    ...section(
      'what the vendor tells you',
      parameters.map(({ key, label, where }) => `access.${key}: ${label}, ${where}`),
    ),
    ...section(
      'what its page asks for',
      (asks ?? []).map(
        ({ Action, Resource }) => `${[Action].flat().join(', ')} on ${[Resource].flat().join(', ')}`,
      ),
    ),
    ...section(
      'what we leave out of it',
      leftOut.map(({ action, resource, reason }) => `${action} on ${resource}: ${reason}`),
    ),
    ...section(
      'notes',
      notes.map(({ text }) => text),
    ),
    ...section(
      'what you hand over',
      handover.map(({ label }) => label),
    ),
    ...section(
      'sources',
      sources.map(({ title, url, read }) => `${title}, ${url}, read ${read}`),
    ),
  ].join('\n');
}

function settingLines(settings: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(settings).map(
    ([key, value]) => `${key}: ${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
}

function settings(values: Readonly<Record<string, unknown>>): string {
  return Object.entries(values)
    .map(([key, value]) => `${key}=${value}`)
    .join(' ');
}
