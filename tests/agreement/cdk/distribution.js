// A distribution over a private bucket and an API, with caching, headers, a function, errors, logs and a firewall.
const { App, Duration, RemovalPolicy, Stack } = require('aws-cdk-lib');
const { Certificate } = require('aws-cdk-lib/aws-certificatemanager');
const cf = require('aws-cdk-lib/aws-cloudfront');
const origins = require('aws-cdk-lib/aws-cloudfront-origins');
const s3 = require('aws-cdk-lib/aws-s3');

const stack = new Stack(new App(), 'Agreement');
const defaults = { enforceSSL: true, removalPolicy: RemovalPolicy.DESTROY };
const site = origins.S3BucketOrigin.withOriginAccessControl(new s3.Bucket(stack, 'Site', defaults));
const logBucket = new s3.Bucket(stack, 'Logs', { ...defaults, objectOwnership: s3.ObjectOwnership.OBJECT_WRITER });

const headers = new cf.ResponseHeadersPolicy(stack, 'Headers', { securityHeadersBehavior: {
  strictTransportSecurity: { accessControlMaxAge: Duration.days(365), includeSubdomains: true, override: true },
  contentTypeOptions: { override: true } } });
const caching = new cf.CachePolicy(stack, 'Caching', { defaultTtl: Duration.hours(1), maxTtl: Duration.days(1),
  queryStringBehavior: cf.CacheQueryStringBehavior.allowList('version'), enableAcceptEncodingGzip: true });
const rewrite = new cf.Function(stack, 'Rewrite', {
  code: cf.FunctionCode.fromInline('function handler(event) { return event.request; }') });

new cf.Distribution(stack, 'Distribution', {
  comment: 'The site', domainNames: ['www.example.com'], defaultRootObject: 'index.html',
  logBucket, logFilePrefix: 'site/',
  certificate: Certificate.fromCertificateArn(stack, 'Cert', 'arn:aws:acm:us-east-1:111122223333:certificate/0123'),
  minimumProtocolVersion: cf.SecurityPolicyProtocol.TLS_V1_2_2021, priceClass: cf.PriceClass.PRICE_CLASS_100,
  defaultBehavior: { origin: site, cachePolicy: caching, responseHeadersPolicy: headers, compress: true,
    viewerProtocolPolicy: cf.ViewerProtocolPolicy.HTTPS_ONLY,
    functionAssociations: [{ function: rewrite, eventType: cf.FunctionEventType.VIEWER_REQUEST }] },
  additionalBehaviors: {
    'images/*': { origin: site },
    'api/*': { allowedMethods: cf.AllowedMethods.ALLOW_ALL, cachePolicy: cf.CachePolicy.CACHING_DISABLED,
      origin: new origins.HttpOrigin('api.example.com', {
        customHeaders: { 'x-from': 'edge' }, readTimeout: Duration.seconds(20) }),
      originRequestPolicy: cf.OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER },
  },
  errorResponses: [{ httpStatus: 403, responseHttpStatus: 404, responsePagePath: '/oops.html', ttl: Duration.days(1) }],
  geoRestriction: cf.GeoRestriction.allowlist('IE', 'DE'),
  webAclId: 'arn:aws:wafv2:us-east-1:111122223333:global/webacl/site/0123',
});
