import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createProgram } from '../lib/cli/program';
import { PACKAGE_ROOT } from '../lib/paths';
import { presetIds, readPreset } from '../lib/vendors/preset';

/** The parts of the docs that are made from code, by the marker that they stand under. */
const PARTS: Readonly<Record<string, () => string>> = { vendors, commands, 'destination-files': examples };

/** Documentation files, relative to the package. */
export function docFiles(): string[] {
  return [
    'README.md',
    'CONTRIBUTING.md',
    ...readdirSync(join(PACKAGE_ROOT, 'docs'))
      .filter((file) => file.endsWith('.md'))
      .map((file) => `docs/${file}`),
  ];
}

/** Fills `<!-- name -->…<!-- /name -->` with tables, and `<!-- file: path -->…<!-- /file -->` with the file. */
export function renderDoc(text: string): string {
  const withTables = text.replace(
    /<!-- (vendors|commands|destination-files) -->[\s\S]*?<!-- \/\1 -->/g,
    (_, name: string) => {
      return `<!-- ${name} -->\n${PARTS[name]?.()}\n<!-- /${name} -->`;
    },
  );
  return withTables.replace(/<!-- file: (\S+) -->[\s\S]*?<!-- \/file -->/g, (_, path: string) => {
    const language = path.split('.').at(-1);
    // In a customer's app the kit is a package.
    const content = readFileSync(join(PACKAGE_ROOT, path), 'utf8')
      .trimEnd()
      .replace("from '../lib'", "from 's3-destination-kit'");
    return `<!-- file: ${path} -->\n\`\`\`${language}\n${content}\n\`\`\`\n<!-- /file -->`;
  });
}

function vendors(): string {
  const rows = presetIds()
    .map(readPreset)
    .map(
      ({ id, name, product, access, objects }) =>
        `| \`${id}\` | ${name}, ${product} | ${Object.keys(access).join(', ')} | \`${objects.pattern ?? '*'}\` |`,
    );
  return ['| preset | vendor | access, the preferred first | objects |', '|---|---|---|---|', ...rows].join(
    '\n',
  );
}

function commands(): string {
  const rows = createProgram().commands.map(
    (command) => `| \`${command.name()}\` | ${command.description()} |`,
  );
  return ['| command | what it does |', '|---|---|', ...rows].join('\n');
}

function examples(): string {
  const rows = readdirSync(join(PACKAGE_ROOT, 'examples'))
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => {
      const comment = readFileSync(join(PACKAGE_ROOT, 'examples', file), 'utf8')
        .split('\n')[0]
        ?.replace(/^# /, '');
      return `| [${file}](../examples/${file}) | ${comment} |`;
    });
  return ['| file | what it shows |', '|---|---|', ...rows].join('\n');
}

if (require.main === module) {
  for (const file of docFiles()) {
    const path = join(PACKAGE_ROOT, file);
    writeFileSync(path, renderDoc(readFileSync(path, 'utf8')));
  }
}
