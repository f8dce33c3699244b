import { permissionsComplaints } from '../config/consistency';
import type { Permissions } from '../config/destination';
import { permissionsSchema } from '../config/schema';
import type { ObjectScope } from './object-scope';
import { checkProps } from './props-error';

/** Whether, on which objects and until when the writer may delete. */
export class DeletePermission {
  /** No `s3:DeleteObject`. */
  static never(): DeletePermission {
    return new DeletePermission('never');
  }

  /**
   * On the connection test's objects (`ObjectScope.testObject`).
   *
   * @param until the last day of the grant, `YYYY-MM-DD`, UTC, that day included. IAM lets it expire by itself.
   */
  static testObjectsUntil(until: string): DeletePermission {
    return new DeletePermission({ objects: 'test-objects', until });
  }

  /** On the connection test's objects, without an end. */
  static testObjectsForever(): DeletePermission {
    return new DeletePermission({ objects: 'test-objects', until: 'forever' });
  }

  /**
   * On every object in scope, for a vendor whose test object has no name of its own.
   *
   * @param until the last day of the grant, `YYYY-MM-DD`, UTC, that day included. IAM lets it expire by itself.
   */
  static allObjectsUntil(until: string): DeletePermission {
    return new DeletePermission({ objects: 'all', until });
  }

  /** On every object in scope, without an end. */
  static allObjectsForever(): DeletePermission {
    return new DeletePermission({ objects: 'all', until: 'forever' });
  }

  /** @internal */
  static _of(setting: Permissions['delete']): DeletePermission {
    return new DeletePermission(setting);
  }

  /** @internal */
  readonly _setting: Permissions['delete'];

  private constructor(setting: Permissions['delete']) {
    this._setting = setting;
  }
}

/** An action that goes beyond what writing needs. */
export class AdditionalPermission {
  /** An action on the objects in scope, for example `s3:GetObjectVersion`. */
  static onObjects(action: string): AdditionalPermission {
    return new AdditionalPermission({ action, on: 'objects' });
  }

  /** A reading action (`s3:Get…` or `s3:List…`) on the bucket. */
  static onBucket(action: string): AdditionalPermission {
    return new AdditionalPermission({ action, on: 'bucket' });
  }

  /** @internal */
  static _of(setting: Permissions['additional'][number]): AdditionalPermission {
    return new AdditionalPermission(setting);
  }

  /** @internal */
  readonly _setting: Permissions['additional'][number];

  private constructor(setting: Permissions['additional'][number]) {
    this._setting = setting;
  }
}

/** What the writer may do. */
export interface WriterPermissions {
  /**
   * `s3:PutObject` on the scope. Without it there must be something else to do: `read`, `list` or more.
   *
   * @default true
   */
  readonly put?: boolean;

  /**
   * `s3:GetBucketLocation` on the bucket: AWS SDKs ask for the region before they write.
   *
   * @default true
   */
  readonly bucketLocation?: boolean;

  /**
   * `s3:DeleteObject`.
   *
   * @default DeletePermission.never()
   */
  readonly deletion?: DeletePermission;

  /**
   * `s3:AbortMultipartUpload` and `s3:ListMultipartUploadParts` on the scope. Multipart uploads succeed without them.
   *
   * @default false
   */
  readonly multipart?: boolean;

  /**
   * `s3:PutObjectAcl` on the scope, for vendors that insist. With ACLs disabled it changes nothing.
   *
   * @default false
   */
  readonly putAcl?: boolean;

  /**
   * `s3:ListBucket`, confined to the prefix; HeadBucket is denied then.
   *
   * @default false
   */
  readonly list?: boolean;

  /**
   * `s3:GetObject` on the scope.
   *
   * @default false
   */
  readonly read?: boolean;

  /**
   * What else a vendor insists on.
   *
   * @default - nothing
   */
  readonly additional?: AdditionalPermission[];
}

/** What a destination file or a preset says, as props. */
export function fromSettings({
  delete: deletion,
  additional,
  ...switches
}: Partial<Permissions>): WriterPermissions {
  return {
    ...switches,
    deletion: deletion === undefined ? undefined : DeletePermission._of(deletion),
    additional: additional?.map((one) => AdditionalPermission._of(one)),
  };
}

export function toPermissions(permissions: WriterPermissions, objects: ObjectScope): Permissions {
  const { deletion, additional, ...switches } = permissions;
  const given = {
    ...switches,
    delete: deletion?._setting,
    additional: additional?.map(({ _setting }) => _setting),
  };
  return checkProps('WriterPermissions', permissionsSchema, given, {
    further: (input) => permissionsComplaints(input, objects.testObject !== undefined),
    known: Object.keys(given),
  });
}
