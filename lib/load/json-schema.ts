import * as z from 'zod';
import { destinationFileSchema } from '../config/schema';
import { type Preset, presetIds, readPreset } from '../vendors/preset';

type Json = Readonly<Record<string, unknown>>;
/** One kind of access as zod describes it: an object with `type` as a constant. */
interface Kind {
  readonly properties: Readonly<Record<string, Json>> & { readonly type: { readonly const: string } };
  readonly required: readonly string[];
}

/**
 * The published JSON Schema of the destination file, for editors and for other tools. What a key says about another
 * is not in it, with one exception: the keys that `access.type` and `vendor` make right or needless.
 */
export function destinationJsonSchema(): object {
  const { properties, required, ...rest } = z.toJSONSchema(destinationFileSchema, { io: 'input' });
  const { access, vendor, ...others } = properties as unknown as Readonly<Record<string, Json>>;
  const kinds = (access as { readonly oneOf: readonly Kind[] }).oneOf;
  const presets = presetIds().map(readPreset);
  return {
    ...rest,
    $id: 'urn:s3-destination-kit:destination-file:1',
    title: 'Destination file of s3-destination-kit',
    description: 'One S3 destination: a bucket, who may write to it, and nothing more.',
    properties: {
      ...others,
      vendor: { ...vendor, enum: presets.map(({ id }) => id) },
      access: { description: 'who writes', type: 'object', properties: typeOf(kinds) },
    },
    required: required?.filter((key) => key !== 'access'),
    allOf: [
      when({ not: { required: ['vendor'] } }, { required: ['access'], ...accessIs(complete(kinds)) }),
      ...presets.map((preset) =>
        when(
          { required: ['vendor'], properties: { vendor: { const: preset.id } } },
          withPreset(kinds, preset),
        ),
      ),
    ],
    $defs: Object.fromEntries(kinds.map((kind) => [nameOf(kind), definition(kind)])),
  };
}

const nameOf = ({ properties }: Kind) => properties.type.const;
const accessIs = (access: Json) => ({ properties: { access } });
const typeOf = (kinds: readonly Kind[]) => ({ type: { enum: kinds.map(nameOf) } });

/** Which keys the kind has; which of them must be there depends on the preset. */
function definition({ properties }: Kind): Json {
  return { type: 'object', properties, additionalProperties: false };
}

/** Without a preset, everything is in the file. */
function complete(kinds: readonly Kind[]): Json {
  return {
    type: 'object',
    required: ['type'],
    allOf: kinds.map((kind) => branch(kind, ['type'], kind.required)),
  };
}

/** The preset's first kind is meant where the file names none; what the preset fills in may be missing. */
function withPreset(kinds: readonly Kind[], { access }: Preset): Json {
  const supported = Object.entries(access).map(([type, filledIn]) => {
    const kind = kinds.find((one) => nameOf(one) === type) as Kind;
    const known = ['type', ...Object.keys(filledIn as Json)];
    return { kind, required: kind.required.filter((key) => !known.includes(key)) };
  });
  return {
    // The first kind may need a key that no preset knows; then the section cannot be left out.
    ...(supported[0]?.required.length === 0 ? {} : { required: ['access'] }),
    ...accessIs({
      type: 'object',
      properties: typeOf(supported.map(({ kind }) => kind)),
      allOf: supported.map(({ kind, required }, index) =>
        branch(kind, index === 0 ? [] : ['type'], required),
      ),
    }),
  };
}

/** `given` empty: the branch is taken where `type` is missing too. */
function branch(kind: Kind, given: readonly string[], required: readonly string[]): Json {
  return when(
    { properties: { type: { const: nameOf(kind) } }, required: given },
    { $ref: `#/$defs/${nameOf(kind)}`, required },
  );
}

/** An object literal with a member `then` would look like a promise to `await`, and to the linter. */
function when(condition: Json, consequence: Json): Json {
  return Object.fromEntries([
    ['if', condition],
    ['then', consequence],
  ]);
}
