import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Cast } from '../../lib/local/run/cast';
import { type Deployment, deployLocally } from '../../lib/local/run/deployment';
import { PACKAGE_ROOT } from '../../lib/paths';
import { inEmptyFolder } from './support';

jest.setTimeout(120_000);

const DESTINATION = `
version: 1
name: orders
environment: { account: "111122223333", region: eu-west-1 }
bucket: { name: acme-tls-orders }
objects: { prefix: exports, pattern: "*.csv" }
access: { type: iam-user }
`;

/** The command as a process of its own, beside the engine in this one. */
async function writeProcess(args: readonly string[], env: Readonly<Record<string, string>>) {
  const tsx = `file://${require.resolve('tsx')}`;
  const bin = join(PACKAGE_ROOT, 'bin', 's3-destination.ts');
  const { PATH } = process.env;
  const child = spawn(process.execPath, ['--import', tsx, bin, 'write', ...args], {
    env: { PATH, HOME: resolve('.'), AWS_EC2_METADATA_DISABLED: 'true', NODE_NO_WARNINGS: '1', ...env },
  });
  const texts = { out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    texts.out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    texts.err += chunk;
  });
  const code = await new Promise((done) => child.once('close', done));
  return { code, ...texts };
}

let deployment: Deployment;
let keys: { AWS_ACCESS_KEY_ID: string; AWS_SECRET_ACCESS_KEY: string };
const inFolder = (work: () => Promise<void>) =>
  inEmptyFolder(async () => {
    writeFileSync('destination.yaml', DESTINATION);
    writeFileSync('a.csv', 'id\n1\n');
    deployment = await deployLocally('destination.yaml');
    const cast = new Cast(deployment);
    const { accessKeyId, secretAccessKey } = await cast.writer();
    keys = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
    try {
      await work();
    } finally {
      cast.close();
      await deployment.engine.stop();
    }
  });

test('the writer of a stack writes over TLS, and over plain HTTP the bucket denies it', () =>
  inFolder(async () => {
    const { engine } = deployment;
    writeFileSync('ca.pem', engine.certificate);
    const trusting = { ...keys, NODE_EXTRA_CA_CERTS: resolve('ca.pem') };
    const [secure, plain, distrusting, refused, nobody] = await Promise.all([
      writeProcess(['a.csv', '--endpoint-url', engine.secureEndpoint], trusting),
      writeProcess(['a.csv', '--endpoint-url', engine.endpoint], keys),
      writeProcess(['a.csv', '--endpoint-url', engine.secureEndpoint], keys),
      writeProcess(['a.csv', '--to', 'elsewhere/{name}', '--endpoint-url', engine.endpoint], keys),
      writeProcess(['a.csv', '--endpoint-url', 'http://127.0.0.1:1'], keys),
    ]);
    expect(secure).toMatchObject({ code: 0, err: '' });
    expect(secure.out).toMatch(/^Wrote 1 file, 0\.0 MB, to s3:\/\/acme-tls-orders in/);
    expect(plain).toMatchObject({ code: 1, err: expect.stringMatching(/^1 file failed: AWS denies it/) });
    expect(distrusting.err).toMatch(/^1 file failed: The endpoint has a certificate of its own making/);
    expect(refused).toMatchObject({ code: 2, out: '' });
    expect(refused.err).toMatch(/^The policy of destination\.yaml would deny 1 object/);
    expect(nobody.err).toMatch(/^1 file failed: Nothing listens at the endpoint/);
    const log = engine.log.filter(({ service }) => service === 's3');
    expect(log.map(({ key, status }) => `${key} ${status}`).sort()).toEqual([
      'exports/a.csv 200',
      'exports/a.csv 403',
    ]);
    const all = [secure, plain, distrusting, refused, nobody].map(({ out, err }) => out + err).join('\n');
    expect(all).not.toContain(keys.AWS_SECRET_ACCESS_KEY);
  }));
