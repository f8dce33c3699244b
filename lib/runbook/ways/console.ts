import { stackNameOf } from '../../config/destination';
import { parametersOf } from '../../template/parameters';
import { hasConsole, quickCreateLink, unreachable } from '../../template/quick-create';
import { quoted } from '../../terminal/quoted';
import { PLACEHOLDER, type RunbookInput, surroundingsOf } from '../input';
import { type Block, heading, note, paragraph, snippet, steps, warning } from '../model';
import { accessKeyInto } from '../shell';
import { code, link, strong, t } from '../text';
import { configFlag } from '../words';
import { isOnlyByHand } from './cdk';

/** In CloudFormation's console, with a template that needs no tools: nothing is installed. */
export function consoleWay(input: RunbookInput): Block[] {
  const { destination, templateUrl } = input;
  const { region } = surroundingsOf(destination);
  const title = heading('console', "In CloudFormation's console");
  if (isOnlyByHand(destination))
    return [title, paragraph(t`Not here, for the same reason: ${link('by hand', '#by-hand')}.`)];
  const { access } = destination;
  const key = access.type === 'iam-user' && !access.keyInSecretsManager ? [keySnippet(access.userName)] : [];
  const outputs = note(
    t`What the stack made stands under ${strong('Outputs')}, with the names that the hand-over below uses. CloudFormation asks you to acknowledge that it creates IAM resources.`,
  );
  const after = [outputs, ...key];
  if (templateUrl === undefined) return [title, ...upload(input), parameterTable(input), ...after];
  if (region === PLACEHOLDER.region)
    return [
      title,
      paragraph(t`A quick-create link is for a region: say which one.`),
      parameterTable(input),
      ...after,
    ];
  const problem = unreachable(templateUrl, region);
  if (problem !== undefined) {
    const said = warning(t`${code(templateUrl)} ${problem}.`);
    return [title, said, ...upload(input), parameterTable(input), ...after];
  }
  if (!hasConsole(region)) return [title, ...byUrl(input, templateUrl), parameterTable(input), ...after];
  const url = linkOf(input, region, templateUrl);
  return [
    title,
    paragraph(
      t`Signed in to your account, open ${link('this page of CloudFormation', url)}. It is filled in; nothing is created before you confirm.`,
    ),
    snippet('console-link', 'The quick-create link', 'text', url),
    parameterTable(input),
    ...after,
  ];
}

/** IAM's console offers the key as CSV only; CloudShell writes the JSON that the other ways write. */
function keySnippet(userName = '<USER_NAME>'): Block {
  return snippet(
    'console-key',
    `Then make the access key, in CloudShell${userName === '<USER_NAME>' ? ' and with the output UserName in place of <USER_NAME>' : ''}`,
    'sh',
    accessKeyInto('s3.json', quoted(userName)),
  );
}

function linkOf({ destination, preset }: RunbookInput, region: string, templateUrl: string): string {
  const given = parametersOf(destination, preset).filter(({ value }) => value !== '');
  return quickCreateLink({
    region,
    templateUrl,
    stackName: stackNameOf(destination),
    parameters: Object.fromEntries(given.map(({ id, value }) => [id, value])),
  });
}

function upload({ destination }: RunbookInput): Block[] {
  const config = configFlag(destination);
  const { sink } = destination;
  return [
    paragraph(
      t`A stand-alone template needs no tools where the stack is created. Who has Node 20 writes it once, and gives you the file:`,
    ),
    snippet(
      'console-template',
      'Write the template',
      'sh',
      `npx s3-destination template${config} -o template.json`,
    ),
    steps(
      sink === undefined
        ? t`In CloudFormation's console, in the region of the bucket, choose ${strong('Create stack')}, ${strong('With new resources')}, ${strong('Upload a template file')}, and take ${code('template.json')}.`
        : t`The code of the sink makes the template too large to upload in the form: put ${code('template.json')} into a bucket, and in CloudFormation's console choose ${strong('Create stack')}, ${strong('With new resources')}, ${strong('Amazon S3 URL')}.`,
      t`Name the stack ${code(stackNameOf(destination))}, and fill in the parameters:`,
    ),
  ];
}

function byUrl({ destination }: RunbookInput, templateUrl: string): Block[] {
  return [
    steps(
      t`In CloudFormation's console choose ${strong('Create stack')}, ${strong('With new resources')}, ${strong('Amazon S3 URL')}, and write ${code(templateUrl)}.`,
      t`Name the stack ${code(stackNameOf(destination))}, and fill in the parameters:`,
    ),
  ];
}

function parameterTable({ destination, preset }: RunbookInput): Block {
  return {
    type: 'table',
    caption: 'The parameters of the template',
    head: ['Parameter', 'Value'],
    rows: parametersOf(destination, preset).map(({ label, value }) => [
      [t`${label}`],
      [value === '' ? t`(leave it empty: a name is made up)` : t`${code(value)}`],
    ]),
  };
}
