const UNITS = ['KB', 'MB', 'GB', 'TB'] as const;

/** `12 bytes`, `1.5 KB`, `300.0 MB`: thousands, as disks and networks are sold. */
export function size(bytes: number): string {
  if (bytes < 1000) return bytes === 1 ? '1 byte' : `${Math.round(bytes)} bytes`;
  let amount = bytes / 1000;
  let unit = 0;
  // What would round to 1000 is one of the next.
  while (amount >= 999.95 && unit < UNITS.length - 1) {
    amount /= 1000;
    unit += 1;
  }
  return `${amount.toFixed(1)} ${UNITS[unit]}`;
}
