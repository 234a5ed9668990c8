// A key with aliases, rotation, administrators and users; one that signs.
const { App, Duration, RemovalPolicy, Stack } = require('aws-cdk-lib');
const iam = require('aws-cdk-lib/aws-iam');
const kms = require('aws-cdk-lib/aws-kms');

const app = new App();
const stack = new Stack(app, 'Agreement');
const role = (id) => new iam.Role(stack, id, { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });

const key = new kms.Key(stack, 'Data', {
  alias: 'agreement/data', description: 'Data at rest', enableKeyRotation: true, rotationPeriod: Duration.days(180),
  pendingWindow: Duration.days(10), removalPolicy: RemovalPolicy.DESTROY, admins: [role('Administrator')],
});
key.addAlias('agreement/second');
key.grantEncryptDecrypt(role('Writer'));
key.grantDecrypt(role('Reader'));
key.grantEncrypt(new iam.ServicePrincipal('logs.amazonaws.com'));
key.addToResourcePolicy(new iam.PolicyStatement({
  sid: 'Events', principals: [new iam.ServicePrincipal('events.amazonaws.com')], resources: ['*'],
  actions: ['kms:GenerateDataKey*', 'kms:Decrypt'],
  conditions: { StringEquals: { 'aws:SourceAccount': stack.account } },
}));

new kms.Key(stack, 'Signing', {
  keySpec: kms.KeySpec.ECC_NIST_P256, keyUsage: kms.KeyUsage.SIGN_VERIFY, multiRegion: true,
});
