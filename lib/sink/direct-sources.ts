import { Duration } from 'aws-cdk-lib';
import { EventInvokeConfig, FunctionUrl, FunctionUrlAuthType } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { toDeadLetters } from './queues';
import type { SinkContext, SinkSourceConfig } from './sink-context';

/** Who calls waits for the answer, and sends again where there is none. */
export function bindFunctionUrl(scope: Construct, { handler }: SinkContext): SinkSourceConfig {
  const functionUrl = new FunctionUrl(scope, 'Url', {
    function: handler,
    authType: FunctionUrlAuthType.AWS_IAM,
  });
  return {
    statements: [],
    functionUrl,
    // An answer of 503 is no error of the function: https://docs.aws.amazon.com/lambda/latest/dg/urls-monitoring.html
    failedRequests: handler.metric('Url5xxCount', { period: Duration.minutes(5), statistic: 'Sum' }),
  };
}

/** Invocations that nobody waits for are tried three times. */
export function bindInvoke(scope: Construct, { handler, deadLetterQueue }: SinkContext): SinkSourceConfig {
  new EventInvokeConfig(scope, 'AsyncInvoke', {
    function: handler,
    retryAttempts: 2,
    onFailure: toDeadLetters(deadLetterQueue),
  });
  return { statements: [] };
}
