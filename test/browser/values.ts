import type { Browser, Page } from 'playwright-core';
import { type Case, REFUSED, withValue } from './cases';
import type { CommandLine } from './command-line';
import { errorOf, fieldOf, open, runbookOf } from './opened';
import type { Report } from './report';

/** Changes each field, and compares what can be copied with what the command writes for a file with these values. */
export async function checkValues(browser: Browser, { file, edits }: Case, cli: CommandLine, report: Report) {
  const opened = await open(browser, await cli.page(file));
  const { page } = opened;
  report.expect('the snippets at first', await shown(page), await cli.snippets(file));
  let changed = file;
  for (const [id, [value, path]] of Object.entries(edits)) {
    changed = withValue(changed, path, value);
    await fieldOf(page, id).fill(value);
    report.expect(`${id} is taken`, await errorOf(page, id).isVisible(), false);
    report.expect(`the snippets after ${id}`, await shown(page), await cli.snippets(changed));
  }
  report.expect('the snippets at last, as they are copied', await copied(page), await cli.snippets(changed));
  report.expect(
    'the text is that of the command',
    await words(page),
    await wordsOf(browser, await cli.page(changed)),
  );
  report.expect('no value became an element', await runbookOf(page).locator('img').count(), 0);
  await page.getByRole('button', { name: 'Reset' }).click();
  await page.locator('#s3d-status', { hasText: 'Reset.' }).waitFor({ state: 'attached' });
  report.expect('the snippets after a reset', await shown(page), await cli.snippets(file));
  report.expect('no request leaves the page', opened.requests, []);
  report.expect('no complaint in the console', opened.complaints, []);
  await opened.close();
}

/** Values that the file refuses: the same sentence, tied to the field, and the last good rendering stays. */
export async function checkRefused(browser: Browser, { file }: Case, cli: CommandLine, report: Report) {
  const opened = await open(browser, await cli.page(file));
  const { page } = opened;
  const before = await runbookOf(page).innerHTML();
  for (const [id, values] of Object.entries(REFUSED)) {
    const field = fieldOf(page, id);
    if ((await field.count()) === 0) continue;
    const good = await field.inputValue();
    for (const [value, path] of values) {
      if (path[0] === 'bucket' && 'existing' in ((file.bucket ?? {}) as object)) continue;
      const [message = 'nothing'] = cli.problems(withValue(file, path, value));
      await field.fill(value);
      const text = (await errorOf(page, id).textContent()) ?? '';
      report.expect(
        `${id} ${JSON.stringify(value)}: the sentence of the file`,
        // A form takes digits as they are; in YAML they want quotes.
        text.endsWith(` ${message.replace(' in quotes', '')}.`),
        true,
      );
      report.expect(`${id}: aria-invalid`, await field.getAttribute('aria-invalid'), 'true');
      const described = ((await field.getAttribute('aria-describedby')) ?? '').split(' ');
      report.expect(`${id}: described by its error`, described.includes(`s3d-error-${id}`), true);
      report.expect(`${id}: announced`, await page.locator('#s3d-status').textContent(), text);
      report.expect(`${id}: the last good rendering stays`, await runbookOf(page).innerHTML(), before);
    }
    await field.fill(good);
    report.expect(`${id}: good again`, await field.getAttribute('aria-invalid'), null);
  }
  report.expect('no complaint in the console', opened.complaints, []);
  await opened.close();
}

/** What each button puts into the clipboard. */
async function copied(page: Page): Promise<string[]> {
  const texts: string[] = [];
  for (const button of await page.locator('[data-copy]').all()) {
    await button.click();
    await page.waitForFunction(
      (label) =>
        (globalThis as unknown as StatusPage).document.querySelector('#s3d-status').textContent === label,
      `${(await button.getAttribute('aria-label'))?.replace(/^Copy: /, 'Copied: ')}.`,
    );
    texts.push(
      await page.evaluate(() => (globalThis as unknown as StatusPage).navigator.clipboard.readText()),
    );
  }
  return texts.map((text) => text.replaceAll('\r\n', '\n'));
}

interface StatusPage {
  readonly document: { querySelector(selector: string): { readonly textContent: string } };
  readonly navigator: { readonly clipboard: { readText(): Promise<string> } };
}

const shown = (page: Page) => page.locator('.s3d-snippet pre').allTextContents();

const words = async (page: Page) => ((await runbookOf(page).textContent()) ?? '').split('\n');

async function wordsOf(browser: Browser, path: string): Promise<string[]> {
  const opened = await open(browser, path);
  const text = await words(opened.page);
  await opened.close();
  return text;
}
