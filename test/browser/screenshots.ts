import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { PACKAGE_ROOT } from '../../lib/paths';
import type { Case } from './cases';
import type { CommandLine } from './command-line';
import { open } from './opened';

/** The pictures of the README. */
export async function takeScreenshots(browser: Browser, { file }: Case, cli: CommandLine): Promise<void> {
  const folder = join(PACKAGE_ROOT, 'docs', 'images');
  mkdirSync(folder, { recursive: true });
  for (const colorScheme of ['light', 'dark'] as const) {
    const viewport = { width: 1200, height: 920 };
    const { page, close } = await open(browser, await cli.page(file), { colorScheme, viewport });
    const path = join(folder, `runbook-${colorScheme}.png`);
    await page.screenshot({ path });
    await close();
    process.stderr.write(`wrote ${path} (${Math.round(statSync(path).size / 1024)} KB)\n`);
  }
}
