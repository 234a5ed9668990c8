// A Fargate service on two kinds of capacity behind a load balancer, with a sidecar, a secret, discovery and scaling.
const { App, Duration, Stack } = require('aws-cdk-lib');
const { Certificate } = require('aws-cdk-lib/aws-certificatemanager');
const ec2 = require('aws-cdk-lib/aws-ec2');
const ecs = require('aws-cdk-lib/aws-ecs');
const elb = require('aws-cdk-lib/aws-elasticloadbalancingv2');
const logs = require('aws-cdk-lib/aws-logs');
const { Secret } = require('aws-cdk-lib/aws-secretsmanager');

const stack = new Stack(new App(), 'Agreement', { env: { account: '111122223333', region: 'eu-west-1' } });
const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 1, restrictDefaultSecurityGroup: false });
const cluster = new ecs.Cluster(stack, 'Cluster', { vpc, containerInsightsV2: ecs.ContainerInsights.ENABLED,
  enableFargateCapacityProviders: true, defaultCloudMapNamespace: { name: 'agreement.internal' } });
const task = new ecs.FargateTaskDefinition(stack, 'Task', { cpu: 512, memoryLimitMiB: 1024, family: 'agreement' });
const logGroup = new logs.LogGroup(stack, 'Logs', { retention: logs.RetentionDays.ONE_MONTH });
task.addContainer('web', { image: ecs.ContainerImage.fromRegistry('nginx'), environment: { MODE: 'production' },
  portMappings: [{ containerPort: 8080 }], secrets: { KEY: ecs.Secret.fromSecretsManager(new Secret(stack, 'Token')) },
  healthCheck: { command: ['CMD-SHELL', 'curl -f localhost:8080 || exit 1'], startPeriod: Duration.seconds(20) },
  logging: ecs.LogDrivers.awsLogs({ streamPrefix: 'web', logGroup }) });
task.addContainer('proxy', {
  image: ecs.ContainerImage.fromRegistry('envoy'), essential: false, memoryLimitMiB: 128 });
const service = new ecs.FargateService(stack, 'Service', { cluster, taskDefinition: task, desiredCount: 2,
  minHealthyPercent: 100, maxHealthyPercent: 200, circuitBreaker: { rollback: true }, cloudMapOptions: { name: 'web' },
  capacityProviderStrategies: [{ capacityProvider: 'FARGATE', base: 1, weight: 1 },
                               { capacityProvider: 'FARGATE_SPOT', weight: 3 }] });

const balancer = new elb.ApplicationLoadBalancer(stack, 'Balancer', {
  vpc, internetFacing: true, dropInvalidHeaderFields: true });
balancer.addRedirect(); // port 80 to port 443
const certificate = Certificate.fromCertificateArn(stack, 'Cert', 'arn:aws:acm:eu-west-1:111122223333:certificate/01');
const listener = balancer.addListener('Https', { port: 443, certificates: [certificate],
  defaultAction: elb.ListenerAction.fixedResponse(404) });
const targetGroup = listener.addTargets('Web', { port: 8080, targets: [service], priority: 10,
  conditions: [elb.ListenerCondition.pathPatterns(['/app/*'])], deregistrationDelay: Duration.seconds(15),
  healthCheck: { path: '/health', interval: Duration.seconds(15), healthyThresholdCount: 2 } });
const scaling = service.autoScaleTaskCount({ minCapacity: 2, maxCapacity: 10 });
scaling.scaleOnCpuUtilization('Cpu', { targetUtilizationPercent: 60, scaleOutCooldown: Duration.seconds(60) });
scaling.scaleOnRequestCount('Requests', { requestsPerTarget: 1000, targetGroup });
scaling.scaleOnMetric('Memory', { metric: service.metricMemoryUtilization(),
  scalingSteps: [{ upper: 20, change: -1 }, { lower: 80, change: +2 }] });
