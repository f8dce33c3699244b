import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Objects } from '../config/destination';
import { objectsComplaints } from '../config/objects-consistency';
import { objectsSchema } from '../config/schema';
import { objectArns, scopeUris, testObjectArns } from '../policy/scope';
import { checkProps } from './props-error';

export interface ObjectScopeProps {
  /**
   * Where in the bucket the objects go: printable ASCII, without leading or trailing slash, wildcard or `${`.
   *
   * @default - the root of the bucket
   */
  readonly prefix?: string;

  /**
   * Several prefixes, instead of `prefix`.
   *
   * @default - none
   */
  readonly prefixes?: string[];

  /**
   * `*` and the literal ending of the object names. The `*` spans slashes.
   *
   * @default '*'
   */
  readonly pattern?: string;

  /**
   * Name of the connection test's object under the prefix; one `*` stands for what varies.
   *
   * @default - the connection test has no object of its own
   */
  readonly testObject?: string;
}

/**
 * Which objects of a bucket a writer may touch: `<prefix>/<pattern>`.
 *
 * All of it must be known at synthesis. A value that CloudFormation fills in later could hold a wildcard, and a
 * wildcard would widen the policy.
 */
export class ObjectScope {
  /** Everything in the bucket. */
  static wholeBucket(): ObjectScope {
    return new ObjectScope();
  }

  /**
   * What a destination file says; it was checked with the file.
   *
   * @internal
   */
  static _of({ prefixes, pattern, testObject }: Objects): ObjectScope {
    return Object.assign(Object.create(ObjectScope.prototype), {
      prefixes: [...prefixes],
      pattern,
      testObject,
    });
  }

  /** Without leading or trailing slash; empty means the root of the bucket. */
  readonly prefixes: string[];
  readonly pattern: string;
  readonly testObject?: string;

  constructor(props: ObjectScopeProps = {}) {
    const objects = checkProps(
      'ObjectScope',
      objectsSchema,
      { ...props },
      { further: objectsComplaints, known: Object.keys(props) },
    );
    this.prefixes = objects.prefixes ?? (objects.prefix === undefined ? [] : [objects.prefix]);
    this.pattern = objects.pattern;
    this.testObject = objects.testObject;
  }

  /** The resources of the objects in scope, for a policy statement. */
  arns(bucket: IBucket): string[] {
    return objectArns(bucket.bucketArn, this._toObjects());
  }

  /** The resources of the connection test's objects; empty where there are none. */
  testObjectArns(bucket: IBucket): string[] {
    return testObjectArns(bucket.bucketArn, this._toObjects());
  }

  /** The scope for people: `s3://acme-orders/exports/*.jsonl`, one for each prefix. */
  uris(bucket: IBucket): string[] {
    return scopeUris(bucket.bucketName, this._toObjects());
  }

  /** @internal */
  _toObjects(): Objects {
    const { prefixes, pattern, testObject } = this;
    return { prefixes, pattern, ...(testObject === undefined ? {} : { testObject }) };
  }
}
