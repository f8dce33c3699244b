import { parseTemplate } from '../../lib/go-template';
import { adversarialData, missed } from './adversarial';
import { attack } from './adversarial-run';

/** How long they take is measured by npm run fuzz:template, and not here, where the machine may be busy. */
describe('templates that mean harm', () => {
  test('there is one for every function', () => {
    expect(missed()).toEqual([]);
  });

  test('each ends in an output or in an error of ours', () => {
    const { broken, templates } = attack(Infinity, 5000, adversarialData(10_000));
    expect(broken).toEqual([]);
    expect(templates).toBeGreaterThan(500);
  });
});

/** The price of a template in steps: the smallest limit that is enough. */
function price(template: string, data: unknown): number {
  let [low, high] = [0, 4_000_000];
  while (high - low > 1) {
    const steps = Math.floor((low + high) / 2);
    try {
      parseTemplate(template, { limits: { steps } }).execute(data);
      high = steps;
    } catch {
      low = steps;
    }
  }
  return high;
}

describe('what a template costs', () => {
  const text = (n: number) => 'ab c'.repeat(n / 4);
  test.each([
    ['a hash', '{{$_ := sha256sum .}}'],
    ['upper case', '{{$_ := upper .}}'],
    ['snake case', '{{$_ := snakecase .}}'],
    ['JSON', '{{$_ := toJson .}}'],
    ['escaping', '{{$_ := urlquery .}}'],
    ['splitting', '{{$_ := splitList "c" .}}'],
    ['a regular expression', '{{$_ := regexMatch "(a|b)*Q" .}}'],
    ['a quotation', '{{$_ := printf "%q" .}}'],
  ])('%s: ten times the text, about ten times the steps', (_, template) => {
    const ratio = price(template, text(20_000)) / price(template, text(2000));
    expect(ratio).toBeGreaterThan(7);
    expect(ratio).toBeLessThan(12);
  });
  test.each([
    ['a copy', '{{$_ := append . 1}}'],
    ['a new order', '{{$_ := reverse .}}'],
    ['JSON', '{{$_ := toJson .}}'],
    ['text', '{{$_ := print .}}'],
    ['a search', '{{$_ := has "none" .}}'],
  ])('%s: ten times the list, about ten times the steps', (_, template) => {
    const list = (n: number) => Array.from({ length: n }, (_x, i) => i);
    const ratio = price(template, list(5000)) / price(template, list(500));
    expect(ratio).toBeGreaterThan(7);
    expect(ratio).toBeLessThan(12);
  });

  const record = {
    deviceId: 'dev-07',
    ts: 1_700_000_000_123,
    temperature: 31.4,
    tags: ['roof', 'south'],
    location: { site: 'Lyon', floor: 3 },
    message: 'Filter nearly full, please replace it this week',
  };
  const ordinary =
    '{"device":{{.deviceId | quote}},"at":"{{dateInZone "2006-01-02T15:04:05Z07:00" (div .ts 1000) "UTC"}}","t":{{printf "%.1f" .temperature}},{{if gt .temperature 30.0}}"alarm":"{{.message | upper | trunc 20}}",{{end}}"tags":{{toJson .tags}},"site":"{{default "none" .location.site}}"}';
  test('a template for one record: a few hundred steps', () => {
    expect(price(ordinary, record)).toBeLessThan(200);
  });

  test('a thousand records at once, twenty calls each with two dates: within the default', () => {
    const records = Array.from({ length: 1000 }, () => record);
    const calls = `${ordinary}{{date "2006-01-02" (int64 (div .ts 1000))}}{{.message | lower | title | replace " " "-"}}{{join "," .tags}}{{len .tags}}{{has "roof" .tags}}{{add .location.floor 1}}{{json .location}}\n`;
    const template = parseTemplate(`{{range .}}${calls}{{end}}`, { limits: { steps: 500_000 } });
    expect(template.execute(records).split('\n')).toHaveLength(1001);
  });
});
