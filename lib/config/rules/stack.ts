import type { Rule } from './rule';

export const STACK_RULES = {
  name: {
    is: "the destination's name; the stack is S3Destination-<name>",
    minLength: 1,
    maxLength: 100,
    checks: [
      {
        pattern: '^[a-z][a-z0-9-]*$',
        message: 'must begin with a-z and hold only a-z, 0-9 and hyphens, for example orders-export',
      },
    ],
  },
  accountId: {
    is: 'an AWS account ID: 12 digits, in quotes',
    checks: [{ pattern: '^\\d{12}$', message: 'is not an AWS account ID: write its 12 digits in quotes' }],
  },
  region: {
    is: 'an AWS region, for example eu-west-1',
    checks: [
      {
        pattern: '^[a-z]{2,4}(-[a-z]+){1,2}-\\d{1,2}$',
        message: 'is not an AWS region: write one such as eu-west-1',
      },
    ],
  },
  tagKey: {
    is: "a tag's key",
    minLength: 1,
    maxLength: 128,
    checks: [
      {
        pattern: '^[aA][wW][sS]:',
        refuse: true,
        message: 'begins with "aws:", which AWS reserves: take it out',
      },
      {
        pattern: '^[\\p{L}\\p{Z}\\p{N}_.:/=+@-]*$',
        message: 'may hold only letters, digits, spaces and _ . : / = + - @',
      },
    ],
  },
  tagValue: {
    is: "a tag's value",
    maxLength: 256,
    checks: [
      {
        pattern: '^[\\p{L}\\p{Z}\\p{N}_.:/=+@-]*$',
        message: 'may hold only letters, digits, spaces and _ . : / = + - @',
      },
    ],
  },
} as const satisfies Record<string, Rule>;
