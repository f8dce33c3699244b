import {
  type AccessAnalyzerClient,
  paginateValidatePolicy,
  type ValidatePolicyRequest,
} from '@aws-sdk/client-accessanalyzer';
import { explain, isAwsError, isLocalMistake } from '../../aws/aws-error';
import type { Row } from './row';

/** A policy as it is deployed. */
export interface Document {
  readonly of: Row['of'];
  readonly what: string;
  readonly kind: 'identity' | 'trust' | 'bucket';
  readonly document: unknown;
}

const KINDS: Readonly<Record<Document['kind'], Omit<ValidatePolicyRequest, 'policyDocument'>>> = {
  identity: { policyType: 'IDENTITY_POLICY' },
  trust: {
    policyType: 'RESOURCE_POLICY',
    validatePolicyResourceType: 'AWS::IAM::AssumeRolePolicyDocument',
  },
  bucket: { policyType: 'RESOURCE_POLICY', validatePolicyResourceType: 'AWS::S3::Bucket' },
};

/**
 * What Access Analyzer says of the policies. It adds to the comparison, so that a caller who may not ask it is told so,
 * and nothing fails. Errors and security warnings differ; warnings and suggestions are notes.
 * https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_ValidatePolicy.html
 */
export async function validate(
  documents: readonly Document[],
  client: AccessAnalyzerClient,
): Promise<{ readonly rows: readonly Row[]; readonly notes: readonly string[] }> {
  const rows: Row[] = [];
  const notes: string[] = [];
  for (const { of, what, kind, document } of documents) {
    const about = `${what} of the ${of}`;
    let severe = 0;
    try {
      const input = { ...KINDS[kind], policyDocument: JSON.stringify(document) };
      for await (const { findings = [] } of paginateValidatePolicy({ client }, input)) {
        for (const { findingType, issueCode, findingDetails = '' } of findings) {
          const said = `${issueCode}: ${oneLine(findingDetails)}`;
          if (findingType === 'ERROR' || findingType === 'SECURITY_WARNING') {
            severe++;
            const actual = String(findingType);
            rows.push({
              result: 'differs',
              of,
              what: `Access Analyzer on the ${what}`,
              actual,
              because: said,
            });
          } else notes.push(`Access Analyzer on the ${about}: ${said}`);
        }
      }
    } catch (error) {
      // Credentials that expired in between are no answer.
      if (!isAwsError(error) || isLocalMistake(error)) throw error;
      notes.push(
        `Access Analyzer was not asked about the policies: ${explain(error)} (access-analyzer:ValidatePolicy on *)`,
      );
      return { rows, notes };
    }
    if (severe === 0) {
      const named = `Access Analyzer on the ${what}`;
      rows.push({ result: 'ok', of, what: named, declared: 'no errors', actual: 'no errors' });
    }
  }
  return { rows, notes };
}

const oneLine = (text: string) => text.replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ').slice(0, 300);
