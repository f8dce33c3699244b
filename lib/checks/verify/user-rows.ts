import { GetLoginProfileCommand, type IAMClient, paginateListAccessKeys } from '@aws-sdk/client-iam';
import type { Access } from '../../config/destination';
import { ask } from './ask';
import { ABSENT, gather } from './identity';
import type { Subject } from './place';
import type { Row } from './row';

/** With what a user signs in: its access keys, and a password that nobody declared. */
export async function userRows({ of, name, arn }: Subject, access: Access, iam: IAMClient): Promise<Row[]> {
  const UserName = name;
  const keys = await ask({
    of,
    what: 'the access keys',
    action: 'iam:ListAccessKeys',
    resource: arn,
    absent: ABSENT,
    call: () =>
      gather(paginateListAccessKeys({ client: iam }, { UserName }), (page) =>
        page.AccessKeyMetadata?.filter(({ Status }) => Status === 'Active').map(
          ({ AccessKeyId = '' }) => AccessKeyId,
        ),
      ),
  });
  const password = await ask({
    of,
    what: 'the console password',
    action: 'iam:GetLoginProfile',
    resource: arn,
    absent: ABSENT,
    call: () => iam.send(new GetLoginProfileCommand({ UserName })),
  });
  return [
    keys.kind === 'unknown' ? keys.row : keysRow(of, access, keys.kind === 'told' ? keys.value : []),
    password.kind === 'unknown' ? password.row : passwordRow(of, password.kind === 'told'),
  ];
}

/** Keys in Secrets Manager are made by the stack; any other is issued once it is deployed, and may not be yet. */
function keysRow(of: Row['of'], access: Access, active: readonly string[]): Row {
  const serials =
    access.type === 'iam-user' && access.keyInSecretsManager ? access.keySerials.length : undefined;
  const declared = serials === undefined ? 'one active at most' : `${serials} active`;
  const actual = active.length === 0 ? 'none active' : `${active.length} active: ${active.join(', ')}`;
  const row = { of, what: 'access keys', declared, actual } as const;
  if (active.length > (serials ?? 1))
    return {
      ...row,
      result: 'wider',
      because:
        'whoever has a key that nobody declared writes as the vendor: end a rotation with `key rotate --finish`, or withdraw a key with `key revoke`',
    };
  if (active.length < (serials ?? 0))
    return {
      ...row,
      result: 'narrower',
      because: 'a key was deactivated or deleted by hand: the vendor may be left without',
    };
  return { ...row, result: 'ok' };
}

function passwordRow(of: Row['of'], isThere: boolean): Row {
  const row = { of, what: 'console password', declared: 'none' } as const;
  if (!isThere) return { ...row, result: 'ok', actual: 'none' };
  return {
    ...row,
    result: 'wider',
    actual: 'there',
    because: 'a person can sign in as the vendor: delete the login profile of the user',
  };
}
