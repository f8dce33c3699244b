/**
 * What a value may look like, as data: the destination file, the props of the constructs, and the parameters
 * of a stand-alone template check with the same expressions and speak with the same sentences.
 * Everything here survives `JSON.stringify`.
 */
export interface Rule {
  /** What the value is, for the JSON Schema and for `is missing` messages. */
  readonly is: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly checks: readonly Check[];
}

/** One expression with the sentence that a person reads where it fails. The first failing check speaks. */
export interface Check {
  readonly pattern: string;
  /** `true`: the value must not match. */
  readonly refuse?: boolean;
  readonly message: string;
}

const NO_POLICY_VARIABLE: Check = {
  pattern: '\\$\\{',
  refuse: true,
  message: 'holds "${", which starts a policy variable in IAM: take it out',
};
/** CloudFormation resolves `{{resolve:…}}` at deployment, so that a wildcard could come in after every check. */
const NO_REFERENCE: Check = {
  pattern: '\\{\\{',
  refuse: true,
  message: 'holds "{{", which starts a dynamic reference in CloudFormation: take it out',
};
const NO_BACKSLASH: Check = {
  pattern: '\\\\',
  refuse: true,
  message: 'holds a backslash, and folders in S3 are separated by slashes: write slashes',
};
const PRINTABLE_ASCII: Check = {
  pattern: '^[ -~]*$',
  message: 'holds a character outside printable ASCII, which makes a malformed IAM policy: use ASCII only',
};
const NO_DOT_SEGMENT: Check = {
  pattern: '(^|/)\\.{1,2}(/|$)',
  refuse: true,
  message: 'holds a "." or ".." segment: S3 keys have no relative paths, write the path out',
};
const NO_DOUBLE_SLASH: Check = {
  pattern: '//',
  refuse: true,
  message: 'holds a double slash, which matches nothing that writers produce: write a single one',
};
const NO_EDGE_SPACE: Check = {
  pattern: '^ | $',
  refuse: true,
  message: 'begins or ends with a space: take it out',
};

/** The sink's words reach the function through CloudFormation. `{{` alone is how a template begins an action. */
const NO_RESOLVE: Check = {
  pattern: '\\{\\{\\s*resolve:',
  refuse: true,
  message: 'holds "{{resolve:", which CloudFormation would replace by a value of yours: take it out',
};

/** `arn:` and the partition. Sovereign and isolated partitions are named `aws-…` too, or `aws-eusc`. */
const ARN = 'arn:aws(-[a-z]+){0,2}';
const KEY_PATTERN = `^${ARN}:kms:[a-z0-9-]+:\\d{12}:key/[A-Za-z0-9-]+$`;
const NO_ALIAS: Check = {
  pattern: ':alias/',
  refuse: true,
  message: 'names an alias, and IAM policies want the key itself: write its ARN, which ends with key/<ID>',
};

/** The resource of a user's or role's ARN: a path may stand before the name. */
const IDENTITY = '(user|role)/([\\w+=,.@-]+/)*[\\w+=,.@-]+';

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html, read 2026-11-21 */
const BUCKET_NAME_CHECKS: readonly Check[] = [
  { pattern: '[A-Z]', refuse: true, message: 'holds capitals, which S3 refuses: write lower case' },
  {
    pattern: '^[a-z0-9.-]*$',
    message: 'may hold only a-z, 0-9 and hyphens: write the name alone, for example acme-orders',
  },
  { pattern: '^[a-z0-9].*[a-z0-9]$', message: 'must begin and end with a letter or a digit' },
  {
    pattern: '^\\d{1,3}(\\.\\d{1,3}){3}$',
    refuse: true,
    message: 'looks like an IP address, which S3 refuses: use a word',
  },
  {
    pattern: '^(xn--|sthree-|amzn-s3-demo-)',
    refuse: true,
    message: 'begins with "xn--", "sthree-" or "amzn-s3-demo-", which S3 reserves: begin it otherwise',
  },
  {
    pattern: '(-s3alias|--ol-s3|\\.mrap|--x-s3|--table-s3)$',
    refuse: true,
    message:
      'ends with "-s3alias", "--ol-s3", ".mrap", "--x-s3" or "--table-s3", which S3 reserves: end it otherwise',
  },
  {
    pattern: '\\.\\.|\\.-|-\\.',
    refuse: true,
    message: 'holds a dot beside a dot or a hyphen, which S3 refuses: put letters or digits between them',
  },
];

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

export const RULES = {
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
  bucketName: {
    is: 'the name of the bucket to create',
    minLength: 3,
    maxLength: 63,
    checks: [
      ...BUCKET_NAME_CHECKS,
      {
        pattern: '\\.',
        refuse: true,
        message:
          "holds a dot: writers that address the bucket as a host name fail S3's TLS certificate, so use hyphens",
      },
    ],
  },
  existingBucketName: {
    is: 'the name of a bucket that is there already: it is left alone, only access is granted',
    minLength: 3,
    maxLength: 63,
    checks: BUCKET_NAME_CHECKS,
  },
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
  keyArn: {
    is: 'the ARN of a KMS key',
    checks: [
      NO_ALIAS,
      {
        pattern: KEY_PATTERN,
        message:
          'is neither s3-managed, nor kms, nor the ARN of a key such as arn:aws:kms:eu-west-1:111122223333:key/1234abcd-…',
      },
    ],
  },
  trustedPrincipal: {
    is: "the vendor's account ID in quotes, or the ARN of its role or user, which assumes the role",
    checks: [
      {
        pattern: '[*?]',
        refuse: true,
        message: 'holds a wildcard: name the one account, role or user of the vendor',
      },
      {
        pattern: ':sts::\\d{12}:assumed-role/',
        refuse: true,
        message:
          'is a session of a role: write the ARN of the role itself, arn:aws:iam::<account>:role/<name>',
      },
      NO_POLICY_VARIABLE,
      {
        pattern: `^(\\d{12}|${ARN}:iam::\\d{12}:(root|${IDENTITY}))$`,
        message:
          'is neither an account ID (12 digits in quotes) nor the ARN of a role or user (arn:aws:iam::111122223333:role/name)',
      },
    ],
  },
  bucketPolicyPrincipal: {
    is: "the vendor's account ID in quotes, the ARN of its role or user, or an AWS service, which may write",
    checks: [
      {
        pattern: '[*?]',
        refuse: true,
        message: 'holds a wildcard: name the one account, role, user or service',
      },
      NO_POLICY_VARIABLE,
      {
        pattern: `^(\\d{12}|${ARN}:iam::\\d{12}:(root|${IDENTITY})|[a-z0-9-]+(\\.[a-z0-9-]+)*\\.amazonaws\\.com(\\.cn)?)$`,
        message:
          'is neither an account ID (12 digits in quotes), nor the ARN of a role or user, nor a service such as delivery.logs.amazonaws.com',
      },
    ],
  },
  externalId: {
    is: 'the external ID that the vendor shows for your account; the word pending while it is not known yet',
    minLength: 2,
    maxLength: 1224,
    checks: [
      {
        pattern: '^[\\w+=,.@:/-]*$',
        message: 'may hold only letters, digits and _ + = , . @ : / - (STS refuses other characters)',
      },
      {
        pattern: '^(?!pending$)[Pp][Ee][Nn][Dd][Ii][Nn][Gg]$',
        refuse: true,
        message:
          'would be a live external ID that anybody guesses: write pending in small letters, or the real one',
      },
    ],
  },
  issuer: {
    is: 'the OIDC issuer, for example accounts.google.com or token.actions.githubusercontent.com',
    maxLength: 255,
    checks: [
      {
        pattern: '^http://',
        refuse: true,
        message: 'is plain http, and IAM trusts issuers over https only: write https',
      },
      {
        pattern: '^(https://)?(www\\.amazon\\.com|graph\\.facebook\\.com)(/|$)',
        refuse: true,
        message:
          'signs no "sub" claim that IAM could check: let this vendor write another way, for example as an iam-user',
      },
      {
        pattern: '^(https://)?accounts\\.google\\.com/',
        refuse: true,
        message: "is none of Google's issuers: write accounts.google.com, without a slash",
      },
      {
        pattern: '^(https://)?token\\.actions\\.githubusercontent\\.com/+$',
        refuse: true,
        message: "ends with a slash, which GitHub's tokens do not: write token.actions.githubusercontent.com",
      },
      {
        pattern: '^(https://)?[a-z0-9-]+(\\.[a-z0-9-]+)+(/[\\w.~%/-]*)?$',
        message: 'is not an issuer: write its host and path, without port, query or fragment',
      },
    ],
  },
  subject: {
    is: "the token's sub claim",
    minLength: 1,
    maxLength: 1024,
    checks: [
      {
        pattern: '^[*?]+$',
        refuse: true,
        message: 'would let every identity of the issuer in: write the subject that the vendor names',
      },
      {
        pattern: '^[Pp][Ee][Nn][Dd][Ii][Nn][Gg]$',
        refuse: true,
        message: 'would be a live subject: write subjects: pending without the list, or the real one',
      },
      NO_POLICY_VARIABLE,
      NO_REFERENCE,
      PRINTABLE_ASCII,
    ],
  },
  audience: {
    is: "the token's aud claim",
    minLength: 1,
    maxLength: 255,
    checks: [
      {
        pattern: '[*?]',
        refuse: true,
        message: 'holds a wildcard, and audiences are compared literally: write it out',
      },
      NO_POLICY_VARIABLE,
      NO_REFERENCE,
      PRINTABLE_ASCII,
    ],
  },
  providerArn: {
    is: 'the ARN of the OIDC provider that the account has already',
    checks: [
      {
        pattern: `^${ARN}:iam::\\d{12}:oidc-provider/[\\w.~%/-]+$`,
        message:
          'is not the ARN of an OIDC provider: write arn:aws:iam::<account>:oidc-provider/<issuer without https://>',
      },
    ],
  },
  identityName: {
    is: 'the name of the user or role',
    minLength: 1,
    maxLength: 64,
    checks: [{ pattern: '^[\\w+=,.@-]*$', message: 'may hold only letters, digits and _ + = , . @ -' }],
  },
  identityPath: {
    is: 'the IAM path of the user or role, for example /vendors/',
    maxLength: 512,
    checks: [
      {
        pattern: '^/([\\w+=,.@-]+/)*$',
        message:
          'must begin and end with a slash, with letters, digits and _ + = , . @ - between, as /vendors/',
      },
    ],
  },
  policyArn: {
    is: 'the ARN of the managed policy that bounds the identity',
    checks: [
      {
        pattern: `^${ARN}:iam::(\\d{12}|aws):policy/[\\w+=,.@/-]+$`,
        message: 'is not the ARN of a managed policy: write arn:aws:iam::<account>:policy/<name>',
      },
    ],
  },
  sourceArn: {
    is: 'the ARN of the resource on whose behalf the service writes',
    checks: [
      NO_POLICY_VARIABLE,
      NO_REFERENCE,
      {
        pattern: `^${ARN}:[a-z0-9-]+:[a-z0-9-]*:(\\d{12})?:[!-~]+$`,
        message:
          'is not the ARN of a resource of one account: write for example arn:aws:logs:eu-west-1:111122223333:*',
      },
    ],
  },
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
  queueArn: {
    is: 'the ARN of an SQS queue',
    checks: [
      {
        pattern: `^${ARN}:sqs:[a-z0-9-]+:\\d{12}:[\\w-]+(\\.fifo)?$`,
        message: 'is not the ARN of an SQS queue: write arn:aws:sqs:<region>:<account>:<name>',
      },
    ],
  },
  sourceKeyArn: {
    is: 'the ARN of the KMS key of an existing queue or stream',
    checks: [
      NO_ALIAS,
      {
        pattern: KEY_PATTERN,
        message: 'is not the ARN of a key: write arn:aws:kms:<region>:<account>:key/<ID>',
      },
    ],
  },
  streamArn: {
    is: 'the ARN of a Kinesis data stream',
    checks: [
      {
        pattern: `^${ARN}:kinesis:[a-z0-9-]+:\\d{12}:stream/[\\w.-]+$`,
        message: 'is not the ARN of a stream: write arn:aws:kinesis:<region>:<account>:stream/<name>',
      },
    ],
  },
  topicArn: {
    is: 'the ARN of an SNS topic',
    checks: [
      {
        pattern: `^${ARN}:sns:[a-z0-9-]+:\\d{12}:[\\w-]+(\\.fifo)?$`,
        message: 'is not the ARN of an SNS topic: write arn:aws:sns:<region>:<account>:<name>',
      },
    ],
  },
  template: {
    is: 'a Go text/template with sprig, for example {{ .deviceId }}',
    minLength: 1,
    checks: [NO_RESOLVE],
  },
  fieldName: {
    is: 'the name of a field',
    minLength: 1,
    maxLength: 256,
    checks: [NO_RESOLVE],
  },
  delimiter: {
    is: 'one character between the fields of a line, for example ;',
    minLength: 1,
    maxLength: 1,
    checks: [
      {
        pattern: '["\\n\\r]',
        refuse: true,
        message: 'is a quote or a line end, which has a meaning of its own in CSV: write another, such as ;',
      },
    ],
  },
  objectKey: {
    is: 'the object key between the prefix and the ending, for example {yyyy}/{MM}/{dd}/{batch}',
    minLength: 1,
    maxLength: 512,
    checks: [],
  },
  keyTime: {
    is: 'the clock that the key shows: arrival, write, or event:<field>',
    checks: [
      { pattern: '^(arrival|write|event:\\S.*)$', message: 'must be arrival, write, or event:<field>' },
      NO_RESOLVE,
    ],
  },
  sql: {
    is: "the SQL statement of an IoT rule, for example SELECT * FROM 'devices/+/readings'",
    minLength: 1,
    checks: [NO_REFERENCE],
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

/** The sentence that says what is wrong with `value`, or `undefined` where it obeys the rule. */
export function violation(rule: Rule, value: string): string | undefined {
  if (value === '' && (rule.minLength ?? 0) > 0) return `is empty: write ${rule.is}`;
  if (value.length < (rule.minLength ?? 0)) return `is too short: at least ${rule.minLength} characters`;
  if (rule.maxLength !== undefined && value.length > rule.maxLength) {
    return `is too long: ${value.length} characters, at most ${rule.maxLength}`;
  }
  return rule.checks.find((check) => new RegExp(check.pattern, 'u').test(value) === (check.refuse ?? false))
    ?.message;
}

/** The rule as JSON Schema keywords, so that editors underline what the kit would refuse. */
export function ruleKeywords(rule: Rule): Record<string, unknown> {
  return {
    description: rule.is,
    ...(rule.minLength === undefined ? {} : { minLength: rule.minLength }),
    ...(rule.maxLength === undefined ? {} : { maxLength: rule.maxLength }),
    ...(rule.checks.length === 0 ? {} : { allOf: rule.checks.map(checkKeywords) }),
  };
}

const checkKeywords = ({ pattern, refuse }: Check) => (refuse ? { not: { pattern } } : { pattern });
