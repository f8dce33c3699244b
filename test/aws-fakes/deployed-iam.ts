import { decide } from '../../lib/local/authorize';
import { isPolicyDocument, type PolicyDocument } from '../../lib/local/policy-document';
import { element, leaf } from '../../lib/local/xml';
import type { DeployedIdentity, DeployedState, SimulatedAnswer } from './deployed-state';
import { members, type Operation, type Query, QueryError } from './query';

/** What `verify` asks of IAM and CloudFormation, answered from a deployed state. Documents are percent-encoded, as IAM's. */
export function deployedOperations(state: DeployedState): Readonly<Record<string, Operation>> {
  const user = (query: Query) => found(state, 'user', query.parameters.UserName);
  const role = (query: Query) => found(state, 'role', query.parameters.RoleName);
  const inline = (identity: DeployedIdentity, { parameters: { PolicyName = '' } }: Query) => {
    const document = identity.inline.get(PolicyName);
    if (document === undefined) throw absent('policy', PolicyName);
    return leaf('PolicyName', PolicyName) + leaf('PolicyDocument', encoded(document));
  };
  const pages = (query: Query, name: string, entries: readonly string[]) =>
    paged(state, query, name, entries);
  const names = (query: Query, { inline }: DeployedIdentity) =>
    pages(query, 'PolicyNames', [...inline.keys()].map(escaped));
  const attached = (query: Query, { attached }: DeployedIdentity) =>
    pages(
      query,
      'AttachedPolicies',
      attached.map((arn) => leaf('PolicyName', arn.split('/').at(-1)) + leaf('PolicyArn', arn)),
    );
  return {
    GetUser: (query) => element('User', identityXml('User', user(query))),
    GetRole: (query) => {
      const { trust, maxSessionSeconds, ...one } = role(query);
      return element(
        'Role',
        identityXml('Role', one as DeployedIdentity),
        leaf('AssumeRolePolicyDocument', encoded(trust ?? {})),
        leaf('MaxSessionDuration', maxSessionSeconds),
      );
    },
    ListUserPolicies: (query) => names(query, user(query)),
    ListRolePolicies: (query) => names(query, role(query)),
    GetUserPolicy: (query) => leaf('UserName', query.parameters.UserName) + inline(user(query), query),
    GetRolePolicy: (query) => leaf('RoleName', query.parameters.RoleName) + inline(role(query), query),
    ListAttachedUserPolicies: (query) => attached(query, user(query)),
    ListAttachedRolePolicies: (query) => attached(query, role(query)),
    ListGroupsForUser: (query) =>
      pages(
        query,
        'Groups',
        user(query).groups.map((name) => leaf('GroupName', name)),
      ),
    ListAccessKeys: (query) =>
      pages(
        query,
        'AccessKeyMetadata',
        [...user(query).keys].map(([id, status]) => leaf('AccessKeyId', id) + leaf('Status', status)),
      ),
    GetLoginProfile: (query) => {
      const { name, hasPassword } = user(query);
      if (!hasPassword) throw absent('login profile', name);
      return element('LoginProfile', leaf('UserName', name) + leaf('CreateDate', '2026-01-01T00:00:00Z'));
    },
    GetOpenIDConnectProvider: ({ parameters: { OpenIDConnectProviderArn: arn = '' } }) => {
      const provider = state.providers.get(arn);
      if (provider === undefined) throw absent('OpenIDConnect provider', arn);
      return (
        leaf('Url', arn.split(':oidc-provider/')[1]) +
        members('ClientIDList', provider.clientIds) +
        members('ThumbprintList', provider.thumbprints)
      );
    },
    GetPolicy: ({ parameters: { PolicyArn } }) =>
      element('Policy', leaf('Arn', PolicyArn), leaf('DefaultVersionId', DEFAULT_VERSION)),
    GetPolicyVersion: ({ parameters: { PolicyArn = '', VersionId } }) =>
      element(
        'PolicyVersion',
        leaf('VersionId', VersionId),
        leaf(
          'Document',
          encoded((VersionId === DEFAULT_VERSION ? state.managed.get(PolicyArn) : undefined) ?? {}),
        ),
      ),
    SimulatePrincipalPolicy: (query) => simulation(state, query),
    ListStackResources: (query) =>
      paged(
        state,
        query,
        'StackResourceSummaries',
        state.resources.map(
          ({ logical, type, physical }) =>
            leaf('LogicalResourceId', logical) +
            leaf('PhysicalResourceId', physical) +
            leaf('ResourceType', type) +
            leaf('ResourceStatus', 'CREATE_COMPLETE'),
        ),
      ),
  };
}

const DEFAULT_VERSION = 'v3';

/** IAM goes on from a Marker, CloudFormation from a NextToken. */
function paged(
  { pageSize }: DeployedState,
  { service, parameters }: Query,
  name: string,
  entries: readonly string[],
): string {
  const from = Number(parameters.Marker ?? parameters.NextToken ?? 0);
  const to = from + pageSize;
  const page = members(name, entries.slice(from, to));
  const isLast = to >= entries.length;
  if (service === 'cloudformation') return page + (isLast ? '' : leaf('NextToken', to));
  return page + leaf('IsTruncated', !isLast) + (isLast ? '' : leaf('Marker', to));
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html, decided by the engine's simulator. */
async function simulation(state: DeployedState, query: Query): Promise<string> {
  const { parameters } = query;
  const identity = state.identities.find(({ arn }) => arn === parameters.PolicySourceArn);
  if (identity === undefined) throw absent('principal', parameters.PolicySourceArn ?? '');
  const [resource = '*'] = list(parameters, 'ResourceArns');
  if (parameters.ResourcePolicy !== undefined && identity.kind !== 'user')
    throw new QueryError('InvalidInput', 'CallerArn is required for a resource policy');
  const told = contextOf(parameters);
  const secure = told['aws:SecureTransport'] === 'true';
  const now = Date.parse(told['aws:CurrentTime'] ?? '');
  const { 'aws:SecureTransport': _s, 'aws:CurrentTime': _t, 'aws:RequestedRegion': _r, ...context } = told;
  const policies = [
    ...[...identity.inline].map(([name, policy]) => ({ name, policy: policyOf(policy) })),
    ...identity.attached.map((arn) => ({ name: arn, policy: policyOf(state.managed.get(arn)) })),
  ];
  const results: string[] = [];
  for (const action of list(parameters, 'ActionNames')) {
    const instead = state.simulated.get(action);
    if (instead !== undefined) {
      if (instead.decision !== undefined) results.push(simulatedXml(action, resource, instead));
      continue;
    }
    const ask = (boundary: string | undefined) =>
      isAllowed({
        principal: {
          arn: identity.arn,
          accountId: state.account,
          policies,
          ...(boundary === undefined
            ? {}
            : { permissionsBoundary: { name: boundary, policy: policyOf(state.managed.get(boundary)) } }),
        },
        action,
        resource,
        resourceAccountId: state.account,
        // Keys are as they are made, and leave access to IAM; a bucket policy counts where it is given.
        ...(action.startsWith('kms:') ? { resourcePolicy: leaveToIam(state) } : {}),
        ...(parameters.ResourcePolicy === undefined
          ? {}
          : { resourcePolicy: policyOf(JSON.parse(parameters.ResourcePolicy)) }),
        circumstances: { now, secure, region: state.region },
        // The engine's simulator wants only the keys that its data says the action has.
        context: Object.fromEntries(
          Object.entries(context).filter(
            ([key]) =>
              (key === 's3:prefix' && action.startsWith('s3:ListBucket')) ||
              (key === 's3:x-amz-acl' && /:PutObject(Acl)?$/.test(action)) ||
              key === 'kms:ViaService',
          ),
        ),
      });
    const without = await ask(undefined);
    const bounded = identity.boundary === undefined ? without : await ask(identity.boundary);
    const organization = !state.deniedByOrganization.has(action);
    results.push(
      simulatedXml(action, resource, {
        decision: bounded && organization ? 'allowed' : 'implicitDeny',
        matched: without ? policies.map(({ name }) => name) : [],
      }) +
        element('OrganizationsDecisionDetail', leaf('AllowedByOrganizations', organization)) +
        (identity.boundary === undefined
          ? ''
          : element(
              'PermissionsBoundaryDecisionDetail',
              leaf('AllowedByPermissionsBoundary', bounded || !without),
            )),
    );
  }
  return paged(state, query, 'EvaluationResults', results);
}

function simulatedXml(
  action: string,
  resource: string,
  { decision, matched = [], missing = [] }: SimulatedAnswer,
): string {
  return (
    leaf('EvalActionName', action) +
    leaf('EvalResourceName', resource) +
    leaf('EvalDecision', decision) +
    members(
      'MatchedStatements',
      matched.map((name) => leaf('SourcePolicyId', name)),
    ) +
    members('MissingContextValues', missing)
  );
}

const decided = new Map<string, Promise<boolean>>();

/** The tests of a file ask mostly the same of the same policies. */
function isAllowed(question: Parameters<typeof decide>[0]): Promise<boolean> {
  const key = JSON.stringify(question);
  const known = decided.get(key) ?? decide(question).then(({ allowed }) => allowed);
  decided.set(key, known);
  return known;
}

const leaveToIam = ({ account, partition }: DeployedState): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: {
    Effect: 'Allow',
    Principal: { AWS: `arn:${partition}:iam::${account}:root` },
    Action: 'kms:*',
    Resource: '*',
  },
});

const TYPES: Readonly<Record<string, string>> = {
  'aws:CurrentTime': 'date',
  'aws:SecureTransport': 'boolean',
};

function contextOf(parameters: Query['parameters']): Record<string, string> {
  const entries: Record<string, string> = {};
  for (let index = 1; ; index++) {
    const name = parameters[`ContextEntries.member.${index}.ContextKeyName`];
    if (name === undefined) return entries;
    // IAM compares dates and booleans as such only where it is told that they are.
    const type = parameters[`ContextEntries.member.${index}.ContextKeyType`];
    if (type !== (TYPES[name] ?? 'string')) throw new QueryError('InvalidInput', `${name} is no ${type}`);
    entries[name] = parameters[`ContextEntries.member.${index}.ContextKeyValues.member.1`] ?? '';
  }
}

function list(parameters: Query['parameters'], name: string): string[] {
  const values: string[] = [];
  for (let index = 1; ; index++) {
    const value = parameters[`${name}.member.${index}`];
    if (value === undefined) return values;
    values.push(value);
  }
}

function found(state: DeployedState, kind: DeployedIdentity['kind'], name = ''): DeployedIdentity {
  const identity = state.identities.find((one) => one.kind === kind && one.name === name);
  if (identity !== undefined) return identity;
  throw absent(kind, name);
}

const absent = (kind: string, name: string) =>
  new QueryError('NoSuchEntity', `The ${kind} with name ${name} cannot be found.`, 404);

function identityXml(kind: 'User' | 'Role', { name, arn, boundary }: DeployedIdentity): string {
  return (
    leaf('Path', '/') +
    leaf(`${kind}Name`, name) +
    leaf(`${kind}Id`, kind === 'User' ? 'AIDAFAKE' : 'AROAFAKE') +
    leaf('Arn', arn) +
    leaf('CreateDate', '2026-01-01T00:00:00Z') +
    (boundary === undefined
      ? ''
      : element(
          'PermissionsBoundary',
          leaf('PermissionsBoundaryType', 'PermissionsBoundaryPolicy'),
          leaf('PermissionsBoundaryArn', boundary),
        ))
  );
}

function policyOf(value: unknown): PolicyDocument {
  return isPolicyDocument(value) ? value : { Version: '2012-10-17', Statement: [] };
}

const encoded = (document: object) => encodeURIComponent(JSON.stringify(document));
const escaped = (name: string) => name.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
