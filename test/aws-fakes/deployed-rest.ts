import type { WireRequest, WireResponse } from '../../lib/local/http';
import { element, leaf } from '../../lib/local/xml';
import type { DeployedState, TemplateRule } from './deployed-state';
import { QueryError, xml } from './query';
import { type RestService, s3Error } from './server';

const SETTINGS: Readonly<Record<string, string>> = {
  policy: 's3:GetBucketPolicy',
  publicAccessBlock: 's3:GetBucketPublicAccessBlock',
  ownershipControls: 's3:GetBucketOwnershipControls',
  encryption: 's3:GetEncryptionConfiguration',
  versioning: 's3:GetBucketVersioning',
  lifecycle: 's3:GetLifecycleConfiguration',
  replication: 's3:GetReplicationConfiguration',
};

/** The settings of the bucket, in the XML of S3. */
export function deployedBucket(state: DeployedState): RestService {
  return {
    operationOf: ({ method, target }) => {
      const [path, query = ''] = target.split('?');
      const setting = query.split('&')[0]?.replace(/=$/, '') ?? '';
      return method === 'GET' && path !== '/' ? SETTINGS[setting] : undefined;
    },
    answer: ({ target }, operation) => {
      const { bucket } = state;
      if (!bucket.exists || target.split(/[/?]/)[1] !== bucket.name)
        throw new QueryError('NoSuchBucket', 'The specified bucket does not exist', 404);
      return setting(bucket, operation);
    },
    refuse: s3Error,
  };
}

function setting(
  {
    policy,
    publicAccess,
    ownership,
    encryption,
    versioning,
    lifecycle,
    replication,
  }: DeployedState['bucket'],
  operation: string,
): WireResponse {
  const none = (code: string) => new QueryError(code, 'The configuration was not found', 404);
  switch (operation) {
    case 's3:GetBucketPolicy':
      if (policy === undefined) throw none('NoSuchBucketPolicy');
      return {
        status: 200,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(policy),
      };
    case 's3:GetBucketPublicAccessBlock':
      if (publicAccess === undefined) throw none('NoSuchPublicAccessBlockConfiguration');
      return xml(
        200,
        element(
          'PublicAccessBlockConfiguration',
          ...Object.entries(publicAccess).map(([name, on]) => leaf(name, on)),
        ),
      );
    case 's3:GetBucketOwnershipControls':
      if (ownership === undefined) throw none('OwnershipControlsNotFoundError');
      return xml(200, element('OwnershipControls', element('Rule', leaf('ObjectOwnership', ownership))));
    case 's3:GetEncryptionConfiguration':
      if (encryption === undefined) throw none('ServerSideEncryptionConfigurationNotFoundError');
      return xml(
        200,
        element(
          'ServerSideEncryptionConfiguration',
          element(
            'Rule',
            element(
              'ApplyServerSideEncryptionByDefault',
              leaf('SSEAlgorithm', encryption.algorithm),
              leaf('KMSMasterKeyID', encryption.key),
            ),
          ),
        ),
      );
    case 's3:GetLifecycleConfiguration':
      if (lifecycle === undefined) throw none('NoSuchLifecycleConfiguration');
      return xml(200, element('LifecycleConfiguration', ...lifecycle.map(lifecycleRule)));
    case 's3:GetReplicationConfiguration':
      if (replication === undefined) throw none('ReplicationConfigurationNotFoundError');
      return xml(200, element('ReplicationConfiguration', ...replication.map(replicationRule)));
    default:
      return xml(200, element('VersioningConfiguration', leaf('Status', versioning)));
  }
}

function replicationRule({ status, bucket, account }: { status: string; bucket: string; account?: string }) {
  const target = leaf('Bucket', bucket) + leaf('Account', account);
  return element('Rule', leaf('Status', status), leaf('Priority', 1), element('Destination', target));
}

function lifecycleRule(rule: TemplateRule): string {
  const filled = (name: string, ...children: string[]) =>
    children.join('') === '' ? '' : element(name, ...children);
  const { DaysAfterInitiation } = rule.AbortIncompleteMultipartUpload ?? {};
  const { NoncurrentDays } = rule.NoncurrentVersionExpiration ?? {};
  return element(
    'Rule',
    leaf('ID', rule.Id),
    leaf('Status', rule.Status),
    element('Filter', leaf('Prefix', rule.Prefix ?? '')),
    filled('AbortIncompleteMultipartUpload', leaf('DaysAfterInitiation', DaysAfterInitiation)),
    filled(
      'Expiration',
      leaf('Days', rule.ExpirationInDays),
      leaf('ExpiredObjectDeleteMarker', rule.ExpiredObjectDeleteMarker),
    ),
    filled('NoncurrentVersionExpiration', leaf('NoncurrentDays', NoncurrentDays)),
  );
}

/** Each sort of policy is examined by rules of its own. */
function kindOf({ Principal, Resource }: Readonly<Record<string, unknown>>): string {
  if (Principal === undefined) return 'IDENTITY_POLICY undefined';
  return `RESOURCE_POLICY ${Resource === undefined ? 'AWS::IAM::AssumeRolePolicyDocument' : 'AWS::S3::Bucket'}`;
}

/** Access Analyzer speaks JSON. */
export function deployedAnalyzer(state: DeployedState): RestService {
  const answer = (status: number, body: object, headers = {}): WireResponse => ({
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return {
    operationOf: ({ method, target }: WireRequest) =>
      method === 'POST' && target.startsWith('/policy/validation')
        ? 'access-analyzer:ValidatePolicy'
        : undefined,
    answer: ({ body, target }) => {
      const { policyDocument, policyType, validatePolicyResourceType } = JSON.parse(
        body.toString(),
      ) as Record<string, string>;
      const { Statement } = JSON.parse(policyDocument ?? '');
      if (Statement === undefined) throw new QueryError('ValidationException', 'no policy', 400);
      if (`${policyType} ${validatePolicyResourceType}` !== kindOf([Statement].flat()[0]))
        throw new QueryError('ValidationException', `not a ${policyType} ${validatePolicyResourceType}`, 400);
      const from = Number(new URL(target, 'http://fake').searchParams.get('nextToken') ?? 0);
      const to = from + state.pageSize;
      return answer(200, {
        findings: state.analysis
          .slice(from, to)
          .map((one) => ({ ...one, learnMoreLink: 'https://docs', locations: [] })),
        ...(to < state.analysis.length ? { nextToken: String(to) } : {}),
      });
    },
    refuse: ({ status, code, message }) => answer(status, { message }, { 'x-amzn-errortype': code }),
  };
}
