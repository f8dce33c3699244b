import { lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KeyOptions } from '../../lib/cli/key-context';
import { type KeyIssueOptions, keyIssue } from '../../lib/cli/key-issue';
import { keyList } from '../../lib/cli/key-list';
import { type KeyRevokeOptions, keyRevoke } from '../../lib/cli/key-revoke';
import { type KeyRotateOptions, keyRotate, type RotateWorld } from '../../lib/cli/key-rotate';
import { readKeyFile } from '../../lib/credentials/stored-key';
import { type ExitCode, report } from '../../lib/terminal/exit';
import { spilled } from '../aws-fakes/canary';
import { cleanAwsEnvironment, signInAs } from '../aws-fakes/environment';
import { type FakeAws, startFakeAws } from '../aws-fakes/server';
import { memoryTerminal } from '../cli/support';

export const USER = 'strm-export-demo';

/** Where a rotation of the user keeps how far it has come. */
export const STATE = `.${USER}.key-rotation.json`;

const TODAY = new Date().toISOString().slice(0, 10);

/** What a rotation of today calls the file of the new key. */
export const newFile = (number = 1) => `s3-${TODAY}${number === 1 ? '' : `-${number}`}.json`;

/** The keys in the order in which the fake makes them; the first of all is the administrator's. */
export const [FIRST, SECOND, THIRD] = [2, 3, 4].map((number) => `AKIAFAKE00000000000${number}`) as [
  string,
  string,
  string,
];

/** The vendor has the new key, and nobody has to be waited for. */
export const AT_ONCE = { handedOver: true, deleteAfter: '0' } as const;

export interface Said {
  readonly code: ExitCode;
  readonly out: string;
  readonly err: string;
}

/** An IAM with one user and the `key` commands, in an empty folder. Looks for secrets wherever something is said. */
export class KeyBench {
  aws!: FakeAws;
  folder = '';
  readonly said: Said[] = [];
  readonly screen: string[] = [];
  private environment!: ReturnType<typeof cleanAwsEnvironment>;
  private before = '';

  async start(): Promise<void> {
    this.environment = cleanAwsEnvironment();
    this.aws = await startFakeAws();
    this.aws.iam.addUser(USER);
    signInAs(this.aws.admin);
    this.folder = mkdtempSync(join(tmpdir(), 's3-destination-keys-'));
    this.before = process.cwd();
    process.chdir(this.folder);
    this.said.length = 0;
    this.screen.length = 0;
  }

  async stop(): Promise<void> {
    process.chdir(this.folder);
    const elsewhere = spilled(this.said, this.screen, this.aws.log, this.otherFiles());
    process.chdir(this.before);
    rmSync(this.folder, { recursive: true, force: true });
    this.environment.restore();
    await this.aws.stop();
    expect(elsewhere).toEqual([]);
  }

  issue(options: Partial<KeyIssueOptions> = {}): Promise<Said> {
    return this.run((terminal) => keyIssue({ ...this.common, format: 'aws-cli', ...options }, terminal));
  }

  list(options: Partial<KeyOptions> = {}): Promise<Said> {
    return this.run((terminal) => keyList({ ...this.common, ...options }, terminal));
  }

  revoke(options: Partial<KeyRevokeOptions> = {}): Promise<Said> {
    return this.run((terminal) =>
      keyRevoke({ ...this.common, all: false, delete: false, ...options }, terminal),
    );
  }

  rotate(options: Partial<KeyRotateOptions> = {}, world: Partial<RotateWorld> = {}, interactive = false) {
    const all: KeyRotateOptions = {
      ...this.common,
      format: 'aws-cli',
      handedOver: false,
      finish: false,
      wait: '5',
      ...options,
    };
    const surroundings: RotateWorld = {
      screen: { isTTY: true, write: (text) => void this.screen.push(text) },
      now: () => new Date(),
      pause: 1,
      prompter: () => Promise.reject(new Error('nobody to ask')),
      ...world,
    };
    return this.run((terminal) => keyRotate(all, terminal, surroundings), interactive);
  }

  /** All runs of a rotation, until one fails. */
  async rotateToTheEnd(options: Partial<KeyRotateOptions> = {}): Promise<Said> {
    const first = await this.rotate(options);
    return first.code === 0 && this.files.includes(STATE) ? this.rotate({ ...options, ...AT_ONCE }) : first;
  }

  get common(): KeyOptions {
    return { config: 'destination.yaml', user: USER, endpointUrl: this.aws.endpoint, json: false };
  }

  get keys() {
    return this.aws.iam.users.get(USER)?.keys ?? [];
  }

  /** `A+ B-`: which keys there are, and whether they are active. */
  get ids(): string {
    return this.keys.map(({ id, active }) => `${id.slice(-1)}${active ? '+' : '-'}`).join(' ');
  }

  /** The files that hold a key which IAM has with this very secret. */
  get goodFiles(): string[] {
    return readdirSync(this.folder).filter((file) => {
      const stored = readKeyFile(file);
      return this.keys.some(
        ({ id, secret, active }) => active && id === stored?.accessKeyId && secret === stored.secretAccessKey,
      );
    });
  }

  get files(): string[] {
    return readdirSync(this.folder).sort();
  }

  private async run(
    command: (terminal: ReturnType<typeof memoryTerminal>) => Promise<ExitCode>,
    interactive = false,
  ): Promise<Said> {
    const terminal = memoryTerminal(interactive);
    const code = await command(terminal).catch((error: unknown) => report(error, terminal.err));
    const said = { code, out: terminal.stdout.join('\n'), err: terminal.stderr.join('\n') };
    this.said.push(said);
    return said;
  }

  /** All but the key files: those are what holds a secret. */
  private otherFiles(): string[] {
    return this.files
      .filter((file) => lstatSync(file).isFile() && readKeyFile(file) === undefined)
      .map((file) => readFileSync(file, 'utf8'));
  }
}

/** Permissions of a file, as `ls` counts them. */
export const modeOf = (file: string) => (statSync(file).mode & 0o777).toString(8);
