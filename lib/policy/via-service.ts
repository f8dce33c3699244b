import type { Conditions } from '../config/destination';

/**
 * A key may be used through one service, in one region, and not directly. The names are written out, because a pattern
 * allows more than them. The pages of AWS do not agree whether the name ends in `.cn` in China, and KMS itself fills in
 * the key, so both are safe there.
 * https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
 *
 * @param region also a token of the CDK, whose region only the deployment knows
 */
export function viaService(service: string, region: string): Conditions {
  const name = `${service}.${region}.amazonaws.com`;
  return { StringEquals: { 'kms:ViaService': MAYBE_CHINA.test(region) ? [name, `${name}.cn`] : name } };
}

const MAYBE_CHINA = /^cn-|[^a-z\d-]/;
