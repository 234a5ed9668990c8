// A queue with a key and a dead-letter queue, a FIFO queue, one that SQS encrypts, and who sends and receives.
const { App, Duration, RemovalPolicy, Stack } = require('aws-cdk-lib');
const iam = require('aws-cdk-lib/aws-iam');
const kms = require('aws-cdk-lib/aws-kms');
const sqs = require('aws-cdk-lib/aws-sqs');

const app = new App();
const stack = new Stack(app, 'Agreement');

const failed = new sqs.Queue(stack, 'Failed', { retentionPeriod: Duration.days(14), enforceSSL: true });
const key = new kms.Key(stack, 'Key', { enableKeyRotation: true });
const orders = new sqs.Queue(stack, 'Orders', {
  encryption: sqs.QueueEncryption.KMS, encryptionMasterKey: key, dataKeyReuse: Duration.hours(1), enforceSSL: true,
  visibilityTimeout: Duration.seconds(90), deliveryDelay: Duration.seconds(5), retentionPeriod: Duration.days(4),
  receiveMessageWaitTime: Duration.seconds(20), maxMessageSizeBytes: 65536, removalPolicy: RemovalPolicy.RETAIN,
  deadLetterQueue: { queue: failed, maxReceiveCount: 3 },
});
const events = new sqs.Queue(stack, 'Events', {
  queueName: 'events.fifo', contentBasedDeduplication: true,
  deduplicationScope: sqs.DeduplicationScope.MESSAGE_GROUP,
  fifoThroughputLimit: sqs.FifoThroughputLimit.PER_MESSAGE_GROUP_ID,
});
new sqs.Queue(stack, 'Managed', { encryption: sqs.QueueEncryption.SQS_MANAGED });

const producer = new iam.Role(stack, 'Producer', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
const consumer = new iam.Role(stack, 'Consumer', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
orders.grantSendMessages(producer);
orders.grantConsumeMessages(consumer);
orders.grantSendMessages(new iam.ServicePrincipal('events.amazonaws.com'));
events.grantSendMessages(producer);
