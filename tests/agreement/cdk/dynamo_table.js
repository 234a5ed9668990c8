// A table with provisioned and scaled throughput, indexes, a stream and its own key; one on demand; who reads them.
const { App, RemovalPolicy, Stack } = require('aws-cdk-lib');
const dynamodb = require('aws-cdk-lib/aws-dynamodb');
const iam = require('aws-cdk-lib/aws-iam');

const app = new App();
const stack = new Stack(app, 'Agreement');
const { STRING, NUMBER } = dynamodb.AttributeType;

const orders = new dynamodb.Table(stack, 'Orders', {
  partitionKey: { name: 'customer', type: STRING }, sortKey: { name: 'placed', type: NUMBER },
  billingMode: dynamodb.BillingMode.PROVISIONED, readCapacity: 5, writeCapacity: 3,
  encryption: dynamodb.TableEncryption.CUSTOMER_MANAGED, timeToLiveAttribute: 'expires',
  pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true, recoveryPeriodInDays: 14 },
  stream: dynamodb.StreamViewType.NEW_AND_OLD_IMAGES, deletionProtection: true,
  contributorInsightsSpecification: { enabled: true },
});
orders.addGlobalSecondaryIndex({
  indexName: 'by-state', partitionKey: { name: 'state', type: STRING }, readCapacity: 2, writeCapacity: 2,
  projectionType: dynamodb.ProjectionType.INCLUDE, nonKeyAttributes: ['total', 'currency'],
});
orders.addLocalSecondaryIndex({ indexName: 'by-total', sortKey: { name: 'total', type: NUMBER } });
orders.autoScaleReadCapacity({ minCapacity: 5, maxCapacity: 50 }).scaleOnUtilization({ targetUtilizationPercent: 70 });

const sessions = new dynamodb.Table(stack, 'Sessions', {
  partitionKey: { name: 'id', type: STRING }, tableName: 'sessions', removalPolicy: RemovalPolicy.DESTROY,
  billingMode: dynamodb.BillingMode.PAY_PER_REQUEST, encryption: dynamodb.TableEncryption.AWS_MANAGED,
});
sessions.addGlobalSecondaryIndex({ indexName: 'by-user', partitionKey: { name: 'user', type: STRING } });

const service = new iam.Role(stack, 'Service', { assumedBy: new iam.ServicePrincipal('ecs-tasks.amazonaws.com') });
orders.grantReadData(service);
orders.grantStreamRead(service);
sessions.grantReadWriteData(service);
