import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunbookOptions, runbook } from '../../lib/cli/runbook';
import { readDestination } from '../../lib/load/read';
import { memoryTerminal } from '../cli/support';
import type { File } from './cases';

const TEMPLATE_URL = 'https://acme-templates.s3.eu-west-1.amazonaws.com/vendor/template.json';

/** The command as somebody runs it on a file that holds these values. */
export class CommandLine {
  readonly folder = mkdtempSync(join(tmpdir(), 's3-destination-browser-'));
  private pages = 0;

  /** Writes the page, or the fragment, and says where it is. */
  async page(file: File, fragment = false): Promise<string> {
    const text = await this.run(file, { format: 'html', fragment });
    const path = join(this.folder, `page-${++this.pages}.html`);
    const body = `<!doctype html><html lang="en"><head><title>A vendor's page</title></head><body><main><h1>A vendor's page</h1>${text}</main></body></html>`;
    writeFileSync(path, fragment ? body : text);
    return path;
  }

  /** What stands in the code blocks of the Markdown. */
  async snippets(file: File): Promise<string[]> {
    const text = await this.run(file, { format: 'md', fragment: false });
    return [...text.matchAll(/^(`{3,})\w*\n([\s\S]*?)\n\1$/gm)].map(([, , body = '']) => body);
  }

  /** The whole runbook as Markdown. */
  markdown(file: File): Promise<string> {
    return this.run(file, { format: 'md', fragment: false });
  }

  /** What the destination file says is wrong. */
  problems(file: File): string[] {
    return readDestination(this.write(file)).problems.map(({ message }) => message);
  }

  end(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async run(file: File, options: Pick<RunbookOptions, 'format' | 'fragment'>): Promise<string> {
    const terminal = memoryTerminal();
    await runbook(this.write(file), { ...options, templateUrl: TEMPLATE_URL }, terminal);
    return terminal.stdout.join('\n');
  }

  private write(file: File): string {
    const path = join(this.folder, 'destination.yaml');
    writeFileSync(path, JSON.stringify(file));
    return path;
  }
}

export const readPage = (path: string): string => readFileSync(path, 'utf8');
