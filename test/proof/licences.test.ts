import { licencesOf, lockedPackages } from '../../scripts/licences';

test('what customers install may be used by anybody', () => {
  const { counts, problems } = licencesOf(lockedPackages());
  expect(problems).toEqual([]);
  expect(Object.keys(counts).length).toBeGreaterThan(1);
});

test('the policy simulator, which is AGPL, is a development dependency', () => {
  const simulator = Object.entries(lockedPackages()).filter(([path]) => path.includes('@cloud-copilot/'));
  expect(simulator.length).toBeGreaterThan(0);
  expect(simulator.filter(([, { dev }]) => !dev)).toEqual([]);
});

test.each([
  ['AGPL-3.0-or-later', 'bad 1.0.0 has the licence AGPL-3.0-or-later, which is not allowed'],
  ['MIT AND GPL-3.0', 'bad 1.0.0 has the licence MIT AND GPL-3.0, which is not allowed'],
  ['SEE LICENSE IN x', 'bad 1.0.0 has the licence SEE LICENSE IN x, which is not allowed'],
  [undefined, 'bad 1.0.0 says no licence'],
])('%s is refused', (license, problem) => {
  const packages = { '': {}, 'node_modules/bad': { version: '1.0.0', license } };
  expect(licencesOf(packages).problems).toEqual([problem]);
});

test.each(['MIT', '(MIT OR GPL-3.0)', 'Apache-2.0 AND MIT'])('%s is taken', (license) => {
  expect(licencesOf({ 'node_modules/good': { version: '1.0.0', license } }).problems).toEqual([]);
});

const tool = (license?: string, name = 'tool', optional = false) => ({
  [`node_modules/${name}`]: { version: '1.0.0', license, dev: true, optional },
});

test.each([
  ['a permissive licence', tool('MIT')],
  ['the simulator under AGPL', tool('AGPL-3.0-or-later', '@cloud-copilot/iam-simulate')],
  ['a binary for another platform', tool(undefined, '@swc/core-darwin-arm64', true)],
])('a tool of developers may have %s, and counts for nobody', (_, packages) => {
  expect(licencesOf(packages)).toEqual({ counts: {}, problems: [] });
});

test.each([
  ['another package under AGPL', 'AGPL-3.0-or-later', tool('AGPL-3.0-or-later')],
  ['a licence that nobody read', 'BUSL-1.1', tool('BUSL-1.1')],
  ['no licence', 'unknown', tool()],
])('a tool of developers may not have %s', (_, licence, packages) => {
  expect(licencesOf(packages).problems).toEqual([
    `tool 1.0.0 has the licence ${licence}, which no tool may have`,
  ]);
});
