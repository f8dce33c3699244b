import {
  type AccessKeyMetadata,
  CreateAccessKeyCommand,
  DeleteAccessKeyCommand,
  GetAccessKeyLastUsedCommand,
  IAMClient,
  NoSuchEntityException,
  paginateListAccessKeys,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam';
import { explain, ForeignAnswer, isDenied } from '../aws/aws-error';
import type { CallerConfig } from '../aws/caller';
import { isLoopback } from '../aws/loopback';
import { InputError } from '../terminal/input-error';
import type { NewKey } from './formats';
import { KeyError } from './key-error';

export interface AccessKey {
  readonly id: string;
  readonly active: boolean;
  readonly created: Date;
}

export interface LastUse {
  readonly at: Date;
  readonly service: string;
  readonly region: string;
}

/** The access keys of one user, in IAM. A user can have two. */
export class AccessKeys {
  private readonly iam: IAMClient;
  /** The SDK tries again by itself; to make a key twice would leave one whose secret nobody has. */
  private readonly once: IAMClient;
  /** Where the last request went, once all was heard that may name an endpoint: options, environment, profile. */
  private endpoint?: Endpoint;

  constructor(
    readonly user: string,
    caller: CallerConfig,
  ) {
    this.iam = new IAMClient(caller);
    this.once = new IAMClient({ ...caller, maxAttempts: 1 });
    this.iam.middlewareStack.add(
      (next) => (args) => {
        this.endpoint = args.request as Endpoint;
        return next(args);
      },
      { step: 'finalizeRequest', name: 'rememberEndpoint' },
    );
  }

  /** The oldest first. */
  async list(): Promise<AccessKey[]> {
    try {
      const found: AccessKeyMetadata[] = [];
      for await (const { AccessKeyMetadata } of paginateListAccessKeys(
        { client: this.iam },
        { UserName: this.user },
      )) {
        if (AccessKeyMetadata === undefined) throw new ForeignAnswer();
        found.push(...AccessKeyMetadata);
      }
      return found.map(accessKey).sort((a, b) => a.created.getTime() - b.created.getTime());
    } catch (error) {
      if (!(error instanceof NoSuchEntityException)) throw error;
      throw new InputError(
        `There is no user ${this.user} in this account: look at --profile, and whether the stack is deployed`,
      );
    }
  }

  /** Makes a key. Where the answer was lost, the key that came of it is deleted: nobody will ever have its secret. */
  async create(before: readonly AccessKey[]): Promise<NewKey> {
    try {
      const { AccessKey: made } = await this.once.send(new CreateAccessKeyCommand({ UserName: this.user }));
      if (!made?.AccessKeyId || !made.SecretAccessKey) throw new ForeignAnswer();
      const { UserName = this.user, AccessKeyId, SecretAccessKey, CreateDate = new Date() } = made;
      return {
        userName: UserName,
        accessKeyId: AccessKeyId,
        secretAccessKey: SecretAccessKey,
        created: CreateDate,
      };
    } catch (error) {
      if (wasRefused(error)) throw error;
      throw await this.afterLostAnswer(explain(error), before);
    }
  }

  async deactivate(id: string): Promise<void> {
    await this.iam.send(
      new UpdateAccessKeyCommand({ UserName: this.user, AccessKeyId: id, Status: 'Inactive' }),
    );
  }

  /** A key that is gone already is as good. */
  async remove(id: string): Promise<void> {
    try {
      await this.iam.send(new DeleteAccessKeyCommand({ UserName: this.user, AccessKeyId: id }));
    } catch (error) {
      if (!(error instanceof NoSuchEntityException)) throw error;
    }
  }

  /** Never: as far as IAM knows; it may take hours to notice. Not told: who asks may not see it. */
  async lastUse(id: string): Promise<LastUse | 'never' | 'not told'> {
    try {
      const { AccessKeyLastUsed: use } = await this.iam.send(
        new GetAccessKeyLastUsedCommand({ AccessKeyId: id }),
      );
      if (use === undefined) throw new ForeignAnswer();
      if (use.LastUsedDate === undefined) return 'never';
      return { at: use.LastUsedDate, service: use.ServiceName ?? '', region: use.Region ?? '' };
    } catch (error) {
      if (isDenied(error)) return 'not told';
      throw error;
    }
  }

  /** The answer to `create` holds the secret. Asked after the first request, and before anything is changed. */
  refuseClearText(): void {
    const { protocol, hostname } = this.endpoint ?? {};
    if (protocol !== 'http:' || hostname === undefined || isLoopback(hostname)) return;
    throw new InputError(
      `The endpoint http://${hostname} has no TLS, so the secret of a new key could be read on its way: write https:// in --endpoint-url, or wherever the endpoint is named; nothing was done.`,
    );
  }

  /** What takes a key away by hand. */
  deleteCommand(id: string): string {
    return `aws iam delete-access-key --user-name ${this.user} --access-key-id ${id}`;
  }

  /** What makes an inactive key work again. */
  activateCommand(id: string): string {
    return `aws iam update-access-key --user-name ${this.user} --access-key-id ${id} --status Active`;
  }

  close(): void {
    this.iam.destroy();
    this.once.destroy();
  }

  private async afterLostAnswer(failure: string, before: readonly AccessKey[]): Promise<KeyError> {
    try {
      const known = new Set(before.map(({ id }) => id));
      const lost = (await this.list()).filter(({ id }) => !known.has(id));
      for (const { id } of lost) await this.remove(id);
      const ids = lost.map(({ id }) => id).join(', ');
      return lost.length > 0
        ? new KeyError(
            `${failure}. The key ${ids} was made all the same, and is deleted again: try again.`,
            true,
          )
        : new KeyError(`${failure}. No key was made, as far as IAM shows: try again in a minute.`);
    } catch (error) {
      return new KeyError(
        `${failure}. Whether a key was made is not known (${explain(error)}): \`key list\` shows it, and \`key revoke --delete --key <ID>\` takes it away.`,
      );
    }
  }
}

interface Endpoint {
  readonly protocol?: string;
  readonly hostname?: string;
}

function accessKey({ AccessKeyId = '', Status, CreateDate = new Date(0) }: AccessKeyMetadata): AccessKey {
  return { id: AccessKeyId, active: Status === 'Active', created: CreateDate };
}

/** IAM answered that it did nothing. */
function wasRefused(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { $metadata } = error as { $metadata?: { httpStatusCode?: number } };
  const status = $metadata?.httpStatusCode;
  return (status !== undefined && status >= 400 && status < 500) || error.name === 'CredentialsProviderError';
}
