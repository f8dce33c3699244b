import type { Declared } from './declared';
import type { Row } from './run';
import { THERE } from './steps';

/** What the vendor, or who tests, should know although nothing differs. */
export function notesOf(
  declared: Declared,
  rows: readonly Row[],
  isOtherStore: boolean,
  writer: string | undefined,
): string[] {
  return [
    ...(isOtherStore && writer === undefined
      ? ['The store does not tell whose key this is: whether it is the writer’s was not checked.']
      : []),
    ...ofEndedGrant(declared),
    ...ofUnread(declared, rows),
    ...(isOtherStore ? ofFixedName(declared, rows) : []),
    ...rows
      .filter(({ actual }) => actual === THERE)
      .map(
        ({ what }) =>
          `${what}: there is such an object already, so that it was neither replaced nor deleted.`,
      ),
    ...(rows.some(({ what, result }) => result === 'ok' && /^put .*\/\//.test(what))
      ? [
          'The path makes keys with two slashes in a row: they are allowed, and lie in a folder without a name.',
        ]
      : []),
  ];
}

function ofEndedGrant(declared: Declared): string[] {
  const grant = declared.destination.permissions.delete;
  if (grant === 'never' || !declared.deleteHasEnded()) return [];
  return [
    `The delete grant ended with ${grant.until}: a vendor whose test deletes its object fails at that. Write a later day and deploy for another test.`,
  ];
}

function ofUnread(declared: Declared, rows: readonly Row[]): string[] {
  const isUnread = rows.some(({ what, result }) => result === 'not tested' && FIRST.test(what));
  if (declared.destination.permissions.put || !isUnread) return [];
  return [
    declared.mayList()
      ? 'Nothing could be read: there is no object in scope yet. Put one, and test again.'
      : 'Nothing could be read: without permissions.list the test learns the name of no object. `s3-destination verify` compares what is granted.',
  ];
}

const FIRST = /^get the first object /;

function ofFixedName(declared: Declared, rows: readonly Row[]): string[] {
  const { testObject } = declared.destination.objects;
  if (testObject === undefined || testObject.includes('*') || declared.mayList()) return [];
  const unseen = declared.folders
    .map((folder) => folder + testObject)
    .filter(
      (key) =>
        !declared.mayRead(key) && rows.some((row) => row.what === `put ${key}` && row.actual === '200'),
    );
  return unseen.map(
    (key) =>
      `put ${key}: the name is always the same, and the writer may not look for it. A store that does not know If-None-Match has replaced an object that was there.`,
  );
}
