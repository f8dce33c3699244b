import { readFileSync } from 'node:fs';
import { suggestion } from '../config/did-you-mean';
import { InputError } from '../terminal/input-error';
import { type Grade, PRICE_KEYS, type Price, type PriceKey, type Prices, type Tier } from './price';
import builtIn from './prices.json';

type Regions = Readonly<Record<string, Partial<Record<PriceKey, Price>>>>;

const OURS = builtIn.regions as unknown as Regions;

/**
 * The prices of a region: those of `prices.json`, and in their place those of the user's file. A region that the kit
 * does not know must be there in full.
 *
 * @throws InputError with every problem of the file
 */
export function readPrices(region: string, file?: string): Prices {
  const theirs = file === undefined ? {} : readRegions(file);
  const found = { ...OURS[region], ...theirs[region] };
  if (Object.keys(found).length === 0) {
    const known = [...new Set([...Object.keys(OURS), ...Object.keys(theirs)])].join(', ');
    throw new InputError(
      `No prices of ${region} are known, but of ${known}: give --region one of these, or write a file with yours and name it with --prices`,
    );
  }
  const missing = PRICE_KEYS.filter((key) => found[key] === undefined);
  if (missing.length > 0) {
    throw new InputError(
      `${file}: regions.${region}: lacks ${missing.join(', ')}, and the kit knows no prices of ${region}: write them too`,
    );
  }
  return found as Prices;
}

function readRegions(file: string): Regions {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new InputError(
      `${file} ${code === undefined ? `is no JSON: ${message}` : `cannot be read (${code})`}`,
    );
  }
  const problems: string[] = [];
  const regions = checkFile(value, (path, message) => problems.push(`${file}: ${path}: ${message}`));
  if (problems.length > 0) throw new InputError(problems.join('\n'));
  return regions;
}

type Complain = (path: string, message: string) => void;

function checkFile(value: unknown, complain: Complain): Regions {
  if (!isObject(value) || !isObject(value.regions)) {
    complain('regions', 'is missing: write { "regions": { "eu-west-1": { "s3Puts": 0.005 } } }');
    return {};
  }
  for (const key of Object.keys(value)) {
    if (key !== 'regions' && key !== 'currency') complain(key, 'is not known: keep regions and currency');
  }
  if (value.currency !== undefined && value.currency !== 'USD')
    complain('currency', 'must be USD, in which AWS lists its prices');
  return Object.fromEntries(
    Object.entries(value.regions).map(([region, prices]) => [region, checkRegion(region, prices, complain)]),
  );
}

function checkRegion(region: string, prices: unknown, complain: Complain): Partial<Record<PriceKey, Price>> {
  const path = `regions.${region}`;
  if (!isObject(prices)) {
    complain(path, 'must be a mapping of prices, such as { "s3Puts": 0.005 }');
    return {};
  }
  const found: Partial<Record<PriceKey, Price>> = {};
  for (const [key, value] of Object.entries(prices)) {
    const known = PRICE_KEYS.find((one) => one === key);
    if (known === undefined)
      complain(`${path}.${key}`, `is no price that is used: ${suggestion(key, PRICE_KEYS)}`);
    else {
      const price = checkPrice(`${path}.${key}`, value, complain);
      if (price !== undefined) found[known] = price;
    }
  }
  return found;
}

/** A number, tiers, or what stands in the kit's own file. */
function checkPrice(path: string, value: unknown, complain: Complain): Price | undefined {
  const date = new Date().toISOString().slice(0, 10);
  if (isObject(value) && !Array.isArray(value)) {
    const usd = checkUsd(`${path}.usd`, value.usd, complain);
    const { grade = 'yours', date: read = date } = value;
    if (typeof grade !== 'string' || typeof read !== 'string') {
      complain(path, 'must have a grade and a date that are texts: leave them out, or put them into quotes');
      return undefined;
    }
    return usd === undefined ? undefined : { usd, grade: grade as Grade, date: read };
  }
  const usd = checkUsd(path, value, complain);
  return usd === undefined ? undefined : { usd, grade: 'yours', date };
}

function checkUsd(path: string, value: unknown, complain: Complain): number | readonly Tier[] | undefined {
  if (isPrice(value)) return value;
  if (!Array.isArray(value)) {
    complain(
      path,
      'must be a number of US dollars from 0 on, or a list of tiers such as [{ "upTo": 51200, "usd": 0.023 }, { "usd": 0.022 }]',
    );
    return undefined;
  }
  const tiers = value as unknown[];
  let before = 0;
  for (const [index, tier] of tiers.entries()) {
    const last = index === tiers.length - 1;
    const where = `${path}[${index}]`;
    if (!isObject(tier) || !isPrice(tier.usd)) {
      complain(where, 'must have usd, a number from 0 on');
      return undefined;
    }
    if (last !== (tier.upTo === undefined)) {
      complain(
        where,
        last
          ? 'is the last tier and has no end: take upTo out'
          : 'must have upTo, the unit that it ends with',
      );
      return undefined;
    }
    if (!last && !(isPrice(tier.upTo) && tier.upTo > before)) {
      complain(`${where}.upTo`, `must be a number greater than ${before}`);
      return undefined;
    }
    before = (tier.upTo as number | undefined) ?? before;
  }
  if (tiers.length > 0) return tiers as Tier[];
  complain(path, 'is an empty list: write at least { "usd": 0.01 }');
  return undefined;
}

const isPrice = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0;
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
