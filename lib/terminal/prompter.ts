import { InputError } from './input-error';

/** Asks a person; tests answer in its place. */
export interface Prompter {
  text(question: {
    message: string;
    placeholder?: string;
    check(value: string): string | undefined;
  }): Promise<string>;
  select(question: {
    message: string;
    options: readonly { value: string; label: string }[];
  }): Promise<string>;
}

/** Loaded only where somebody is asked: the prompts are an ES module, and most runs ask nothing. */
export async function terminalPrompter(): Promise<Prompter> {
  const { text, select, isCancel } = await import('@clack/prompts');
  const answered = (answer: string | symbol | undefined): string => {
    if (isCancel(answer)) throw new InputError('Cancelled; nothing was written.');
    return answer as string;
  };
  return {
    text: async ({ message, placeholder, check }) =>
      answered(await text({ message, placeholder, validate: (value) => check(value ?? '') })) ?? '',
    select: async ({ message, options }) => answered(await select({ message, options: [...options] })),
  };
}
