import { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { behindAlias } from '../destination/writer-grant';
import { viaService } from '../policy/via-service';

/** What a queue or stream with a key of its own asks of those who read it: the key, through that service only. */
export function decryptThrough(scope: Construct, service: string, key: IKey | undefined): PolicyStatement[] {
  if (key === undefined) return [];
  return [
    new PolicyStatement({
      sid: 'DecryptSource',
      actions: ['kms:Decrypt'],
      resources: [behindAlias(key).keyArn],
      conditions: viaService(service, Stack.of(scope).region),
    }),
  ];
}
