import type { Conditions, Objects, Permissions } from '../../config/destination';
import { writerStatements } from '../../policy/writer';
import { BUCKET } from '../../vendors/pattern';

/** One action on one resource, as the policy of a destination grants it. */
export interface Grant {
  readonly action: string;
  /** With `BUCKET` for the bucket. */
  readonly resource: string;
  readonly conditions?: Conditions;
  /** What the conditions mean, in words. */
  readonly when?: string;
}

export const NOTHING: Permissions = {
  put: false,
  bucketLocation: false,
  delete: 'never',
  multipart: false,
  putAcl: false,
  list: false,
  read: false,
  additional: [],
};

/** What a destination with these permissions grants: the statements that will be deployed. */
export function grantsOf(objects: Objects, permissions: Permissions, now: Date): Grant[] {
  // The account's partition and region matter to the key only, and a document knows no key of the bucket's.
  const target = { bucketArn: BUCKET, partition: 'aws', region: 'eu-west-1' };
  return writerStatements({ objects, permissions, now }, target).flatMap(
    ({ actions, resources, conditions, when }) =>
      resources.flatMap((resource) =>
        actions.map((action) => ({
          action,
          resource,
          ...(conditions === undefined ? {} : { conditions }),
          ...(when === undefined ? {} : { when }),
        })),
      ),
  );
}
