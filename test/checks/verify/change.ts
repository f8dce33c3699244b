import type { VerifyBench } from './support';

/** What somebody did by hand to one place: `writer.policy`, `bucket.lifecycle`, … */
export interface Edit {
  /** Of a list, only what has these values. */
  readonly where?: Fields;
  /** Entries more. */
  readonly add?: unknown;
  /** Other values; null takes one away. */
  readonly set?: Fields;
  readonly remove?: true;
}

type Fields = Readonly<Record<string, unknown>>;

/** Changes what is deployed as a table of drifts says it. */
export function apply(changes: Readonly<Record<string, Edit>>, bench: VerifyBench): void {
  for (const [place, edit] of Object.entries(changes)) {
    const there = find(place, bench);
    if (there instanceof Map) write(there, edit);
    else if (there instanceof Set) for (const one of [edit.add].flat()) there.add(one);
    else if (Array.isArray(there)) writeAll(there, edit);
    else assign(there, edit.set);
  }
}

function write(entries: Map<string, unknown>, { set = {}, remove }: Edit): void {
  if (remove) entries.clear();
  for (const [name, value] of Object.entries(set)) entries.set(name, value);
}

function writeAll(list: Fields[], { where = {}, add = [], set, remove }: Edit): void {
  const chosen = list.filter((one) =>
    Object.entries(where).every(([name, value]) => JSON.stringify(one[name]) === JSON.stringify(value)),
  );
  for (const one of chosen) {
    if (remove) list.splice(list.indexOf(one), 1);
    else assign(one, set);
  }
  list.push(...([add].flat() as Fields[]));
}

function assign(object: object, set: Fields = {}): void {
  for (const [name, value] of Object.entries(set)) {
    if (value === null) Reflect.deleteProperty(object, name);
    else Object.assign(object, { [name]: value });
  }
}

/** Whatever has no name of its own here is a part of the state. */
const PLACES: Readonly<Record<string, (bench: VerifyBench) => object | undefined>> = {
  state: ({ state }) => state,
  writer: ({ writer }) => writer,
  'writer.policy': (bench) => bench.statements(bench.writer),
  sink: ({ sink }) => sink,
  'sink.policy': (bench) => bench.statements(bench.sink),
  provider: ({ state }) => [...state.providers.values()][0],
};

function find(place: string, bench: VerifyBench): object {
  const [root = '', part] = place.split('.');
  const whole = PLACES[place] ?? PLACES[root] ?? (({ state }) => Reflect.get(state, root));
  const holder = whole(bench);
  const found = place in PLACES || part === undefined ? holder : Reflect.get(Object(holder), part);
  if (typeof found !== 'object' || found === null) throw new Error(`nothing is deployed at ${place}`);
  // Of a policy, its statements.
  return Reflect.get(found, 'Statement') ?? found;
}
