import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../lib/paths';
import { withTables } from './doc-tables';

/** `UPDATE_COST_DOCS=1 npm run test:some -- test/cost/docs` writes them anew. */
test.each(['docs/cost.md', 'docs/scale.md'])('the tables of %s are what the model says', (file) => {
  const path = join(PACKAGE_ROOT, file);
  const text = readFileSync(path, 'utf8');
  const fresh = withTables(text);
  expect(text).toContain('<!-- cost: ');
  if (process.env.UPDATE_COST_DOCS === '1') writeFileSync(path, fresh);
  else expect(text).toBe(fresh);
});
