/** Literals beyond plain numbers and strings without escapes. Loaded when a template has one. */
export { numberNode } from './number';
export { scanNumber } from './scan-number';
export { unquote } from './unquote';
