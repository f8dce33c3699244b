// A snapshot shows what a deployment changes; an asset's hash changes with every build of the asset.
const HASH = /\b[0-9a-f]{64}\b/g;

module.exports = {
  test: (value) => typeof value === 'string' && value.search(HASH) >= 0,
  serialize: (value, config, indentation, depth, refs, printer) =>
    printer(value.replace(HASH, '[asset hash]'), config, indentation, depth, refs),
};
