// node validate.js REQUEST: what AWS's own validator finds in templates, errors and warnings, as JSON.
// REQUEST is a file with a list of templates. NODE_PATH leads to aws-cdk-lib, which has the validator.
const fs = require('fs');
const path = require('path');

const cdk = path.dirname(require.resolve('aws-cdk-lib/package.json'));
const { CompositeEngine, TemplateFile } = require(require.resolve('@aws/cloudformation-validate', { paths: [cdk] }));

const COUNTS = new Set(['FATAL', 'ERROR', 'WARN']);

function findings(engine, template) {
  return engine.validateTemplate(new TemplateFile(template)).diagnostics
    .filter((found) => COUNTS.has(found.severity))
    .map((found) => ({
      template,
      logicalId: found.entity?.logicalId ?? '',
      rule: found.ruleId,
      message: `${found.propertyPath ?? ''}: ${found.message}`,
    }));
}

const engine = new CompositeEngine();
const templates = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
process.stdout.write(JSON.stringify(templates.flatMap((template) => findings(engine, template))));
engine.free();
