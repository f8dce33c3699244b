// Runs `cdk synth` over every example as a user does, with the template validation that unit tests leave out.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const cdk = join(root, 'node_modules', 'aws-cdk', 'bin', 'cdk');
const examples = readdirSync(join(root, 'examples')).filter((file) => file.endsWith('.yaml'));
const assembly = mkdtempSync(join(tmpdir(), 's3-destination-synth-'));

function synth(files) {
  const destination = files.map((file) => `examples/${file}`).join(',');
  const args = [cdk, 'synth', '-q', '-c', `destination=${destination}`, '-o', assembly];
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  process.stderr.write(
    `${status === 0 ? 'ok  ' : 'FAIL'} ${files.length === 1 ? files[0] : `all ${files.length} at once`}\n`,
  );
  if (status !== 0) process.stderr.write(stderr);
  return status === 0;
}

// One by one is what a user does and takes 5 s each; all at once validates the same templates in one go.
const one = process.argv.includes('--each') ? examples.map((file) => [file]) : [['keboola.yaml']];
const results = [...one, examples].map(synth);
rmSync(assembly, { recursive: true, force: true });
process.exitCode = results.every(Boolean) ? 0 : 1;
