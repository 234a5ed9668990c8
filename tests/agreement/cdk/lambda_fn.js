// A function with everything around it: settings, failures, traces, grants, a version behind an alias, events, a URL.
const { App, Duration, RemovalPolicy, Stack } = require('aws-cdk-lib');
const dynamodb = require('aws-cdk-lib/aws-dynamodb');
const ec2 = require('aws-cdk-lib/aws-ec2');
const lambda = require('aws-cdk-lib/aws-lambda');
const { SqsEventSource } = require('aws-cdk-lib/aws-lambda-event-sources');
const logs = require('aws-cdk-lib/aws-logs');
const s3 = require('aws-cdk-lib/aws-s3');
const sqs = require('aws-cdk-lib/aws-sqs');

const stack = new Stack(new App(), 'Agreement');
const string = dynamodb.AttributeType.STRING;
const table = new dynamodb.Table(stack, 'Orders', { partitionKey: { name: 'id', type: string } });
const queue = new sqs.Queue(stack, 'Incoming', { visibilityTimeout: Duration.minutes(3) });

const handler = new lambda.Function(stack, 'Handler', {
  runtime: lambda.Runtime.PYTHON_3_13, handler: 'index.handler', architecture: lambda.Architecture.ARM_64,
  code: lambda.Code.fromInline('def handler(event, context):\n    return event\n'),
  description: 'Takes orders', memorySize: 512, timeout: Duration.seconds(30), reservedConcurrentExecutions: 20,
  environment: { TABLE: table.tableName, LEVEL: 'INFO' },
  deadLetterQueueEnabled: true, retryAttempts: 1, maxEventAge: Duration.hours(2), tracing: lambda.Tracing.ACTIVE,
  logGroup: new logs.LogGroup(stack, 'HandlerLogs', {
    retention: logs.RetentionDays.TWO_WEEKS, removalPolicy: RemovalPolicy.DESTROY }),
  loggingFormat: lambda.LoggingFormat.JSON,
});
table.grantReadWriteData(handler);
handler.addEventSource(new SqsEventSource(queue, { batchSize: 5, reportBatchItemFailures: true }));
handler.addFunctionUrl({ authType: lambda.FunctionUrlAuthType.AWS_IAM });
const live = new lambda.Alias(stack, 'Live', { aliasName: 'live', version: handler.currentVersion });
live.addAutoScaling({ minCapacity: 1, maxCapacity: 5 }).scaleOnUtilization({ utilizationTarget: 0.7 });

new lambda.Function(stack, 'Worker', { // in a network, with code from a bucket, and a log group that it makes itself
  runtime: lambda.Runtime.NODEJS_22_X, handler: 'worker.handle',
  code: lambda.Code.fromBucketV2(s3.Bucket.fromBucketName(stack, 'Code', 'codes'), 'code.zip', { objectVersion: '7' }),
  layers: [lambda.LayerVersion.fromLayerVersionArn(stack, 'Layer', 'arn:aws:lambda:eu-west-1:111122223333:layer:a:3')],
  vpc: new ec2.Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 1, restrictDefaultSecurityGroup: false }),
});
