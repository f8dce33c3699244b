import type { ListNode, PipeNode } from './syntax/nodes';
import { parse } from './syntax/parse';

/** What is known of a template's output before there is data. */
export interface Sketch {
  /** The output, with the same word in place of whatever an action prints. */
  readonly text: string;
  /** False: the text ends where the template first branches. */
  readonly whole: boolean;
}

/** Throws TemplateParseError. */
export function sketch(template: string, word: string): Sketch {
  const { nodes } = parse('sink', template, () => true).trees.get('sink') as ListNode;
  let text = '';
  for (const node of nodes) {
    if (node.type === 'text') text += node.text;
    else if (node.type === 'action') text += printed(node.pipe, word);
    else return { text, whole: false };
  }
  return { text, whole: true };
}

function printed({ decl, cmds }: PipeNode, word: string): string {
  // What is kept in a variable is not printed.
  if (decl.length > 0) return '';
  const [first] = cmds;
  const literal = cmds.length === 1 && first?.args.length === 1 ? first.args[0] : undefined;
  return literal?.type === 'string' ? literal.text : word;
}
