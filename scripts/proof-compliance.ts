// Writes docs/compliance.md from what the packs of cdk-nag say about the examples.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../lib/paths';
import { complianceDoc, findings } from '../test/proof/compliance';

process.env.CDK_VALIDATION = 'false';
writeFileSync(join(PACKAGE_ROOT, 'docs', 'compliance.md'), complianceDoc(findings()));
