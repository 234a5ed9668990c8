// Security groups that admit each other, ranges of addresses, and themselves.
const { App, Stack } = require('aws-cdk-lib');
const ec2 = require('aws-cdk-lib/aws-ec2');

const app = new App();
const stack = new Stack(app, 'Agreement');
const vpc = new ec2.Vpc(stack, 'Vpc', {
  maxAzs: 2,
  restrictDefaultSecurityGroup: false,
  subnetConfiguration: [{ name: 'Isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
});

const web = new ec2.SecurityGroup(stack, 'Web', {
  vpc, description: 'What the world reaches', allowAllIpv6Outbound: true,
});
web.addIngressRule(ec2.Peer.anyIpv4(), ec2.Port.HTTPS, 'HTTPS from everywhere');
web.addIngressRule(ec2.Peer.anyIpv6(), ec2.Port.HTTPS, 'HTTPS from everywhere');
web.addIngressRule(ec2.Peer.anyIpv4(), ec2.Port.HTTPS, 'The same again is not repeated');

const service = new ec2.SecurityGroup(stack, 'Service', { vpc, securityGroupName: 'service', allowAllOutbound: false });
service.connections.allowFrom(web, ec2.Port.tcpRange(8000, 8100), 'Requests');
service.connections.allowInternally(ec2.Port.allTraffic());
service.connections.allowTo(ec2.Peer.prefixList('pl-12345678'), ec2.Port.HTTPS, 'S3');

const database = new ec2.SecurityGroup(stack, 'Database', { vpc, allowAllOutbound: false });
database.connections.allowFrom(service, ec2.Port.POSTGRES);
database.addIngressRule(ec2.Peer.ipv4('10.0.0.0/16'), ec2.Port.icmpPing());
database.addIngressRule(ec2.Peer.ipv4(vpc.vpcCidrBlock), ec2.Port.udp(53));
