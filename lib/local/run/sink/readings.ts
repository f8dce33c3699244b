import type { SinkSettings } from '../../../sink/runtime/settings';

/** No JSON: a gateway whose connection broke in the middle. */
export const POISON = '{"node_name":"press-4","values":{"pre';
/** Nothing changed: with "Ignore Output" it is not sent on. */
export const EMPTY = '{}';

type Json = Record<string, unknown>;
type Wanted = Pick<
  SinkSettings,
  'source' | 'key' | 'keyTime' | 'fields' | 'idField' | 'dataField' | 'template'
>;

/**
 * What a NeuronEX gateway sends: one message for each group of tags. What else the settings ask a record for by name is
 * made up beside it.
 */
export function gatewayReadings(settings: Wanted): readonly string[] {
  return Array.from({ length: 12 }, (_, index) => JSON.stringify(record(index, settings)));
}

function record(index: number, wanted: Wanted): Json {
  const { source, key, keyTime, fields, idField, dataField, template } = wanted;
  const made = source === 'eventbridge' ? busEvent(reading(index), index) : reading(index);
  if (dataField !== undefined) made[dataField] ??= reading(index);
  const data = dataField === undefined ? made : made[dataField];
  // First: what stands as a field too must still be a time.
  if (keyTime.startsWith('event:')) put(made, keyTime.slice('event:'.length).split('.'), time(index));
  // The sink adds the ID, and buries a record that has one.
  for (const name of (fields ?? []).filter((one) => one !== idField)) put(data, [name], madeUp(name, index));
  for (const [, path = ''] of key.matchAll(/\{field:([^{}]+)\}/g))
    put(made, path.split('.'), words(path, index));
  for (const path of pathsOf(template ?? '').filter(([name]) => name !== idField))
    put(made, path, madeUp(path.at(-1) ?? '', index));
  return made;
}

const BEGAN = Date.UTC(2031, 0, 2, 3, 0, 0);
const time = (index: number) => BEGAN + index * 1000;
const words = (path: string, index: number) => `${path.split('.').at(-1)}-${(index % 2) + 1}`;

function reading(index: number): Json {
  return {
    node_name: index % 2 === 0 ? 'press-4' : 'press/5',
    group_name: 'hydraulics',
    timestamp: time(index),
    values: { pressure: 2 + index / 100, cycles: 9_007_199_254_740_000 + index },
  };
}

/** https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html */
function busEvent(detail: Json, index: number): Json {
  return {
    version: '0',
    id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
    'detail-type': 'Reading',
    source: 'gateway',
    account: '111122223333',
    time: new Date(time(index)).toISOString(),
    region: 'eu-west-1',
    resources: [],
    detail,
  };
}

/** What a name promises. */
function madeUp(name: string, index: number): unknown {
  if (/time|date|^ts$|^t$|_at$/i.test(name)) return time(index);
  return /id$|name|device|machine|customer|user|mail|type|kind|unit|stat(e|us)|code|key|serial|label|text|message|site|plant/i.test(
    name,
  )
    ? words(name, index)
    : 20 + index / 4;
}

/** Only where nothing is; a value that is no object has no members. */
function put(into: unknown, [name = '', ...rest]: readonly string[], value: unknown): void {
  if (typeof into !== 'object' || into === null) return;
  const object = into as Json;
  if (rest.length === 0) object[name] ??= value;
  else {
    object[name] ??= {};
    put(object[name], rest, value);
  }
}

/** The fields of the record that a template names; within a block, the dot may be something else. */
function pathsOf(template: string): string[][] {
  const actions = [...template.matchAll(/\{\{([\s\S]*?)\}\}/g)].map(([, action = '']) => action);
  if (actions.some((action) => /^-?\s*(range|with|define|block|template)\b/.test(action))) return [];
  const names = actions.map((action) => action.replaceAll(/"(?:[^"\\]|\\.)*"|`[^`]*`/g, '""'));
  return [...names.join(' ').matchAll(/(?<![\w$)\].])\.([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)/g)].map(
    ([, path = '']) => path.split('.'),
  );
}
