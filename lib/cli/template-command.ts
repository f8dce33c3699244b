import type { Command } from 'commander';
import { DEFAULT_FILE } from './default-file';
import { jsonOption, type Run } from './options';

/** `template`: parsing only. */
export function addTemplateCommand(program: Command, run: Run): void {
  const many = (value: string, others: string[] = []) => [...others, value];
  program
    .command('template')
    .description(
      'Print a stand-alone CloudFormation template, or with --url the quick-create link of one that is uploaded.',
    )
    .option('--config <file>', `the destination file (default: "${DEFAULT_FILE}")`)
    .option('--vendor <id>', 'instead of a file: the template that a vendor publishes once for all customers')
    .option('--access <type>', "with --vendor: the kind of access (default: the vendor's preferred one)")
    .option('--no-defaults', "leave the file's own values out, for a template that serves many customers")
    .option('-o, --output <file>', 'write the template to this file')
    .option('--url <S3-URL>', 'where the template is uploaded; prints the quick-create link')
    .option('--region <region>', 'where the link creates the stack (default: as the file says)')
    .option('--param <id=value>', 'a value that the link fills in; several times for several', many)
    .addOption(jsonOption('for machines: template, bytes, parameters and link'))
    .addHelpText(
      'after',
      [
        '\nExamples:',
        '  s3-destination template -o orders.template.json',
        '  s3-destination template --url https://acme-templates.s3.eu-west-1.amazonaws.com/orders.template.json',
        '  s3-destination template --vendor keboola -o keboola.template.json',
      ].join('\n'),
    )
    .action((options) =>
      run(async (terminal) => {
        const { template } = await import('./template.js');
        return template(options, terminal);
      }),
    );
}
