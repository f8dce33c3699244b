import { endOf, hasExpired, timeLimit } from '../../lib/policy/expiry';

const grant = (until: string) => ({ objects: 'all', until }) as const;

describe('a grant until a day', () => {
  test.each([
    ['an ordinary day', '2031-03-14', '2031-03-15T00:00:00Z'],
    ['the last day of a month', '2031-04-30', '2031-05-01T00:00:00Z'],
    ['the last day of a year', '2031-12-31', '2032-01-01T00:00:00Z'],
    ['the last of February', '2031-02-28', '2031-03-01T00:00:00Z'],
    ['the last of February but one, in a leap year', '2032-02-28', '2032-02-29T00:00:00Z'],
    ['the last of February in a leap year', '2032-02-29', '2032-03-01T00:00:00Z'],
    ['the last day with four digits that IAM can compare', '9999-12-30', '9999-12-31T00:00:00Z'],
  ])('%s ends as the next day begins, UTC', (_, until, end) => {
    expect(endOf(grant(until))).toEqual(new Date(end));
    expect(timeLimit(grant(until))).toEqual({
      conditions: { DateLessThan: { 'aws:CurrentTime': end } },
      when: `until ${until} (UTC, that day included)`,
    });
  });

  test.each([
    ['as that day begins', '2026-11-21T00:00:00.000Z', false],
    ['in the last moment of that day', '2026-11-21T23:59:59.999Z', false],
    ['as the next day begins', '2026-11-22T00:00:00.000Z', true],
    [
      'where the clock shows the next day already, but it is still that day in UTC',
      '2026-11-22T01:00:00+02:00',
      false,
    ],
    [
      'where the clock shows that day still, but it is the next one in UTC',
      '2026-11-21T20:00:00-05:00',
      true,
    ],
  ])('has expired, or not, %s', (_, now, expired) => {
    expect(hasExpired(grant('2026-11-21'), new Date(now))).toBe(expired);
  });
});

test('a grant for ever has no end', () => {
  expect(endOf(grant('forever'))).toBeUndefined();
  expect(timeLimit(grant('forever'))).toEqual({});
  expect(hasExpired(grant('forever'), new Date('9999-12-31'))).toBe(false);
});

test('what was never granted cannot expire', () => {
  expect(hasExpired('never', new Date('9999-12-31'))).toBe(false);
});
