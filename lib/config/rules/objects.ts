import {
  NO_BACKSLASH,
  NO_DOT_SEGMENT,
  NO_DOUBLE_SLASH,
  NO_EDGE_SPACE,
  NO_POLICY_VARIABLE,
  NO_REFERENCE,
  PRINTABLE_ASCII,
} from './checks';
import type { Check, Rule } from './rule';

const PREFIX_CHECKS: readonly Check[] = [
  {
    pattern: '^s3:',
    refuse: true,
    message: "begins with s3:, as a URI does: write only what follows the bucket's name",
  },
  {
    pattern: '[*?]',
    refuse: true,
    message: 'holds a wildcard, which would widen the policy: write the prefix out',
  },
  NO_POLICY_VARIABLE,
  NO_REFERENCE,
  PRINTABLE_ASCII,
  NO_BACKSLASH,
  {
    pattern: '^/|/$',
    refuse: true,
    message:
      'begins or ends with a slash, which would make a double slash that matches nothing: leave the slash out',
  },
  NO_DOUBLE_SLASH,
  NO_DOT_SEGMENT,
  NO_EDGE_SPACE,
];

export const OBJECTS_RULES = {
  prefix: {
    is: 'where in the bucket the objects go, without a leading or trailing slash',
    minLength: 1,
    maxLength: 512,
    checks: PREFIX_CHECKS,
  },
  pattern: {
    is: 'an asterisk and the literal ending of the object names, for example *.jsonl',
    minLength: 1,
    maxLength: 128,
    checks: [
      { pattern: '^\\*', message: 'must begin with an asterisk, for example *.jsonl' },
      {
        pattern: '^.[^*?]*$',
        message:
          'may hold one asterisk, at its start: what follows is the literal ending of the object names',
      },
      { pattern: '[/\\\\]', refuse: true, message: 'holds a slash: put the folder into objects.prefix' },
      NO_POLICY_VARIABLE,
      NO_REFERENCE,
      PRINTABLE_ASCII,
      NO_EDGE_SPACE,
    ],
  },
  testObject: {
    is: "the name of the connection test's object under the prefix; one asterisk stands for what varies",
    minLength: 1,
    maxLength: 256,
    checks: [
      {
        pattern: '^\\*+$',
        refuse: true,
        message: 'would be every object: write the literal part of the name too',
      },
      {
        pattern: '\\?|\\*.*\\*',
        refuse: true,
        message: 'may hold one asterisk and no question mark: write the rest of the name out',
      },
      {
        pattern: '^[^*]{0,2}\\*',
        refuse: true,
        message:
          'begins with the asterisk, or nearly, so that other objects have such a name too: write at least three characters before it',
      },
      {
        pattern: '^/|/$',
        refuse: true,
        message: 'begins or ends with a slash, and the name is taken under the prefix: leave the slash out',
      },
      NO_POLICY_VARIABLE,
      NO_REFERENCE,
      PRINTABLE_ASCII,
      NO_BACKSLASH,
      NO_DOUBLE_SLASH,
      NO_DOT_SEGMENT,
      NO_EDGE_SPACE,
    ],
  },
} as const satisfies Record<string, Rule>;
