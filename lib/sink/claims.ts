import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { leaseSeconds } from '../config/sink-queue';
import { QUEUE_RETENTION } from './queues';

/** A day longer than any queue keeps a message. */
const REMEMBERED = QUEUE_RETENTION.plus(Duration.days(1));

/** The table of which message went into which object. DynamoDB encrypts it with a key of its own, which costs nothing. */
export function claimsTable(scope: Construct): Table {
  return new Table(scope, 'Claims', {
    partitionKey: { name: 'id', type: AttributeType.STRING },
    timeToLiveAttribute: 'expires',
    billingMode: BillingMode.PAY_PER_REQUEST,
    // Without the sink nobody asks for a claim.
    removalPolicy: RemovalPolicy.DESTROY,
  });
}

export function claimsSettings({ tableName }: Table, functionTimeout: Duration) {
  return {
    claimsTable: tableName,
    leaseSeconds: leaseSeconds(functionTimeout.toSeconds()),
    rememberSeconds: REMEMBERED.toSeconds(),
  };
}

export function claimsStatement({ tableArn }: Table): PolicyStatement {
  return new PolicyStatement({
    sid: 'ClaimMessages',
    actions: ['dynamodb:BatchWriteItem', 'dynamodb:PutItem'],
    resources: [tableArn],
  });
}
