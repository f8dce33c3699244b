import { type Destination, namedKeyArn } from '../config/destination';
import type { Draft } from '../config/draft';
import { type Surroundings, usesOwnKey } from '../policy/documents';
import type { Preset } from '../vendors/preset';

/** All that a runbook is made of. It survives `JSON.stringify`, so that the page makes the same runbook from it. */
export interface RunbookInput {
  /** `file` is the name alone: whoever reads the runbook has other folders. */
  readonly destination: Destination;
  /** The destination file in its own words. */
  readonly own: Draft;
  /** The same with the preset under it: what the rules look at. */
  readonly draft: Draft;
  readonly preset?: RunbookPreset;
  /** The moment of writing, ISO 8601: grants that have expired by then are left out. */
  readonly now: string;
  /** Where the stand-alone template is published in S3; absent: who creates the stack uploads it. */
  readonly templateUrl?: string;
  /** The version of the aws-cdk CLI that the kit works with. */
  readonly cdkCli: string;
}

/** What a runbook says of a vendor. */
export type RunbookPreset = Pick<
  Preset,
  | 'id'
  | 'name'
  | 'product'
  | 'sources'
  | 'objectNames'
  | 'connectionTest'
  | 'access'
  | 'objects'
  | 'parameters'
  | 'variants'
  | 'kms'
  | 'regions'
  | 'byHand'
  | 'notes'
  | 'mistakes'
  | 'labels'
  | 'handover'
>;

/** What stands where nobody said a value yet. AWS refuses each of them, so that none is deployed by oversight. */
export const PLACEHOLDER = {
  accountId: '<ACCOUNT_ID>',
  region: '<REGION>',
  bucketName: '<BUCKET_NAME>',
  keyArn: '<KEY_ARN>',
} as const satisfies Required<Surroundings>;

export function surroundingsOf(destination: Destination): Surroundings {
  const { environment, bucket } = destination;
  return {
    accountId: environment.account ?? PLACEHOLDER.accountId,
    region: environment.region ?? namedKeyArn(destination)?.split(':')[3] ?? PLACEHOLDER.region,
    bucketName: bucket.name ?? PLACEHOLDER.bucketName,
    ...(usesOwnKey(destination) ? { keyArn: PLACEHOLDER.keyArn } : {}),
  };
}

const SAID: readonly (keyof RunbookPreset)[] = [
  'id',
  'name',
  'product',
  'sources',
  'objectNames',
  'connectionTest',
  'access',
  'objects',
  'parameters',
  'variants',
  'kms',
  'regions',
  'byHand',
  'notes',
  'mistakes',
  'labels',
  'handover',
];

/** Leaves out what no runbook shows: the page carries the rest. */
export function presetForRunbook(preset: Preset): RunbookPreset {
  return Object.fromEntries(SAID.map((key) => [key, preset[key]])) as unknown as RunbookPreset;
}
