/** What a fault can be confined to, and what the log tells of a request. */
export interface RequestSummary {
  readonly service: 's3' | 'sts' | 'sqs' | 'iam' | 'dynamodb';
  /** As the API names it: PutObject, AssumeRole. */
  readonly operation: string;
  readonly bucket?: string;
  readonly key?: string;
}

export interface Fault {
  /** @default every request */
  readonly match?: (request: RequestSummary) => boolean;
  /** How many requests it hits. @default 1 */
  readonly times?: number;
  readonly delayMilliseconds?: number;
  /** Answer with this status instead of doing anything. */
  readonly status?: number;
  /** @default 'InternalError' */
  readonly code?: string;
  /** Cut the connection instead of answering. */
  readonly reset?: boolean;
  /** Do as asked and then fail: the client does not learn that it worked. @default false */
  readonly afterwards?: boolean;
}

/** Failures to come, used up in the order in which they were ordered. */
export class Faults {
  private readonly pending: { readonly fault: Fault; left: number }[] = [];

  /** Gives how to take back what is left of it. */
  add(fault: Fault): () => void {
    const pending = { fault, left: fault.times ?? 1 };
    this.pending.push(pending);
    return () => {
      pending.left = 0;
    };
  }

  take(request: RequestSummary): Fault | undefined {
    const found = this.pending.find(({ fault, left }) => left > 0 && (fault.match?.(request) ?? true));
    if (found) found.left--;
    return found?.fault;
  }
}
