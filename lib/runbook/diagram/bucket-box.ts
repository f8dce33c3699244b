import type { Diagram } from './model';
import { type Drawn, LINE, label, type Place, rect, wrapped } from './shapes';

const PAD = 14;

/** The bucket with what is in scope and what is not. Four prefixes are shown; more are counted. */
export function bucketBox(place: Place, diagram: Diagram, atLeast = 0): Drawn {
  const { bucket, scopes, grants } = diagram;
  const inner = { x: place.x + PAD, w: place.w - 2 * PAD };
  const shown = scopes.slice(0, 4);
  const more = scopes.length - shown.length;
  const granted = wrapped(grants.join(', '), inner.w - 44, 3);
  const texts = [
    label(inner.x, place.y + 24, inner.w, bucket.title, 'title', 'bold'),
    ...bucket.lines.map((line, index) =>
      index === 0
        ? label(inner.x, place.y + 24 + LINE, inner.w, line, 'mono', 'mono')
        : label(inner.x, place.y + 24 + LINE * (index + 1), inner.w, line, 'small'),
    ),
  ];
  let y = place.y + 24 + LINE * bucket.lines.length + 14;
  const scopeHeight = 14 + LINE * (shown.length + (more > 0 ? 1 : 0) + granted.length) + 6;
  const scope = [
    rect({ x: inner.x, y, w: inner.w }, scopeHeight, 'scope', 6),
    ...shown.map((one, index) =>
      label(inner.x + 28, y + 20 + LINE * index, inner.w - 38, one, 'mono', 'mono'),
    ),
    ...(more > 0
      ? [label(inner.x + 28, y + 20 + LINE * shown.length, inner.w - 38, `and ${more} more`, 'small')]
      : []),
    ...granted.map((line, index) =>
      label(
        inner.x + 28,
        y + 20 + LINE * (shown.length + (more > 0 ? 1 : 0) + index),
        inner.w - 38,
        line,
        'small',
      ),
    ),
    `<path d="M${inner.x + 10} ${y + 16}l4 4 7 -8" class="s3d-yes"/>`,
  ];
  y += scopeHeight + 10;
  const denied = [
    rect({ x: inner.x, y, w: inner.w }, 34, 'beside', 6),
    label(inner.x + 28, y + 22, inner.w - 38, 'everything else: denied', 'small'),
    `<path d="M${inner.x + 11} ${y + 13}l8 8m0 -8l-8 8" class="s3d-no"/>`,
  ];
  const height = Math.max(y + 34 + PAD - place.y, atLeast);
  return { svg: [rect(place, height, 'bucket'), ...texts, ...scope, ...denied].join(''), height };
}
