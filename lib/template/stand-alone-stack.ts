import { Aws, BootstraplessSynthesizer, CfnCondition, CfnOutput, CfnParameter, Fn } from 'aws-cdk-lib';
import type { CfnRole } from 'aws-cdk-lib/aws-iam';
import type { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { CrossAccountRole, Destination, WebIdentityRole } from '../config/destination';
import { DestinationFile } from '../destination/destination-file';
import { S3DestinationStack } from '../destination/s3-destination-stack';
import { toDocument } from '../policy/statement';
import { trustStatements } from '../policy/trust';
import { constraintsOf } from './allowed-pattern';
import { PARAMETER_GROUPS, type TemplateParameter } from './parameters';
import { withValues } from './with-values';

export interface StandAloneStackProps {
  readonly destination: Destination;
  readonly parameters: readonly TemplateParameter[];
  readonly description: string;
}

/** The very stack of a destination file, for any account and region, with parameters where it has values. */
export class StandAloneStack extends S3DestinationStack {
  constructor(scope: Construct, id: string, props: StandAloneStackProps) {
    const { destination, parameters, description } = props;
    const references = Object.fromEntries(parameters.map((one) => [one.id, reference(one)]));
    super(scope, id, {
      destination: DestinationFile._of(withValues(destination, parameters, references)),
      description,
      env: {},
      synthesizer: new BootstraplessSynthesizer(),
      analyticsReporting: false,
    });
    const made = new Construct(this, 'Parameters');
    for (const parameter of parameters) addParameter(made, parameter);
    for (const parameter of parameters) this.decide(made, parameter, destination);
    this.templateOptions.templateFormatVersion = '2010-09-09';
    this.templateOptions.metadata = { 'AWS::CloudFormation::Interface': consoleForm(parameters) };
  }

  /** What is another resource, and not another value, where a parameter stands at the word that is not asked. */
  private decide(scope: Construct, { id, besides }: TemplateParameter, { access }: Destination): void {
    if (besides === undefined) return;
    const isGiven = new CfnCondition(scope, `${id}IsGiven`, {
      expression: Fn.conditionNot(Fn.conditionEquals(Fn.ref(id), besides)),
    });
    isGiven.overrideLogicalId(isGiven.node.id);
    const ifGiven = (then: unknown, otherwise: unknown) => Fn.conditionIf(isGiven.logicalId, then, otherwise);
    if (id === 'BucketName') {
      const bucket = this.destination.bucket.node.defaultChild as CfnBucket;
      bucket.bucketName = ifGiven(Fn.ref(id), Aws.NO_VALUE).toString();
      return;
    }
    const role = this.destination.writer.role?.node.defaultChild as CfnRole;
    const pending = { ...(access as CrossAccountRole | WebIdentityRole), pending: true };
    role.assumeRolePolicyDocument = ifGiven(
      role.assumeRolePolicyDocument,
      toDocument(trustStatements(pending, Aws.PARTITION)),
    );
    const output = this.node.tryFindChild(id);
    if (output instanceof CfnOutput) output.condition = isGiven;
  }
}

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

/** `arn:<partition>:iam::<account>:root`, so that no statement changes its form with the value. */
function reference({ id, value }: TemplateParameter): string {
  const isAccount = id === 'Principal' && /^\d{12}$/.test(value);
  return isAccount ? `arn:${Aws.PARTITION}:iam::${Fn.ref(id)}:root` : Fn.ref(id);
}

function addParameter(scope: Construct, parameter: TemplateParameter): void {
  const { id, description, value, open } = parameter;
  const { AllowedPattern, MinLength, MaxLength, ConstraintDescription } = constraintsOf(parameter);
  new CfnParameter(scope, id, {
    type: 'String',
    description: `${capital(description)}.`,
    default: open ? undefined : value,
    allowedPattern: AllowedPattern,
    minLength: MinLength,
    maxLength: MaxLength,
    constraintDescription: ConstraintDescription,
  }).overrideLogicalId(id);
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-interface.html */
function consoleForm(parameters: readonly TemplateParameter[]) {
  const groups = PARAMETER_GROUPS.map((label) => ({
    Label: { default: label },
    Parameters: parameters.filter(({ group }) => group === label).map(({ id }) => id),
  }));
  return {
    ParameterGroups: groups.filter(({ Parameters }) => Parameters.length > 0),
    ParameterLabels: Object.fromEntries(parameters.map(({ id, label }) => [id, { default: label }])),
  };
}
