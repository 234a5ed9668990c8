// Roles with several principals, conditions, policies of every kind, and grants that become one policy.
const { App, Duration, Stack } = require('aws-cdk-lib');
const dynamodb = require('aws-cdk-lib/aws-dynamodb');
const iam = require('aws-cdk-lib/aws-iam');
const s3 = require('aws-cdk-lib/aws-s3');
const sqs = require('aws-cdk-lib/aws-sqs');

const stack = new Stack(new App(), 'Agreement');
const allow = (actions, resources, more) => new iam.PolicyStatement({ actions, resources, ...more });

const shared = new iam.ManagedPolicy(stack, 'Shared', {
  description: 'What every service may do', path: '/services/',
  statements: [allow(['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], ['*'])],
});
const role = new iam.Role(stack, 'Service', {
  assumedBy: new iam.CompositePrincipal(
    new iam.ServicePrincipal('lambda.amazonaws.com'),
    new iam.ServicePrincipal('ecs-tasks.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': stack.account } } })),
  description: 'Runs the service', maxSessionDuration: Duration.hours(2), path: '/services/',
  managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('CloudWatchReadOnlyAccess'), shared],
  inlinePolicies: { Parameters: new iam.PolicyDocument({ statements: [
    allow(['ssm:GetParameter'], [stack.formatArn({ service: 'ssm', resource: 'parameter', resourceName: '*' })])] }) },
});
new iam.Role(stack, 'Partner', {
  assumedBy: new iam.AccountPrincipal('444455556666'), externalIds: ['partner'], roleName: 'partner',
  permissionsBoundary: iam.ManagedPolicy.fromAwsManagedPolicyName('PowerUserAccess'),
});

role.addToPolicy(allow(['sns:Publish'], ['arn:aws:sns:eu-west-1:111122223333:b'])); // these two become one statement
role.addToPolicy(allow(['sns:Publish'], ['arn:aws:sns:eu-west-1:111122223333:a']));
role.addToPolicy(allow(['s3:*'], ['*'], {
  sid: 'NoPlainHttp', effect: iam.Effect.DENY, conditions: { Bool: { 'aws:SecureTransport': 'false' } } }));
new s3.Bucket(stack, 'Documents').grantRead(role);
new sqs.Queue(stack, 'Queue').grantConsumeMessages(role);
new dynamodb.Table(stack, 'Table', {
  partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING } }).grantReadWriteData(role);
