/** The same five outputs from other engines, each written as its users would write it. */

export interface Engine {
  readonly name: string;
  /** undefined: this engine has no way to say it. */
  compile(template: string): ((data: unknown) => string) | undefined;
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
  const engines: Engine[] = [];
  const hb = await load<{ default: Handlebars }>('handlebars');
  if (hb !== undefined) {
    const h = hb.default.create();
    h.registerHelper('json', json);
    h.registerHelper('level', level);
    h.registerHelper('hot', (t: number) => t > 30);
    h.registerHelper('upper', (s: string) => s.toUpperCase());
    h.registerHelper('fields', fields);
    h.registerHelper('nanos', nanos);
    engines.push({
      name: 'handlebars',
      compile: (name) => {
        const text = HANDLEBARS[name];
        return text === undefined ? undefined : h.compile(text, { noEscape: true });
      },
    });
  }
  const liquid = await load<Liquid>('liquidjs');
  if (liquid !== undefined) {
    const l = new liquid.Liquid();
    l.registerFilter('sortedjson', json);
    l.registerFilter('fields', (v) => fields(v as Record<string, unknown>));
    l.registerFilter('nanos', (v) => nanos(v as number));
    engines.push({
      name: 'liquidjs',
      compile: (name) => {
        const text = LIQUID[name];
        if (text === undefined) return undefined;
        const t = l.parse(text);
        return (data) => l.renderSync(t, { data });
      },
    });
  }
  return engines;
}

/** A package that is not installed is left out of the table. */
async function load<T>(name: string): Promise<T | undefined> {
  try {
    return (await import(name)) as T;
  } catch {
    return undefined;
  }
}
