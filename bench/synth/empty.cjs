// What `cdk init` writes: an app with a stack that holds nothing yet.
const { App, Stack } = require('aws-cdk-lib');

const app = new App();
new Stack(app, 'Empty', { env: { account: '111122223333', region: 'eu-west-1' } });
app.synth();
