import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

export interface Answer {
  readonly status: number;
  readonly body: string;
}

/**
 * What of S3 the sink relies on.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export class Bucket {
  /** In the order in which they were stored. */
  readonly objects = new Map<string, Buffer>();
  /** Answers 412: the object was there. */
  found = 0;
  /** Answers 409 to a write while another of the same key was under way. */
  conflicts = 0;
  /** Requests that S3 would not take. */
  readonly invalid: string[] = [];
  private readonly underWay = new Set<string>();

  /** Whether the write may go on; `end` must follow. */
  begin(key: string): boolean {
    if (this.underWay.has(key)) {
      this.conflicts += 1;
      return false;
    }
    this.underWay.add(key);
    return true;
  }

  end(key: string): void {
    this.underWay.delete(key);
  }

  put(key: string, body: Buffer, headers: IncomingHttpHeaders): Answer {
    const hash = createHash('sha256').update(body).digest('hex');
    if (headers['x-amz-content-sha256'] !== hash) {
      this.invalid.push('the body of an upload is not the one that was signed');
      return s3Error(400, 'XAmzContentSHA256Mismatch');
    }
    if (headers['if-none-match'] === '*' && this.objects.has(key)) {
      this.found += 1;
      return s3Error(412, 'PreconditionFailed');
    }
    this.objects.set(key, body);
    return { status: 200, body: '' };
  }

  /** As somebody without s3:ListBucket is told. */
  head(key: string): Answer {
    return { status: this.objects.has(key) ? 200 : 403, body: '' };
  }
}

export function s3Error(status: number, code: string): Answer {
  return { status, body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code></Error>` };
}
