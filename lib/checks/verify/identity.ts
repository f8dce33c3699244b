import {
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  GetUserCommand,
  GetUserPolicyCommand,
  type IAMClient,
  paginateListAttachedRolePolicies,
  paginateListAttachedUserPolicies,
  paginateListGroupsForUser,
  paginateListRolePolicies,
  paginateListUserPolicies,
} from '@aws-sdk/client-iam';
import { type Answer, ask } from './ask';
import type { Subject } from './place';
import type { Row } from './row';

/** A user or role as IAM has it. */
export interface Identity {
  readonly boundary?: string;
  /** Of a role, parsed. */
  readonly trust?: unknown;
  readonly maxSessionSeconds?: number;
  /** Every policy that could be read, inline or attached, parsed. */
  readonly policies: readonly { readonly name: string; readonly document: unknown }[];
  readonly attached: readonly string[];
  readonly groups: readonly string[];
  /** What could not be read. */
  readonly unread: readonly Row[];
}

/** IAM says so of what there is not. */
export const ABSENT = ['NoSuchEntity', 'NoSuchEntityException'];

/** Undefined: there is no such user or role. */
export async function readIdentity(subject: Subject, iam: IAMClient): Promise<Identity | undefined> {
  return new Reader(subject, iam).read();
}

class Reader {
  private readonly unread: Row[] = [];

  constructor(
    private readonly subject: Subject,
    private readonly iam: IAMClient,
  ) {}

  async read(): Promise<Identity | undefined> {
    const { kind, name } = this.subject;
    const itself = await this.itself();
    if (itself.kind === 'absent') return undefined;
    const names = await this.list(kind === 'user' ? 'iam:ListUserPolicies' : 'iam:ListRolePolicies', () =>
      kind === 'user'
        ? gather(
            paginateListUserPolicies({ client: this.iam }, { UserName: name }),
            (page) => page.PolicyNames,
          )
        : gather(
            paginateListRolePolicies({ client: this.iam }, { RoleName: name }),
            (page) => page.PolicyNames,
          ),
    );
    const policies: { name: string; document: unknown }[] = [];
    for (const policy of names) {
      const text = await this.inline(policy);
      if (text !== undefined) policies.push({ name: policy, document: parsePolicy(text) });
    }
    const attached = await this.attached();
    for (const arn of attached) {
      const text = await this.managed(arn);
      if (text !== undefined) policies.push({ name: arn, document: parsePolicy(text) });
    }
    return {
      ...(itself.kind === 'told' ? itself.value : {}),
      policies,
      attached,
      groups: kind === 'user' ? await this.groups() : [],
      unread: this.unread,
    };
  }

  private async itself() {
    const { kind, name } = this.subject;
    return this.tell(
      kind === 'user' ? 'iam:GetUser' : 'iam:GetRole',
      this.subject.arn,
      async () => {
        const { iam } = this;
        const { PermissionsBoundary, ...found } =
          kind === 'user'
            ? ((await iam.send(new GetUserCommand({ UserName: name }))).User ?? {})
            : ((await iam.send(new GetRoleCommand({ RoleName: name }))).Role ?? {});
        const { AssumeRolePolicyDocument: trust, MaxSessionDuration } = found as {
          AssumeRolePolicyDocument?: string;
          MaxSessionDuration?: number;
        };
        return {
          boundary: PermissionsBoundary?.PermissionsBoundaryArn,
          maxSessionSeconds: MaxSessionDuration,
          ...(trust === undefined ? {} : { trust: parsePolicy(trust) }),
        };
      },
      `the ${kind} ${name}`,
    );
  }

  private async inline(policy: string): Promise<string | undefined> {
    const { kind, name, arn } = this.subject;
    const action = kind === 'user' ? 'iam:GetUserPolicy' : 'iam:GetRolePolicy';
    const answer = await this.tell(
      action,
      arn,
      async () =>
        kind === 'user'
          ? await this.iam.send(new GetUserPolicyCommand({ UserName: name, PolicyName: policy }))
          : await this.iam.send(new GetRolePolicyCommand({ RoleName: name, PolicyName: policy })),
      `the inline policy ${policy}`,
    );
    return answer.kind === 'told' ? answer.value.PolicyDocument : undefined;
  }

  private attached(): Promise<string[]> {
    const { kind, name } = this.subject;
    const arns = (page: { AttachedPolicies?: { PolicyArn?: string }[] }) =>
      page.AttachedPolicies?.map(({ PolicyArn = '' }) => PolicyArn);
    return this.list(kind === 'user' ? 'iam:ListAttachedUserPolicies' : 'iam:ListAttachedRolePolicies', () =>
      kind === 'user'
        ? gather(paginateListAttachedUserPolicies({ client: this.iam }, { UserName: name }), arns)
        : gather(paginateListAttachedRolePolicies({ client: this.iam }, { RoleName: name }), arns),
    );
  }

  private groups(): Promise<string[]> {
    const { name: UserName } = this.subject;
    return this.list('iam:ListGroupsForUser', () =>
      gather(paginateListGroupsForUser({ client: this.iam }, { UserName }), (page) =>
        page.Groups?.map(({ GroupName = '' }) => GroupName),
      ),
    );
  }

  private async managed(PolicyArn: string): Promise<string | undefined> {
    const what = `the attached policy ${PolicyArn}`;
    const policy = await this.tell(
      'iam:GetPolicy',
      PolicyArn,
      () => this.iam.send(new GetPolicyCommand({ PolicyArn })),
      what,
    );
    if (policy.kind !== 'told') return undefined;
    const VersionId = policy.value.Policy?.DefaultVersionId;
    const version = await this.tell(
      'iam:GetPolicyVersion',
      PolicyArn,
      () => this.iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId })),
      what,
    );
    return version.kind === 'told' ? version.value.PolicyVersion?.Document : undefined;
  }

  private async list(action: string, call: () => Promise<string[]>): Promise<string[]> {
    const answer = await this.tell(action, this.subject.arn, call, WHAT[action] ?? action);
    return answer.kind === 'told' ? answer.value : [];
  }

  private async tell<T>(
    action: string,
    resource: string,
    call: () => Promise<T>,
    what: string,
  ): Promise<Answer<T>> {
    const { of } = this.subject;
    const answer = await ask({ of, what, action, resource, absent: ABSENT, call });
    if (answer.kind === 'unknown') this.unread.push(answer.row);
    return answer;
  }
}

const WHAT: Readonly<Record<string, string>> = {
  'iam:ListUserPolicies': 'the inline policies',
  'iam:ListRolePolicies': 'the inline policies',
  'iam:ListAttachedUserPolicies': 'the attached policies',
  'iam:ListAttachedRolePolicies': 'the attached policies',
  'iam:ListGroupsForUser': 'the groups of the user',
};

/** The entries of all pages. */
export async function gather<P>(
  pages: AsyncIterable<P>,
  entries: (page: P) => string[] | undefined,
): Promise<string[]> {
  const all: string[] = [];
  for await (const page of pages) all.push(...(entries(page) ?? []));
  return all;
}

/**
 * IAM gives documents percent-encoded (RFC 3986), S3 as they are.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRolePolicy.html
 */
export function parsePolicy(text: string): unknown {
  return JSON.parse(
    text.startsWith('%7B') || !text.trimStart().startsWith('{') ? decodeURIComponent(text) : text,
  );
}
