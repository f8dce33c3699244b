/**
 * The constructs of the sink, and what of the CDK they need, take a tenth of the time in which a stack is synthesised:
 * they are loaded for a destination that has a sink.
 */

export function sinkConstruct(): typeof import('../sink/lambda-sink') {
  return require('../sink/lambda-sink');
}

export function sinkOfFile(): typeof import('../sink/sink-of-file') {
  return require('../sink/sink-of-file');
}
