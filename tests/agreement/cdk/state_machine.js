// A workflow with tasks, a choice, a map, branches in parallel, a wait, retries and a catch; logged and traced.
const { App, Duration, Stack } = require('aws-cdk-lib');
const lambda = require('aws-cdk-lib/aws-lambda');
const { LogGroup } = require('aws-cdk-lib/aws-logs');
const { Topic } = require('aws-cdk-lib/aws-sns');
const { Queue } = require('aws-cdk-lib/aws-sqs');
const sfn = require('aws-cdk-lib/aws-stepfunctions');
const tasks = require('aws-cdk-lib/aws-stepfunctions-tasks');

const stack = new Stack(new App(), 'Agreement');
const fn = (id) => new lambda.Function(stack, id, { runtime: lambda.Runtime.PYTHON_3_13, handler: 'index.handler',
  code: lambda.Code.fromInline('def handler(event, context):\n    return event\n') });

const refused = new sfn.Fail(stack, 'Refused', { error: 'OrderRefused', cause: 'The order is not valid' });
const check = new tasks.LambdaInvoke(stack, 'Check', { lambdaFunction: fn('Checker'), outputPath: '$.Payload' })
  .addRetry({ errors: ['States.Timeout'], interval: Duration.seconds(2), maxAttempts: 3, backoffRate: 1.5 })
  .addCatch(refused, { resultPath: '$.error' });
const pack = new sfn.Map(stack, 'Pack', { itemsPath: '$.items', maxConcurrency: 4, resultPath: '$.packed',
  itemSelector: { item: sfn.JsonPath.objectAt('$$.Map.Item.Value') } });
pack.itemProcessor(new tasks.LambdaInvoke(stack, 'PackItem', {
  lambdaFunction: fn('Packer'), retryOnServiceExceptions: false,
  payload: sfn.TaskInput.fromObject({ item: sfn.JsonPath.objectAt('$.item'), at: sfn.JsonPath.executionStartTime }) }));
const tell = new sfn.Parallel(stack, 'Tell', { resultPath: sfn.JsonPath.DISCARD })
  .branch(new tasks.SqsSendMessage(stack, 'Ship', {
    queue: new Queue(stack, 'Shipping'), messageBody: sfn.TaskInput.fromJsonPathAt('$.packed') }))
  .branch(new tasks.SnsPublish(stack, 'Announce', {
    topic: new Topic(stack, 'Orders'), message: sfn.TaskInput.fromText('An order is on its way') }));
const later = new sfn.Wait(stack, 'Later', { time: sfn.WaitTime.duration(Duration.minutes(5)) });
const { and, booleanEquals, numberGreaterThan, stringEquals } = sfn.Condition;
const valid = and(booleanEquals('$.valid', true), numberGreaterThan('$.total', 0));
const choice = new sfn.Choice(stack, 'Valid?', { comment: 'Is it an order?' }).when(valid, pack)
  .when(stringEquals('$.state', 'PENDING'), later.next(check)).otherwise(refused);
pack.next(tell).next(new sfn.Pass(stack, 'Result', { parameters: { ok: true } })).next(new sfn.Succeed(stack, 'Done'));

new sfn.StateMachine(stack, 'Workflow', {
  definitionBody: sfn.DefinitionBody.fromChainable(check.next(choice)), comment: 'Handles an order',
  timeout: Duration.hours(1), tracingEnabled: true,
  logs: { level: sfn.LogLevel.ERROR, destination: new LogGroup(stack, 'Logs') },
});
