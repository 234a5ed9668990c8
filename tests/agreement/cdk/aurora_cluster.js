// A serverless PostgreSQL cluster with a writer, a reader, parameters, credentials that rotate, and monitoring.
const { App, Duration, RemovalPolicy, Stack } = require('aws-cdk-lib');
const ec2 = require('aws-cdk-lib/aws-ec2');
const iam = require('aws-cdk-lib/aws-iam');
const kms = require('aws-cdk-lib/aws-kms');
const rds = require('aws-cdk-lib/aws-rds');
const { HostedRotation } = require('aws-cdk-lib/aws-secretsmanager');

const app = new App();
const stack = new Stack(app, 'Agreement', { env: { account: '111122223333', region: 'eu-west-1' } });
const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 1, restrictDefaultSecurityGroup: false });

const cluster = new rds.DatabaseCluster(stack, 'Database', {
  engine: rds.DatabaseClusterEngine.auroraPostgres({ version: rds.AuroraPostgresEngineVersion.VER_16_6 }),
  writer: rds.ClusterInstance.serverlessV2('writer', { enablePerformanceInsights: true }),
  readers: [rds.ClusterInstance.serverlessV2('reader', { scaleWithWriter: true, enablePerformanceInsights: true })],
  serverlessV2MinCapacity: 0.5, serverlessV2MaxCapacity: 8,
  vpc, vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
  credentials: rds.Credentials.fromGeneratedSecret('agreement', { secretName: 'agreement/database' }),
  defaultDatabaseName: 'agreement', port: 5433,
  parameters: { 'rds.force_ssl': '1', log_statement: 'ddl' },
  storageEncryptionKey: new kms.Key(stack, 'Key', { enableKeyRotation: true }), iamAuthentication: true,
  backup: { retention: Duration.days(14), preferredWindow: '02:00-03:00' },
  preferredMaintenanceWindow: 'sun:04:00-sun:05:00', deletionProtection: true, removalPolicy: RemovalPolicy.SNAPSHOT,
  monitoringInterval: Duration.seconds(60), enablePerformanceInsights: true,
  cloudwatchLogsExports: ['postgresql'], // a retention of theirs would be a custom resource
});
cluster.secret.addRotationSchedule('Rotation', {
  hostedRotation: HostedRotation.postgreSqlSingleUser({ vpc, functionName: 'agreement-rotation' }),
  automaticallyAfter: Duration.days(30),
});

const service = new ec2.SecurityGroup(stack, 'Service', { vpc, allowAllOutbound: false });
cluster.connections.allowDefaultPortFrom(service, 'Queries of the service');
const role = new iam.Role(stack, 'ServiceRole', { assumedBy: new iam.ServicePrincipal('ecs-tasks.amazonaws.com') });
cluster.grantConnect(role, 'agreement');
cluster.secret.grantRead(role);
