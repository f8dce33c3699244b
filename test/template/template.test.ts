import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import { MAX_BYTES, MAX_INLINE_BYTES, type StandAlone, standAlone } from '../../lib/template/template';
import { besideTheWorld } from '../examples.support';
import {
  accepts,
  DECLARED,
  declared,
  deployed,
  deployedByCdk,
  madeBy,
  namesIn,
  sectionsOf,
  type TemplateSections,
} from './support';

besideTheWorld();
jest.setTimeout(60_000);

let byCdk: ReturnType<typeof madeBy>[];
beforeAll(() => {
  byCdk = deployedByCdk(DECLARED.map(({ read }) => read)).map(madeBy);
});

describe.each(DECLARED.map((one, index) => ({ ...one, index })))(
  'the template of $name',
  ({ read, preset, index }) => {
    let made: StandAlone;
    let sections: TemplateSections;
    beforeAll(() => {
      made = standAlone(read, { preset });
      sections = sectionsOf(made);
    });

    test('makes what the CDK makes, with the values of the destination file', () => {
      expect(madeBy(deployed(made, read))).toEqual(byCdk[index]);
    });

    test('is small enough for the way in which it is used', () => {
      const bytes = Buffer.byteLength(JSON.stringify(made.template, undefined, 2));
      expect(bytes).toBeLessThan(read.sink === undefined ? MAX_INLINE_BYTES : MAX_BYTES);
    });

    test('needs nothing but CloudFormation', () => {
      expect(Object.keys(sections).slice(0, 4)).toEqual([
        'AWSTemplateFormatVersion',
        'Description',
        'Metadata',
        'Parameters',
      ]);
      expect(sections).not.toHaveProperty('Rules');
      const text = JSON.stringify(sections);
      expect(text).not.toMatch(/BootstrapVersion|cdk-hnb659fds|AWS::CDK::Metadata|aws:cdk:|aws:asset:/);
      expect(text).not.toContain('{{resolve:');
      expect(text).not.toMatch(/\$\{Token/);
    });

    test('refers to what it has, uses every parameter, and shows each once in the console', () => {
      const names = new Set(namesIn(sections).filter((name) => !name.startsWith('AWS::')));
      const has = { ...sections.Parameters, ...sections.Conditions, ...sections.Resources };
      for (const name of names) expect(Object.keys(has)).toContain(name);
      const ids = Object.keys(sections.Parameters);
      for (const id of ids) expect(names).toContain(id);
      const { ParameterGroups, ParameterLabels } = sections.Metadata['AWS::CloudFormation::Interface'];
      expect(ParameterGroups.flatMap(({ Parameters }) => Parameters).sort()).toEqual([...ids].sort());
      expect(Object.keys(ParameterLabels).sort()).toEqual([...ids].sort());
    });

    test('accepts its own defaults, and tells people what each value is', () => {
      for (const [id, parameter] of Object.entries(sections.Parameters)) {
        const { Default, Description, ConstraintDescription, Type } = parameter;
        expect([id, Default, Default === undefined || accepts(parameter, Default)]).toEqual([
          id,
          Default,
          true,
        ]);
        expect([Type, Description.length > 10, ConstraintDescription.startsWith('must be ')]).toEqual([
          'String',
          true,
          true,
        ]);
      }
    });
  },
);

test("the account of a vendor's preset is of its own partition, wherever the stack is created", () => {
  const { read, preset } = declared('keboola');
  const { Resources } = sectionsOf(standAlone(read, { preset }));
  expect(JSON.stringify(Resources)).toContain('"AWS":"arn:aws:iam::206948715642:root"');
});

test('the CDK reads it as a template, and writes the same again', () => {
  const folder = mkdtempSync(join(tmpdir(), 'stand-alone-'));
  try {
    for (const name of ['keboola', 'existing-bucket', 'pending-subjects', 'kms', 'sink-eventbridge']) {
      const { read, preset } = declared(name);
      const { template } = standAlone(read, { preset });
      const templateFile = join(folder, `${name}.json`);
      writeFileSync(templateFile, JSON.stringify(template));
      const stack = new Stack(new App({ analyticsReporting: false }), 'Included', {
        analyticsReporting: false,
      });
      new CfnInclude(stack, 'Template', { templateFile });
      const { Rules, Parameters, ...included } = Template.fromStack(stack).toJSON();
      const { BootstrapVersion, ...own } = Parameters;
      expect({ ...included, Parameters: own }).toEqual(template);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});
