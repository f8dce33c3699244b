import fc from 'fast-check';
import { markdown } from '../../lib/runbook/markdown';
import { type Block, type Runbook, snippet } from '../../lib/runbook/model';
import { runbookOf } from '../../lib/runbook/runbook';
import { code, t } from '../../lib/runbook/text';
import { HOSTILE } from './hostile';
import { exampleInput } from './support';

const KEBOOLA = runbookOf(exampleInput('keboola'));
const of = (...blocks: Block[]): Runbook => ({
  ...KEBOOLA,
  sections: [{ id: 'x', title: 'X', blocks }],
});
const body = (...blocks: Block[]) =>
  markdown(of(...blocks))
    .split('## X\n\n')[1]
    ?.trimEnd() ?? '';

const anything = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.array(fc.constantFrom(...HOSTILE, 'a'), { maxLength: 3 }).map((parts) => parts.join('')),
);

test('a value stays in its cell and in its line', () => {
  fc.assert(
    fc.property(anything, (value) => {
      const table = body({
        type: 'table',
        caption: '',
        head: ['a', 'b'],
        rows: [[[t`${code(value)}`], [t`${value}`]]],
      });
      const [, , row = '', ...rest] = table.split('\n');
      expect(rest).toEqual([]);
      // The pipes of the frame, and none of the value's that GitHub would take for one.
      expect(row.split('|').length).toBe(4);
    }),
    { numRuns: 200, seed: 7 },
  );
});

test('a value in a sentence begins neither HTML, nor a link, nor a heading', () => {
  fc.assert(
    fc.property(anything, (value) => {
      const text = body({ type: 'paragraph', text: t`${value}` });
      expect(text).not.toMatch(/(^|[^\\])(\\\\)*[<>[\]`*_]/);
      expect(text).not.toMatch(/^(#|[-+=]|\d+[.)])/);
      expect(text).not.toContain('\n');
      // What GitHub makes a link of without any brackets.
      expect(text).not.toMatch(/www\.|:\/\/|@/i);
    }),
    { numRuns: 200, seed: 7 },
  );
});

test('the fence of a snippet is longer than any in it', () => {
  for (const value of HOSTILE) {
    const [fence = ''] = /^`+/m.exec(body(snippet('s', 'S', 'sh', value))) ?? [];
    expect(fence.length).toBeGreaterThanOrEqual(3);
    expect(value).not.toContain(fence);
  }
});
