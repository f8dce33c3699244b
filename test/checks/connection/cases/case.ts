import type { WireResponse } from '../../../../lib/local/http';
import type { Answers } from '../fake-store';
import type { Setting } from '../support';

/** A failure as AWS answers it, and what people have to read then. */
export interface Case extends Setting {
  /** Of the cause. */
  readonly id: string;
  readonly name: string;
  readonly answers?: Answers;
  /** @default true */
  readonly tls?: boolean;
  /** Whether the client knows the certificate. @default true */
  readonly trust?: boolean;
  readonly endpoint?: (own: string) => string;
  readonly because: RegExp;
  readonly remedy: RegExp;
}

export const on =
  (operation: string, answer: WireResponse | 'cut' | 'never'): Answers =>
  (seen) =>
    seen.operation === operation ? answer : undefined;

/** Every request to S3. */
export const onS3 =
  (answer: WireResponse | 'cut' | 'never'): Answers =>
  (seen) =>
    seen.key === undefined ? undefined : answer;

export const everywhere =
  (answer: WireResponse | 'cut' | 'never'): Answers =>
  () =>
    answer;
