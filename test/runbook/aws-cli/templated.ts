import { App } from 'aws-cdk-lib';
import { DestinationFile, S3DestinationStack } from '../../../lib';
import { readProvisioned, resolveTemplate } from '../../../lib/local';
import type { Made } from './made';
import { ACCOUNT } from './recorder';

interface Properties {
  readonly [key: string]: unknown;
}

/** What a stack of the same file makes, in the same words. */
export function madeByStack(
  file: string,
  place: { readonly region: string; readonly partition: string },
  keyArn: string,
): Made {
  const [destination] = DestinationFile.loadAll([file]) as [DestinationFile];
  const app = new App({ analyticsReporting: false });
  const { stackName } = new S3DestinationStack(app, destination.stackName, { destination });
  const { template } = app.synth().getStackByName(stackName);
  const stack = readProvisioned(resolveTemplate(template, { accountId: ACCOUNT, ...place, stackName }));
  const text = JSON.stringify(stack);
  const { buckets, bucketPolicies, users, roles, identityProviders } = JSON.parse(
    keysOf(stack.keys).reduce((all, arn) => all.replaceAll(arn, keyArn), text),
  ) as typeof stack;
  const [bucket] = buckets;
  const [identity] = [...roles, ...users];
  const role = roles[0];
  return {
    ...(bucket === undefined ? {} : { bucket: { name: bucket.name, settings: settings(bucket.properties) } }),
    ...(bucketPolicies[0] === undefined ? {} : { bucketPolicy: bucketPolicies[0].policy }),
    ...(identity === undefined
      ? {}
      : {
          identity: {
            policy: identity.policies[0]?.policy,
            ...(role === undefined ? {} : { trust: role.trust, maxSessionSeconds: role.maxSessionSeconds }),
            ...(identity.permissionsBoundary === undefined
              ? {}
              : { permissionsBoundary: identity.permissionsBoundary }),
            path: `/${
              identity.arn
                .split(/:(?:role|user)\//)[1]
                ?.split('/')
                .slice(0, -1)
                .map((part) => `${part}/`)
                .join('') ?? ''
            }`,
          },
        }),
    providers: identityProviders.map(({ issuer, clientIds }) => ({ url: `https://${issuer}`, clientIds })),
  };
}

const keysOf = (keys: readonly { readonly arn: string }[]) => keys.map(({ arn }) => arn);

function settings(properties: Properties): unknown {
  const [ownership] = at(properties, 'OwnershipControls', 'Rules') as Properties[];
  const [encryption] = at(
    properties,
    'BucketEncryption',
    'ServerSideEncryptionConfiguration',
  ) as Properties[];
  const { SSEAlgorithm, KMSMasterKeyID } = at(encryption, 'ServerSideEncryptionByDefault') as Properties;
  const rules = at(properties, 'LifecycleConfiguration', 'Rules') as Properties[];
  return {
    PublicAccessBlockConfiguration: properties.PublicAccessBlockConfiguration,
    OwnershipControls: ownership?.ObjectOwnership,
    BucketEncryption: { SSEAlgorithm, ...(KMSMasterKeyID === undefined ? {} : { KMSMasterKeyID }) },
    BucketKeyEnabled: encryption?.BucketKeyEnabled === true,
    Versioning: at(properties, 'VersioningConfiguration', 'Status'),
    Lifecycle: rules.map((rule) => ({
      Id: rule.Id,
      Status: rule.Status,
      AbortAfterDays: at(rule, 'AbortIncompleteMultipartUpload', 'DaysAfterInitiation'),
      ExpireAfterDays: rule.ExpirationInDays,
      NoncurrentAfterDays: at(rule, 'NoncurrentVersionExpiration', 'NoncurrentDays'),
      LoneDeleteMarkers: rule.ExpiredObjectDeleteMarker === true,
    })),
  };
}

function at(holder: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Properties | undefined)?.[key], holder);
}
