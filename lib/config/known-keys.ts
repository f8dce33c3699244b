import type * as z from 'zod';
import type { KeyPath } from './problem';

/** Which keys a schema knows, and where. */

type Schema = z.core.$ZodType;
/** The parts of a zod definition that are walked to find the keys that an object may have. */
interface Definition {
  readonly type: string;
  readonly innerType?: Schema;
  readonly options?: readonly Schema[];
  readonly discriminator?: string;
  readonly shape?: Readonly<Record<string, Schema>>;
  readonly element?: Schema;
  readonly values?: readonly unknown[];
}

/** The keys of the object at that path. Only objects and lists of objects are on the way to one. */
export function knownKeys(schema: Schema, root: unknown, path: KeyPath): string[] {
  return Object.keys(shapeAt(schema, root, path));
}

/** The keys beside it whose mappings know the key: it was indented too little, or too much. */
export function holdersOf(schema: Schema, root: unknown, path: KeyPath, key: string): string[] {
  const shape = shapeAt(schema, root, path);
  return Object.keys(shape).filter((holder) => mayHold(shape[holder] as Schema, key));
}

function mayHold(schema: Schema, key: string): boolean {
  const { innerType, options, shape } = definition(schema);
  if (innerType) return mayHold(innerType, key);
  return (
    options?.some((option) => mayHold(option, key)) ?? (shape !== undefined && Object.hasOwn(shape, key))
  );
}

function shapeAt(schema: Schema, root: unknown, path: KeyPath): Readonly<Record<string, Schema>> {
  const object = path.reduce<Schema>(
    (current, key, index) => {
      const { shape, element } = definition(current);
      return objectOf((shape?.[key] ?? element) as Schema, valueAt(root, path.slice(0, index + 1)));
    },
    objectOf(schema, root),
  );
  return definition(object).shape as Readonly<Record<string, Schema>>;
}

/** Unwraps defaults and options, and chooses the member of a union that the value has the form of. */
function objectOf(schema: Schema, value: unknown): Schema {
  const { innerType, options, discriminator } = definition(schema);
  if (innerType) return objectOf(innerType, value);
  if (!options) return schema;
  const chosen = options.find((option) => {
    const { shape } = definition(option);
    if (discriminator === undefined) return shape !== undefined;
    const kinds = definition(shape?.[discriminator] as Schema).values;
    return kinds?.includes(valueAt(value, [discriminator]));
  });
  return chosen as Schema;
}

const definition = (schema: Schema) => schema._zod.def as unknown as Definition;

export function valueAt(root: unknown, path: KeyPath): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, key)
        ? (value as Record<string | number, unknown>)[key]
        : undefined,
    root,
  );
}
