import { decide } from '../../lib/local/authorize';
import { isPolicyDocument, type PolicyDocument } from '../../lib/local/policy-document';
import { element, leaf } from '../../lib/local/xml';
import type { DeployedIdentity, DeployedState } from './deployed-state';
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
  const names = ({ inline }: DeployedIdentity) =>
    members('PolicyNames', [...inline.keys()].map(escaped)) + END;
  const attached = ({ attached }: DeployedIdentity) =>
    members(
      'AttachedPolicies',
      attached.map((arn) => leaf('PolicyName', arn.split('/').at(-1)) + leaf('PolicyArn', arn)),
    ) + END;
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
    ListUserPolicies: (query) => names(user(query)),
    ListRolePolicies: (query) => names(role(query)),
    GetUserPolicy: (query) => leaf('UserName', query.parameters.UserName) + inline(user(query), query),
    GetRolePolicy: (query) => leaf('RoleName', query.parameters.RoleName) + inline(role(query), query),
    ListAttachedUserPolicies: (query) => attached(user(query)),
    ListAttachedRolePolicies: (query) => attached(role(query)),
    ListGroupsForUser: (query) =>
      members(
        'Groups',
        user(query).groups.map((name) => leaf('GroupName', name)),
      ) + END,
    GetPolicy: ({ parameters: { PolicyArn } }) =>
      element('Policy', leaf('Arn', PolicyArn), leaf('DefaultVersionId', 'v3')),
    GetPolicyVersion: ({ parameters: { PolicyArn = '', VersionId } }) =>
      element(
        'PolicyVersion',
        leaf('VersionId', VersionId),
        leaf('Document', encoded(state.managed.get(PolicyArn) ?? {})),
      ),
    SimulatePrincipalPolicy: (query) => simulation(state, query),
    ListStackResources: () =>
      members(
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

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html, decided by the engine's simulator. */
async function simulation(state: DeployedState, { parameters }: Query): Promise<string> {
  const identity = state.identities.find(({ arn }) => arn === parameters.PolicySourceArn);
  if (identity === undefined) throw absent('principal', parameters.PolicySourceArn ?? '');
  const [resource = '*'] = list(parameters, 'ResourceArns');
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
    const ask = async (boundary: string | undefined) =>
      (
        await decide({
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
          // Only identity policies count; keys are as they are made, and leave access to IAM.
          ...(action.startsWith('kms:') ? { resourcePolicy: leaveToIam(state) } : {}),
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
        })
      ).allowed;
    const without = await ask(undefined);
    const bounded = identity.boundary === undefined ? without : await ask(identity.boundary);
    const organization = !state.deniedByOrganization.has(action);
    results.push(
      leaf('EvalActionName', action) +
        leaf('EvalResourceName', resource) +
        leaf('EvalDecision', bounded && organization ? 'allowed' : 'implicitDeny') +
        members(
          'MatchedStatements',
          without ? policies.map(({ name }) => leaf('SourcePolicyId', name)) : [],
        ) +
        element('MissingContextValues') +
        element('OrganizationsDecisionDetail', leaf('AllowedByOrganizations', organization)) +
        (identity.boundary === undefined
          ? ''
          : element(
              'PermissionsBoundaryDecisionDetail',
              leaf('AllowedByPermissionsBoundary', bounded || !without),
            )),
    );
  }
  return members('EvaluationResults', results) + END;
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

function contextOf(parameters: Query['parameters']): Record<string, string> {
  const entries: Record<string, string> = {};
  for (let index = 1; ; index++) {
    const name = parameters[`ContextEntries.member.${index}.ContextKeyName`];
    if (name === undefined) return entries;
    if (parameters[`ContextEntries.member.${index}.ContextKeyType`] === undefined)
      throw new QueryError('InvalidInput', `${name} has no type`);
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
const escaped = (name: string) => name.replaceAll('&', '&amp;');
const END = leaf('IsTruncated', false);
