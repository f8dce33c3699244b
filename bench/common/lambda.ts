/** The memory of the sink's function, in MB: what it has by itself. */
const MEMORY = 512;

/**
 * What Lambda's own start of Node adds: the two halves of the young generation get 5 % of the memory each, and the old
 * generation the other 90 %. V8 takes the next power of two for a half, so that 25 are 32.
 * /var/runtime/bootstrap of nodejs24.x, as quoted by
 * https://dev.to/wonderfulsoap/deep-dive-into-aws-lambda-3-official-nodejs-runtime-analysis-43je, read 2026-11-21
 */
export const LAMBDA_FLAGS = [
  '--expose-gc',
  `--max-semi-space-size=${Math.floor(Math.floor(MEMORY / 10) / 2)}`,
  `--max-old-space-size=${MEMORY - Math.floor(MEMORY / 10)}`,
];
