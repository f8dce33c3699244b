import { type Draw, draws, weighted } from './random';

export type Operation = 'PutObject' | 'HeadObject' | 'SendMessageBatch' | 'PutItem' | 'BatchWriteItem';

export type Fault =
  | 'none'
  | 'error-500'
  /** 503 SlowDown of S3, the throttling of the others. */
  | 'slow-down'
  /** 400 RequestTimeout: the body came too slowly. */
  | 'request-timeout'
  | 'conflict-409'
  /** 403 for a while. */
  | 'denied'
  /** No answer until the client gives up; nothing is done, or all is. */
  | 'silent-before'
  | 'silent-after'
  /** Done only after the client has given up. */
  | 'late'
  | 'reset-during'
  | 'reset-before'
  | 'reset-after'
  /** A status of 200, and the connection breaks before the body ends. */
  | 'half-answer'
  /** Within the client's timeout. */
  | 'slow-before'
  | 'slow-after'
  /** Some entries of a request are not taken. */
  | 'partial';

const COMMON = {
  'error-500': 3,
  'slow-down': 4,
  'silent-before': 0.6,
  'silent-after': 0.6,
  late: 0.6,
  'reset-during': 1,
  'reset-before': 2,
  'reset-after': 2,
  'half-answer': 1,
  'slow-before': 1,
  'slow-after': 1,
} satisfies Partial<Record<Fault, number>>;

/** Percent of requests. Those to DynamoDB are a hundred in an invocation, so that each may fail less often. */
const FAULTS: Readonly<Record<Operation, Readonly<Partial<Record<Fault, number>>>>> = {
  PutObject: { ...COMMON, 'conflict-409': 2, 'request-timeout': 1 },
  HeadObject: COMMON,
  SendMessageBatch: { ...COMMON, partial: 6 },
  PutItem: { ...scaled(COMMON, 0.15) },
  BatchWriteItem: { ...COMMON, partial: 8 },
};

/** Chance that everything that is asked of one object fails for a while, longer than the function retries. */
const STUBBORN = 0.02;
/** Of this many uploads, so many in a row are denied. */
const DENIED_EVERY = 1500;
const DENIED = 25;

/** Says what goes wrong. The choice depends on the seed, on what is asked for, and how often it was before. */
export class FaultPlan {
  readonly injected = new Map<Fault, number>();
  /** From here on everything works. */
  calm = false;
  private readonly attempts = new Map<string, number>();
  private uploads = 0;

  constructor(private readonly seed: number) {}

  next(operation: Operation, about: string): { readonly fault: Fault; readonly draw: Draw } {
    const name = `${operation} ${about}`;
    const attempt = this.attempts.get(name) ?? 0;
    this.attempts.set(name, attempt + 1);
    const draw = draws(this.seed, name, attempt);
    const fault = this.calm ? 'none' : this.choose(operation, name, attempt, draw);
    this.injected.set(fault, (this.injected.get(fault) ?? 0) + 1);
    return { fault, draw };
  }

  private choose(operation: Operation, name: string, attempt: number, draw: Draw): Fault {
    if (operation === 'PutObject') {
      this.uploads += 1;
      if (this.uploads % DENIED_EVERY >= DENIED_EVERY - DENIED) return 'denied';
      const stubborn = draws(this.seed, 'stubborn', name);
      if (stubborn() < STUBBORN && attempt < 2 + 8 * stubborn()) return weighted(draw, FAULTS.PutObject);
    }
    const faults = FAULTS[operation];
    const none = 100 - Object.values(faults).reduce((sum, weight) => sum + weight, 0);
    return weighted<Fault>(draw, { ...faults, none });
  }
}

function scaled<T extends string>(weights: Readonly<Record<T, number>>, factor: number): Record<T, number> {
  return Object.fromEntries(
    Object.entries<number>(weights).map(([name, weight]) => [name, weight * factor]),
  ) as Record<T, number>;
}
