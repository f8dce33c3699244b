import type { RequestSummary } from './faults';

/** What was asked and what came of it. Neither headers nor queries nor bodies: those carry secrets. */
export interface LogEntry extends RequestSummary {
  /** By the engine's clock. */
  readonly at: Date;
  /** ARN; absent for an unsigned request, or one whose signature was refused. */
  readonly principal?: string;
  /** The role that was to be assumed. */
  readonly role?: string;
  readonly secure: boolean;
  readonly status: number;
  readonly code?: string;
  readonly message?: string;
}
