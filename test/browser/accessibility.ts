import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import type { Case } from './cases';
import type { CommandLine } from './command-line';
import { fieldOf, open } from './opened';
import type { Report } from './report';

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

interface View {
  readonly name: string;
  readonly width: number;
  readonly colorScheme: 'light' | 'dark';
}
const LIGHT: View = { name: 'light', width: 1280, colorScheme: 'light' };
const DARK: View = { name: 'dark', width: 1280, colorScheme: 'dark' };
const NARROW: View = { name: 'narrow', width: 375, colorScheme: 'light' };
const SMALLEST: View = { name: 'narrow and dark', width: 320, colorScheme: 'dark' };

/** What axe-core finds, in each view, also with an error shown; and that nothing has to be scrolled sideways. */
export async function checkAccessibility(browser: Browser, { file }: Case, cli: CommandLine, report: Report) {
  const page = await open(browser, await cli.page(file));
  await look(page.page, 'page', [LIGHT, NARROW], report);
  await fieldOf(page.page, 'region').fill('nowhere');
  await look(page.page, 'page with an error', [DARK, SMALLEST], report);
  await page.close();
  const fragment = await open(browser, await cli.page(file, true));
  await look(fragment.page, 'fragment', [DARK, NARROW], report);
  report.expect('no complaint in the console', [...page.complaints, ...fragment.complaints], []);
  await fragment.close();
}

async function look(page: Page, what: string, views: readonly View[], report: Report) {
  await page.evaluate(AXE);
  for (const { name, width, colorScheme } of views) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme });
    report.expect(`${what}, ${name}: axe finds nothing`, await violations(page), []);
    report.expect(`${what}, ${name}: nothing is wider than the screen`, await overflow(page), 0);
  }
}

async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await page.evaluate(() =>
    (globalThis as unknown as { axe: { run(): Promise<Found> } }).axe.run(),
  );
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join('; ')}`);
}

interface Found {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly target: string[] }[];
  }[];
}

/** Pixels beyond the right edge. */
const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const { documentElement } = (globalThis as unknown as Sized).document;
    return Math.max(0, documentElement.scrollWidth - documentElement.clientWidth);
  });

interface Sized {
  readonly document: {
    readonly documentElement: { readonly scrollWidth: number; readonly clientWidth: number };
  };
}
