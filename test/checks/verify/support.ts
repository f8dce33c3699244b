import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type VerifyOptions, verify } from '../../../lib/cli/verify';
import type { Destination } from '../../../lib/config/destination';
import { stackNameOf } from '../../../lib/config/destination';
import { urlSuffixOf } from '../../../lib/config/partition';
import { type Provisioned, resolveTemplate } from '../../../lib/local';
import { deployLocally } from '../../../lib/local/run/deployment';
import type { ResolvedResource } from '../../../lib/local/template';
import { type ExitCode, report } from '../../../lib/terminal/exit';
import { spilled } from '../../aws-fakes/canary';
import { deployedOperations } from '../../aws-fakes/deployed-iam';
import { deployedAnalyzer, deployedBucket } from '../../aws-fakes/deployed-rest';
import {
  type DeployedIdentity,
  type DeployedState,
  stateOf,
  THUMBPRINT,
} from '../../aws-fakes/deployed-state';
import { cleanAwsEnvironment, signInAs } from '../../aws-fakes/environment';
import { type FakeAws, startFakeAws } from '../../aws-fakes/server';
import { memoryTerminal } from '../../cli/support';
import { exampleFile } from '../../example-files';

/** Before the day on which the delete grants of the examples end. */
export const NOW = new Date('2026-11-21T08:00:00Z');

/** Its test's objects may be deleted until a day. */
export const UNTIL_2031 = `version: 1
name: until-2031
vendor: strm-privacy
environment: { account: "111122223333", region: eu-central-1 }
bucket: { name: acme-until-2031 }
objects: { prefix: exports }
permissions:
  delete: { objects: test-objects, until: 2031-12-01 }
`;

export interface Said {
  readonly code: ExitCode;
  readonly out: string;
  readonly err: string;
}

/** The first test of a file loads the CDK. */
jest.setTimeout(30_000);

interface Deployed {
  readonly provisioned: Provisioned;
  readonly resources: readonly ResolvedResource[];
  readonly destination: Destination;
}

const synthesised = new Map<string, Promise<Deployed>>();

/** What the template of an example makes; a template is synthesised once. */
function deployed(file: string, key: string): Promise<Deployed> {
  const known = synthesised.get(key);
  if (known !== undefined) return known;
  const fresh = deployLocally(file).then(async ({ provisioned, template, engine, destination }) => {
    await engine.stop();
    const { resources } = resolveTemplate(template, {
      ...provisioned,
      urlSuffix: urlSuffixOf(provisioned.region),
    });
    return { provisioned, resources, destination };
  });
  synthesised.set(key, fresh);
  return fresh;
}

/** AWS as it is right after the deployment of an example, and `verify` against it over HTTP. */
export class VerifyBench {
  aws!: FakeAws;
  state!: DeployedState;
  file = '';
  /** What was drawn on one line. */
  readonly screen: string[] = [];
  private readonly said: unknown[] = [];
  private environment!: ReturnType<typeof cleanAwsEnvironment>;
  private folder = '';
  private before = '';

  /** @param file an example, or the text of a destination file */
  async start(file: string): Promise<void> {
    this.environment = cleanAwsEnvironment();
    this.screen.length = 0;
    this.folder = mkdtempSync(join(tmpdir(), 's3-destination-verify-'));
    this.before = process.cwd();
    process.chdir(this.folder);
    this.file = file.includes('\n') ? this.write(file) : exampleFile(file);
    const { provisioned, resources, destination } = await deployed(this.file, file);
    this.aws = await startFakeAws();
    signInAs(this.aws.admin);
    this.state = stateOf(provisioned, resources);
    const { access } = destination;
    if (access.type === 'web-identity-role' && access.providerArn !== undefined)
      this.state.providers.set(access.providerArn, {
        clientIds: [access.audience ?? ''],
        thumbprints: [THUMBPRINT, THUMBPRINT],
      });
    this.aws.stacks.set(stackNameOf(destination), provisioned.outputs);
    this.aws.on(deployedOperations(this.state));
    this.aws.serve(deployedBucket(this.state));
    this.aws.serve(deployedAnalyzer(this.state));
  }

  async stop(): Promise<void> {
    const elsewhere = spilled(this.said, this.screen, this.aws.log);
    process.chdir(this.before);
    rmSync(this.folder, { recursive: true, force: true });
    this.environment.restore();
    await this.aws.stop();
    expect(elsewhere).toEqual([]);
  }

  async run(options: Partial<VerifyOptions> = {}, now = NOW): Promise<Said> {
    const terminal = memoryTerminal();
    const screen = { isTTY: true, columns: 80, write: (text: string) => this.screen.push(text) };
    const all = { json: false, printPolicy: false, endpointUrl: this.aws.endpoint, ...options };
    let code: ExitCode;
    try {
      code = await verify(this.file, all, terminal, { now: () => now, screen });
    } catch (error) {
      this.said.push(error);
      code = report(error, terminal.err);
    }
    const said = { code, out: terminal.stdout.join('\n'), err: terminal.stderr.join('\n') };
    this.said.push(said);
    return said;
  }

  /** The vendor's user or role. */
  get writer(): DeployedIdentity {
    const found = this.state.identities.find(({ arn }) => !arn.includes('DestinationSink'));
    if (found === undefined) throw new Error('no writer');
    return found;
  }

  get sink(): DeployedIdentity {
    const found = this.state.identities.find(({ arn }) => arn.includes('DestinationSink'));
    if (found === undefined) throw new Error('no sink');
    return found;
  }

  /** The statements of the identity's only policy. */
  statements(identity = this.writer): Record<string, unknown>[] {
    const [policy] = [...identity.inline.values()];
    if (policy === undefined) throw new Error('no policy');
    return policy.Statement;
  }

  private write(text: string): string {
    const file = join(this.folder, 'destination.yaml');
    writeFileSync(file, text);
    return file;
  }
}
