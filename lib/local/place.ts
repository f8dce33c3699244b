/** Where and when the engine is. */
export interface Place {
  readonly region: string;
  readonly partition: string;
  /** Milliseconds, by the engine's clock. */
  now(): number;
}
