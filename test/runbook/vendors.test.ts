import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { markdown } from '../../lib/runbook/markdown';
import { runbookOf } from '../../lib/runbook/runbook';
import { inputOf, VENDORS } from './support';

const FOLDER = join(__dirname, '__snapshots__');
/** What `jest -u` and `jest --ci` say; a snapshot of its own for each vendor is read where it is changed. */
const mode = () =>
  (expect.getState() as unknown as { snapshotState: { _updateSnapshot: 'all' | 'new' | 'none' } })
    .snapshotState._updateSnapshot;

test.each(VENDORS)('the runbook of %s', (id, file) => {
  const text = markdown(runbookOf(inputOf(file)));
  const path = join(FOLDER, `${id}.md`);
  if (mode() === 'all' || (mode() === 'new' && !existsSync(path))) {
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(path, text);
  }
  expect(text).toBe(readFileSync(path, 'utf8'));
});

test('there is no runbook of a vendor that is not in the catalogue', () => {
  const kept = readdirSync(FOLDER).filter((file) => file.endsWith('.md'));
  expect(kept.sort()).toEqual(VENDORS.map(([id]) => `${id}.md`).sort());
});
