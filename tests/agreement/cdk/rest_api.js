// A REST API in front of a function: CORS, validated requests, an authorizer, an API key with its plan, access logs.
const { App, Stack } = require('aws-cdk-lib');
const api = require('aws-cdk-lib/aws-apigateway');
const cognito = require('aws-cdk-lib/aws-cognito');
const lambda = require('aws-cdk-lib/aws-lambda');
const logs = require('aws-cdk-lib/aws-logs');

const stack = new Stack(new App(), 'Agreement');
const handler = new lambda.Function(stack, 'Handler', { runtime: lambda.Runtime.PYTHON_3_13, handler: 'index.handler',
  code: lambda.Code.fromInline('def handler(event, context):\n    return {"statusCode": 200}\n') });

const rest = new api.RestApi(stack, 'Api', {
  restApiName: 'agreement', description: 'Items', endpointTypes: [api.EndpointType.REGIONAL],
  deployOptions: {
    stageName: 'live', throttlingRateLimit: 100, throttlingBurstLimit: 200, tracingEnabled: true, metricsEnabled: true,
    loggingLevel: api.MethodLoggingLevel.INFO, variables: { mode: 'live' },
    accessLogDestination: new api.LogGroupLogDestination(new logs.LogGroup(stack, 'AccessLogs')),
    accessLogFormat: api.AccessLogFormat.jsonWithStandardFields(),
  },
  defaultCorsPreflightOptions: {
    allowOrigins: ['https://example.com'], allowMethods: ['GET', 'POST'], allowCredentials: true },
});
const integration = new api.LambdaIntegration(handler);
const item = { schema: api.JsonSchemaVersion.DRAFT4, type: api.JsonSchemaType.OBJECT, required: ['name'],
               properties: { name: { type: api.JsonSchemaType.STRING, minLength: 1 } } };
const items = rest.root.addResource('items');
items.addMethod('GET', integration, {
  apiKeyRequired: true, requestParameters: { 'method.request.querystring.page': false } });
items.addMethod('POST', integration, {
  requestModels: { 'application/json': rest.addModel('Item', { contentType: 'application/json', schema: item }) },
  requestValidator: rest.addRequestValidator('Body', { validateRequestBody: true }),
  authorizer: new api.CognitoUserPoolsAuthorizer(stack, 'Users', { cognitoUserPools: [cognito.UserPool.fromUserPoolArn(
    stack, 'Pool', 'arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_abcdefghi')] }),
});
items.addResource('{id}').addMethod('DELETE', integration, { authorizationType: api.AuthorizationType.IAM });

const plan = rest.addUsagePlan('Plan', {
  throttle: { rateLimit: 10, burstLimit: 20 }, quota: { limit: 1000, period: api.Period.DAY } });
plan.addApiKey(rest.addApiKey('Key'));
plan.addApiStage({ stage: rest.deploymentStage });
