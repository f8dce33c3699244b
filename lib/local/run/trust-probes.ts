import type { CrossAccountRole, WebIdentityRole } from '../../config/destination';
import { hasBuiltInProvider } from '../../config/issuer';
import type { Credentials } from '..';
import { type Cast, STRANGER_ACCOUNT } from './cast';
import type { Deployment } from './deployment';
import { type Probe, probe } from './probe';

/** Who may become the writer, and who may not. */
export function trustProbes({ destination: { access } }: Deployment, cast: Cast): Probe[] {
  if (access.type === 'cross-account-role') return crossAccountProbes(access, cast);
  if (access.type === 'web-identity-role') return webIdentityProbes(access, cast);
  return [];
}

function crossAccountProbes(access: CrossAccountRole, cast: Cast): Probe[] {
  const stranger = assume('assume the role from another account', false, () =>
    cast.assumeRole(access, { account: STRANGER_ACCOUNT }),
  );
  if (access.pending) {
    return [
      assume('assume the role while it is pending', false, () =>
        cast.assumeRole(access, { externalId: 'guess' }),
      ),
      stranger,
    ];
  }
  const found = [assume('assume the role', true, () => cast.assumeRole(access, {})), stranger];
  if (access.externalId === undefined) return found;
  const other = `${access.externalId}x`;
  return [
    ...found,
    assume('assume the role with another external ID', false, () =>
      cast.assumeRole(access, { externalId: other }),
    ),
    assume('assume the role without an external ID', false, () =>
      cast.assumeRole(access, { externalId: null }),
    ),
  ];
}

function webIdentityProbes(access: WebIdentityRole, cast: Cast): Probe[] {
  if (access.pending) {
    return [
      assume('assume the role while it is pending', false, () =>
        cast.assumeWithToken(access, { subject: '1' }),
      ),
    ];
  }
  const found = [
    assume('assume the role with its token', true, () => cast.assumeWithToken(access, {})),
    assume('assume the role with another sub', false, () => cast.assumeWithToken(access, { subject: '666' })),
    // STS looks for the provider of the issuer before it looks at the role.
    assume("assume the role with another issuer's token", '400 InvalidIdentityTokenException', () =>
      cast.assumeWithToken(access, { issuer: 'evil.example.com' }),
    ),
  ];
  if (access.audience === undefined) return found;
  // A provider of the account names its audiences; Google's is built in, so that only the role can refuse.
  const expected = hasBuiltInProvider(access.issuer) ? false : '400 InvalidIdentityTokenException';
  return [
    ...found,
    assume('assume the role with a token for another audience', expected, () =>
      cast.assumeWithToken(access, { audience: 'somebody-else' }),
    ),
  ];
}

function assume(what: string, expected: boolean | string, by: () => Promise<Credentials>): Probe {
  return probe('vendor', what, expected, async () => ((await by()).accessKeyId === '' ? undefined : 200));
}
