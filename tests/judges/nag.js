// node nag.js REQUEST: what cdk-nag's AwsSolutions pack finds in templates, errors and warnings, as JSON.
// REQUEST is a file with a list of {file, stackName}. NODE_PATH leads to aws-cdk-lib and cdk-nag.
//
// Templates are taken into a CDK app with CfnInclude, which is a judge, too: it refuses what it cannot understand, such
// as a reference to nothing or a text where a number belongs. That is the finding CfnInclude.
const fs = require('fs');
const os = require('os');
const path = require('path');
const cdk = require('aws-cdk-lib');
const { CfnInclude } = require('aws-cdk-lib/cloudformation-include');
const { AwsSolutionsChecks } = require('cdk-nag');

// --- references between stacks ---------------------------------------------------------------------------------------

/// A value of another stack as cdk-nag writes one of the same stack: "<Bucket.Arn>".
function shown(value) {
  if (value?.Ref) return `<${value.Ref}>`;
  const attribute = value?.['Fn::GetAtt'];
  if (attribute) return `<${[attribute].flat().join('.')}>`;
  return value;
}

/// Every output of the stacks, by "stack name/output" and by its export.
function outputsOf(stacks) {
  const outputs = new Map();
  for (const { stackName, template } of stacks) {
    for (const [name, output] of Object.entries(template.Outputs ?? {})) {
      outputs.set(`${stackName}/${name}`, shown(output.Value));
      if (typeof output.Export?.Name === 'string') outputs.set(output.Export.Name, shown(output.Value));
    }
  }
  return outputs;
}

/// The template with what it takes from other stacks put in its place. CfnInclude does not know Fn::GetStackOutput, and
/// cdk-nag cannot see through Fn::ImportValue.
function withoutImports(node, outputs) {
  if (Array.isArray(node)) return node.map((item) => withoutImports(item, outputs));
  if (node === null || typeof node !== 'object') return node;
  const exported = node['Fn::ImportValue'];
  if (typeof exported === 'string') return outputs.get(exported) ?? exported;
  const output = node['Fn::GetStackOutput'];
  if (output) {
    const name = `${output.StackName}/${output.OutputName}`;
    return outputs.get(name) ?? name;
  }
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, withoutImports(value, outputs)]));
}

// --- findings --------------------------------------------------------------------------------------------------------

const SCOPE = 'Stack/Template/';

function included(app, file, folder) {
  const stack = new cdk.Stack(app, 'Stack', { synthesizer: new cdk.LegacyStackSynthesizer() });
  new CfnInclude(stack, 'Template', { templateFile: path.join(folder, path.basename(file)), preserveLogicalIds: true });
}

function findings({ file, template }, folder) {
  const app = new cdk.App({ outdir: folder, analyticsReporting: false, autoSynth: false });
  fs.writeFileSync(path.join(folder, path.basename(file)), JSON.stringify(template));
  try {
    included(app, file, folder);
  } catch (error) {
    return [{ template: file, logicalId: '', rule: 'CfnInclude', message: error.message }];
  }
  return new AwsSolutionsChecks().validateScope(app).violations.flatMap((violation) =>
    violation.violatingResources.map((resource) => ({
      template: file,
      logicalId: resource.constructPath.replace(SCOPE, ''),
      rule: violation.ruleName,
      message: violation.description,
    })));
}

const stacks = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'))
  .map((stack) => ({ ...stack, template: JSON.parse(fs.readFileSync(stack.file, 'utf8')) }));
const outputs = outputsOf(stacks);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tenon-nag-'));
process.on('exit', () => fs.rmSync(folder, { recursive: true }));
process.stdout.write(JSON.stringify(stacks.flatMap(({ file, template }) =>
  findings({ file, template: withoutImports(template, outputs) }, folder))));
