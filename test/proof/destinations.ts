import { readDeclarations } from './declarations';
import type { Destination } from './mutations';
import { read } from './reading';
import { shapeOf } from './shape';
import { synthesise } from './stacks';

/** All that is declared, or what has one of the names, with templates. */
export function destinations(names?: readonly string[]): Destination[] {
  const wanted = readDeclarations().filter(({ name }) => names === undefined || names.includes(name));
  const templates = synthesise(wanted.map(({ destination }) => destination));
  return wanted.flatMap((one, index) => {
    const template = templates[index];
    return template === undefined ? [] : [{ ...one, template }];
  });
}

/** Destinations of one shape, together. */
export function byShape(all: readonly Destination[]): Destination[][] {
  const shapes = new Map<string, Destination[]>();
  for (const one of all) {
    const shape = shapeOf(read(one.template, one.declaration), one.declaration);
    shapes.set(shape, [...(shapes.get(shape) ?? []), one]);
  }
  return [...shapes.values()];
}
