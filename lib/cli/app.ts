import { App, BootstraplessSynthesizer } from 'aws-cdk-lib';
import { DestinationFile } from '../destination/destination-file';
import { S3DestinationStack } from '../destination/s3-destination-stack';
import type { ExitCode } from '../terminal/exit';
import { InputError } from '../terminal/input-error';
import { DEFAULT_FILE } from './default-file';

/**
 * The CDK app for destination files. Context, as `-c key=value` or in `cdk.json`:
 * - `destination`: one file or several, with commas between them
 * - `bootstrap`: `false` deploys with your own credentials and without the bootstrap stack
 */
export function synthesize(config?: string): ExitCode {
  const app = new App();
  const files = filesOf(config ?? app.node.tryGetContext('destination') ?? DEFAULT_FILE);
  for (const destination of DestinationFile.loadAll(files)) {
    const needsBootstrap = bootstrapped(app);
    if (!needsBootstrap && destination._destination.sink !== undefined)
      throw new InputError(
        `${destination.stackName} has a sink, and the CDK keeps the code of functions in the bootstrap bucket: leave -c bootstrap=false out, or deploy what \`s3-destination template\` writes`,
      );
    const synthesizer = needsBootstrap ? undefined : new BootstraplessSynthesizer();
    new S3DestinationStack(app, destination.stackName, { destination, synthesizer });
  }
  app.synth();
  return 0;
}

function filesOf(context: unknown): string[] {
  const files = Array.isArray(context) ? context.map(String) : String(context).split(',');
  const named = files.map((file) => file.trim()).filter((file) => file !== '');
  if (named.length === 0)
    throw new InputError('The context "destination" is empty: name a file, -c destination=destination.yaml');
  return [...new Set(named)];
}

function bootstrapped(app: App): boolean {
  const value: unknown = app.node.tryGetContext('bootstrap') ?? true;
  if (value === true || value === 'true') return true;
  if (value === false || value === 'false') return false;
  throw new InputError(
    `The context "bootstrap" is ${JSON.stringify(value)}: write -c bootstrap=false or leave it out`,
  );
}
