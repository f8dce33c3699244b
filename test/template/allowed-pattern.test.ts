import fc from 'fast-check';
import { RULES } from '../../lib/config/rules';
import { constraintsOf } from '../../lib/template/allowed-pattern';
import { parametersOf, parameterViolation, type TemplateParameter } from '../../lib/template/parameters';
import { publishedDestination } from '../../lib/template/published';
import { presetIds, readPreset } from '../../lib/vendors/preset';
import { accepts, DECLARED, type ParameterJson } from './support';
import { someValue } from './values';

/** Every rule that any template has, and those of the file that none has yet. */
const parameters = distinct([
  ...DECLARED.flatMap(({ read, preset }) => parametersOf(read, preset)),
  ...presetIds().flatMap((id) => {
    const preset = readPreset(id);
    return Object.keys(preset.access).flatMap((type) => {
      const { destination } = publishedDestination(preset, type);
      return destination === undefined ? [] : parametersOf(destination, preset);
    });
  }),
]);

function distinct(all: readonly TemplateParameter[]): TemplateParameter[] {
  return [...new Map(all.map((one) => [JSON.stringify([one.rule, one.besides]), one])).values()];
}

const named = parameters.map((one): [string, TemplateParameter, ParameterJson] => [
  `${one.id}: ${one.rule.is}`,
  one,
  constraintsOf(one) as ParameterJson,
]);

test('there is a rule for each parameter, and one for each of its forms', () => {
  expect(named.map(([name]) => name).sort()).toMatchSnapshot();
});

test.each(named)(
  '%s: the expression accepts what the rule accepts, and nothing else',
  (_, parameter, json) => {
    const anything = fc.string({ unit: 'binary', maxLength: 20 });
    const withLineEnd = fc
      .tuple(someValue(parameter.id), fc.constantFrom('\n', '\r', '\r\n', '\u0085', '\u2028', '\u2029'))
      .map(([value, end]) => value + end);
    fc.assert(
      fc.property(
        fc.oneof({ weight: 8, arbitrary: someValue(parameter.id) }, anything, withLineEnd),
        (value) => {
          expect(accepts(json, value)).toBe(parameterViolation(parameter, value) === undefined);
        },
      ),
      { numRuns: 150 },
    );
  },
);

/** Escapes, classes, groups and quantifiers that mean the same to java.util.regex and to JavaScript. */
const COMMON =
  /^(?:\[\\s\\S\]|\[\^?(?:[^[\]\\&]|\\[\\dwnrtu0-9.$/-])+\]|\\[dwnrt.\\$*+?^(){}|/[\]-]|\(\?[:=!]|\((?!\?)|[)|^]|[*+?]\??|\{\d+(?:,\d*)?\}|[\w :/,=@%~"<>'#;!-])*$/;

const isCommon = (pattern: string) =>
  COMMON.test(pattern) && !/[*+?}]\+/.test(pattern.replace(/\[[^\]]*\]/g, 'x'));

test.each(named)('%s: the expression is of the syntax that Java and JavaScript share', (_, __, json) => {
  expect(json.AllowedPattern).toSatisfy(isCommon);
});

test.each([
  'a$',
  '.',
  '\\s+',
  '[\\s]',
  '\\p{L}',
  '\\bword',
  '(?<=a)b',
  '(?<name>a)',
  '(?i)a',
  'a++',
  '[a[b]]',
  '[a&&b]',
  '\\z',
  '\\Aa',
])('%s is not of it', (pattern) => {
  expect(pattern).not.toSatisfy(isCommon);
});

test('what CloudFormation says where a value is refused goes on from its own words', () => {
  const rule = { ...RULES.identityName, is: 'the name of the role' };
  expect(
    `Parameter RoleName failed to satisfy constraint: ${constraintsOf({ rule }).ConstraintDescription}`,
  ).toBe(
    'Parameter RoleName failed to satisfy constraint: must be the name of the role, at most 64 characters. ' +
      'What may be wrong: it may hold only letters, digits and _ + = , . @ -.',
  );
});

test.each(named)('%s: nobody is told to write quotes into a form', (_, { description }, json) => {
  expect(`${description} ${json.ConstraintDescription}`).not.toMatch(/in quotes/);
});

declare global {
  namespace jest {
    interface Matchers<R> {
      toSatisfy(predicate: (value: string) => boolean): R;
    }
  }
}

expect.extend({
  toSatisfy: (value: string, predicate: (value: string) => boolean) => ({
    pass: predicate(value),
    message: () => value,
  }),
});
