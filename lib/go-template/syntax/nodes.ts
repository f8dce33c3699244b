/** The tree of a template, and Go's canonical spelling of each node (errors quote it). */
interface At {
  readonly pos: number;
}

export interface NumberNode extends At {
  readonly type: 'number';
  readonly text: string;
  readonly int?: bigint;
  readonly uint?: bigint;
  readonly float?: number;
  readonly complex?: readonly [number, number];
}
export interface FieldNode extends At {
  readonly type: 'field';
  readonly ident: readonly string[];
}
export interface VariableNode extends At {
  readonly type: 'variable';
  readonly ident: readonly string[];
}
export interface ChainNode extends At {
  readonly type: 'chain';
  readonly node: Operand;
  readonly field: string[];
}
export interface IdentifierNode extends At {
  readonly type: 'identifier';
  readonly ident: string;
}
export interface StringNode extends At {
  readonly type: 'string';
  readonly quoted: string;
  readonly text: string;
}
export interface BoolNode extends At {
  readonly type: 'bool';
  readonly value: boolean;
}
export interface DotNode extends At {
  readonly type: 'dot';
}
export interface NilNode extends At {
  readonly type: 'nil';
}
export interface PipeNode extends At {
  readonly type: 'pipe';
  isAssign: boolean;
  readonly decl: VariableNode[];
  readonly cmds: CommandNode[];
}
export type Operand =
  | NumberNode
  | FieldNode
  | VariableNode
  | ChainNode
  | IdentifierNode
  | StringNode
  | BoolNode
  | DotNode
  | NilNode
  | PipeNode;

export interface CommandNode extends At {
  readonly type: 'command';
  readonly args: Operand[];
}
export interface ListNode extends At {
  readonly type: 'list';
  readonly nodes: Statement[];
}
export interface TextNode extends At {
  readonly type: 'text';
  readonly text: string;
}
export interface ActionNode extends At {
  readonly type: 'action';
  readonly pipe: PipeNode;
}
export interface BranchNode extends At {
  readonly type: 'if' | 'with' | 'range';
  readonly pipe: PipeNode;
  readonly list: ListNode;
  readonly elseList: ListNode | undefined;
}
export interface TemplateNode extends At {
  readonly type: 'template';
  readonly name: string;
  readonly quoted: string;
  readonly pipe: PipeNode | undefined;
}
export interface JumpNode extends At {
  readonly type: 'break' | 'continue';
}
export type Statement = TextNode | ActionNode | BranchNode | TemplateNode | JumpNode;
/** What closes a list; never part of a tree. */
export interface CloseNode extends At {
  readonly type: 'end' | 'else';
}
export type Node = Operand | CommandNode | ListNode | Statement | CloseNode;

export function source(n: Node): string {
  switch (n.type) {
    case 'number':
      return n.text;
    case 'field':
      return n.ident.map((i) => `.${i}`).join('');
    case 'variable':
      return n.ident.join('.');
    case 'chain':
      return `${n.node.type === 'pipe' ? `(${source(n.node)})` : source(n.node)}${n.field.map((f) => `.${f}`).join('')}`;
    case 'identifier':
      return n.ident;
    case 'string':
      return n.quoted;
    case 'bool':
      return String(n.value);
    case 'dot':
      return '.';
    case 'nil':
      return 'nil';
    case 'pipe':
      return (
        (n.decl.length > 0 ? `${n.decl.map(source).join(', ')} ${n.isAssign ? '=' : ':='} ` : '') +
        n.cmds.map(source).join(' | ')
      );
    case 'command':
      return n.args.map((a) => (a.type === 'pipe' ? `(${source(a)})` : source(a))).join(' ');
    case 'list':
      return n.nodes.map(source).join('');
    case 'text':
      return n.text;
    case 'action':
      return `{{${source(n.pipe)}}}`;
    case 'template':
      return `{{template ${n.quoted}${n.pipe ? ` ${source(n.pipe)}` : ''}}}`;
    case 'if':
    case 'with':
    case 'range':
      return `{{${n.type} ${source(n.pipe)}}}${source(n.list)}${n.elseList ? `{{else}}${source(n.elseList)}` : ''}{{end}}`;
    default:
      return `{{${n.type}}}`;
  }
}
