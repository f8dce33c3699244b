import { InvalidPropsError } from '../../lib/destination/props-error';
import { codeOfSignal, report } from '../../lib/terminal/exit';

test('what a construct refuses is an input that is wrong, and no stack trace', () => {
  const said: string[] = [];
  expect(report(new InvalidPropsError('Writer', ['access: is missing']), (line) => said.push(line))).toBe(2);
  expect(said).toEqual(['Writer:\n  access: is missing']);
});

test.each([
  ['SIGHUP', 'linux', 129],
  ['SIGINT', 'darwin', 130],
  ['SIGTERM', 'linux', 143],
  ['SIGBREAK', 'linux', 1],
  ['SIGINT', 'win32', 1],
])('%s on %s is exit code %d', (signal, platform, code) => {
  expect(codeOfSignal(signal, platform)).toBe(code);
});
