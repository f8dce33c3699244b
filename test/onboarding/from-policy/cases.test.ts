import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { reportLines } from '../../../lib/cli/init-report';
import { renderPath, renderProblem } from '../../../lib/config/problem';
import { readDocument } from '../../../lib/onboarding/from-policy/document';
import type { Wanted } from '../../../lib/onboarding/from-policy/from-policy';
import { destinationFrom, read, type Texts } from './support';

interface Case extends Texts {
  readonly name: string;
  readonly wanted?: Partial<Wanted>;
}

interface Unreadable {
  readonly name: string;
  readonly text: string;
  readonly problems: readonly string[];
}

const data = (name: string) => parse(readFileSync(join(__dirname, name), 'utf8'));

test.each((data('cases.yaml') as Case[]).map((one): [string, Case] => [one.name, one]))(
  '%s',
  (_, { name: __, wanted, ...texts }) => {
    const found = read(texts, wanted);
    const granted = found.objects && found.permissions && !found.complaints.length;
    expect({
      access: found.access,
      ...(granted ? { objects: found.objects, permissions: changed(found.permissions ?? {}) } : {}),
      wrong: [
        ...found.problems.map(renderProblem),
        ...found.complaints.map(({ path, message }) => `${renderPath(path)}: ${message}`),
      ],
      told: reportLines(found),
    }).toMatchSnapshot();
    if (granted && wanted?.type !== undefined) expect(destinationFrom(found, wanted)).toBeDefined();
  },
);

test.each((data('unreadable.yaml') as Unreadable[]).map((one): [string, Unreadable] => [one.name, one]))(
  '%s is refused',
  (_, { text, problems }) => {
    expect((readDocument('policy.json', text).problems ?? []).map(renderProblem)).toEqual(problems);
  },
);

/** What is granted, for people: keys that say no are left out. */
const changed = (permissions: object) =>
  Object.fromEntries(
    Object.entries(permissions).filter(
      ([, value]) => value !== false && value !== 'never' && !(Array.isArray(value) && value.length === 0),
    ),
  );
