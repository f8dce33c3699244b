import type { Diagram, Grant } from './model';
import { type Drawn, LINE, label, type Place, rect, wrapped } from './shapes';

const PAD = 14;

/** The bucket with what is in scope and what is not. */
export function bucketBox(place: Place, { bucket, grants }: Diagram, atLeast = 0): Drawn {
  const inner = { x: place.x + PAD, w: place.w - 2 * PAD };
  const parts = [
    label(inner.x, place.y + 24, inner.w, bucket.title, 'title', 'bold'),
    ...bucket.lines.map((line, index) =>
      index === 0
        ? label(inner.x, place.y + 24 + LINE, inner.w, line, 'mono', 'mono')
        : label(inner.x, place.y + 24 + LINE * (index + 1), inner.w, line, 'small'),
    ),
  ];
  let y = place.y + 24 + LINE * bucket.lines.length + 14;
  for (const grant of grants) {
    const { svg, height } = grantBox({ ...inner, y }, grant);
    parts.push(svg);
    y += height + 10;
  }
  parts.push(
    rect({ ...inner, y }, 34, 'beside', 6),
    label(inner.x + 28, y + 22, inner.w - 38, 'everything else: denied', 'small'),
    `<path d="M${inner.x + 11} ${y + 13}l8 8m0 -8l-8 8" class="s3d-no"/>`,
  );
  const height = Math.max(y + 34 + PAD - place.y, atLeast);
  return { svg: [rect(place, height, 'bucket'), ...parts].join(''), height };
}

/** Four prefixes are shown; more are counted. */
function grantBox(place: Place, { objects, actions }: Grant): Drawn {
  const { x, y, w } = place;
  const shown = objects.slice(0, 4);
  const more = objects.length - shown.length;
  const small = [...(more > 0 ? [`and ${more} more`] : []), ...wrapped(actions.join(', '), w - 44, 3)];
  const line = (text: string, index: number, style: 'mono' | 'small') =>
    label(x + 28, y + 20 + LINE * index, w - 38, text, style, style === 'mono' ? 'mono' : 'sans');
  const height = 14 + LINE * (shown.length + small.length) + 6;
  const parts = [
    rect(place, height, 'scope', 6),
    ...shown.map((text, index) => line(text, index, 'mono')),
    ...small.map((text, index) => line(text, shown.length + index, 'small')),
    `<path d="M${x + 10} ${y + 16}l4 4 7 -8" class="s3d-yes"/>`,
  ];
  return { svg: parts.join(''), height };
}
