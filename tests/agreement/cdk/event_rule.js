// Rules on a bus and on a schedule, with a function, queues and a topic as targets.
const { App, Duration, Stack } = require('aws-cdk-lib');
const events = require('aws-cdk-lib/aws-events');
const targets = require('aws-cdk-lib/aws-events-targets');
const lambda = require('aws-cdk-lib/aws-lambda');
const sns = require('aws-cdk-lib/aws-sns');
const sqs = require('aws-cdk-lib/aws-sqs');

const app = new App();
const stack = new Stack(app, 'Agreement');
const handler = new lambda.Function(stack, 'Handler', { runtime: lambda.Runtime.PYTHON_3_13, handler: 'index.handler',
  code: lambda.Code.fromInline('def handler(event, context):\n    return event\n') });
const failed = new sqs.Queue(stack, 'Failed');

const bus = new events.EventBus(stack, 'Bus', { eventBusName: 'orders' });
bus.archive('Archive', { eventPattern: { source: ['orders'] }, retention: Duration.days(30) });

new events.Rule(stack, 'Placed', {
  eventBus: bus, description: 'An order was placed',
  eventPattern: { source: ['orders'], detailType: ['Placed'],
                  detail: { total: events.Match.greaterThan(100), country: events.Match.prefix('E') } },
  targets: [
    new targets.LambdaFunction(handler, { deadLetterQueue: failed, retryAttempts: 2, maxEventAge: Duration.hours(1) }),
    new targets.SqsQueue(new sqs.Queue(stack, 'Shipping'), {
      message: events.RuleTargetInput.fromObject({ order: events.EventField.fromPath('$.detail.id'), from: 'bus' }) }),
    new targets.SnsTopic(new sns.Topic(stack, 'Topic'), {
      message: events.RuleTargetInput.fromText(`Order ${events.EventField.fromPath('$.detail.id')} was placed`) }),
  ],
});
const nightly = new events.Rule(stack, 'Nightly', {
  schedule: events.Schedule.cron({ minute: '30', hour: '2', weekDay: 'MON-FRI' }) });
nightly.addTarget(new targets.LambdaFunction(handler, { event: events.RuleTargetInput.fromObject({ job: 'clean' }) }));
new events.Rule(stack, 'Often', {
  schedule: events.Schedule.rate(Duration.minutes(5)), enabled: false, ruleName: 'often',
  targets: [new targets.SqsQueue(new sqs.Queue(stack, 'Grouped', { fifo: true }), { messageGroupId: 'ticks' })],
});
