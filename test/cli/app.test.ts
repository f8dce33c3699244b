import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../lib/paths';
import { entryPoint, inEmptyFolder } from './support';

/** Runs the app as the CDK CLI does, and gives the template of its stack. */
function templateOf(folder: string, context: Record<string, unknown>) {
  mkdirSync(join(folder, 'cdk.out'));
  execFileSync(process.execPath, [entryPoint('app')], {
    cwd: folder,
    env: { ...process.env, CDK_OUTDIR: join(folder, 'cdk.out'), CDK_CONTEXT_JSON: JSON.stringify(context) },
  });
  return JSON.parse(
    readFileSync(join(folder, 'cdk.out', 'S3Destination-keboola-orders.template.json'), 'utf8'),
  );
}

const destination = join(PACKAGE_ROOT, 'examples', 'keboola.yaml');

test('with bootstrap the template looks for the bootstrap stack', () => {
  inEmptyFolder((folder) => {
    expect(templateOf(folder, { destination }).Parameters).toHaveProperty('BootstrapVersion');
  });
});

test.each([false, 'false'])('with bootstrap %p it looks for nothing', (bootstrap) => {
  inEmptyFolder((folder) => {
    const template = templateOf(folder, { destination, bootstrap });
    expect(template.Parameters).toBeUndefined();
    expect(template.Rules).toBeUndefined();
  });
});

test.each([
  ['an empty destination', { destination: ' , ' }, 'The context "destination" is empty'],
  [
    'a sink without bootstrap',
    { destination: join(PACKAGE_ROOT, 'examples', 'sink-sqs.yaml'), bootstrap: 'false' },
    'has a sink, and the CDK keeps the code of functions in the bootstrap bucket',
  ],
  ['an unknown bootstrap', { destination, bootstrap: 'no' }, 'The context "bootstrap" is "no"'],
])('%s is refused', (_, context, message) => {
  inEmptyFolder((folder) => {
    expect(() => templateOf(folder, context)).toThrow(message);
  });
});
