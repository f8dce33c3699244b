import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Destination } from '../../lib/config/destination';
import { renderProblem } from '../../lib/config/problem';
import { parseDestination, readDestination } from '../../lib/load/read';
import type { Surroundings } from '../../lib/policy/documents';

export const NOW = new Date('2026-11-21T12:00:00Z');

export const IRELAND: Surroundings = {
  accountId: '111122223333',
  region: 'eu-west-1',
  bucketName: 'acme-orders',
};

/** The destination of a file that says `version`, `name` and this. */
export function destinationOf(text: string): Destination {
  const { destination, problems } = parseDestination(
    'destination.yaml',
    `version: 1\nname: orders\n${text}\n`,
  );
  if (!destination) throw new Error(problems.map(renderProblem).join('\n'));
  return destination;
}

export const EXAMPLES = readdirSync(join(__dirname, '..', '..', 'examples')).filter((name) =>
  name.endsWith('.yaml'),
);

export function exampleOf(name: string): Destination {
  const { destination, problems } = readDestination(join(__dirname, '..', '..', 'examples', name));
  if (!destination) throw new Error(problems.map(renderProblem).join('\n'));
  return destination;
}
