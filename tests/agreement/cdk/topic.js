// A topic with a key and subscriptions of a queue, a function and an address; a FIFO topic; who publishes.
const { App, Stack } = require('aws-cdk-lib');
const iam = require('aws-cdk-lib/aws-iam');
const kms = require('aws-cdk-lib/aws-kms');
const lambda = require('aws-cdk-lib/aws-lambda');
const sns = require('aws-cdk-lib/aws-sns');
const subscriptions = require('aws-cdk-lib/aws-sns-subscriptions');
const sqs = require('aws-cdk-lib/aws-sqs');

const app = new App();
const stack = new Stack(app, 'Agreement');

const topic = new sns.Topic(stack, 'Orders', {
  displayName: 'Orders', masterKey: new kms.Key(stack, 'Key'), enforceSSL: true,
  tracingConfig: sns.TracingConfig.ACTIVE,
});
const failed = new sqs.Queue(stack, 'Failed');
topic.addSubscription(new subscriptions.SqsSubscription(new sqs.Queue(stack, 'Shipping'), {
  rawMessageDelivery: true, deadLetterQueue: failed,
  filterPolicy: { kind: sns.SubscriptionFilter.stringFilter({ allowlist: ['placed', 'paid'] }),
                  total: sns.SubscriptionFilter.numericFilter({ greaterThan: 100 }) },
}));
topic.addSubscription(new subscriptions.SqsSubscription(new sqs.Queue(stack, 'Encrypted', {
  encryptionMasterKey: new kms.Key(stack, 'QueueKey'),
})));
topic.addSubscription(new subscriptions.LambdaSubscription(new lambda.Function(stack, 'Mailer', {
  runtime: lambda.Runtime.PYTHON_3_13, handler: 'index.handler',
  code: lambda.Code.fromInline('def handler(event, context):\n    return event\n'),
})));
topic.addSubscription(new subscriptions.EmailSubscription('orders@example.com'));

new sns.Topic(stack, 'Ordered', { topicName: 'ordered.fifo', fifo: true, contentBasedDeduplication: true });

topic.grantPublish(new iam.Role(stack, 'Publisher', {
  assumedBy: new iam.ServicePrincipal('ecs-tasks.amazonaws.com'),
}));
topic.grantPublish(new iam.ServicePrincipal('cloudwatch.amazonaws.com'));
