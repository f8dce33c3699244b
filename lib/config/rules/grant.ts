import { NO_REFERENCE } from './checks';
import type { Rule } from './rule';

export const GRANT_RULES = {
  action: {
    is: 'one exact S3 action, for example s3:GetObjectVersion',
    checks: [
      { pattern: '[*?]', refuse: true, message: 'holds a wildcard: name each action on its own' },
      { pattern: '^s3:[A-Z][A-Za-z]+$', message: 'is not an S3 action: write it as s3:GetObjectVersion' },
    ],
  },
  date: {
    is: 'a day in UTC, YYYY-MM-DD; that day is included',
    checks: [
      { pattern: '^\\d{4}-\\d{2}-\\d{2}$', message: 'is not a date: write it as 2031-12-31, or forever' },
      { pattern: '^9999-12-31$', refuse: true, message: 'is the end of the calendar: write forever' },
    ],
  },
  conditionOperator: {
    is: 'a condition operator of IAM, for example StringEquals',
    checks: [
      {
        pattern:
          '^(ForAllValues:|ForAnyValue:)?((String(Not)?(Equals|EqualsIgnoreCase|Like)|Arn(Not)?(Equals|Like)|Numeric(Not)?Equals|Numeric(Less|Greater)Than(Equals)?|Date(Not)?Equals|Date(Less|Greater)Than(Equals)?|Bool|BinaryEquals|(Not)?IpAddress)(IfExists)?|Null)$',
        message: 'is not a condition operator of IAM: write one such as StringEquals',
      },
    ],
  },
  conditionKey: {
    is: 'a condition key, for example aws:PrincipalTag/team',
    checks: [
      {
        pattern: '^[\\w.~%/-]+:[\\w/.:=+@-]+$',
        message: 'is not a condition key: write one such as aws:PrincipalTag/team',
      },
    ],
  },
  conditionValue: {
    is: 'what the condition compares with',
    checks: [
      NO_REFERENCE,
      {
        pattern: '^[\\t\\n\\r -~\u00a0-\u00ff]*$',
        message: 'holds a character that IAM policies may not hold: use Latin letters, digits and signs',
      },
    ],
  },
} as const satisfies Record<string, Rule>;
