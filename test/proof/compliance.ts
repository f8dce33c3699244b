import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import {
  HIPAASecurityChecks,
  NIST80053R4Checks,
  NIST80053R5Checks,
  PCIDSS321Checks,
  ServerlessChecks,
} from 'cdk-nag';
import { PACKAGE_ROOT } from '../../lib/paths';
import { EXAMPLES, exampleStacks } from '../examples.support';
import reasons from './compliance-reasons.json';

/** What a pack of cdk-nag says about one kind of resource. */
export interface Finding {
  readonly pack: string;
  /** The rule's name without the pack's. */
  readonly rule: string;
  /** The construct's path below the stack. */
  readonly resource: string;
}

export type Reason = (typeof reasons)[number];
export const REASONS: readonly Reason[] = reasons;

const PACKS = [
  ['HIPAA Security', 'HIPAA.Security-', HIPAASecurityChecks],
  ['NIST 800-53 R4', 'NIST.800.53.R4-', NIST80053R4Checks],
  ['NIST 800-53 R5', 'NIST.800.53.R5-', NIST80053R5Checks],
  ['PCI DSS 3.2.1', 'PCI.DSS.321-', PCIDSS321Checks],
  ['Serverless', 'Serverless-', ServerlessChecks],
] as const;

/** All findings of the packs about all examples. */
export function findings(): Finding[] {
  const { context } = JSON.parse(readFileSync(join(PACKAGE_ROOT, 'cdk.json'), 'utf8'));
  const quiet = { ...context, '@aws-cdk/core:annotationsInValidationReport': false };
  const app = new App({ analyticsReporting: false, context: quiet });
  exampleStacks(app, EXAMPLES);
  app.synth();
  return PACKS.flatMap(([pack, start, Checks]) =>
    new Checks(app).validateScope(app).violations.flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(({ constructPath = '' }) => ({
        pack,
        rule: ruleName.startsWith(start) ? ruleName.slice(start.length) : ruleName,
        resource: constructPath.replace(/^[^/]+/, ''),
      })),
    ),
  );
}

export const accepts = ({ rule, on }: Reason, finding: Finding) =>
  rule === finding.rule && new RegExp(on).test(finding.resource);

/** docs/compliance.md */
export function complianceDoc(found: readonly Finding[]): string {
  const rows = [...REASONS]
    .toSorted((a, b) => (a.rule < b.rule ? -1 : 1))
    .map((reason) => {
      const own = found.filter((finding) => accepts(reason, finding));
      const packs = PACKS.map(([pack]) => pack).filter((pack) =>
        own.some((finding) => finding.pack === pack),
      );
      const setting = reason.setting === '' ? '' : `\`${reason.setting}\``;
      return `| ${reason.rule} | ${packs.join(', ')} | ${setting} | ${reason.reason} |`;
    });
  const counts = PACKS.map(([pack]) => {
    const rules = new Set(found.filter((finding) => finding.pack === pack).map(({ rule }) => rule));
    return `| ${pack} | ${rules.size} |`;
  });
  return [
    ...HEAD,
    '| pack | rules with findings |',
    '|---|---|',
    ...counts,
    ...BEFORE_TABLE,
    ...rows,
    '',
  ].join('\n');
}

const HEAD = [
  '# Compliance packs',
  '',
  'cdk-nag checks the templates of all examples with five packs besides AwsSolutions. This page is made from their',
  'findings: `node --import tsx scripts/proof-compliance.ts` writes it, and a test keeps it fresh. A finding that is not',
  'accepted here fails the build. The rules are those of cdk-nag, and say nothing of an audit.',
  '',
];
const BEFORE_TABLE = [
  '',
  'What the packs find, and why it is so. A setting in the third column changes it; each key is explained in',
  '[destination-file.md](destination-file.md).',
  '',
  '| rule | packs | setting | reason |',
  '|---|---|---|---|',
];
