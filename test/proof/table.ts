import type { Allowed, Outcome } from './proof';

/** What the simulator allowed, in few lines: a widening is a line more, or a longer one. */
export function tableOf({ allowed }: Pick<Outcome, 'allowed'>): string {
  const ordinary = allowed.filter(
    ({ who, what }) => who !== 'administrator' && what !== 'sts:GetCallerIdentity',
  );
  const lines = [
    ...rowsOf(ordinary.filter(({ what }) => what !== 'assume')),
    ...rowsOf(ordinary.filter(({ what }) => what === 'assume')),
  ];
  return lines.length === 0 ? 'nobody may do anything' : lines.join('\n');
}

/** `who  what`, then what it may be done to, then when; actions that may do the same share their lines. */
function rowsOf(allowed: readonly Allowed[]): string[] {
  const byAction = group(allowed, ({ who, what }) => `${who}\n${what}`);
  const rows = [...byAction].map(([key, found]) => {
    const [who = '', what = ''] = key.split('\n');
    const objects = [...new Set(found.map(({ on }) => on))];
    const times = [...new Set(found.map(({ when }) => when))];
    return { who, what, body: `    ${objects.join(' · ')}\n    ${times.join(' · ')}` };
  });
  const shared = group(rows, ({ who, body }) => `${who}\n${body}`);
  return [...shared.values()].map((same) => {
    const [{ who = '', body = '' } = {}] = same;
    return `${who}: ${same.map(({ what }) => what).join(', ')}\n${body}`;
  });
}

function group<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return groups;
}
