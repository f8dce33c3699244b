import type { Destination } from '../../config/destination';

/**
 * What the destination file says about single keys. It is worked out from the file alone and not from the statements
 * of `lib/policy`, so that a mistake there is found here.
 */
export class Declared {
  constructor(
    readonly destination: Destination,
    private readonly now: Date,
  ) {}

  /** Where objects go: each prefix with its slash, or the root. */
  get folders(): string[] {
    const { prefixes } = this.destination.objects;
    return prefixes.length === 0 ? [''] : prefixes.map((prefix) => `${prefix}/`);
  }

  /** What every name of an object ends with; empty where any name will do. */
  get suffix(): string {
    return this.destination.objects.pattern.slice(1);
  }

  /** The vendor's own test object under this ID; for a vendor without one, a name that says where it comes from. */
  testName(id: string): string {
    return this.destination.objects.testObject?.replace('*', () => id) ?? this.plainName(id);
  }

  /** Shorter, so that tables can be read; the beginning keeps it away from everything that is not the test's. */
  plainName(id: string): string {
    return `s3-destination-test-${id.slice(0, 8)}${this.suffix}`;
  }

  mayPut(key: string): boolean {
    return this.destination.permissions.put && (this.isInScope(key) || this.isTestObject(key));
  }

  mayDelete(key: string): boolean {
    const grant = this.destination.permissions.delete;
    if (grant === 'never' || this.deleteHasEnded()) return false;
    return grant.objects === 'all' ? this.isInScope(key) : this.isTestObject(key);
  }

  mayRead(key: string): boolean {
    const { read } = this.destination.permissions;
    return (read || this.additionally('s3:GetObject', 'objects')) && this.isInScope(key);
  }

  /** What is under the prefixes; without a prefix, that is all. */
  mayList(): boolean {
    return this.destination.permissions.list || this.mayListAll();
  }

  mayListAll(): boolean {
    const { list } = this.destination.permissions;
    return this.additionally('s3:ListBucket', 'bucket') || (list && this.folders.includes(''));
  }

  /** `until` includes its day, in UTC. */
  deleteHasEnded(): boolean {
    const grant = this.destination.permissions.delete;
    return (
      grant !== 'never' && grant.until !== 'forever' && this.now.toISOString().slice(0, 10) > grant.until
    );
  }

  /** Whether an action was asked for by name, besides the permissions that have a key of their own. */
  additionally(action: string, on: 'objects' | 'bucket'): boolean {
    return this.destination.permissions.additional.some(
      (grant) => grant.action.toLowerCase() === action.toLowerCase() && grant.on === on,
    );
  }

  private isInScope(key: string): boolean {
    return this.names(key).some((name) => name.endsWith(this.suffix));
  }

  private isTestObject(key: string): boolean {
    const { testObject } = this.destination.objects;
    if (testObject === undefined) return false;
    const [start = '', end] = testObject.split('*');
    return this.names(key).some((name) =>
      end === undefined
        ? name === start
        : name.length >= start.length + end.length && name.startsWith(start) && name.endsWith(end),
    );
  }

  /** The key as seen from each folder that it is under. */
  private names(key: string): string[] {
    return this.folders.filter((folder) => key.startsWith(folder)).map((folder) => key.slice(folder.length));
  }
}
