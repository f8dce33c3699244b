import type { WebIdentityRole } from '../../config/destination';
import type { Circumstance } from './causes/cause';
import type { Facts } from './diagnose';

/** What a token says of itself. The signature is for STS to verify. */
interface Claims {
  readonly iss?: string;
  readonly sub?: string;
  readonly audiences: readonly string[];
  readonly azp?: string;
  readonly expiry?: Date;
}

export interface TokenFindings {
  readonly circumstances: readonly Circumstance[];
  readonly facts: Facts;
}

/**
 * Compares the token's claims with what the file trusts, because STS tells neither apart. The token itself appears
 * nowhere: issuer, subject and audience are names.
 */
export function examineToken(token: string, access: WebIdentityRole, now: Date): TokenFindings {
  const { iss, sub, audiences, azp, expiry } = claimsOf(token);
  // IAM takes "azp" for the audience where it is there, and calls "aud" the original one.
  const effective = azp === undefined ? audiences : [azp];
  const issuer = iss?.replace(/^https:\/\//, '');
  const circumstances: Circumstance[] = [];
  if (expiry !== undefined && expiry <= now) circumstances.push('token-expired');
  if (issuer !== undefined && issuer !== access.issuer) circumstances.push('token-issuer-differs');
  const audienceFits =
    (access.audience === undefined || effective.includes(access.audience)) &&
    (access.originalAudience === undefined || audiences.includes(access.originalAudience));
  if (!audienceFits) circumstances.push('token-audience-differs');
  if (sub !== undefined && !access.subjects.some((subject) => like(subject, sub)))
    circumstances.push('token-subject-differs');
  return {
    circumstances,
    facts: {
      issuer: access.issuer,
      audience: access.originalAudience ?? access.audience ?? 'sts.amazonaws.com',
      subjects: access.subjects.join(' or '),
      tokenIssuer: issuer ?? 'an issuer that it does not name',
      tokenSubject: sub ?? 'not in it',
      tokenAudience: effective.join(', ') || 'not in it',
      ...(expiry === undefined ? {} : { tokenExpiry: ` on ${expiry.toISOString()}` }),
    },
  };
}

/** Nothing is known of a token that is no JWT; STS will say so. */
function claimsOf(token: string): Claims {
  const { iss, sub, aud, azp, exp } = payloadOf(token);
  const expiry = typeof exp === 'number' ? new Date(exp * 1000) : undefined;
  return {
    iss: text(iss),
    sub: text(sub),
    azp: text(azp),
    audiences: (Array.isArray(aud) ? aud : [aud]).filter((one) => typeof one === 'string'),
    // A number that is no date is for STS to refuse.
    ...(expiry === undefined || Number.isNaN(expiry.getTime()) ? {} : { expiry }),
  };
}

const text = (value: unknown) => (typeof value === 'string' ? value : undefined);

function payloadOf(token: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

/** As IAM's StringLike. */
function like(pattern: string, value: string): boolean {
  const source = pattern.replaceAll(/[.*+?^${}()|[\]\\]/g, (character) =>
    character === '*' ? '.*' : character === '?' ? '.' : `\\${character}`,
  );
  return new RegExp(`^${source}$`, 's').test(value);
}
