const { readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

/** The word that every secret of the tests holds: `lib/local/secret-text.ts`. */
const SECRET_WORD = /SECRET_WORD = '(\w+)'/.exec(
  readFileSync(join(__dirname, '..', 'lib', 'local', 'secret-text.ts'), 'utf8'),
)[1];

/** Fails the run where a log, an error or a snapshot of any test holds a secret. */
module.exports = class OverheardReporter {
  places = [];

  onTestResult({ path }, { console, failureMessage }) {
    if (JSON.stringify([console, failureMessage]).includes(SECRET_WORD))
      this.places.push(`what ${path} logs or throws`);
  }

  onRunComplete() {
    for (const name of readdirSync(__dirname, { recursive: true }))
      if (name.endsWith('.snap') && readFileSync(join(__dirname, name), 'utf8').includes(SECRET_WORD))
        this.places.push(name);
    // jest fails where a reporter has an error, and does not say which.
    for (const place of this.places) process.stderr.write(`A secret was said: ${place}\n`);
  }

  getLastError() {
    if (this.places.length > 0) return new Error('A secret was said.');
  }
};
