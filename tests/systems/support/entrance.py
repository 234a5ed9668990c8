"""What would answer a request from outside, told from names, distributions, load balancers and buckets as they are
deployed: the way of a request where there is no network, as in a mock of AWS.

`Entrance(client, jwks).answer("https://haiku.app-dw.net/")` follows the names in DNS to a distribution or a load
balancer, and their rules to a file, a redirection, a refusal or a target. Tokens are checked against `jwks`, the keys
of the user pool.
"""

import base64
import dataclasses
import fnmatch
import json
import urllib.parse

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

# Of which the name is known, not the meaning: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/
# using-managed-origin-request-policies.html
ALL_VIEWER = "216adef6-5c7f-47e4-b989-5492eafa07d3"
DEFAULT_PORTS = {"https": 443, "http": 80}


@dataclasses.dataclass
class Answer:
    status: int
    location: str = ""
    body: bytes = b""
    target_group: str = ""  # that it went to
    by: str = ""  # the distribution that answered, or the load balancer


class Refused(AssertionError):
    """What is deployed cannot answer, and not because it should not."""


class Entrance:
    def __init__(self, client, jwks=None):
        self.client = client
        self.jwks = jwks

    def answer(self, url, method="GET", headers=None):
        parts = urllib.parse.urlsplit(url)
        headers = {"host": parts.hostname, **{name.lower(): value for name, value in (headers or {}).items()}}
        target = self._resolve(parts.hostname)
        distribution = self._distribution(target)
        if distribution:
            return self._from_distribution(distribution, parts, method, headers)
        return self._from_load_balancer(self._load_balancer(target), parts.scheme, parts.path or "/", method, headers)

    # --- DNS ---

    def _resolve(self, host):
        """The name that an address record of the host is an alias of."""
        route53 = self.client("route53")
        for zone in route53.list_hosted_zones()["HostedZones"]:
            if not zone["Config"]["PrivateZone"] and f"{host}.".endswith(zone["Name"]):
                for record in route53.list_resource_record_sets(HostedZoneId=zone["Id"])["ResourceRecordSets"]:
                    if record["Name"] == f"{host}." and record["Type"] == "A":
                        return record["AliasTarget"]["DNSName"].rstrip(".").removeprefix("dualstack.")
        raise Refused(f"no zone has an address of {host}")

    # --- CloudFront ---

    def _distribution(self, name):
        items = self.client("cloudfront").list_distributions()["DistributionList"].get("Items", [])
        return next((self.client("cloudfront").get_distribution(Id=each["Id"])["Distribution"]
                     for each in items if each["DomainName"] == name), None)

    def _from_distribution(self, distribution, parts, method, headers):
        config = distribution["DistributionConfig"]
        if headers["host"] not in config["Aliases"].get("Items", []):
            return Answer(403, by=distribution["Id"])
        path = parts.path or "/"
        behaviors = config["CacheBehaviors"].get("Items", [])
        behavior = next((each for each in behaviors if fnmatch.fnmatchcase(path, each["PathPattern"])),
                        config["DefaultCacheBehavior"])
        if parts.scheme == "http" and behavior["ViewerProtocolPolicy"] == "redirect-to-https":
            return Answer(301, f"https://{headers['host']}{path}", by=distribution["Id"])
        if (parts.scheme == "http" and behavior["ViewerProtocolPolicy"] == "https-only") or (
                method not in behavior["AllowedMethods"]["Items"]):
            return Answer(403, by=distribution["Id"])
        for function in behavior["FunctionAssociations"].get("Items", []):
            path = self._run(function, path, method)
        origin = next(each for each in config["Origins"]["Items"] if each["Id"] == behavior["TargetOriginId"])
        if path == "/":
            path = "/" + config["DefaultRootObject"]
        answer = self._from_origin(origin, behavior, distribution, path, method, headers)
        answer.by = distribution["Id"]
        return answer

    def _run(self, association, path, method):
        event = {"version": "1.0", "context": {"eventType": association["EventType"]}, "viewer": {"ip": "203.0.113.7"},
                 "request": {"method": method, "uri": path, "querystring": {}, "headers": {}, "cookies": {}}}
        answer = self.client("cloudfront").test_function(
            Name=association["FunctionARN"].rsplit("/", 1)[1], IfMatch="1", Stage="LIVE",
            EventObject=json.dumps(event).encode())
        return json.loads(answer["TestResult"]["FunctionOutput"])["request"]["uri"]

    def _from_origin(self, origin, behavior, distribution, path, method, headers):
        if "S3OriginConfig" in origin:
            return self._from_bucket(origin, distribution, path)
        host = headers["host"] if behavior.get("OriginRequestPolicyId") == ALL_VIEWER else origin["DomainName"]
        scheme = "http" if origin["CustomOriginConfig"]["OriginProtocolPolicy"] == "http-only" else "https"
        return self._from_load_balancer(self._load_balancer(origin["DomainName"]), scheme, path, method,
                                        {**headers, "host": host})

    def _from_bucket(self, origin, distribution, path):
        """A file, if the bucket's policy lets this distribution read and the distribution signs its requests."""
        bucket = origin["DomainName"].partition(".s3")[0]
        s3 = self.client("s3")
        policy = json.loads(s3.get_bucket_policy(Bucket=bucket)["Policy"])
        lets_in = any(
            each["Effect"] == "Allow" and each.get("Principal") == {"Service": "cloudfront.amazonaws.com"}
            and each["Condition"]["StringEquals"]["AWS:SourceArn"].endswith(f":distribution/{distribution['Id']}")
            for each in policy["Statement"])
        if not (origin.get("OriginAccessControlId") and lets_in):
            return Answer(403)
        control = self.client("cloudfront").get_origin_access_control(Id=origin["OriginAccessControlId"])
        settings = control["OriginAccessControl"]["OriginAccessControlConfig"]
        if (settings["OriginAccessControlOriginType"], settings["SigningBehavior"]) != ("s3", "always"):
            return Answer(403)
        try:
            return Answer(200, body=s3.get_object(Bucket=bucket, Key=path.lstrip("/"))["Body"].read())
        except s3.exceptions.NoSuchKey:
            return Answer(403)  # who may not list learns no more

    # --- Load balancers ---

    def _load_balancer(self, name):
        balancers = self.client("elbv2").describe_load_balancers()["LoadBalancers"]
        found = [each for each in balancers if each["DNSName"] == name]
        if not found:
            raise Refused(f"nothing has the address {name}")
        return found[0]

    def _from_load_balancer(self, balancer, scheme, path, method, headers):
        elb, arn = self.client("elbv2"), balancer["LoadBalancerArn"]
        listeners = elb.describe_listeners(LoadBalancerArn=arn)["Listeners"]
        listener = next((each for each in listeners if each["Port"] == DEFAULT_PORTS[scheme]), None)
        if listener is None:
            raise Refused(f"nobody listens on {DEFAULT_PORTS[scheme]}")
        rules = elb.describe_rules(ListenerArn=listener["ListenerArn"])["Rules"]
        rules.sort(key=lambda rule: float("inf") if rule["IsDefault"] else int(rule["Priority"]))
        rule = next(each for each in rules if all(_matches(one, path, headers) for one in each["Conditions"]))
        for action in sorted(rule["Actions"], key=lambda each: each.get("Order", 0)):
            answer = self._act(action, path, headers)
            if answer:
                answer.by = arn
                return answer
        raise Refused("a rule does not end with an answer")

    def _act(self, action, path, headers):
        """An answer, or None if the next action has its turn."""
        kind = action["Type"]
        if kind == "jwt-validation":
            good = self._is_good(headers.get("authorization", ""), action["JwtValidationConfig"])
            return None if good else Answer(401)
        if kind == "authenticate-cognito":
            given = action["AuthenticateCognitoConfig"]
            query = urllib.parse.urlencode({"client_id": given["UserPoolClientId"], "response_type": "code",
                                            "redirect_uri": f"https://{headers['host']}/oauth2/idpresponse",
                                            "scope": given["Scope"]})
            return Answer(302, f"https://{given['UserPoolDomain']}/oauth2/authorize?{query}")
        if kind == "redirect":
            given = action["RedirectConfig"]
            return Answer(int(given["StatusCode"].removeprefix("HTTP_")),
                          f"{given['Protocol'].lower()}://{headers['host']}:{given['Port']}{path}")
        if kind == "fixed-response":
            given = action["FixedResponseConfig"]
            return Answer(int(given["StatusCode"]), body=given.get("MessageBody", "").encode())
        group = action.get("TargetGroupArn") or action["ForwardConfig"]["TargetGroups"][0]["TargetGroupArn"]
        states = self.client("elbv2").describe_target_health(TargetGroupArn=group)["TargetHealthDescriptions"]
        return Answer(200 if states else 503, target_group=group)

    def _is_good(self, authorization, config):
        """What the load balancer looks at: signature, issuer, time, and the claims that it is told."""
        if not authorization.startswith("Bearer "):
            return False
        try:
            keys = KeySet.import_key_set(self.jwks)
            token = jwt.decode(authorization.removeprefix("Bearer "), keys, algorithms=["RS256"])
            jwt.JWTClaimsRegistry(iss={"essential": True, "value": config["Issuer"]}, exp={"essential": True}).validate(
                token.claims)
        except (JoseError, ValueError):
            return False
        return all(token.claims.get(claim["Name"]) in claim["Values"] for claim in config.get("AdditionalClaims", []))


def _matches(condition, path, headers):
    if condition["Field"] == "host-header":
        patterns, value = condition["HostHeaderConfig"]["Values"], headers["host"]
    elif condition["Field"] == "path-pattern":
        patterns, value = condition["PathPatternConfig"]["Values"], path
    else:
        raise Refused(f"a condition of another kind: {condition['Field']}")
    return any(fnmatch.fnmatchcase(value, pattern) for pattern in patterns)


def claims_of(token):
    """What a token says, unchecked."""
    body = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
