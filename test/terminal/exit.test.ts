import { InvalidPropsError } from '../../lib/destination/props-error';
import { report } from '../../lib/terminal/exit';

test('what a construct refuses is an input that is wrong, and no stack trace', () => {
  const said: string[] = [];
  expect(report(new InvalidPropsError('Writer', ['access: is missing']), (line) => said.push(line))).toBe(2);
  expect(said).toEqual(['Writer:\n  access: is missing']);
});
