import { codeOf, explain, isDenied } from '../../aws/aws-error';
import type { Row } from './row';

export type Answer<T> =
  | { readonly kind: 'told'; readonly value: T }
  | { readonly kind: 'absent' }
  /** The caller may not ask, or the endpoint does not know the question. */
  | { readonly kind: 'unknown'; readonly row: Row };

export interface Question<T> {
  readonly of: Row['of'];
  readonly what: string;
  /** As IAM calls it; the name of the request is not always the same. */
  readonly action: string;
  readonly resource: string;
  /** Codes that say that there is none. */
  readonly absent?: readonly string[];
  readonly call: () => Promise<T>;
}

/** What is denied is a row of the report. Whatever fails for another reason, such as expired credentials, ends it. */
export async function ask<T>(question: Question<T>): Promise<Answer<T>> {
  const { of, what, action, resource, absent = [], call } = question;
  try {
    return { kind: 'told', value: await call() };
  } catch (error) {
    const code = codeOf(error);
    if (absent.includes(code)) return { kind: 'absent' };
    const row = { result: 'not verified', of, what } as const;
    if (isDenied(error)) {
      const because = `the caller lacks ${action} on ${resource}`;
      return { kind: 'unknown', row: { ...row, because, missing: { action, resource } } };
    }
    if (!UNKNOWN.test(code)) throw error;
    return { kind: 'unknown', row: { ...row, because: `the endpoint does not offer it: ${explain(error)}` } };
  }
}

const UNKNOWN =
  /^(NotImplemented|MethodNotAllowed|InvalidAction|UnknownOperationException|UnknownError|405|501)$/;
