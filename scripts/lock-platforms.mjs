// Completes package-lock.json where the registry that wrote it lacks packages for other platforms.
//
// npm leaves a platform package that it cannot fetch out of the lock file, and `npm ci` then refuses the whole file.
// The entry needs only what says for whom it is: npm skips it everywhere else. Run after `npm install`.
import { readFileSync, writeFileSync } from 'node:fs';

const file = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(file, 'utf8'));
const OS = {
  darwin: 'darwin',
  win32: 'win32',
  linux: 'linux',
  android: 'android',
  freebsd: 'freebsd',
  netbsd: 'netbsd',
  openbsd: 'openbsd',
  sunos: 'sunos',
  aix: 'aix',
  openharmony: 'openharmony',
};
const CPU = ['arm64', 'x64', 'ia32', 'arm', 'ppc64', 'riscv64', 's390x', 'loong64', 'mips64el', 'wasm32'];

let added = 0;
for (const [parent, { optionalDependencies = {}, dev, devOptional }] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    if (isLocked(parent, name)) continue;
    const words = name.split(/[/.-]/);
    const os = words.map((word) => OS[word]).find(Boolean);
    const cpu = CPU.find((one) => words.includes(one));
    if (os === undefined || cpu === undefined) throw new Error(`${name}: for which platform is it?`);
    const libc =
      os === 'linux'
        ? words
            .map((word) => (/^musl/.test(word) ? 'musl' : /^gnu/.test(word) ? 'glibc' : undefined))
            .find(Boolean)
        : undefined;
    lock.packages[`node_modules/${name}`] = {
      version,
      cpu: [cpu],
      ...(dev ? { dev } : {}),
      ...(devOptional ? { devOptional } : {}),
      ...(libc ? { libc: [libc] } : {}),
      optional: true,
      os: [os],
    };
    added += 1;
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
process.stderr.write(`${added} platform packages added\n`);

function isLocked(parent, name) {
  for (let folder = parent; ; folder = folder.replace(/\/?node_modules\/(@[^/]+\/)?[^/]+$/, '')) {
    if (lock.packages[`${folder}${folder ? '/' : ''}node_modules/${name}`]) return true;
    if (folder === '') return false;
  }
}
