import type { ListNode, PipeNode } from './syntax/nodes';
import { parse } from './syntax/parse';

/** What is known of a template's output before there is data. */
export interface Sketch {
  /** The output before, between and after the actions that print what only the data say; one without such an action. */
  readonly texts: readonly string[];
  /** False: the last text ends where the template first branches. */
  readonly whole: boolean;
}

/** Throws TemplateParseError. */
export function sketch(template: string): Sketch {
  const { nodes } = parse('sink', template, () => true).trees.get('sink') as ListNode;
  const texts: string[] = [];
  let text = '';
  for (const node of nodes) {
    if (node.type !== 'text' && node.type !== 'action') return { texts: [...texts, text], whole: false };
    const known = node.type === 'text' ? node.text : printed(node.pipe);
    if (known === undefined) {
      texts.push(text);
      text = '';
    } else text += known;
  }
  return { texts: [...texts, text], whole: true };
}

/** Undefined: the data say it. */
function printed({ decl, cmds }: PipeNode): string | undefined {
  // What is kept in a variable is not printed.
  if (decl.length > 0) return '';
  const [first] = cmds;
  const literal = cmds.length === 1 && first?.args.length === 1 ? first.args[0] : undefined;
  return literal?.type === 'string' ? literal.text : undefined;
}
