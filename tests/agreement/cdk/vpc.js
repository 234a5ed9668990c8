// A network of four tiers in three known availability zones: fewer NAT gateways than zones, endpoints, flow logs.
const { App, RemovalPolicy, Stack, Tags } = require('aws-cdk-lib');
const ec2 = require('aws-cdk-lib/aws-ec2');
const logs = require('aws-cdk-lib/aws-logs');

const app = new App();
const stack = new Stack(app, 'Agreement', { env: { account: '111122223333', region: 'eu-west-1' } });

const vpc = new ec2.Vpc(stack, 'Vpc', {
  ipAddresses: ec2.IpAddresses.cidr('10.20.0.0/16'),
  maxAzs: 3,
  natGateways: 2,
  restrictDefaultSecurityGroup: false, // true is a custom resource
  subnetConfiguration: [
    { name: 'Ingress', subnetType: ec2.SubnetType.PUBLIC, cidrMask: 24, mapPublicIpOnLaunch: false },
    { name: 'Application', subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS, cidrMask: 20 },
    { name: 'Spare', subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS, cidrMask: 24, reserved: true },
    { name: 'Database', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }, // its size is what is left
  ],
  gatewayEndpoints: { S3: { service: ec2.GatewayVpcEndpointAwsService.S3 } },
});
Tags.of(vpc).add('team', 'platform');

vpc.addGatewayEndpoint('DynamoDb', {
  service: ec2.GatewayVpcEndpointAwsService.DYNAMODB,
  subnets: [{ subnetGroupName: 'Application' }],
});
vpc.addInterfaceEndpoint('SecretsManager', {
  service: ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER,
  subnets: { subnetGroupName: 'Application' },
});
vpc.addFlowLog('FlowLog', {
  destination: ec2.FlowLogDestination.toCloudWatchLogs(new logs.LogGroup(stack, 'FlowLogs', {
    retention: logs.RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY,
  })),
  trafficType: ec2.FlowLogTrafficType.REJECT,
});
