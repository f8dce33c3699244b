// The template validation of aws-cdk-lib costs 1.2 to 1.8 s per test file; `npm run synth:examples` has it on.
process.env.CDK_VALIDATION ??= 'false';
// What no test looks at: the line in which each construct is made, a quarter of a synthesis, and a copy of each asset.
process.env.CDK_DISABLE_STACK_TRACE ??= '1';
process.env.CDK_CONTEXT_JSON ??= JSON.stringify({
  'aws:cdk:disable-creation-stack-traces': true,
  'aws:cdk:disable-asset-staging': true,
});
// The SDK's own switch: a word about Node 20 in each worker is no finding.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
