import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { hear } from '../aws-fakes/canary';
import { destinationText, inFolder, runWrite, Store } from '../upload/support';
import { entryPoint } from './support';

jest.setTimeout(120_000);

/** The command as a process of its own, beside the engine in this one. */
async function writeProcess(args: readonly string[], env: Readonly<Record<string, string>>) {
  const { PATH } = process.env;
  const child = spawn(process.execPath, [entryPoint('s3-destination'), 'write', ...args], {
    env: { PATH, HOME: resolve('.'), AWS_EC2_METADATA_DISABLED: 'true', ...env },
  });
  const texts = { out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    texts.out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    texts.err += chunk;
  });
  const code = await new Promise((done) => child.once('close', done));
  hear(texts.out, texts.err);
  return { code, ...texts };
}

test('the writer writes over TLS, and over plain HTTP the bucket denies it', () =>
  inFolder({ 'a.csv': 'id\n1\n' }, async () => {
    // The kit's own bucket, which has its policy.
    writeFileSync('destination.yaml', destinationText([]).replace('existing:', 'name:'));
    const store = await Store.start();
    try {
      store.protect();
      const { endpoint, secureEndpoint, certificate, log } = store.engine;
      const writer = store.writer();
      const { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY } = writer;
      const keys = { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY };
      writeFileSync('ca.pem', certificate);
      const args = ['a.csv', '--endpoint-url', secureEndpoint];
      // Whom to trust is read when a process starts.
      const [secure, distrusting] = await Promise.all([
        writeProcess(args, { ...keys, NODE_EXTRA_CA_CERTS: resolve('ca.pem') }),
        writeProcess(args, keys),
      ]);
      // Nor does the SDK warn of the version of Node.
      expect(secure).toMatchObject({ code: 0, err: '' });
      expect(secure.out).toMatch(/^Wrote 1 file, 5 bytes, to s3:\/\/acme-orders in/);
      expect(distrusting.code).toBe(1);
      expect(distrusting.err).toMatch(/^1 file failed: The endpoint has a certificate of its own making/);
      const plain = await runWrite(['a.csv'], { endpointUrl: endpoint }, writer).done;
      expect(plain).toMatchObject({ code: 1, err: expect.stringMatching(/^1 file failed: AWS denies it/) });
      expect(log.map(({ key, status }) => `${key} ${status}`)).toEqual([
        'exports/orders/a.csv 200',
        'exports/orders/a.csv 403',
      ]);
    } finally {
      await store.stop();
    }
  }));
