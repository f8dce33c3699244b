import type { Destination } from '../config/destination';
import { stackNameOf } from '../config/destination';
import { loadDestinations } from '../load';

/** A destination file that was read and found valid. */
export class DestinationFile {
  /**
   * Reads one destination file.
   *
   * @throws Error with every problem of the file, each with line and column
   */
  static load(path: string): DestinationFile {
    return DestinationFile.loadAll([path])[0] as DestinationFile;
  }

  /**
   * Reads several destination files, which must not clash with each other.
   *
   * @throws Error with every problem of every file, each with line and column
   */
  static loadAll(paths: string[]): DestinationFile[] {
    return loadDestinations(paths).map((destination) => new DestinationFile(destination));
  }

  /**
   * A destination whose values are valid, or are parameters whose rules make them so.
   *
   * @internal
   */
  static _of(destination: Destination): DestinationFile {
    return new DestinationFile(destination);
  }

  /** `S3Destination-<name>` */
  readonly stackName: string;
  /** @internal */
  readonly _destination: Destination;

  private constructor(destination: Destination) {
    this._destination = destination;
    this.stackName = stackNameOf(destination);
  }
}
