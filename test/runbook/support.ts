import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunbookInput } from '../../lib/runbook/input';
import { type Snippet, snippetsOf } from '../../lib/runbook/model';
import { readRunbookInput } from '../../lib/runbook/read-input';
import { runbookOf } from '../../lib/runbook/runbook';
import { type Preset, presetIds, readPreset } from '../../lib/vendors/preset';
import { exampleFile } from '../example-files';

export const NOW = new Date('2026-12-01T00:00:00Z');

export const exampleInput = (name: string): RunbookInput => readRunbookInput(exampleFile(name), NOW);

/** A destination file as plain data → the input of its runbook. */
export function inputOf(file: object): RunbookInput {
  return inFile(file, (path) => readRunbookInput(path, NOW));
}

/** A destination file as plain data, in a folder that is gone afterwards. */
export function inFile<T>(file: object, use: (path: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 's3-destination-runbook-'));
  try {
    const path = join(folder, 'destination.yaml');
    writeFileSync(path, JSON.stringify(file));
    return use(path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function snippets(input: RunbookInput): ReadonlyMap<string, Snippet> {
  return new Map(snippetsOf(runbookOf(input)).map((snippet) => [snippet.id, snippet]));
}

/** Every vendor with the access that it prefers, and values such as a customer would have. */
export const VENDORS: readonly [id: string, file: object][] = presetIds().map((id) => [
  id,
  fileOf(readPreset(id)),
]);

function fileOf(preset: Preset): object {
  const [type = ''] = Object.keys(preset.access);
  return {
    version: 1,
    name: `${preset.id}-export`,
    vendor: preset.id,
    environment: { account: '111122223333', region: 'eu-west-1' },
    bucket: { name: `acme-${preset.id}` },
    ...(preset.objects.prefix === undefined ? { objects: { prefix: 'exports' } } : {}),
    access: samplesOf(preset, type),
  };
}

function samplesOf({ parameters }: Preset, type: string): object {
  const usual: Readonly<Record<string, string>> = {
    externalId: 'acme-4711',
    subjects: '104123456789012345678',
  };
  return Object.fromEntries(
    parameters
      .filter(({ access }) => access === type)
      .map(({ key, example = usual[key] }) => [key, key === 'subjects' ? [example] : example]),
  );
}
