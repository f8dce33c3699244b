// Loaded into a measured process: says on descriptor 3, as it ends, what it used.
const { existsSync, readFileSync, writeSync } = require('node:fs');

process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  writeSync(3, JSON.stringify({ cpu: (user + system) / 1e6, peak: peak() * 1024 }));
});

// KiB. Linux's maxRSS is never below what the process that started this one held as it did.
function peak() {
  const [, high] = existsSync(STATUS)
    ? (/^VmHWM:\s*(\d+) kB$/m.exec(readFileSync(STATUS, 'utf8')) ?? [])
    : [];
  return high === undefined ? process.resourceUsage().maxRSS : Number(high);
}

const STATUS = '/proc/self/status';
