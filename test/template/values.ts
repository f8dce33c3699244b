import fc from 'fast-check';

const kindOf = (id: string) => id.replace(/\d+$/, '');
const DIGITS = /^\d{12}$/;

/** Values as people write them, by logical ID. Several forms, where a destination has one of them. */
const USUAL: Readonly<Record<string, readonly RegExp[]>> = {
  BucketName: [/^[a-z0-9][a-z0-9-]{1,40}[a-z0-9]$/],
  Prefix: [/^[A-Za-z0-9_=.-]{1,12}(\/[A-Za-z0-9 '"$&%{}()+_.-]{1,12}){0,4}$/],
  KeyArn: [/^arn:aws:kms:eu-west-1:\d{12}:key\/[a-f0-9-]{36}$/],
  Principal: [DIGITS, /^arn:aws:iam::\d{12}:(root|(user|role)\/[\w+=,.@-]{1,20})$/],
  ExternalId: [/^[\w+=,.@:/-]{2,40}$/, /^pending$/],
  Subject: [/^[!-~]{1,30}$/, /^repo:[a-z]{1,9}\/[a-z]{1,9}:ref:refs\/heads\/[a-z]{1,9}$/, /^pending$/],
  ProviderArn: [/^arn:aws:iam::\d{12}:oidc-provider\/oidc\.example\.com(\/tenants\/acme)?$/],
  SourceAccount: [DIGITS],
  SourceArn: [/^arn:aws:(s3:::[a-z]{3,9}|logs:eu-west-1:\d{12}:[a-z*]{1,9})$/],
  RoleName: [/^[\w+=,.@-]{1,64}$/],
  UserName: [/^[\w+=,.@-]{1,64}$/],
  PermissionsBoundary: [/^arn:aws:iam::(\d{12}|aws):policy\/[\w+=,.@/-]{1,20}$/],
};

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: IAM and CloudFormation read them, JavaScript does not.
/** What would widen a grant, break out of a text, or be read as something else on its way. */
const HOSTILE = [
  '*',
  '?',
  '/*',
  '*/',
  '..',
  '/../',
  '//',
  '/',
  ' ',
  '',
  '\0',
  '\n',
  '\r\n',
  '\u0085',
  '\u2028',
  '\u00e9',
  '\u{1f600}',
  '"',
  '"}',
  '","prefix":"',
  '\\',
  '\\"',
  "'",
  '$',
  '${',
  '${aws:username}',
  '${!x}',
  '{{',
  '{{resolve:ssm:x}}',
  '}}',
  's3:',
  'arn:aws:s3:::acme/*',
  'arn:aws:iam::*:root',
  'arn:aws:iam::444455556666:root',
  ':root',
  '444455556666',
  '*:*',
  'pending',
  'Pending',
  'PENDING',
  'AWS::NoValue',
  'xn--a',
  'a-s3alias',
  '192.168.0.1',
  'a.b',
  'UPPER',
  ',',
  ';',
  '#',
  'x'.repeat(64),
  'x'.repeat(513),
  'x'.repeat(1225),
  'repo:acme/*:ref:refs/heads/main',
  '-',
  '.',
  '^',
  '|',
  '(',
  '[',
  ']',
] as const;

// biome-ignore-end lint/suspicious/noTemplateCurlyInString: as above.

/** A value of that parameter: usual, hostile, or a usual one with something hostile in it. */
export function someValue(id: string): fc.Arbitrary<string> {
  const usual = fc.oneof(...(USUAL[kindOf(id)] ?? []).map((form) => fc.stringMatching(form)));
  const hostile = fc.constantFrom(...HOSTILE);
  const mixed = fc
    .tuple(usual, hostile, fc.double({ min: 0, max: 1, noNaN: true }))
    .map(([text, bad, where]) => {
      const at = Math.round(where * text.length);
      return text.slice(0, at) + bad + text.slice(at);
    });
  return fc.oneof(
    { weight: 4, arbitrary: usual },
    { weight: 1, arbitrary: hostile },
    { weight: 4, arbitrary: mixed },
  );
}

/** A value for each parameter; most of them usual, so that some sets are accepted as a whole. */
export function valuesOf(ids: readonly string[]): fc.Arbitrary<Record<string, string>> {
  return fc.record(Object.fromEntries(ids.map((id) => [id, someValue(id)])));
}
