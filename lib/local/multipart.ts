import { S3_NAMESPACE } from './object-listing';
import { Refusal } from './refusal';
import { blocks, document, element, escapeXml, leaf, texts } from './xml';

interface Part {
  readonly etag: string;
  readonly size: number;
  readonly lastModified: string;
}

interface Upload {
  readonly bucket: string;
  readonly key: string;
  readonly parts: Map<number, Part>;
}

/** Multipart uploads under way: the store knows neither whose upload an ID is nor what parts it has. */
export class MultipartUploads {
  private readonly uploads = new Map<string, Upload>();

  begin(uploadId: string, bucket: string, key: string): void {
    this.uploads.set(uploadId, { bucket, key, parts: new Map() });
  }

  end(uploadId: string): void {
    this.uploads.delete(uploadId);
  }

  /** An upload ID is good for its own object only: otherwise a grant on one object would write another. */
  find(uploadId: string, bucket: string, key: string): Upload {
    const upload = this.uploads.get(uploadId);
    if (upload && upload.bucket === bucket && upload.key === key) return upload;
    const message =
      'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.';
    throw new Refusal(404, 'NoSuchUpload', message);
  }
}

/** The number of a part, as S3 bounds it. */
export function partNumber(value: string | undefined): number {
  const number = Number(value);
  if (Number.isInteger(number) && number >= 1 && number <= 10_000) return number;
  const message = 'Part number must be an integer between 1 and 10000, inclusive';
  throw new Refusal(400, 'InvalidArgument', message);
}

export function listParts(uploadId: string, { bucket, key, parts }: Upload): string {
  const inOrder = [...parts].sort(([a], [b]) => a - b);
  return document(
    'ListPartsResult',
    S3_NAMESPACE,
    leaf('Bucket', bucket),
    leaf('Key', key),
    leaf('UploadId', uploadId),
    leaf('IsTruncated', false),
    leaf('MaxParts', 1000),
    ...inOrder.map(([number, { etag, size, lastModified }]) =>
      element(
        'Part',
        leaf('PartNumber', number),
        leaf('LastModified', lastModified),
        leaf('ETag', etag),
        leaf('Size', size),
      ),
    ),
  );
}

/** The parts that a client wants joined, in the only spelling that the store reads (it skips parts with checksums). */
export function completion(body: string): string {
  const parts = blocks(body, 'Part').map((part) => {
    const [number = ''] = texts(part, 'PartNumber');
    const etag = (texts(part, 'ETag')[0] ?? '').replaceAll('"', '');
    return `<Part><PartNumber>${partNumber(number)}</PartNumber><ETag>${escapeXml(etag)}</ETag></Part>`;
  });
  if (parts.length === 0) {
    const message =
      'The XML you provided was not well-formed or did not validate against our published schema';
    throw new Refusal(400, 'MalformedXML', message);
  }
  return `<CompleteMultipartUpload>${parts.join('')}</CompleteMultipartUpload>`;
}
