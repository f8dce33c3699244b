// Packs the kit, installs it in an empty folder as a customer would, and synthesises a destination there.
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const folder = mkdtempSync(join(tmpdir(), 's3-destination-pack-'));
// npm and npx are scripts on Windows, and those want a shell.
const shell = process.platform === 'win32';
let failed = 0;

function run(command, args, cwd = folder) {
  process.stderr.write(`$ ${command} ${args.join(' ')}\n`);
  return execFileSync(command, args, { cwd, shell, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
}

function expect(what, holds) {
  process.stderr.write(`${holds ? 'ok  ' : 'FAIL'} ${what}\n`);
  if (!holds) failed += 1;
}

/** Links of a page, outside of its code, to what is not in the package. */
function deadLinks(page, names) {
  const text = readFileSync(join(root, page), 'utf8').replaceAll(/^```.*?^```$/gms, '');
  const links = [...text.matchAll(/\]\(([^)#\s]+)/g)].map(([, link]) => link);
  return links
    .filter((link) => !/^[a-z]+:/.test(link))
    .filter((link) => {
      const target = posix.join(posix.dirname(page), link).replace(/\/$/, '');
      return !names.some((name) => name === target || name.startsWith(`${target}/`));
    })
    .map((link) => `${page}: ${link}`);
}

try {
  const [{ filename, files }] = JSON.parse(
    run('npm', ['pack', '--json', '--pack-destination', folder], root),
  );
  const names = files.map(({ path }) => path);
  expect('the local engine is not packed', !names.some((name) => /lib\/local\/|bin\/local/.test(name)));
  expect(
    'nothing that is packed asks for the AGPL simulator',
    !names.some(
      (name) => name.endsWith('js') && readFileSync(join(root, name), 'utf8').includes('@cloud-copilot/'),
    ),
  );
  expect(
    'no sources and tests are packed',
    !names.some((name) => /^(test|out)\/|^examples\/.*\.test\.ts|^(lib|bin)\/.*\.ts$/.test(name)),
  );
  const dead = names.filter((name) => name.endsWith('.md')).flatMap((name) => deadLinks(name, names));
  for (const link of dead) process.stderr.write(`     ${link}\n`);
  expect('every relative link of the packed pages leads to something that is packed', dead.length === 0);

  expect('the licences of bundled packages are packed', names.includes('dist/LICENCES.txt'));

  run('npm', ['init', '-y']);
  run('npm', [
    'install',
    '--no-audit',
    '--no-fund',
    join(folder, filename),
    `aws-cdk@${devDependencies['aws-cdk']}`,
  ]);
  run('npx', [
    's3-destination',
    'init',
    '--vendor',
    'keboola',
    '--prefix',
    'exports',
    '--external-id',
    'project-4711',
  ]);
  const cdkJson = JSON.parse(readFileSync(join(folder, 'cdk.json'), 'utf8'));
  expect('init writes a cdk.json with the app', cdkJson.app === 's3-destination app');
  expect('check passes', run('npx', ['s3-destination', 'check']).includes('valid destination.yaml'));

  run('npx', ['cdk', 'synth', '-q']);
  const template = JSON.parse(
    readFileSync(join(folder, 'cdk.out', 'S3Destination-keboola-export.template.json'), 'utf8'),
  );
  const text = JSON.stringify(template);
  expect(
    'the template trusts Keboola with the external ID',
    text.includes('206948715642') && text.includes('project-4711'),
  );
  expect('the template grants s3:PutObject on the scope', text.includes('/exports/*.csv'));

  copyFileSync(join(root, 'examples', 'sink-sqs.yaml'), join(folder, 'sink.yaml'));
  run('npx', ['cdk', 'synth', '-q', '-c', 'destination=sink.yaml']);
  const assets = readdirSync(join(folder, 'cdk.out')).filter((name) => name.startsWith('asset.'));
  expect(
    "the sink's code is packed, and goes into the assembly",
    assets.some((asset) => readdirSync(join(folder, 'cdk.out', asset)).includes('index.mjs')),
  );

  const again = spawnSync('npx', ['s3-destination', 'init', '--vendor', 'keboola', '--external-id', 'xx'], {
    cwd: folder,
    shell,
  });
  expect('init overwrites nothing (exit code 2)', again.status === 2);
  run(
    'node',
    [
      '-e',
      `"const { S3Destination, VendorPreset } = require('s3-destination-kit'); if (!S3Destination || !VendorPreset.of('thanx')) process.exit(1)"`,
    ].map((arg) => (shell ? arg : arg.replace(/^"|"$/g, ''))),
  );
  expect('the constructs can be required', true);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.stderr.write(failed === 0 ? 'the packed kit works\n' : `${failed} checks of the packed kit failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
