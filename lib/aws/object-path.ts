/** As the signature wants it: everything but letters, digits and - _ . ~ and the slashes between segments. */
export function encodeKey(key: string): string {
  if (/^[\w.~/-]*$/.test(key)) return key;
  return key.split('/').map(encodeSegment).join('/');
}

const encodeSegment = (segment: string) =>
  encodeURIComponent(segment).replaceAll(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
