import { escaped } from '../escape';
import type { DiagramBox } from './model';

/** The pieces of the picture. Colours and fonts are the stylesheet's; widths of text are estimates. */

export interface Place {
  readonly x: number;
  readonly y: number;
  readonly w: number;
}

export interface Drawn {
  readonly svg: string;
  readonly height: number;
}

const CHARACTER = { sans: 6.7, mono: 7.3, bold: 8.1 };
export const LINE = 17;
const PAD = 14;

/** As much of a text as fits, beginning and end: both tell long names apart. The whole of it is a tooltip. */
export function fitting(text: string, width: number, font: keyof typeof CHARACTER = 'sans'): string {
  const most = Math.max(4, Math.floor(width / CHARACTER[font]));
  const characters = [...text];
  if (characters.length <= most) return text;
  const tail = Math.floor((most - 1) / 2);
  return `${characters.slice(0, most - 1 - tail).join('')}…${characters.slice(-tail).join('')}`;
}

export function label(
  x: number,
  y: number,
  width: number,
  text: string,
  style: string,
  font: keyof typeof CHARACTER = 'sans',
): string {
  const shown = fitting(text, width, font);
  const whole = shown === text ? '' : `<title>${escaped(text)}</title>`;
  return `<text x="${x}" y="${y}" class="s3d-${style}">${whole}${escaped(shown)}</text>`;
}

/** A box with a title and lines below it. */
export function box({ x, y, w }: Place, { title, lines }: DiagramBox, kind: string, mono = true): Drawn {
  const height = PAD + LINE * (1 + lines.length) + 8;
  const inner = w - 2 * PAD;
  const texts = [
    label(x + PAD, y + PAD + 9, inner, title, 'title', 'bold'),
    ...lines.map((line, index) =>
      label(
        x + PAD,
        y + PAD + 9 + LINE * (index + 1),
        inner,
        line,
        mono ? 'mono' : 'small',
        mono ? 'mono' : 'sans',
      ),
    ),
  ];
  return { svg: `${rect({ x, y, w }, height, kind)}${texts.join('')}`, height };
}

export function rect({ x, y, w }: Place, height: number, kind: string, radius = 8): string {
  return `<rect x="${x}" y="${y}" width="${w}" height="${height}" rx="${radius}" class="s3d-${kind}"/>`;
}

type Point = readonly [x: number, y: number];

/** A straight arrow, to the right or downwards. */
export function arrow([x1, y1]: Point, [x2, y2]: Point, style = ''): string {
  const down = x1 === x2;
  const head = down
    ? `${x2 - 5},${y2 - 9} ${x2 + 5},${y2 - 9} ${x2},${y2}`
    : `${x2 - 9},${y2 - 5} ${x2 - 9},${y2 + 5} ${x2},${y2}`;
  const end: Point = down ? [x2, y2 - 8] : [x2 - 8, y2];
  const more = style === '' ? '' : ` s3d-arrow-${style}`;
  return `<line x1="${x1}" y1="${y1}" x2="${end[0]}" y2="${end[1]}" class="s3d-arrow${more}"/><polygon points="${head}" class="s3d-head${more}"/>`;
}

/** Words broken into lines of a width; what does not fit into the last line is cut. */
export function wrapped(text: string, width: number, most: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && (last.length + 1 + word.length) * CHARACTER.sans <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.length <= most ? lines : [...lines.slice(0, most - 1), lines.slice(most - 1).join(' ')];
}
