import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PACKAGE_ROOT } from '../../lib/paths';

/** What runs in the customer's Lambda: small, and nothing happens before an event does. */

const folder = join(PACKAGE_ROOT, 'dist', 'sink');
const text = (file: string) => readFileSync(join(folder, file), 'utf8');

/** The modules that a module imports as it loads, and those that it may import later. */
function importsOf(file: string): { readonly now: string[]; readonly later: string[] } {
  const source = text(file);
  const of = (pattern: RegExp) => [...source.matchAll(pattern)].map((match) => match[1] as string);
  return {
    now: of(/(?:^|[;}\n])import\s*(?:[\w$*{}\s,]+\s*from\s*)?["']([^"']+)["']/g).concat(
      of(/export\s*(?:\*|\{[^}]*\})\s*from\s*["']([^"']+)["']/g),
    ),
    later: of(/import\(\s*["']([^"']+)["']\s*\)/g),
  };
}

/** Everything that is loaded with `index.mjs`. */
function loadedAtOnce(): { readonly files: string[]; readonly builtins: string[] } {
  const files = new Set(['index.mjs']);
  const builtins = new Set<string>();
  for (const file of files) {
    for (const one of importsOf(file).now) {
      if (one.startsWith('./')) files.add(one.slice(2));
      else builtins.add(one.replace(/^node:/, ''));
    }
  }
  return { files: [...files], builtins: [...builtins].sort() };
}

test('what loads at once is below 60 KB', () => {
  const { files } = loadedAtOnce();
  expect(files.reduce((sum, file) => sum + statSync(join(folder, file)).size, 0)).toBeLessThan(60_000);
  expect(statSync(join(folder, 'index.mjs')).size).toBeLessThan(60_000);
});

test('what loads at once reaches neither files nor the network', () => {
  expect(loadedAtOnce().builtins).toEqual(['buffer', 'crypto', 'events', 'zlib']);
});

test('templates, claims and dead letters are chunks that load when a setting needs them', () => {
  const { files } = loadedAtOnce();
  const later = files.flatMap((file) => importsOf(file).later).join();
  for (const chunk of ['core', 'claims', 'dead-letter-queue']) {
    expect(later).toContain(`./${chunk}-`);
    expect(files.join()).not.toContain(`${chunk}-`);
  }
  expect(readdirSync(folder).some((file) => file.startsWith('regex-'))).toBe(true);
});

test('importing it does nothing: no handle is open, and nothing is printed', () => {
  const script = `
    const { handler } = await import(${JSON.stringify(pathToFileURL(join(folder, 'index.mjs')).href)});
    console.log(typeof handler, JSON.stringify(process.getActiveResourcesInfo().filter((one) => !/Pipe|TTY|Req/.test(one))));
  `;
  const printed = execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
    encoding: 'utf8',
    env: {},
  });
  expect(printed).toBe('function []\n');
});

test('it knows nothing of the CDK, nor of the rest of the kit', () => {
  for (const file of readdirSync(folder))
    expect(text(file)).not.toMatch(/aws-cdk|constructs|"zod"|require\(/);
});
