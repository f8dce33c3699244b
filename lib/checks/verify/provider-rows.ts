import { GetOpenIDConnectProviderCommand, type IAMClient } from '@aws-sdk/client-iam';
import type { WebIdentityRole } from '../../config/destination';
import { hasBuiltInProvider } from '../../config/issuer';
import { providerArnOf } from '../../policy/documents';
import { ask } from './ask';
import { ABSENT } from './identity';
import type { Place } from './place';
import type { Row } from './row';

/** Undefined: IAM knows the issuer by itself, or no token is asked for. */
export function providerArn({ destination: { access }, account, partition }: Place): string | undefined {
  if (access.type !== 'web-identity-role' || hasBuiltInProvider(access.issuer)) return undefined;
  return providerArnOf(access, { accountId: account }, partition);
}

/**
 * The OIDC provider that vouches for the vendor's tokens.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetOpenIDConnectProvider.html
 */
export async function providerRows(place: Place, iam: IAMClient): Promise<Row[]> {
  const { access } = place.destination;
  const arn = providerArn(place);
  if (access.type !== 'web-identity-role' || arn === undefined) return [];
  const answer = await ask({
    of: 'writer',
    what: 'the OIDC provider',
    action: 'iam:GetOpenIDConnectProvider',
    resource: arn,
    absent: ABSENT,
    call: () => iam.send(new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: arn })),
  });
  if (answer.kind === 'unknown') return [answer.row];
  if (answer.kind === 'absent') {
    const because = 'STS knows no such issuer, and refuses every token of the vendor';
    const what = `the OIDC provider ${arn}`;
    return [{ result: 'narrower', of: 'writer', what, declared: 'there', actual: 'not there', because }];
  }
  const { ClientIDList = [], ThumbprintList = [] } = answer.value;
  return [
    audiencesRow(access, ClientIDList),
    // A provider that was there before is its owner's.
    ...(access.providerArn === undefined ? [thumbprintsRow(ThumbprintList)] : []),
  ];
}

function audiencesRow({ audience, providerArn }: WebIdentityRole, known: readonly string[]): Row {
  const more = known.filter((one) => one !== audience);
  const row = {
    of: 'writer',
    what: 'audiences of the OIDC provider',
    declared: audience ?? 'any',
    actual: [...known].sort().join(', ') || 'none',
  } as const;
  if (audience !== undefined && !known.includes(audience))
    return {
      ...row,
      result: 'narrower',
      because: "STS refuses the vendor's tokens: they are for another audience",
    };
  if (more.length === 0 || providerArn !== undefined) return { ...row, result: 'ok' };
  return {
    ...row,
    result: 'wider',
    because:
      'tokens that the issuer made for others are taken too, by every role that does not ask for the audience',
  };
}

/**
 * The stack names none, and IAM takes that of the issuer's certificate by itself.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc_verify-thumbprint.html
 */
function thumbprintsRow(thumbprints: readonly string[]): Row {
  const row = {
    of: 'writer',
    what: 'thumbprints of the OIDC provider',
    declared: 'one, which IAM took',
    actual: thumbprints.join(', ') || 'none',
  } as const;
  if (thumbprints.length <= 1) return { ...row, result: 'ok' };
  return {
    ...row,
    result: 'wider',
    because: 'another certificate may vouch for the issuer: somebody added it by hand',
  };
}
