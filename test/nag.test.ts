import { type App, Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement, User } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks, type NagPack, ServerlessChecks } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import { DataPlatformStack } from '../examples/cdk-app';
import { appWith, IRELAND } from './destination/support';
import { besideTheWorld, EXAMPLES, exampleStacks } from './examples.support';
import acknowledgements from './nag-acknowledgements.json';

besideTheWorld();

interface Finding {
  readonly rule: string;
  /** The construct's path. */
  readonly resource: string;
}

const packsOf = (app: App): NagPack[] => [new AwsSolutionsChecks(app), new ServerlessChecks(app)];

/** Everything that the packs say about the app. Read from the packs themselves, because `synth` only prints it. */
function findingsOf(app: App): Finding[] {
  app.synth();
  return packsOf(app)
    .flatMap((pack) => pack.validateScope(app).violations)
    .flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(({ constructPath = '' }) => ({ rule: ruleName, resource: constructPath })),
    );
}

function acknowledges({ rule, resources }: (typeof acknowledgements)[number], finding: Finding): boolean {
  return new RegExp(rule).test(finding.rule) && new RegExp(resources).test(finding.resource);
}

function allExamples(): App {
  const app = appWith();
  exampleStacks(app, EXAMPLES);
  new DataPlatformStack(app, 'DataPlatform', { env: IRELAND });
  return app;
}

const isAcknowledged = (finding: Finding) => acknowledgements.some((one) => acknowledges(one, finding));

const findings: Finding[] = [];
beforeAll(() => findings.push(...findingsOf(allExamples())));

test('every finding about the examples is acknowledged', () => {
  expect(findings.length).toBeGreaterThan(EXAMPLES.length);
  expect(findings.filter((finding) => !isAcknowledged(finding))).toEqual([]);
});

test('every acknowledgement is needed', () => {
  const idle = acknowledgements.filter((one) => !findings.some((finding) => acknowledges(one, finding)));
  expect(idle).toEqual([]);
});

test.each(acknowledgements)('the acknowledgement of $rule has a reason in a sentence', ({ reason }) => {
  expect(reason).toMatch(/^[A-Z].{40,}\.$/);
});

describe('a new finding fails', () => {
  const unacknowledged = (build: (stack: Stack) => void) => {
    const app = appWith();
    build(new Stack(app, 'Careless', { env: IRELAND }));
    return findingsOf(app)
      .filter((finding) => !isAcknowledged(finding))
      .map(({ rule }) => rule);
  };

  test('a bucket that takes plain HTTP', () => {
    expect(unacknowledged((stack) => new Bucket(stack, 'Orders'))).toEqual([
      'AwsSolutions-S1',
      'AwsSolutions-S10',
    ]);
  });

  test.each([
    ['an action with a wildcard', 's3:Put*', 'arn:aws:s3:::acme-orders/exports/*', 'Action::s3:Put*'],
    ['every object of every bucket', 's3:PutObject', '*', 'Resource::*'],
    [
      'a prefix that others begin with',
      's3:PutObject',
      'arn:aws:s3:::acme-orders/exports*',
      'Resource::arn:aws:s3:::acme-orders/exports*',
    ],
    [
      'two wildcards',
      's3:PutObject',
      'arn:aws:s3:::acme-orders/*/a/*',
      'Resource::arn:aws:s3:::acme-orders/*/a/*',
    ],
  ])('%s', (_, action, resource, finding) => {
    const rules = unacknowledged((stack) => {
      const user = new User(stack, 'Writer');
      user.addToPolicy(new PolicyStatement({ actions: [action], resources: [resource] }));
    });
    expect(rules).toContain(`AwsSolutions-IAM5[${finding}]`);
  });
});

describe('in the app of somebody who runs cdk-nag', () => {
  const appWithPack = () => {
    const app = allExamples();
    Validations.of(app).addPlugins(...packsOf(app));
    return app;
  };

  test('the findings can be acknowledged one by one', () => {
    const app = appWithPack();
    for (const { rule, resource } of findings) {
      const construct = resource
        .split('/')
        .reduce<IConstruct>((parent, id) => parent.node.findChild(id), app);
      Validations.of(construct).acknowledge({ id: rule, reason: 'see nag-acknowledgements.json' });
    }
    expect(() => app.synth()).not.toThrow();
  });

  test('without acknowledgements nothing is deployed, also where the template validation is off', () => {
    process.env.CDK_VALIDATION = 'false';
    expect(() => appWithPack().synth()).toThrow('AwsSolutions-S1');
  });
});
