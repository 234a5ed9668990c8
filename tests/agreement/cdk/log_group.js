// Log groups: one with a key, filters and readers, one that a service writes to, one as it comes.
const { App, RemovalPolicy, Stack } = require('aws-cdk-lib');
const iam = require('aws-cdk-lib/aws-iam');
const kms = require('aws-cdk-lib/aws-kms');
const lambda = require('aws-cdk-lib/aws-lambda');
const logs = require('aws-cdk-lib/aws-logs');
const { LambdaDestination } = require('aws-cdk-lib/aws-logs-destinations');

const app = new App();
const stack = new Stack(app, 'Agreement');

const group = new logs.LogGroup(stack, 'Application', {
  logGroupName: '/agreement/application', retention: logs.RetentionDays.THREE_MONTHS,
  encryptionKey: new kms.Key(stack, 'Key'), logGroupClass: logs.LogGroupClass.STANDARD,
  removalPolicy: RemovalPolicy.DESTROY,
});
group.addMetricFilter('Errors', {
  metricNamespace: 'Agreement', metricName: 'Errors', defaultValue: 0, unit: 'Count',
  filterPattern: logs.FilterPattern.stringValue('$.level', '=', 'ERROR'),
});
group.addSubscriptionFilter('ToFunction', {
  destination: new LambdaDestination(new lambda.Function(stack, 'Reader', {
    runtime: lambda.Runtime.PYTHON_3_13, handler: 'index.handler',
    code: lambda.Code.fromInline('def handler(event, context):\n    return event\n'),
  })),
  filterPattern: logs.FilterPattern.anyTerm('ERROR', 'WARNING'),
});
group.grantWrite(new iam.Role(stack, 'Writer', { assumedBy: new iam.ServicePrincipal('ecs-tasks.amazonaws.com') }));
group.grantRead(new iam.Role(stack, 'Auditor', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') }));

const queries = new logs.LogGroup(stack, 'Queries', { retention: logs.RetentionDays.INFINITE });
queries.grantWrite(new iam.ServicePrincipal('route53.amazonaws.com'));
new logs.LogGroup(stack, 'AsItComes');
