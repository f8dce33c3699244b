import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import { isObject, type JsonObject, list, text } from './json';
import { Refusal } from './refusal';
import type { IdentityClaims } from './web-identity';

export interface TokenRequest {
  /** With or without https://. */
  readonly issuer: string;
  readonly subject: string;
  readonly audience: string;
  readonly authorizedParty?: string;
  /** @default 3600 */
  readonly expiresInSeconds?: number;
}

/** Stands for every identity provider there is: one key signs the tokens of all issuers. */
export class TokenIssuer {
  private readonly privateKey: KeyObject;
  private readonly publicKey: KeyObject;

  constructor() {
    const pair = generateKeyPairSync('ec', {
      namedCurve: 'P-256',
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    });
    this.privateKey = createPrivateKey(pair.privateKey);
    this.publicKey = createPublicKey(pair.publicKey);
  }

  issue({ issuer, subject, audience, authorizedParty, expiresInSeconds }: TokenRequest, now: number): string {
    const issuedAt = Math.floor(now / 1000);
    const claims = {
      iss: `https://${withoutScheme(issuer)}`,
      sub: subject,
      aud: audience,
      ...(authorizedParty !== undefined && { azp: authorizedParty }),
      iat: issuedAt,
      exp: issuedAt + (expiresInSeconds ?? 3600),
    };
    const signed = `${encode({ alg: 'ES256', typ: 'JWT', kid: 'local' })}.${encode(claims)}`;
    const signature = sign('sha256', Buffer.from(signed), {
      key: this.privateKey,
      dsaEncoding: 'ieee-p1363',
    });
    return `${signed}.${signature.toString('base64url')}`;
  }

  /** The claims of a token that this issuer signed and that has not expired; otherwise refused as STS does. */
  verify(token: string, now: number): IdentityClaims {
    const [header = '', payload = '', signature = ''] = token.split('.');
    const claims = decode(payload);
    const issuer = text(claims?.iss);
    const subject = text(claims?.sub);
    const audience = text(list(claims?.aud)[0]);
    const expiry = claims?.exp;
    if (decode(header)?.alg !== 'ES256' || !issuer || !subject || !audience || typeof expiry !== 'number') {
      throw invalid(
        'The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)',
      );
    }
    const key = { key: this.publicKey, dsaEncoding: 'ieee-p1363' as const };
    if (!verify('sha256', Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, 'base64url'))) {
      throw invalid('Provided Token is not signed by the identity provider of its issuer');
    }
    if (expiry * 1000 <= now) {
      const message = `Token expired: current date/time ${Math.floor(now / 1000)} must be before the expiration date/time ${expiry}`;
      throw new Refusal(400, 'ExpiredTokenException', message);
    }
    return { issuer: withoutScheme(issuer), subject, audience, authorizedParty: text(claims?.azp) };
  }
}

export function withoutScheme(issuer: string): string {
  return issuer.replace(/^https:\/\//, '');
}

function invalid(message: string): Refusal {
  return new Refusal(400, 'InvalidIdentityToken', message);
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function decode(part: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
