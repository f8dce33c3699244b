import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../lib/paths';
import { inEmptyFolder, s3Destination } from './support';

const KEBOOLA = join(PACKAGE_ROOT, 'examples', 'keboola.yaml');

test('check gives its result to stdout, nothing to stderr, and exits with 0 although there are warnings', () => {
  inEmptyFolder((folder) => {
    const { status, stdout, stderr } = s3Destination(
      ['check', join(PACKAGE_ROOT, 'examples', 'own-vendor.yaml')],
      folder,
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('warning bucket.retain');
  });
});

test('a bad file gives every problem to stderr without a stack trace, nothing to stdout, and exit code 2', () => {
  inEmptyFolder((folder) => {
    writeFileSync('destination.yaml', 'version: 1\nname: Bad_Name\naccess:\n  type: iam-usr\n');
    const { status, stdout, stderr } = s3Destination(['check'], folder);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^destination\.yaml:2:7: name: must begin with a-z/m);
    expect(stderr).toMatch(/^destination\.yaml:4:9: access\.type: .*did you mean "iam-user"\?/m);
    expect(stderr).toContain('2 problems; nothing was done.');
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});

test.each([['check'], ['policy'], ['handover']])(
  '%s without a destination file says how to get one',
  (command) => {
    inEmptyFolder((folder) => {
      const { status, stdout, stderr } = s3Destination([command], folder);
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
      expect(stderr).toContain(
        'destination.yaml: does not exist: `s3-destination init` writes a destination file',
      );
    });
  },
);

test('the app refuses a bad file with exit code 2 and leaves no cloud assembly behind', () => {
  inEmptyFolder((folder) => {
    writeFileSync(
      'destination.yaml',
      'version: 1\nname: ok\naccess:\n  type: iam-user\nobjects: { prefix: "a*" }\n',
    );
    const { status, stdout, stderr } = s3Destination(['app'], folder);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain('objects.prefix: holds a wildcard');
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(readdirSync('.')).toEqual(['destination.yaml']);
  });
});

test.each([
  ['an unknown command', ['chekc'], "unknown command 'chekc'"],
  ['an unknown option', ['check', '--nope'], "unknown option '--nope'"],
  [
    'an unknown kind of policy',
    ['policy', '--kind', 'role'],
    'Allowed choices are identity, trust, bucket, key',
  ],
  ['an unknown vendor', ['vendors', 'kebola'], 'did you mean "keboola"?'],
])('%s is exit code 2', (_, args, message) => {
  inEmptyFolder((folder) => {
    const { status, stdout, stderr } = s3Destination(args, folder);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(message);
  });
});

test.each(['init', 'app', 'vendors', 'check', 'schema', 'policy', 'handover', 'render'])(
  '%s --help shows an example',
  (command) => {
    inEmptyFolder((folder) => {
      const { status, stdout } = s3Destination([command, '--help'], folder);
      expect(status).toBe(0);
      expect(stdout).toContain('Example');
    });
  },
);

test('a pipe gets no colours', () => {
  inEmptyFolder((folder) => {
    const { stdout } = s3Destination(['check', KEBOOLA], folder);
    expect(stdout).toContain('valid');
    expect(stdout.includes('\u001b')).toBe(false);
  });
});
