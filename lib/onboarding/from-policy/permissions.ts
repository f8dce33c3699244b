import type { Objects, Permissions } from '../../config/destination';
import { ADDITIONAL } from './action';
import { type Allowance, allows } from './allowance';
import { grantsOf, NOTHING } from './grant';
import type { MainAction } from './scope';

/** How long a writer may delete whatever is in scope, where the documents do not say what it deletes: as long as a test takes. */
export const DELETION_DAYS = 14;

/** Everything that the documents allow on all of the scope, and that destinations have a key for. */
export function permissionsOf(
  allowance: Allowance,
  objects: Objects,
  action: MainAction,
  now: Date,
): Permissions {
  const may = (one: Partial<Permissions>) =>
    grantsOf(objects, { ...NOTHING, ...one }, now).every((grant) => allows(allowance, grant));
  const put = action === 's3:PutObject';
  return {
    put,
    bucketLocation: may({ bucketLocation: true }),
    delete: put ? deletionOf(may, objects, now) : 'never',
    multipart: put && may({ multipart: true }),
    putAcl: put && may({ putAcl: true }),
    list: may({ list: true }),
    read: may({ read: true }),
    additional: ADDITIONAL.filter(
      ({ action: one }) => (put || !one.startsWith('s3:Put')) && isNamed(allowance, one),
    ).filter((one) => may({ additional: [one] })),
  };
}

/** Test objects have a name of their own, so that to delete them takes nothing else away. */
function deletionOf(
  may: (one: Partial<Permissions>) => boolean,
  objects: Objects,
  now: Date,
): Permissions['delete'] {
  const ofTests = { objects: 'test-objects', until: 'forever' } as const;
  if (objects.testObject !== undefined && may({ delete: ofTests })) return ofTests;
  const until = new Date(now.getTime() + DELETION_DAYS * 86_400_000).toISOString().slice(0, 10);
  const ofAll = { objects: 'all', until } as const;
  return may({ delete: ofAll }) ? ofAll : 'never';
}

const isNamed = ({ rules }: Allowance, action: string) =>
  rules.some(({ statement }) => statement.actions.some((one) => one.toLowerCase() === action.toLowerCase()));
