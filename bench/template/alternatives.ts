/** The same five outputs from other engines, each written as its users would write it. */

export interface Engine {
  readonly name: string;
  /** By the name of the template in speed.json. */
  compile(template: string): (data: unknown) => string;
}

interface Handlebars {
  create(): {
    registerHelper(name: string, helper: (...args: never[]) => unknown): void;
    compile(text: string, options: { noEscape: boolean }): (data: unknown) => string;
  };
}
interface Liquid {
  Liquid: new () => {
    registerFilter(name: string, filter: (v: unknown) => unknown): void;
    parse(text: string): unknown;
    renderSync(template: unknown, data: object): string;
  };
}

/** JSON with sorted keys, which is what Go gives. */
function sorted(v: unknown): unknown {
  if (Array.isArray(v)) return v.map(sorted);
  if (typeof v !== 'object' || v === null) return v;
  return Object.fromEntries(
    Object.entries(v)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([k, x]) => [k, sorted(x)]),
  );
}
const json = (v: unknown) => JSON.stringify(sorted(v));
const level = (t: number) => (t > 30 ? 'high' : t > 20 ? 'mid' : 'low');
const nanos = (ms: number) => (BigInt(ms) * 1_000_000n).toString();
const fields = (values: Record<string, unknown>) =>
  Object.entries(values)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([k, v]) => `${k}=${typeof v === 'string' ? JSON.stringify(v) : String(v)}`)
    .join(',');

const HANDLEBARS: Readonly<Record<string, string>> = {
  'json-dot': '{"content":{{json this~}} }',
  fields:
    '{"id":"{{deviceId}}","t":{{temperature}},"h":{{humidity}},"site":"{{loc.site.name}}","ts":{{ts~}} }',
  conditional:
    '{"dev":{{json deviceId}},"level":"{{level temperature}}","on":{{#if online}}1{{else}}0{{/if}},"alarm":"{{#if alarm}}{{upper alarm}}{{else}}NONE{{/if}}"}',
  'range-10-rows':
    '[{{#each this}}{{#unless @first}},{{/unless}}{"d":"{{device}}","t":{{temp}},"hot":{{hot temp~}} }{{/each}}]',
  'influx-line': '{{group_name}},node={{node_name}} {{fields values}} {{nanos timestamp}}',
};

const LIQUID: Readonly<Record<string, string>> = {
  'json-dot': '{"content":{{ data | sortedjson }}}',
  fields:
    '{"id":"{{ data.deviceId }}","t":{{ data.temperature }},"h":{{ data.humidity }},"site":"{{ data.loc.site.name }}","ts":{{ data.ts }}}',
  conditional:
    '{%- assign lvl = "low" -%}{%- if data.temperature > 30 -%}{%- assign lvl = "high" -%}{%- elsif data.temperature > 20 -%}{%- assign lvl = "mid" -%}{%- endif -%}{"dev":{{ data.deviceId | sortedjson }},"level":"{{ lvl }}","on":{% if data.online %}1{% else %}0{% endif %},"alarm":"{{ data.alarm | default: "none" | upcase }}"}',
  'range-10-rows':
    '[{% for r in data %}{% unless forloop.first %},{% endunless %}{"d":"{{ r.device }}","t":{{ r.temp }},"hot":{% if r.temp > 30 %}true{% else %}false{% endif %}}{% endfor %}]',
  'influx-line':
    '{{ data.group_name }},node={{ data.node_name }} {{ data.values | fields }} {{ data.timestamp | nanos }}',
};

export async function alternatives(): Promise<Engine[]> {
  return [await handlebars(), await liquidjs()];
}

async function handlebars(): Promise<Engine> {
  const { default: module } = (await import('handlebars')) as unknown as { default: Handlebars };
  const engine = module.create();
  engine.registerHelper('json', json);
  engine.registerHelper('level', level);
  engine.registerHelper('hot', (t: number) => t > 30);
  engine.registerHelper('upper', (s: string) => s.toUpperCase());
  engine.registerHelper('fields', fields);
  engine.registerHelper('nanos', nanos);
  return {
    name: 'handlebars',
    compile: (name) => engine.compile(textOf(HANDLEBARS, name), { noEscape: true }),
  };
}

async function liquidjs(): Promise<Engine> {
  const { Liquid } = (await import('liquidjs')) as unknown as Liquid;
  const engine = new Liquid();
  engine.registerFilter('sortedjson', json);
  engine.registerFilter('fields', (v) => fields(v as Record<string, unknown>));
  engine.registerFilter('nanos', (v) => nanos(v as number));
  return {
    name: 'liquidjs',
    compile: (name) => {
      const template = engine.parse(textOf(LIQUID, name));
      return (data) => engine.renderSync(template, { data });
    },
  };
}

function textOf(texts: Readonly<Record<string, string>>, name: string): string {
  const text = texts[name];
  if (text === undefined) throw new Error(`${name} is not written for every engine`);
  return text;
}
