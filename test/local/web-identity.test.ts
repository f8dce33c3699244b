import { PutObjectCommand } from '@aws-sdk/client-s3';
import { AssumeRoleWithWebIdentityCommand, type Credentials } from '@aws-sdk/client-sts';
import { startEngine, type TokenRequest } from '../../lib/local';
import { ACCOUNT, BUCKET, type Destination, fromSts, outcome, roleArn, startDestination } from './support';

let destination: Destination;
beforeAll(async () => {
  destination = await startDestination();
});
afterEach(() => destination.engine.setNow(Date.now));
afterAll(() => destination.stop());

const clientOf = (credentials: Credentials | undefined) => destination.s3(fromSts(credentials));

const put = (Key: string, Bucket = BUCKET) => new PutObjectCommand({ Bucket, Key, Body: '{}' });

describe('AssumeRoleWithWebIdentity', () => {
  const google: TokenRequest = {
    issuer: 'accounts.google.com',
    subject: '114911411141114111411',
    authorizedParty: 'client.apps.googleusercontent.com',
    audience: 'acme-audience',
  };
  const github: TokenRequest = {
    issuer: 'https://token.actions.githubusercontent.com',
    subject: 'repo:acme/exports:ref:refs/heads/main',
    audience: 'sts.amazonaws.com',
  };
  const send = (token: string, role: string) =>
    destination.sts({ accessKeyId: 'none', secretAccessKey: 'none' }).send(
      new AssumeRoleWithWebIdentityCommand({
        RoleArn: roleArn(role),
        RoleSessionName: 'sync',
        WebIdentityToken: token,
      }),
    );

  test.each<[string, string, TokenRequest, string]>([
    ["Google's service account", 'google-writer', google, '200'],
    ['another account of Google', 'google-writer', { ...google, subject: '1' }, '403 AccessDenied'],
    ['another client', 'google-writer', { ...google, authorizedParty: 'other' }, '403 AccessDenied'],
    ['another audience', 'google-writer', { ...google, audience: 'other' }, '403 AccessDenied'],
    ['no client', 'google-writer', { ...google, authorizedParty: undefined }, '403 AccessDenied'],
    ['the repository', 'github-writer', github, '200'],
    [
      'another repository',
      'github-writer',
      { ...github, subject: 'repo:evil/exports:x' },
      '403 AccessDenied',
    ],
    [
      'an audience of no client',
      'github-writer',
      { ...github, audience: 'x' },
      '400 InvalidIdentityTokenException',
    ],
    [
      'an unknown issuer',
      'github-writer',
      { ...github, issuer: 'evil.com' },
      '400 InvalidIdentityTokenException',
    ],
    ['Google at the role of GitHub', 'github-writer', google, '403 AccessDenied'],
    ['a role that is pending', 'pending-writer', google, '403 AccessDenied'],
    ['a role for other accounts', 'vendor-writer', google, '403 AccessDenied'],
    [
      'a token that has expired',
      'google-writer',
      { ...google, expiresInSeconds: -1 },
      '400 ExpiredTokenException',
    ],
  ])('with %s: %s %#', async (_who, role, token, expected) => {
    expect(await outcome(send(destination.engine.webIdentityToken(token), role))).toBe(expected);
  });

  test('with a token that somebody else signed', async () => {
    const other = await startEngine({ accountId: ACCOUNT, region: 'eu-central-1' });
    const forged = other.webIdentityToken(google);
    await other.stop();
    expect(await outcome(send(forged, 'google-writer'))).toBe('400 InvalidIdentityTokenException');
    expect(await outcome(send('not.a.token', 'google-writer'))).toBe('400 InvalidIdentityTokenException');
  });

  test('gives a session that writes', async () => {
    const answer = await send(destination.engine.webIdentityToken(google), 'google-writer');
    expect(answer).toMatchObject({
      Provider: 'accounts.google.com',
      SubjectFromWebIdentityToken: google.subject,
      AssumedRoleUser: { Arn: `arn:aws:sts::${ACCOUNT}:assumed-role/google-writer/sync` },
    });
    const s3 = clientOf(answer.Credentials);
    expect(await outcome(s3.send(put('exports/g.jsonl')))).toBe('200');
    expect(await outcome(s3.send(put('exports/g.csv')))).toBe('403 AccessDenied');
  });
});
