import { examineToken } from '../../../lib/checks/connection/token';
import type { WebIdentityRole } from '../../../lib/config/destination';
import { token } from './support';

const NOW = new Date('2026-11-21T12:00:00Z');
const SECONDS = NOW.getTime() / 1000;
const ROLE: WebIdentityRole = {
  type: 'web-identity-role',
  issuer: 'oidc.example.com',
  subjects: ['exporter', 'team-?/*'],
  audience: 'client',
  originalAudience: undefined,
  pending: false,
};

test.each<[string, object, Partial<WebIdentityRole>, string[]]>([
  ['as the file says', { aud: 'client' }, {}, []],
  ['one audience of many', { aud: ['other', 'client'] }, {}, []],
  ['a subject by pattern', { aud: 'client', sub: 'team-1/a/b' }, {}, []],
  [
    'a subject that a pattern does not cover',
    { aud: 'client', sub: 'team-12/a' },
    {},
    ['token-subject-differs'],
  ],
  ['another issuer', { aud: 'client', iss: 'https://other.example.com' }, {}, ['token-issuer-differs']],
  ['another audience', { aud: 'other' }, {}, ['token-audience-differs']],
  // IAM takes azp for the audience where it is there.
  ['the right aud beside another azp', { aud: 'client', azp: 'other' }, {}, ['token-audience-differs']],
  ['another aud beside the right azp', { aud: 'other', azp: 'client' }, {}, []],
  ['azp, and the original audience', { aud: 'app', azp: 'client' }, { originalAudience: 'app' }, []],
  [
    'azp, and another original audience',
    { aud: 'other', azp: 'client' },
    { originalAudience: 'app' },
    ['token-audience-differs'],
  ],
  ['an end that is still to come', { aud: 'client', exp: SECONDS + 1 }, {}, []],
  ['an end that is now', { aud: 'client', exp: SECONDS }, {}, ['token-expired']],
  ['an end in the past', { aud: 'client', exp: SECONDS - 1 }, {}, ['token-expired']],
  ['an end that is no date', { aud: 'client', exp: 1e300 }, {}, []],
])('%s', (_name, claims, access, expected) => {
  const { circumstances, facts } = examineToken(token(claims), { ...ROLE, ...access }, NOW);
  expect(circumstances).toEqual(expected);
  expect(JSON.stringify(facts)).not.toContain('CANARYsignature');
});
