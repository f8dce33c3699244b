import { randomUUID } from 'node:crypto';
import type { Accounts } from './accounts';
import type { WireRequest, WireResponse } from './http';
import { S3_NAMESPACE } from './object-listing';
import type { Place } from './place';
import type { ProvisionedBucket } from './provisioned';
import { notImplemented, Refusal } from './refusal';
import { type Caller, S3Authorization } from './s3-authorization';
import { S3Operations, xml } from './s3-operations';
import { hasAclHeader, refusesAcls } from './s3-permissions';
import type { S3Request } from './s3-request';
import { verifySignature } from './sigv4';
import type { Stacks } from './stacks';
import type { Storage } from './storage';
import { document, element, leaf } from './xml';

/** S3 as AWS answers it: signature, permissions, the bucket's settings, and only then the object. */
export class S3Service {
  private readonly authorization: S3Authorization;
  private readonly operations: S3Operations;
  private readonly started: string;

  constructor(
    private readonly place: Place,
    private readonly stacks: Stacks,
    private readonly accounts: Accounts,
    storage: Storage,
  ) {
    this.authorization = new S3Authorization(stacks);
    this.operations = new S3Operations(storage);
    this.started = new Date(place.now()).toISOString();
  }

  /** Who signed. Buckets block public access, so that no policy lets an unsigned request in. */
  authenticate(wire: WireRequest): Caller {
    const { region, partition } = this.place;
    const now = this.place.now();
    const accessKeyId = verifySignature(wire, {
      service: 's3',
      region,
      // Clients sign by the clock of this machine, also where the engine's has been moved.
      now: Date.now(),
      keyOf: (id) => this.accounts.signingKey(id, now),
    });
    const principal = accessKeyId === undefined ? undefined : this.accounts.principalOf(accessKeyId);
    if (!principal) throw new Refusal(403, 'AccessDenied', 'Access Denied');
    return {
      principal,
      circumstances: { now, region, secure: wire.tlsVersion !== undefined },
      partition,
    };
  }

  async answer(request: S3Request, caller: Caller): Promise<WireResponse> {
    await this.authorization.authorize(request, caller);
    if (request.operation === 'ListBuckets') return this.listBuckets(caller);
    const bucket = this.stacks.bucket(request.bucket ?? '');
    if (!bucket) throw notImplemented(request.operation);
    refuseAcls(request, bucket);
    const answer = await this.operations.perform(request, bucket, (key) =>
      this.refusalToDelete(request, caller, key),
    );
    const isRead = request.operation === 'GetObject' || request.operation === 'HeadObject';
    if (answer.status !== 404 || !isRead) return answer;
    // Who may not list does not learn which objects there are.
    const list = { action: 's3:ListBucket', bucket: bucket.name };
    if (await this.authorization.mayDo(request, caller, list)) return answer;
    throw new Refusal(403, 'AccessDenied', 'Access Denied');
  }

  private async refusalToDelete(
    request: S3Request,
    caller: Caller,
    key: string,
  ): Promise<Refusal | undefined> {
    try {
      await this.authorization.demand(request, caller, {
        action: 's3:DeleteObject',
        bucket: request.bucket ?? '',
        key,
      });
      return undefined;
    } catch (error) {
      if (error instanceof Refusal) return error;
      throw error;
    }
  }

  private listBuckets({ principal }: Caller): WireResponse {
    const buckets = this.stacks.bucketsOf(principal.accountId);
    return xml(
      document(
        'ListAllMyBucketsResult',
        S3_NAMESPACE,
        element(
          'Buckets',
          ...buckets.map(({ name }) =>
            element('Bucket', leaf('Name', name), leaf('CreationDate', this.started)),
          ),
        ),
      ),
    );
  }
}

export function s3Error({ status, code, message, details }: Refusal): WireResponse {
  const requestId = randomUUID();
  const more = Object.entries(details).map(([name, value]) => leaf(name, value));
  const body = element(
    'Error',
    leaf('Code', code),
    leaf('Message', message),
    ...more,
    leaf('RequestId', requestId),
  );
  return {
    status,
    headers: { 'content-type': 'application/xml', 'x-amz-request-id': requestId },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${body}`,
  };
}

/** With ACLs disabled S3 takes none but the one that says what is so anyway. */
function refuseAcls({ operation, headers }: S3Request, bucket: ProvisionedBucket): void {
  if (!refusesAcls(bucket)) return;
  const isHarmless = headers['x-amz-acl'] === 'bucket-owner-full-control';
  const isAclRequest = operation === 'PutObjectAcl' || operation === 'PutBucketAcl';
  if (isAclRequest || (hasAclHeader(headers) && !isHarmless)) {
    throw new Refusal(400, 'AccessControlListNotSupported', 'The bucket does not allow ACLs');
  }
}
