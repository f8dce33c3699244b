import { inForm, RULES, violation } from '../../lib/config/rules';

test('a form asks for digits as they are, where YAML wants them in quotes', () => {
  expect(violation(RULES.accountId, '1234')).toContain('in quotes');
  const asked = inForm(RULES.accountId);
  expect(asked.is).not.toContain('in quotes');
  expect(violation(asked, '1234')).toBe(violation(RULES.accountId, '1234')?.replace(/,? in quotes/, ''));
  expect(violation(asked, '111122223333')).toBeUndefined();
});
