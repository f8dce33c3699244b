import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FakeAws } from './server';

/** Nothing of the machine's own AWS settings may be found by a test, and no metadata service asked. */
export function cleanAwsEnvironment(): { readonly home: string; restore(): void } {
  const before = { ...process.env };
  const home = mkdtempSync(join(tmpdir(), 's3-destination-aws-'));
  for (const name of Object.keys(process.env)) {
    if (name.startsWith('AWS_') || /^https?_proxy$/i.test(name)) delete process.env[name];
  }
  Object.assign(process.env, {
    AWS_CONFIG_FILE: join(home, 'config'),
    AWS_SHARED_CREDENTIALS_FILE: join(home, 'credentials'),
    AWS_EC2_METADATA_DISABLED: 'true',
  });
  return {
    home,
    restore: () => {
      for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
      Object.assign(process.env, before);
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** The administrator of the fake in the environment, as a person has it. */
export function signInAs(
  { accessKeyId, secretAccessKey }: FakeAws['admin'],
  environment: NodeJS.ProcessEnv = process.env,
): void {
  environment.AWS_ACCESS_KEY_ID = accessKeyId;
  environment.AWS_SECRET_ACCESS_KEY = secretAccessKey;
}
