import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { InputError } from '../terminal/input-error';

/** The app that a cdk.json of ours calls. */
export const APP = 's3-destination app';

/**
 * A cdk.json with the feature flags that `cdk init` of the installed version would write, so that the CLI has nothing
 * to nag about. One that is there is left alone: what is returned then is its app, for the user to be told.
 */
export function writeCdkJson(file: string): 'written' | { readonly app: string | undefined } {
  if (existsSync(file)) return { app: appOf(file) };
  const context: unknown = JSON.parse(
    readFileSync(require.resolve('aws-cdk-lib/recommended-feature-flags.json'), 'utf8'),
  );
  create(file, `${JSON.stringify({ app: APP, context }, undefined, 2)}\n`);
  return 'written';
}

function appOf(file: string): string | undefined {
  try {
    return JSON.stringify(JSON.parse(readFileSync(file, 'utf8')).app);
  } catch {
    return 'not readable';
  }
}

/** Creates a file, and never opens one that is there. */
export function create(file: string, text: string): void {
  try {
    writeFileSync(file, text, { flag: 'wx' });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why =
      code === 'ENOENT'
        ? `there is no folder ${dirname(file)}`
        : code === 'EEXIST'
          ? 'it is there already'
          : code;
    throw new InputError(`${file} cannot be written: ${why}`);
  }
}
