// A network as it comes, in a stack that does not know its region: two zones that are chosen at deployment.
const { App, CfnOutput, Stack } = require('aws-cdk-lib');
const ec2 = require('aws-cdk-lib/aws-ec2');

const app = new App();
const stack = new Stack(app, 'Agreement');

const vpc = new ec2.Vpc(stack, 'Vpc', { restrictDefaultSecurityGroup: false }); // true is a custom resource
vpc.addFlowLog('FlowLog'); // to a log group and with a role of its own

new CfnOutput(stack, 'PrivateSubnets', { value: vpc.privateSubnets.map((subnet) => subnet.subnetId).join(',') });
new CfnOutput(stack, 'Zones', { value: vpc.availabilityZones.join(',') });
