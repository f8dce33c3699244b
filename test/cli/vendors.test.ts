import { vendors } from '../../lib/cli/vendors';
import { memoryTerminal } from './support';

function shown(id: string | undefined, json = false): string {
  const terminal = memoryTerminal();
  expect(vendors(id, { json }, terminal)).toBe(0);
  return terminal.stdout.join('\n');
}

test('all presets, a line each', () => {
  expect(shown(undefined)).toMatchSnapshot();
});

test.each(['keboola', 'thanx', 'strm-privacy', 'neuronex'])('%s in full, with its sources', (id) => {
  expect(shown(id)).toMatchSnapshot();
});

test('for machines', () => {
  expect(JSON.parse(shown(undefined, true)).map(({ id }: { id: string }) => id)).toEqual([
    'keboola',
    'neuronex',
    'strm-privacy',
    'thanx',
  ]);
  expect(JSON.parse(shown('thanx', true)).access).toHaveProperty('web-identity-role');
});
