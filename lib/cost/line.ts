import { charge, type PriceKey, type Prices, UNITS } from './price';

/** One thing that is charged for. */
export interface Line {
  readonly service: string;
  readonly what: string;
  readonly price: PriceKey;
  /** A month's. */
  readonly quantity: number;
  readonly unit: string;
  readonly usd: number;
}

/** Makes the lines of one service. */
export const linesOf =
  (prices: Prices, service: string) =>
  (what: string, price: PriceKey, quantity: number): Line => ({
    service,
    what,
    price,
    quantity,
    unit: UNITS[price].unit,
    usd: charge(prices, price, quantity),
  });

export const totalOf = (lines: readonly Pick<Line, 'usd'>[]): number =>
  lines.reduce((sum, { usd }) => sum + usd, 0);
