import type { Browser, Page } from 'playwright-core';
import type { Case } from './cases';
import type { CommandLine } from './command-line';
import { open, runbookOf } from './opened';
import type { Report } from './report';

/** Keyboard only, on paper, and without script. */
export async function checkKeyboard(browser: Browser, { file }: Case, cli: CommandLine, report: Report) {
  const { page, close } = await open(browser, await cli.page(file));
  await page.keyboard.press('Tab');
  report.expect('the first stop skips to the runbook', await focused(page), 'Skip to the runbook');
  await page.keyboard.press('Tab');
  report.expect('then the first field', await page.evaluate(ACTIVE_ID), 's3d-value-account');
  await page.keyboard.press('Control+A');
  await page.keyboard.type('222233334444');
  report.expect('typing keeps the focus', await page.evaluate(ACTIVE_ID), 's3d-value-account');
  report.expect(
    'and changes the runbook',
    ((await runbookOf(page).textContent()) ?? '').includes('222233334444'),
    true,
  );
  const names = new Set<string>();
  for (let stop = 0; stop < 200; stop++) {
    await page.keyboard.press('Tab');
    const name = await focused(page);
    if (name === '') break;
    names.add(name);
  }
  const buttons = await page
    .locator('[data-copy]')
    .evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')));
  report.expect(
    'every button is reached',
    buttons.filter((name) => !names.has(name ?? '')),
    [],
  );
  const first = page.locator('[data-copy]').first();
  await first.focus();
  await page.keyboard.press('Enter');
  await page.locator('#s3d-status', { hasText: 'Copied' }).waitFor({ state: 'attached' });
  report.expect(
    'Enter copies',
    await page.evaluate(CLIPBOARD),
    await page.locator('.s3d-snippet pre').first().textContent(),
  );
  await page.keyboard.press('Tab');
  report.expect('and keeps the focus in its place', buttons.includes(await focused(page)), true);
  await close();
}

export async function checkPrint(browser: Browser, { file }: Case, cli: CommandLine, report: Report) {
  const { page, close } = await open(browser, await cli.page(file), { colorScheme: 'dark' });
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  for (const selector of ['.s3d-side', '.s3d-copy', '.s3d-skip'])
    report.expect(`${selector} is not printed`, await page.locator(selector).first().isVisible(), false);
  const { color, backgroundColor } = await page.evaluate(COLOURS);
  report.expect(
    'black on white, whatever the screen has',
    [color, backgroundColor],
    ['rgb(0, 0, 0)', 'rgb(255, 255, 255)'],
  );
  const snippets = await page.locator('.s3d-snippet').count();
  report.expect('snippets are printed', await page.locator('.s3d-snippet:visible').count(), snippets);
  report.expect('a browser can print it', (await page.pdf({ format: 'A4' })).length > 10_000, true);
  await close();
}

export async function checkWithoutScript(browser: Browser, { file }: Case, cli: CommandLine, report: Report) {
  const path = await cli.page(file);
  const [without, with_] = [
    await open(browser, path, { javaScriptEnabled: false }),
    await open(browser, path),
  ];
  report.expect(
    'without script, the same runbook',
    await without.page.locator('.s3d-snippet pre').allTextContents(),
    await with_.page.locator('.s3d-snippet pre').allTextContents(),
  );
  report.expect(
    'and no button that does nothing',
    await without.page.locator('button:visible, input:visible').count(),
    0,
  );
  await Promise.all([without.close(), with_.close()]);
}

/** The accessible name of what has the focus, as far as this page needs it. */
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const { activeElement: element, body } = (globalThis as unknown as Focused).document;
    if (element === null || element === body) return '';
    return element.getAttribute('aria-label') ?? (element.textContent || element.id);
  });

interface Focused {
  readonly document: { readonly activeElement: Element | null; readonly body: Element };
}
interface Element {
  readonly id: string;
  readonly textContent: string;
  getAttribute(name: string): string | null;
}

const ACTIVE_ID = 'document.activeElement.id';
const CLIPBOARD = 'navigator.clipboard.readText()';
const COLOURS =
  '(({ color, backgroundColor }) => ({ color, backgroundColor }))(getComputedStyle(document.body))' as unknown as () => {
    color: string;
    backgroundColor: string;
  };
