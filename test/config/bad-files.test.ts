import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parse } from 'yaml';
import { DestinationFileError, renderProblem } from '../../lib/config/problem';
import { loadDestinations } from '../../lib/load';

/** One bad destination file, or several that do not go together. `bad-files/<topic>.yaml` is a list of these. */
interface BadFile {
  readonly case: string;
  /**
   * What finds the mistake: the YAML text itself, the schema (then the published JSON Schema finds it too), rules
   * between keys, both of the last two, the calendar, or a look at what the files make of it all.
   */
  readonly seenBy: 'text' | 'schema' | 'rules' | 'both' | 'calendar' | 'files';
  /** The text of `destination.yaml`; or, by name, the texts of `files`. */
  readonly file?: string;
  readonly files?: Readonly<Record<string, string>>;
  /** `<line>:<column>: <key path>: <message>`, all of them, in the order in which they are reported. */
  readonly problems: readonly string[];
}

const FOLDER = join(__dirname, 'bad-files');
const TOPICS = readdirSync(FOLDER).map((name): [topic: string, entries: BadFile[]] => [
  basename(name, '.yaml'),
  parse(readFileSync(join(FOLDER, name), 'utf8')),
]);
const NOW = new Date('2026-11-21T12:00:00Z');

describe.each(TOPICS)('bad destination files: %s', (_, entries) => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'bad-files-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test.each(entries.map((entry): [string, BadFile] => [entry.case, entry]))('%s', (_, entry) => {
    const files = Object.entries(entry.files ?? { 'destination.yaml': entry.file ?? '' });
    const paths = files.map(([name, text]) => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    });
    const problems = problemsOf(() => loadDestinations(paths, NOW)).map((problem) =>
      problem.replaceAll(`${folder}/`, '').replace(/^destination\.yaml:\s?/, ''),
    );
    expect(problems).toEqual(entry.problems);
    expect(new Set(problems).size).toBe(problems.length);
    for (const problem of problems) {
      expect(problem).not.toMatch(/\bundefined\b|\bnull\b(?!")|\[object |Invalid|Error|\n {4}at /);
    }
  });
});

test('every case of the table has a name of its own', () => {
  const names = TOPICS.flatMap(([topic, entries]) => entries.map((entry) => `${topic}: ${entry.case}`));
  expect(new Set(names).size).toBe(names.length);
});

function problemsOf(load: () => unknown): string[] {
  try {
    load();
  } catch (error) {
    expect(error).toBeInstanceOf(DestinationFileError);
    const { code, problems, message } = error as DestinationFileError;
    expect(code).toBe('INVALID_DESTINATION_FILE');
    expect(message).toBe(problems.map(renderProblem).join('\n'));
    return problems.map(renderProblem);
  }
  throw new Error('nothing was refused');
}
