// Loaded into the measured process: writes down the most memory that was resident, in KiB, as it ends.
const { writeFileSync } = require('node:fs');

process.on('exit', () => {
  const file = process.env.PEAK_FILE;
  if (file) writeFileSync(file, String(process.resourceUsage().maxRSS));
});
