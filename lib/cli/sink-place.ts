import type { Destination } from '../config/destination';
import { RULES, type Rule, violation } from '../config/rules';
import { InputError } from '../terminal/input-error';

/** Where the objects go; what the flags say stands before what the file says. */
export interface PlaceOptions {
  readonly bucket?: string;
  readonly region?: string;
  /** Another store than S3 itself. */
  readonly endpointUrl?: string;
}

export function bucketOf({ file, bucket }: Destination, options: PlaceOptions): string {
  const name = checked('--bucket', options.bucket, RULES.existingBucketName) ?? bucket.name;
  if (name !== undefined) return name;
  throw new InputError(
    `${file} leaves the name of the bucket to CloudFormation: write --bucket with the output BucketName of its stack`,
  );
}

export function regionFor(
  { file, environment }: Destination,
  options: PlaceOptions,
  surrounding: string | undefined,
): string {
  const region =
    checked('--region', options.region, RULES.region) ??
    environment.region ??
    checked('The region of the environment or the profile', surrounding, RULES.region);
  if (region !== undefined) return region;
  throw new InputError(
    `The region of the bucket is not known: write --region, or environment.region into ${file}, or set AWS_REGION`,
  );
}

function checked(what: string, value: string | undefined, rule: Rule): string | undefined {
  const problem = value === undefined ? undefined : violation(rule, value);
  if (problem !== undefined) throw new InputError(`${what} ${problem}`);
  return value;
}

/** `AWS_ENDPOINT_URL_S3` is what the runtime knows. */
export function withEndpoint(
  { endpointUrl }: PlaceOptions,
  environment: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string | undefined>> {
  const url = endpointUrl ?? (environment.AWS_ENDPOINT_URL_S3 || environment.AWS_ENDPOINT_URL);
  if (url === undefined) return {};
  const { protocol } = URL.canParse(url) ? new URL(url) : { protocol: '' };
  if (protocol !== 'http:' && protocol !== 'https:') {
    const what = endpointUrl === undefined ? 'AWS_ENDPOINT_URL' : '--endpoint-url';
    throw new InputError(`${what} is no URL: write one such as https://minio.example.com:9000`);
  }
  return { AWS_ENDPOINT_URL_S3: url };
}
