import { escaped } from '../escape';
import { bucketBox } from './bucket-box';
import { oneLine } from './diagram-of';
import type { Diagram, DiagramBox } from './model';
import { arrow, box, type Drawn, LINE, label, type Place, rect } from './shapes';

/** The picture for wide screens and, stacked, for narrow ones. `id` must be unique in the page. */
export function svg(diagram: Diagram, layout: 'wide' | 'tall', id: string): string {
  const { body, width, height } = layout === 'wide' ? wide(diagram) : tall(diagram);
  return [
    `<svg class="s3d-diagram s3d-${layout}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="${id}-title ${id}-desc">`,
    `<title id="${id}-title">${escaped(diagram.title)}</title>`,
    `<desc id="${id}-desc">${escaped(diagram.description)}</desc>`,
    body,
    '</svg>',
  ].join('');
}

interface Picture {
  readonly body: string;
  readonly width: number;
  readonly height: number;
}

/** What lets the vendor in: its identity, or the bucket policy that names it. */
const entrance = ({ vendor, identity }: Diagram): DiagramBox | undefined =>
  vendor === undefined ? undefined : (identity ?? { title: 'Bucket policy', lines: ['names the vendor'] });

const SENDER: DiagramBox = { title: 'Your systems', lines: ['send records'] };

function wide(diagram: Diagram): Picture {
  const { vendor, entry, sink, reads, pending } = diagram;
  const [left, middle, right] = [
    { x: 1, w: 214 },
    { x: 384, w: 196 },
    { x: 656, w: 282 },
  ];
  const parts: string[] = [];
  const put = ({ svg: drawn, height }: Drawn) => {
    parts.push(drawn);
    return height;
  };
  let y = 58;
  const arrowsTo: number[] = [];
  const way = entrance(diagram);
  if (vendor !== undefined && way !== undefined) {
    // Alone, the way in stands beside the middle of the bucket.
    if (sink === undefined) y += Math.max(0, bucketBox({ ...right, y }, diagram).height / 2 - 34);
    const height = Math.max(
      put(box({ ...left, y }, vendor, 'vendor')),
      put(box({ ...middle, y }, way, 'identity')),
    );
    const centre = y + 34;
    parts.push(arrow([left.x + left.w, centre], [middle.x, centre], pending ? 'pending' : ''));
    parts.push(...beside(222, centre, 136, entry));
    arrowsTo.push(centre);
    y += height + 30;
  }
  if (sink !== undefined) {
    put(box({ ...left, y }, SENDER, 'vendor', false));
    const source = put(box({ ...middle, y }, sink.source, 'identity', false));
    parts.push(arrow([left.x + left.w, y + 34], [middle.x, y + 34]));
    const below = y + source + 30;
    parts.push(arrow([middle.x + middle.w / 2, y + source], [middle.x + middle.w / 2, below]));
    const writer = put(box({ ...middle, y: below }, sink.writer, 'identity', false));
    arrowsTo.push(below + 34);
    y = below + writer + 30;
  }
  const bucket = put(bucketBox({ ...right, y: 58 }, diagram, y - 30 - 58));
  for (const at of arrowsTo) {
    parts.push(arrow([middle.x + middle.w, at], [right.x, at]));
    const what = reads && at === arrowsTo[0] ? 'reads' : 'writes';
    parts.push(label((middle.x + middle.w + right.x) / 2 - 4, at - 9, 60, what, 'note s3d-centred'));
  }
  const height = Math.max(y - 30, 58 + bucket) + 22;
  return {
    body: [account({ x: 362, y: 1, w: 597 }, height - 2, diagram), ...parts].join(''),
    width: 960,
    height,
  };
}

/** For 343 px, which a telephone of 375 leaves. */
function tall(diagram: Diagram): Picture {
  const { vendor, entry, sink, pending } = diagram;
  const outer = { x: 1, w: 341 };
  const inner = { x: 17, w: 309 };
  const parts: string[] = [];
  let y = 1;
  const way = entrance(diagram);
  const put = (place: Omit<Place, 'y'>, what: DiagramBox, kind: string, mono = true) => {
    const { svg: drawn, height } = box({ ...place, y }, what, kind, mono);
    parts.push(drawn);
    y += height;
  };
  const down = (length: number, lines: readonly string[] = [], style = '') => {
    parts.push(arrow([60, y], [60, y + length], style));
    parts.push(...lines.map((line, index) => label(80, y + 18 + LINE * index, 240, line, 'note')));
    y += length;
  };
  if (vendor !== undefined) put(outer, vendor, 'vendor');
  else put(outer, SENDER, 'vendor', false);
  const lines = vendor === undefined ? [] : joined(entry);
  const gap = Math.max(34, 22 + LINE * lines.length);
  const top = y + gap;
  down(gap + 60, [], pending ? 'pending' : '');
  parts.push(...lines.map((line, index) => label(80, top - gap + 19 + LINE * index, 240, line, 'note')));
  if (way !== undefined) {
    put(inner, way, 'identity');
    down(34, [diagram.reads ? 'reads' : 'writes']);
  } else if (sink !== undefined) {
    put(inner, sink.source, 'identity', false);
    down(30);
    put(inner, sink.writer, 'identity', false);
    down(34, ['writes']);
  }
  const bucket = bucketBox({ ...inner, y }, diagram);
  parts.push(bucket.svg);
  y += bucket.height;
  if (way !== undefined && sink !== undefined) {
    y += 14;
    put(
      inner,
      { title: sink.source.title, lines: ['feeds the Lambda sink,', 'which writes into the same scope'] },
      'identity',
      false,
    );
  }
  const height = y + 16;
  return {
    body: [tallAccount({ ...outer, y: top }, height - top, diagram), ...parts].join(''),
    width: 343,
    height: height + 1,
  };
}

function account({ x, y, w }: Place, height: number, { account: { title, detail } }: Diagram): string {
  const text = detail === '' ? title : `${title} ${detail}`;
  return `${rect({ x, y, w }, height, 'account', 12)}${label(x + 22, y + 30, w - 44, text, 'account-title', 'bold')}`;
}

/** Beside the arrow that goes through it. */
function tallAccount({ x, y, w }: Place, height: number, { account: { title, detail } }: Diagram): string {
  return [
    rect({ x, y, w }, height, 'account', 12),
    label(80, y + 27, w - 90, title, 'account-title', 'bold'),
    label(80, y + 27 + LINE, w - 90, detail, 'note'),
  ].join('');
}

/** Lines around an arrow: the first above it, the others below. */
function beside(x: number, y: number, width: number, lines: readonly string[]): string[] {
  return lines.map((line, index) =>
    label(x + width / 2 - 4, index === 0 ? y - 9 : y + 2 + LINE * index, width, line, 'note s3d-centred'),
  );
}

/** Where there is width, short lines are one. */
function joined(lines: readonly string[]): string[] {
  const text = oneLine(lines);
  return text.length <= 38 ? [text] : [oneLine(lines.slice(0, 2)), oneLine(lines.slice(2))];
}
