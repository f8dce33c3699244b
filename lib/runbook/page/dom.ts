/** As much of the DOM as the page uses. The whole library's types would reach every file of the package. */
export interface PageElement {
  id: string;
  innerHTML: string;
  textContent: string | null;
  hidden: boolean;
  readonly dataset: Readonly<Record<string, string | undefined>>;
  setAttribute(name: string, value: string): void;
  removeAttribute(name: string): void;
  addEventListener(type: string, listener: (event: { readonly target: unknown }) => void): void;
  closest(selector: string): PageElement | null;
}

export interface PageInput extends PageElement {
  value: string;
  select(): void;
  remove(): void;
}

interface Page {
  readonly document: {
    readonly body: { append(element: PageElement): void };
    getElementById(id: string): PageElement | null;
    createElement(name: string): PageInput;
    execCommand(command: 'copy'): boolean;
  };
  readonly navigator: { readonly clipboard?: { writeText(text: string): Promise<void> } };
}

export const { document, navigator } = globalThis as unknown as Page;

export function element(id: string): PageElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`The page has no element ${id}.`);
  return found;
}
