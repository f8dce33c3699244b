/** What a NeuronEX gateway sends: one message for each group of tags. */
export function gatewayReadings(): readonly string[] {
  const began = Date.UTC(2031, 0, 2, 3, 0, 0);
  return Array.from({ length: 12 }, (_, index) =>
    JSON.stringify({
      node_name: index % 2 === 0 ? 'press-4' : 'press/5',
      group_name: 'hydraulics',
      timestamp: began + index * 1000,
      values: { pressure: 2 + index / 100, cycles: 9_007_199_254_740_000 + index },
    }),
  );
}

/** No JSON: a gateway whose connection broke in the middle. */
export const POISON = '{"node_name":"press-4","values":{"pre';
/** Nothing changed: with "Ignore Output" it is not sent on. */
export const EMPTY = '{}';
