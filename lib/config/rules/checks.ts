import type { Check } from './rule';

export const NO_POLICY_VARIABLE: Check = {
  pattern: '\\$\\{',
  refuse: true,
  message: 'holds "${", which starts a policy variable in IAM: take it out',
};
/** CloudFormation resolves `{{resolve:…}}` at deployment, so that a wildcard could come in after every check. */
export const NO_REFERENCE: Check = {
  pattern: '\\{\\{',
  refuse: true,
  message: 'holds "{{", which starts a dynamic reference in CloudFormation: take it out',
};
export const NO_BACKSLASH: Check = {
  pattern: '\\\\',
  refuse: true,
  message: 'holds a backslash, and folders in S3 are separated by slashes: write slashes',
};
export const PRINTABLE_ASCII: Check = {
  pattern: '^[ -~]*$',
  message: 'holds a character outside printable ASCII, which makes a malformed IAM policy: use ASCII only',
};
export const NO_DOT_SEGMENT: Check = {
  pattern: '(^|/)\\.{1,2}(/|$)',
  refuse: true,
  message: 'holds a "." or ".." segment: S3 keys have no relative paths, write the path out',
};
export const NO_DOUBLE_SLASH: Check = {
  pattern: '//',
  refuse: true,
  message: 'holds a double slash, which matches nothing that writers produce: write a single one',
};
export const NO_EDGE_SPACE: Check = {
  pattern: '^ | $',
  refuse: true,
  message: 'begins or ends with a space: take it out',
};

/** The sink's words reach the function through CloudFormation. `{{` alone is how a template begins an action. */
export const NO_RESOLVE: Check = {
  pattern: '\\{\\{\\s*resolve:',
  refuse: true,
  message: 'holds "{{resolve:", which CloudFormation would replace by a value of yours: take it out',
};

/** `arn:` and the partition. Sovereign and isolated partitions are named `aws-…` too, or `aws-eusc`. */
export const ARN = 'arn:aws(-[a-z]+){0,2}';
export const KEY_PATTERN = `^${ARN}:kms:[a-z0-9-]+:\\d{12}:key/[A-Za-z0-9-]+$`;
export const NO_ALIAS: Check = {
  pattern: ':alias/',
  refuse: true,
  message: 'names an alias, and IAM policies want the key itself: write its ARN, which ends with key/<ID>',
};
