import type { WireResponse } from './http';
import { KeyedLock } from './keyed-lock';
import { completion, listParts, MultipartUploads, partNumber } from './multipart';
import { listObjects, S3_NAMESPACE } from './object-listing';
import { type Payload, receivePayload } from './payload';
import type { ProvisionedBucket } from './provisioned';
import { notImplemented, Refusal } from './refusal';
import { copySource, type S3Request } from './s3-request';
import { LARGEST_BODY, type Storage } from './storage';
import { blocks, document, element, leaf, texts } from './xml';

/** Does what was authorised. */
export class S3Operations {
  private readonly uploads = new MultipartUploads();
  private readonly writes = new KeyedLock();

  constructor(private readonly storage: Storage) {}

  /** `refusalFor` tells, key by key, why a DeleteObjects may not delete. */
  async perform(
    request: S3Request,
    bucket: ProvisionedBucket,
    refusalFor: (key: string) => Promise<Refusal | undefined>,
  ): Promise<WireResponse> {
    const { key = '', operation, query } = request;
    const uploadId = query.get('uploadId') ?? '';
    const object = { bucket: bucket.name, key };
    switch (operation) {
      case 'GetBucketLocation':
        return xml(
          document('LocationConstraint', S3_NAMESPACE, bucket.region === 'us-east-1' ? '' : bucket.region),
        );
      case 'HeadBucket':
        return { status: 200, headers: { 'x-amz-bucket-region': bucket.region }, body: '' };
      case 'ListObjects':
        return xml(
          listObjects(
            bucket.name,
            request,
            await this.storage.entries(bucket.name, query.get('prefix') ?? ''),
          ),
        );
      case 'PutObject':
      case 'CopyObject':
        return this.put(request, bucket);
      case 'GetObject':
        return this.storage.send({ ...object, method: 'GET', headers: request.headers });
      case 'HeadObject':
        return this.storage.send({ ...object, method: 'HEAD', headers: request.headers });
      case 'DeleteObject':
        refuseConditions(request);
        return this.storage.send({ ...object, method: 'DELETE' });
      case 'DeleteObjects':
        return this.deleteMany(request, bucket, refusalFor);
      case 'CreateMultipartUpload': {
        const created = await this.storage.send({
          ...object,
          method: 'POST',
          query: { uploads: '' },
          headers: request.headers,
        });
        this.uploads.begin(texts(created.body.toString(), 'UploadId')[0] ?? '', bucket.name, key);
        return created;
      }
      case 'UploadPart':
        return this.putPart(request, bucket, uploadId);
      case 'ListParts':
        return xml(listParts(uploadId, this.uploads.find(uploadId, bucket.name, key)));
      case 'CompleteMultipartUpload':
        return this.complete(request, bucket, uploadId);
      case 'AbortMultipartUpload':
        this.uploads.find(uploadId, bucket.name, key);
        this.uploads.end(uploadId);
        return this.storage.send({ ...object, method: 'DELETE', query: { uploadId } });
      default:
        throw notImplemented(operation);
    }
  }

  private async put(request: S3Request, bucket: ProvisionedBucket): Promise<WireResponse> {
    const { body, checksums } = payloadOf(request);
    const source = copySource(request.headers);
    const headers = {
      ...request.headers,
      ...checksums,
      ...(source && { 'x-amz-copy-source': [source.bucket, source.key].map(encodeURIComponent).join('/') }),
    };
    const object = { bucket: bucket.name, key: request.key ?? '' };
    const answer = await this.unlessTaken(request, object, () =>
      this.storage.send({ ...object, method: 'PUT', headers: withoutTransferCoding(headers), body }),
    );
    return { ...answer, headers: { ...answer.headers, ...(answer.status === 200 && checksums) } };
  }

  private async putPart(
    request: S3Request,
    bucket: ProvisionedBucket,
    uploadId: string,
  ): Promise<WireResponse> {
    if (request.headers['x-amz-copy-source'] !== undefined) throw notImplemented('UploadPartCopy');
    const upload = this.uploads.find(uploadId, bucket.name, request.key ?? '');
    const number = partNumber(request.query.get('partNumber'));
    const { body, checksums } = payloadOf(request);
    const query = { uploadId, partNumber: String(number) };
    const answer = await this.storage.send({ ...upload, method: 'PUT', query, body });
    upload.parts.set(number, {
      etag: answer.headers.etag ?? '',
      size: body.length,
      lastModified: new Date().toISOString(),
    });
    return { ...answer, headers: { ...answer.headers, ...checksums } };
  }

  private async complete(
    request: S3Request,
    bucket: ProvisionedBucket,
    uploadId: string,
  ): Promise<WireResponse> {
    const { key } = this.uploads.find(uploadId, bucket.name, request.key ?? '');
    // Checksums in the headers are those of the whole object, not of this body.
    const body = Buffer.from(completion(request.body.toString()));
    const object = { bucket: bucket.name, key };
    const answer = await this.unlessTaken(request, object, () =>
      this.storage.send({ ...object, method: 'POST', query: { uploadId }, body }),
    );
    if (answer.status === 200) this.uploads.end(uploadId);
    return answer;
  }

  /** `If-None-Match: *`: of writers at the same time, one wins. */
  private unlessTaken(
    request: S3Request,
    object: { bucket: string; key: string },
    write: () => Promise<WireResponse>,
  ): Promise<WireResponse> {
    const condition = request.headers['if-none-match'];
    if (condition !== '*') refuseConditions(request);
    return this.writes.run(`${object.bucket}/${object.key}`, async () => {
      if (condition === '*' && (await this.storage.send({ ...object, method: 'HEAD' })).status === 200) {
        const message = 'At least one of the pre-conditions you specified did not hold';
        throw new Refusal(412, 'PreconditionFailed', message, { Condition: 'If-None-Match' });
      }
      return write();
    });
  }

  private async deleteMany(
    request: S3Request,
    bucket: ProvisionedBucket,
    refusalFor: (key: string) => Promise<Refusal | undefined>,
  ): Promise<WireResponse> {
    const body = payloadOf(request).body.toString();
    const isQuiet = texts(body, 'Quiet')[0] === 'true';
    const results: string[] = [];
    for (const entry of blocks(body, 'Object')) {
      const [key = ''] = texts(entry, 'Key');
      const refusal = await refusalFor(key);
      if (refusal) {
        results.push(
          element('Error', leaf('Key', key), leaf('Code', refusal.code), leaf('Message', refusal.message)),
        );
        continue;
      }
      await this.storage.send({ method: 'DELETE', bucket: bucket.name, key });
      if (!isQuiet) results.push(element('Deleted', leaf('Key', key)));
    }
    return xml(document('DeleteResult', S3_NAMESPACE, ...results));
  }
}

export function xml(body: string, status = 200): WireResponse {
  return { status, headers: { 'content-type': 'application/xml' }, body };
}

function payloadOf(request: S3Request): Payload {
  if (request.body.length > LARGEST_BODY) {
    throw new Refusal(
      400,
      'EntityTooLarge',
      `The local engine takes at most ${LARGEST_BODY} bytes in one request.`,
    );
  }
  const announced = ['content-length', 'x-amz-decoded-content-length', 'x-amz-copy-source'];
  if (announced.every((name) => request.headers[name] === undefined)) {
    throw new Refusal(411, 'MissingContentLength', 'You must provide the Content-Length HTTP header.');
  }
  return receivePayload(request.headers, request.body);
}

/** To pass over a condition would turn a safe write into one that is not. */
function refuseConditions({ headers }: S3Request): void {
  const condition = ['if-match', 'if-none-match'].find((name) => headers[name] !== undefined);
  if (condition) throw notImplemented(`${condition}: ${headers[condition]} on writes`);
}

/** `aws-chunked` is how the bytes travelled, not what they are. */
function withoutTransferCoding(headers: Readonly<Record<string, string>>): Record<string, string> {
  const { 'content-encoding': encoding = '', ...others } = headers;
  const codings = encoding.split(',').map((coding) => coding.trim());
  const remaining = codings.filter((coding) => coding !== '' && coding !== 'aws-chunked').join(',');
  return remaining ? { ...others, 'content-encoding': remaining } : others;
}
