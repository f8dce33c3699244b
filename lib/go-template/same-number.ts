/** By value across number and bigint, which === never is. NaN is like nothing. */
export const sameNumber = (a: number | bigint, b: number | bigint): boolean =>
  !(a < b) && !(a > b) && !Number.isNaN(a) && !Number.isNaN(b);
