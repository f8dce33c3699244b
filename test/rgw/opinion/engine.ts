import { encodeKey } from '../../../lib/aws/object-path';
import { Signer } from '../../../lib/aws/sigv4';
import type { Key, Store } from '../store';
import type { Probe } from './probes';
import { type Answer, type Asked, send } from './wire';

export interface Place {
  readonly bucket: string;
  /** An object's name; none where the bucket itself is asked for. */
  readonly name?: string;
  /** What a listing is confined to. */
  readonly prefix?: string;
  /** What a copy is made of. */
  readonly source?: string;
}

/** The store, as whoever sends requests to it sees it. */
export class Engine {
  readonly #signer: Signer;
  /** Objects that are the administrator's and as it stored them. */
  readonly #intact = new Set<string>();
  readonly #uploads = new Map<string, string>();
  /** How many requests were answered. */
  requests = 0;

  constructor(private readonly store: Store) {
    this.#signer = new Signer(store.region);
  }

  /** Anything but a clear yes or no is thrown. */
  async isAllowed(probe: Probe, place: Place, tls: boolean, by: Key | undefined): Promise<boolean> {
    const upload = await this.prepare(probe, place, by);
    const answer = await this.send(wired(probe, place, upload, tls), by);
    const isAllowed = this.reads(probe, answer);
    if (isAllowed && !/^(GET|HEAD)/.test(probe.request)) this.spoil(place);
    return isAllowed;
  }

  /** An object of the administrator's, whatever was done to it. */
  async restore({ bucket, name = '' }: Place): Promise<void> {
    const id = `${bucket}/${name}`;
    if (this.#intact.has(id)) return;
    const path = `/${bucket}/${encodeKey(name)}`;
    const { status, code } = await this.asAdministrator({ method: 'PUT', path });
    if (status !== 200) throw new Error(`the administrator cannot store ${id}: ${status} ${code}`);
    this.#intact.add(id);
  }

  private async prepare({ request, own, on, copies }: Probe, place: Place, by: Key | undefined) {
    if (on !== 'object') return '';
    await this.restore(place);
    if (copies) await this.restore({ ...place, name: place.source });
    if (own) {
      const path = `/${place.bucket}/${encodeKey(place.name ?? '')}`;
      await this.send({ method: 'PUT', path, tls: true }, by);
      this.spoil(place);
    }
    return request.includes('{upload}') ? this.upload(place) : '';
  }

  private async upload({ bucket, name = '' }: Place): Promise<string> {
    const id = `${bucket}/${name}`;
    const known = this.#uploads.get(id);
    if (known !== undefined) return known;
    const path = `/${bucket}/${encodeKey(name)}`;
    const { body } = await this.asAdministrator({ method: 'POST', path, query: 'uploads=' });
    const upload = /<UploadId>([^<]+)/.exec(body)?.[1];
    if (upload === undefined) throw new Error(`no upload of ${id}: ${body}`);
    this.#uploads.set(id, upload);
    return upload;
  }

  private spoil({ bucket, name }: Place): void {
    this.#intact.delete(`${bucket}/${name}`);
    this.#uploads.delete(`${bucket}/${name}`);
  }

  private reads(probe: Probe, { status, code, body }: Answer): boolean {
    // The request for many objects succeeds as a whole, and says of each whether it was removed.
    if (probe.request === 'POST ?delete' && status === 200) return !body.includes('<Code>AccessDenied');
    if (status === 403 && (code === 'AccessDenied' || probe.request.startsWith('HEAD'))) return false;
    if (status < 300 || (code !== '' && code === probe.after)) return true;
    throw new Error(`${probe.request} (${probe.asks.join(', ')}): ${status} ${code} is neither yes nor no`);
  }

  /** A bucket policy that forbids TLS, or its absence, does so to the administrator too. */
  private async asAdministrator(asked: Omit<Asked, 'tls'>): Promise<Answer> {
    const answer = await this.send({ ...asked, tls: true }, this.store.key);
    return answer.status === 403 ? this.send({ ...asked, tls: false }, this.store.key) : answer;
  }

  private send(asked: Asked, by: Key | undefined): Promise<Answer> {
    this.requests += 1;
    return send(this.store.endpoint, this.#signer, asked, by);
  }
}

function wired(probe: Probe, { bucket, name, prefix, source }: Place, upload: string, tls: boolean): Asked {
  const [, method = '', query = ''] = /^([A-Z]+)(?: \?(\S+))?/.exec(probe.request) ?? [];
  const isMany = probe.request === 'POST ?delete';
  const parts = query.replace('{upload}', encodeURIComponent(upload)).split('&').filter(Boolean);
  const listed = prefix === undefined ? [] : [`prefix=${encodeKey(prefix).replaceAll('/', '%2F')}`];
  const copied: Readonly<Record<string, string>> = probe.copies
    ? { 'x-amz-copy-source': `/${bucket}/${encodeKey(source ?? '')}` }
    : {};
  return {
    method,
    path: `/${bucket}${name === undefined || isMany ? '' : `/${encodeKey(name)}`}`,
    query: [...parts, ...listed]
      .map((part) => (part.includes('=') ? part : `${part}=`))
      .toSorted()
      .join('&'),
    headers: { ...probe.headers, ...copied },
    body: isMany ? `<Delete><Object><Key>${escaped(name ?? '')}</Key></Object></Delete>` : probe.body,
    tls,
  };
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
