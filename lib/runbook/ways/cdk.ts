import { stackNameOf } from '../../config/destination';
import { quoted } from '../../terminal/quoted';
import { PLACEHOLDER, type RunbookInput } from '../input';
import { type Block, heading, note, paragraph, snippet } from '../model';
import { code, link, t } from '../text';
import { configFlag } from '../words';
import { yaml } from '../yaml';

/** A stack that set a policy on a bucket that is there would replace the one that it has. */
export const isOnlyByHand = ({ access, bucket }: Pick<RunbookInput['destination'], 'access' | 'bucket'>) =>
  access.type === 'bucket-policy' && bucket.existing;

/** With the AWS CDK: a file under version control, and a deployment that can be repeated. */
export function cdkWay({ destination, own, cdkCli }: RunbookInput): Block[] {
  const { file, environment, access } = destination;
  const config = configFlag({ file: quoted(file) });
  const context = config === '' ? '' : ` -c destination=${quoted(file)}`;
  const place = `aws://${environment.account ?? PLACEHOLDER.accountId}/${environment.region ?? PLACEHOLDER.region}`;
  const prepared = t`An account that never saw the CDK is prepared once: ${code(`npx cdk bootstrap ${place}`)}.`;
  const stack = t`The stack is ${code(stackNameOf(destination))}.`;
  const title = heading('cdk', 'With the AWS CDK');
  if (isOnlyByHand(destination)) {
    return [
      title,
      paragraph(
        t`Not here: a stack would replace the policy that the bucket has. ${link('By hand', '#by-hand')}, the statements are added to it.`,
      ),
    ];
  }
  return [
    title,
    paragraph(
      t`You need Node 20 or newer and AWS credentials in your shell. The file belongs under version control: a change of it is reviewed, and deployed again.`,
    ),
    snippet('cdk-install', 'In an empty folder', 'sh', [
      'npm init -y',
      `npm install s3-destination-kit aws-cdk@${cdkCli}`,
    ]),
    snippet(
      'cdk-file',
      `Save this as ${file}`,
      file.endsWith('.json') ? 'json' : 'yaml',
      fileText(file, own),
    ),
    snippet('cdk-deploy', 'Check it, then deploy', 'sh', [
      `npx s3-destination check${config}`,
      `npx cdk deploy --app "s3-destination app"${context} --outputs-file cdk-outputs.json`,
    ]),
    ...(access.type === 'iam-user' && !access.keyInSecretsManager
      ? [
          snippet(
            'cdk-key',
            'Issue the access key, into a new file',
            'sh',
            `npx s3-destination key issue${config}`,
          ),
        ]
      : []),
    snippet(
      'cdk-handover',
      access.type === 'none' ? 'The values for whoever sends records' : 'The values for the vendor',
      'sh',
      `npx s3-destination handover${config}`,
    ),
    note(
      destination.sink === undefined
        ? t`${prepared} Without it: add ${code('-c bootstrap=false')}. ${stack}`
        : t`${prepared} ${stack}`,
    ),
  ];
}

function fileText(file: string, own: RunbookInput['own']): string {
  const known = ORDER.filter((key) => own[key] !== undefined);
  const ordered = Object.fromEntries(known.map((key) => [key, own[key]]));
  return file.endsWith('.json') ? JSON.stringify(ordered, undefined, 2) : yaml(ordered);
}

/** As the docs show the keys, wherever a value was added. */
const ORDER = [
  'version',
  'name',
  'vendor',
  'environment',
  'bucket',
  'objects',
  'access',
  'permissions',
  'sink',
  'tags',
] as const;
