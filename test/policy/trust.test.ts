import type { WebIdentityRole } from '../../lib/config/destination';
import { trustStatements } from '../../lib/policy/trust';

const ROLE: WebIdentityRole = {
  type: 'web-identity-role',
  issuer: 'oidc.example.com',
  subjects: [],
  audience: 'sts',
  pending: false,
};

test.each([
  ['literal', ['exporter'], 'StringEquals'],
  ['with an asterisk', ['exporter:*'], 'StringLike'],
  ['with a question mark', ['exporter-?'], 'StringLike'],
  ['of which one is a pattern', ['exporter', 'importer:*'], 'StringLike'],
])(
  'subjects %s are compared with the operator that knows what their characters mean',
  (_, subjects, operator) => {
    const [statement] = trustStatements({ ...ROLE, subjects }, 'aws', 'arn:provider');
    const expected = subjects.length === 1 ? subjects[0] : subjects;
    expect(statement?.conditions).toEqual({
      StringEquals: {
        'oidc.example.com:aud': 'sts',
        ...(operator === 'StringEquals' ? { 'oidc.example.com:sub': expected } : {}),
      },
      ...(operator === 'StringLike' ? { StringLike: { 'oidc.example.com:sub': expected } } : {}),
    });
  },
);
