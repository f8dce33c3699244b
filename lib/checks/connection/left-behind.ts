import { quoted } from '../../terminal/quoted';

/** Something of the test that is still in the bucket. */
export interface Remnant {
  readonly key: string;
  readonly what: 'object' | 'older version' | 'delete marker' | 'unfinished upload';
  /** Nobody answered the request, so that it may have been carried out or not. */
  readonly perhaps: boolean;
  /** For somebody with more rights than the writer has. */
  readonly remove: string;
}

interface Entry {
  readonly key: string;
  readonly what: Remnant['what'];
  readonly versionId?: string;
  readonly uploadId?: string;
  readonly perhaps: boolean;
}

/** Keeps account of what the requests of the test have left in the bucket. */
export class LeftBehind {
  private entries: Entry[] = [];

  constructor(
    private readonly bucket: string,
    private readonly place: { readonly region?: string; readonly endpoint?: string },
  ) {}

  stored(key: string, versionId?: string): void {
    this.entries.push({ key, what: 'object', versionId, perhaps: false });
  }

  perhapsStored(key: string): void {
    this.entries.push({ key, what: 'object', perhaps: true });
  }

  /** On a bucket with versions, deleting only adds a marker. */
  removed(key: string, answer: { readonly marker: boolean; readonly versionId?: string }): void {
    this.entries = this.entries.flatMap((entry) => {
      if (entry.key !== key || entry.what !== 'object') return [entry];
      return entry.versionId === undefined ? [] : [{ ...entry, what: 'older version' as const }];
    });
    if (!answer.marker) return;
    this.entries.push({ key, what: 'delete marker', versionId: answer.versionId, perhaps: false });
  }

  uploadBegun(key: string, uploadId: string): void {
    this.entries.push({ key, what: 'unfinished upload', uploadId, perhaps: false });
  }

  uploadEnded(uploadId: string): void {
    this.entries = this.entries.filter((entry) => entry.uploadId !== uploadId);
  }

  get remnants(): Remnant[] {
    return this.entries.map((entry) => ({
      key: entry.key,
      what: entry.what,
      perhaps: entry.perhaps,
      remove: this.command(entry),
    }));
  }

  private command({ key, versionId, uploadId }: Entry): string {
    const { region, endpoint } = this.place;
    return [
      `aws s3api ${uploadId === undefined ? 'delete-object' : 'abort-multipart-upload'}`,
      `--bucket ${quoted(this.bucket)}`,
      // With an equals sign, a value may begin with a hyphen.
      `--key=${quoted(key)}`,
      ...(uploadId === undefined ? [] : [`--upload-id=${quoted(uploadId)}`]),
      ...(versionId === undefined ? [] : [`--version-id=${quoted(versionId)}`]),
      ...(region === undefined ? [] : [`--region ${quoted(region)}`]),
      ...(endpoint === undefined ? [] : [`--endpoint-url ${quoted(endpoint)}`]),
    ].join(' ');
  }
}
