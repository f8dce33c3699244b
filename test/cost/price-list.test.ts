import { writeFileSync } from 'node:fs';
import { PRICE_KEYS, UNITS } from '../../lib/cost/price';
import { readPrices } from '../../lib/cost/price-list';
import { InputError } from '../../lib/terminal/input-error';
import { inEmptyFolder } from '../cli/support';
import { US } from './support';

function read(content: unknown, region = 'us-east-1') {
  return inEmptyFolder(() => {
    writeFileSync('mine.json', typeof content === 'string' ? content : JSON.stringify(content));
    return readPrices(region, 'mine.json');
  });
}

function refusal(content: unknown, region?: string): string {
  try {
    read(content, region);
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as Error).message;
  }
  throw new Error('The file was taken.');
}

const us = (prices: unknown) => ({ regions: { 'us-east-1': prices } });

test.each(['us-east-1', 'eu-west-1'])('the prices of %s are complete, dated and graded', (region) => {
  const prices = readPrices(region);
  for (const key of PRICE_KEYS) {
    expect(prices[key].date).toMatch(/^2026-\d\d-\d\d$/);
    expect(['price-list', 'published', 'derived', 'unconfirmed']).toContain(prices[key].grade);
    expect(UNITS[key].page).toMatch(/^https:\/\/aws\.amazon\.com\/[a-z0-9/-]+\/pricing\/$/);
  }
  expect(Object.keys(prices).sort()).toEqual([...PRICE_KEYS].sort());
});

test('a price of the user stands in place of the list price, and the others stay', () => {
  const prices = read(us({ s3Puts: 0.001, sqsRequests: [{ upTo: 100, usd: 1 }, { usd: 0.5 }] }));
  expect(prices.s3Puts).toMatchObject({ usd: 0.001, grade: 'yours' });
  expect(prices.sqsRequests.usd).toHaveLength(2);
  expect(prices.lambdaRequests).toEqual(US.lambdaRequests);
});

test('the form of our own file is taken too', () => {
  const price = { usd: 0.001, grade: 'published', date: '2027-01-01' };
  expect(read({ currency: 'USD', ...us({ s3Puts: price }) }).s3Puts).toEqual(price);
});

test('a region of the user’s own must be there in full', () => {
  const all = Object.fromEntries(PRICE_KEYS.map((key) => [key, 1]));
  expect(read({ regions: { 'eu-central-1': all } }, 'eu-central-1').s3Puts.usd).toBe(1);
  const { s3Puts, alarms, ...others } = all;
  expect(refusal({ regions: { 'eu-central-1': others } }, 'eu-central-1')).toBe(
    'mine.json: regions.eu-central-1: lacks s3Puts, alarms, and the kit knows no prices of eu-central-1: write them too',
  );
});

test('a region that nobody knows is refused with those that are known', () => {
  expect(() => readPrices('eu-north-1')).toThrow(
    'No prices of eu-north-1 are known, but of us-east-1, eu-west-1: give --region one of these, or write a file with yours and name it with --prices',
  );
});

test.each([
  ['a file that is not there', undefined, 'mine.json cannot be read (ENOENT)'],
  ['no JSON', '{', /^mine\.json is no JSON: /],
  ['no regions', {}, /^mine\.json: regions: is missing: write/],
  ['a list', [], /^mine\.json: regions: is missing: write/],
  [
    'another currency',
    { currency: 'EUR', ...us({}) },
    'mine.json: currency: must be USD, in which AWS lists its prices',
  ],
  ['an unknown key', { ...us({}), region: 1 }, 'mine.json: region: is not known: keep regions and currency'],
  ['a region that is no mapping', us(1), /^mine\.json: regions\.us-east-1: must be a mapping of prices/],
  [
    'a misspelt price',
    us({ s3Put: 1 }),
    'mine.json: regions.us-east-1.s3Put: is no price that is used: did you mean "s3Puts"?',
  ],
  [
    'a negative price',
    us({ s3Puts: -1 }),
    /^mine\.json: regions\.us-east-1\.s3Puts: must be a number of US dollars from 0 on/,
  ],
  ['a text', us({ s3Puts: '1' }), /s3Puts: must be a number of US dollars/],
  ['usd that is none', us({ s3Puts: { usd: null } }), /s3Puts\.usd: must be a number of US dollars/],
  [
    'a grade that is no text',
    us({ s3Puts: { usd: 1, grade: 1 } }),
    /s3Puts: must have a grade and a date that are texts/,
  ],
  ['no tiers', us({ s3Puts: [] }), /s3Puts: is an empty list/],
  [
    'a tier without a price',
    us({ s3Puts: [{}] }),
    'mine.json: regions.us-east-1.s3Puts[0]: must have usd, a number from 0 on',
  ],
  [
    'a last tier with an end',
    us({ s3Puts: [{ usd: 1, upTo: 5 }] }),
    /s3Puts\[0\]: is the last tier and has no end/,
  ],
  ['a tier without an end', us({ s3Puts: [{ usd: 1 }, { usd: 1 }] }), /s3Puts\[0\]: must have upTo/],
  [
    'tiers that go down',
    us({ s3Puts: [{ usd: 1, upTo: 5 }, { usd: 1, upTo: 4 }, { usd: 1 }] }),
    /s3Puts\[1\]\.upTo: must be a number greater than 5/,
  ],
])('%s is refused', (_, content, message) => {
  if (content === undefined) {
    expect(() => inEmptyFolder(() => readPrices('us-east-1', 'mine.json'))).toThrow(message);
    return;
  }
  const said = refusal(content);
  if (typeof message === 'string') expect(said).toBe(message);
  else expect(said).toMatch(message);
});

test('all problems are told at once', () => {
  expect(refusal(us({ s3Put: 1, alarms: -1 })).split('\n')).toHaveLength(2);
});
