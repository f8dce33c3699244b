// The template validation of aws-cdk-lib costs 1.2 to 1.8 s per test file; `npm run synth:examples` has it on.
process.env.CDK_VALIDATION ??= 'false';
