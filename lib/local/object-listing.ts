import type { S3Request } from './s3-request';
import type { StoredEntry } from './storage';
import { document, element, leaf } from './xml';

export const S3_NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

/**
 * ListObjects and ListObjectsV2 over all entries under the prefix. The store's own listing sorts by locale and pages by
 * code unit, so that it leaves out keys between pages.
 */
export function listObjects(
  bucket: string,
  { query }: Pick<S3Request, 'query'>,
  entries: readonly StoredEntry[],
): string {
  const isV2 = query.get('list-type') === '2';
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') || undefined;
  const maxKeys = Math.min(Number(query.get('max-keys') ?? 1000), 1000);
  const token = query.get('continuation-token');
  const after = isV2
    ? token
      ? fromToken(token)
      : (query.get('start-after') ?? '')
    : (query.get('marker') ?? '');
  const { items, next } = page(entries, { prefix, delimiter, maxKeys, after });
  const encode = query.get('encoding-type') === 'url' ? encodeKey : (key: string) => key;
  return document(
    'ListBucketResult',
    S3_NAMESPACE,
    leaf('Name', bucket),
    leaf('Prefix', encode(prefix)),
    leaf('Delimiter', delimiter && encode(delimiter)),
    leaf('MaxKeys', maxKeys),
    leaf('EncodingType', query.get('encoding-type')),
    leaf('IsTruncated', next !== undefined),
    ...(isV2
      ? [
          leaf('KeyCount', items.length),
          leaf('ContinuationToken', token),
          leaf('NextContinuationToken', next && toToken(next)),
          leaf('StartAfter', query.get('start-after')),
        ]
      : [leaf('Marker', encode(after)), leaf('NextMarker', delimiter && next && encode(next))]),
    ...items.map((item) =>
      typeof item === 'string'
        ? element('CommonPrefixes', leaf('Prefix', encode(item)))
        : element(
            'Contents',
            leaf('Key', encode(item.key)),
            leaf('LastModified', item.lastModified),
            leaf('ETag', item.etag),
            leaf('Size', item.size),
            leaf('StorageClass', 'STANDARD'),
          ),
    ),
  );
}

/** A string stands for a common prefix. */
function page(
  entries: readonly StoredEntry[],
  {
    prefix,
    delimiter,
    maxKeys,
    after,
  }: { prefix: string; delimiter?: string; maxKeys: number; after: string },
): { items: (StoredEntry | string)[]; next?: string } {
  const items: (StoredEntry | string)[] = [];
  let last = after;
  for (const entry of entries) {
    const end = delimiter === undefined ? -1 : entry.key.indexOf(delimiter, prefix.length);
    const common = end < 0 ? undefined : entry.key.slice(0, end + (delimiter?.length ?? 0));
    const name = common ?? entry.key;
    if (name === last || (after !== '' && Buffer.compare(Buffer.from(name), Buffer.from(after)) <= 0))
      continue;
    if (items.length >= maxKeys) return { items, next: maxKeys > 0 ? last : undefined };
    items.push(common ?? entry);
    last = name;
  }
  return { items };
}

/** As S3 does, slashes stay. */
function encodeKey(key: string): string {
  return encodeURIComponent(key).replaceAll('%2F', '/').replaceAll('%20', '+');
}

function toToken(key: string): string {
  return Buffer.from(key).toString('base64url');
}

function fromToken(token: string): string {
  return Buffer.from(token, 'base64url').toString();
}
