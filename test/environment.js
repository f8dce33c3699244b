const { AsyncLocalStorage } = require('node:async_hooks');
const { TestEnvironment } = require('jest-environment-node');

// jest-circus makes a storage for each test file and leaves it on. Before Node 24 every promise visits every storage
// that is on, so the last files of a worker took a third longer than the first.
const on = new Set();
const { run } = AsyncLocalStorage.prototype;
AsyncLocalStorage.prototype.run = function (...args) {
  on.add(this);
  return run.apply(this, args);
};

/** Node's environment, which turns off what its test file left on. */
module.exports = class extends TestEnvironment {
  async teardown() {
    await super.teardown();
    for (const storage of on) storage.disable();
    on.clear();
  }
};
