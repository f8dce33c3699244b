import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { PACKAGE_ROOT } from '../../lib/paths';
import { checkAccessibility } from './accessibility';
import { CASES, type Case } from './cases';
import { chromiumPath, launch, WHAT_TO_INSTALL } from './chromium';
import { CommandLine } from './command-line';
import { Report } from './report';
import { takeScreenshots } from './screenshots';
import { checkRefused, checkValues } from './values';
import { checkKeyboard, checkPrint, checkWithoutScript } from './without-a-mouse';

type Check = (browser: Browser, one: Case, cli: CommandLine, report: Report) => Promise<void>;

const CHECKS: readonly (readonly [string, Check])[] = [
  ['values', checkValues],
  ['refused values', checkRefused],
  ['accessibility', checkAccessibility],
];
/** What does not depend on the destination. */
const ONCE: typeof CHECKS = [
  ['keyboard', checkKeyboard],
  ['print', checkPrint],
  ['without script', checkWithoutScript],
];

/**
 * Drives the runbook's page in a real browser: all cases, or those that are named. `--screenshots` writes the pictures
 * of the README as well.
 */
async function main(): Promise<void> {
  const path = chromiumPath();
  if (path === undefined) {
    process.stderr.write(`${WHAT_TO_INSTALL}\n`);
    process.exitCode = 2;
    return;
  }
  execFileSync(process.execPath, [join(PACKAGE_ROOT, 'scripts', 'build-runbook.mjs')], { stdio: 'inherit' });
  const total = new Report();
  const cli = new CommandLine();
  const browser = await launch(path);
  try {
    const wanted = process.argv.slice(2).filter((word) => !word.startsWith('--'));
    const cases = CASES.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
    for (const [index, one] of cases.entries()) {
      for (const [what, check] of index === 0 ? [...CHECKS, ...ONCE] : CHECKS) {
        const report = new Report(`${one.name}, ${what}`);
        await check(browser, one, cli, report).catch((error: unknown) =>
          report.expect('it ends', error instanceof Error ? error.message : String(error), 'no error'),
        );
        process.stdout.write(
          `${report.hasFailed ? 'FAIL' : 'ok  '} ${one.name}, ${what}: ${report.summary}\n`,
        );
        total.add(report);
      }
    }
    if (process.argv.includes('--screenshots')) await takeScreenshots(browser, CASES[0] as Case, cli);
  } finally {
    await browser.close();
    cli.end();
  }
  process.stdout.write(`${total.summary}\n`);
  process.exitCode = total.hasFailed ? 1 : 0;
}

void main();
