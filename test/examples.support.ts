import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from 'aws-cdk-lib';
import { DestinationFile, S3DestinationStack } from '../lib';
import { PACKAGE_ROOT } from '../lib/paths';

/** `keboola.yaml`, … */
export const EXAMPLES = readdirSync(join(PACKAGE_ROOT, 'examples')).filter((file) => file.endsWith('.yaml'));

export function loadExamples(files: readonly string[]): DestinationFile[] {
  return DestinationFile.loadAll(files.map((file) => join(PACKAGE_ROOT, 'examples', file)));
}

/** As `s3-destination app` does it. */
export function exampleStacks(app: App, files: readonly string[]): S3DestinationStack[] {
  return loadExamples(files).map(
    (destination) => new S3DestinationStack(app, destination.stackName, { destination }),
  );
}

/** The templates must not depend on who runs the tests, nor on when. jest gives every test file its own `process.env`. */
export function besideTheWorld(): void {
  delete process.env.CDK_DEFAULT_ACCOUNT;
  delete process.env.CDK_DEFAULT_REGION;
  beforeAll(() => jest.useFakeTimers({ now: new Date('2026-12-01T00:00:00Z') }));
  afterAll(() => jest.useRealTimers());
}
