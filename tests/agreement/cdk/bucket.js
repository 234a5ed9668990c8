// A bucket with a key of its own, versions, a lifecycle, CORS, access logs, a replica, a policy and a reader.
const { App, Duration, RemovalPolicy, Stack } = require('aws-cdk-lib');
const iam = require('aws-cdk-lib/aws-iam');
const s3 = require('aws-cdk-lib/aws-s3');

const app = new App();
const stack = new Stack(app, 'Agreement');
const secured = { enforceSSL: true, blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL };

const logs = new s3.Bucket(stack, 'Logs', {
  ...secured, encryption: s3.BucketEncryption.S3_MANAGED, removalPolicy: RemovalPolicy.DESTROY,
  lifecycleRules: [{ expiration: Duration.days(90) }],
});
const replica = new s3.Bucket(stack, 'Replica', { ...secured, versioned: true });
const documents = new s3.Bucket(stack, 'Documents', {
  ...secured, versioned: true, minimumTLSVersion: 1.2,
  encryption: s3.BucketEncryption.KMS, bucketKeyEnabled: true,
  serverAccessLogsBucket: logs, serverAccessLogsPrefix: 'documents/',
  objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
  cors: [{ allowedMethods: [s3.HttpMethods.GET, s3.HttpMethods.PUT], allowedOrigins: ['https://example.com'],
           allowedHeaders: ['*'], exposedHeaders: ['ETag'], maxAge: 3600 }],
  lifecycleRules: [
    { id: 'Age', transitions: [{ storageClass: s3.StorageClass.INFREQUENT_ACCESS, transitionAfter: Duration.days(30) },
                               { storageClass: s3.StorageClass.GLACIER, transitionAfter: Duration.days(90) }],
      noncurrentVersionExpiration: Duration.days(365), abortIncompleteMultipartUploadAfter: Duration.days(7) },
    { prefix: 'uploads/', tagFilters: { state: 'draft' }, expiration: Duration.days(1), enabled: false },
  ],
  replicationRules: [{ destination: replica, priority: 1 }],
});
documents.addToResourcePolicy(new iam.PolicyStatement({
  principals: [new iam.ServicePrincipal('delivery.logs.amazonaws.com')],
  actions: ['s3:PutObject'], resources: [documents.arnForObjects('delivered/*')],
  conditions: { StringEquals: { 'aws:SourceAccount': stack.account } },
}));
const reader = new iam.Role(stack, 'Reader', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
documents.grantReadWrite(reader, 'shared/*');
