// The template validation of aws-cdk-lib costs 1.2 to 1.8 s per test file; `npm run synth:examples` has it on.
process.env.CDK_VALIDATION ??= 'false';
// The SDK's own switch: a word about Node 20 in each worker is no finding.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
