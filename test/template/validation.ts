import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CloudFormationValidatePlugin } from 'aws-cdk-lib';

type Templates = Readonly<Record<string, unknown>>;

/** What the validation of aws-cdk-lib says of templates, which `cdk synth` asks too: rule and template. */
export function findingsOf(templates: Templates): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'validated-'));
  try {
    const stackTemplates = Object.entries(templates).map(([name, template]) => {
      const templatePath = join(folder, `${name}.template.json`);
      writeFileSync(templatePath, JSON.stringify(template));
      return { templatePath, stackConstructPath: name, accountId: undefined, region: undefined };
    });
    const { violations } = new CloudFormationValidatePlugin().validate({
      templatePaths: stackTemplates.map(({ templatePath }) => templatePath),
      stackTemplates,
      appConstruct: new App(),
    });
    return violations.map(({ ruleName, description }) => `${ruleName}: ${description}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
