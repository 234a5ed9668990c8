"""What the description of language_learning demands of its API and of the functions behind it. The numbers are those of
the demands; where several stand together, one look shows them all.

  template_api_test.py
"""

import re
import unittest

from template_evaluation import as_list, referred
from template_support import Code, TemplateTest, in_every_state

AUTHENTICATED = {"COGNITO_USER_POOLS", "CUSTOM", "AWS_IAM"}
USERS = 6_000
ORIGIN, METHODS, HEADERS = (f"Access-Control-Allow-{each}" for each in ("Origin", "Methods", "Headers"))
TOLD_APART = ("lesson", "progress", "speech", "grammar", "recommend")


class Api(TemplateTest):
    @in_every_state
    def test_006_one_api_whose_deployment_waits_for_all_methods(self, system):
        api, _ = system.api()
        _, stage = system.stage()
        self.assertEqual(system.meant(stage["RestApiId"]), api)
        deployment = system.meant(stage["DeploymentId"], "AWS::ApiGateway::Deployment")
        self.assertEqual(system.meant(system.properties(deployment)["RestApiId"]), api)
        methods = {route.method for route in self.some(system.routes())}
        self.assertLessEqual(methods, set(as_list(system.resource(deployment).get("DependsOn", []))))

    def test_007_lessons(self):
        lesson = self.system.five()["lesson"]
        found = [route for route in self.system.routes_to(lesson) if route.verb in ("GET", "ANY")]
        self.assertTrue([route for route in found if "lesson" in route.path.lower()])

    def test_008_everything_is_called(self):
        five = self.system.five()
        for word in TOLD_APART:
            self.assertTrue(self.system.callers(five[word]), word)
        self.assertTrue(self.system.routes_to(five["recommend"]))

    @in_every_state
    def test_009_who_may_call(self, system):
        for route in self.some(system.served()):
            self.assertIn(route.properties.get("AuthorizationType"), AUTHENTICATED, route)
        self.assertLessEqual(len({route.path for route in system.routes() if system.is_health(route)}), 1)

    @in_every_state
    def test_010_authorizers_are_real(self, system):
        for route in system.served():
            kind = route.properties["AuthorizationType"]
            if kind == "AWS_IAM":
                continue
            authorizer = system.properties(system.meant_part(route.properties["AuthorizerId"], "AWS::ApiGateway::Authorizer"))
            if kind == "COGNITO_USER_POOLS":
                self.assertEqual(authorizer["Type"], "COGNITO_USER_POOLS")
                for arn in self.some(authorizer["ProviderARNs"]):
                    self.assertIsNotNone(system.meant(arn, "AWS::Cognito::UserPool"), arn)
            else:
                self.assertIn(authorizer["Type"], ("TOKEN", "REQUEST"))
                self.assertIsNotNone(system.target(authorizer["AuthorizerUri"].split("/functions/")[-1].removesuffix(
                    "/invocations")).function)

    @in_every_state
    def test_011_user_pools(self, system):
        clients = system.of_type("AWS::Cognito::UserPoolClient").values()
        for pool, properties in system.of_type("AWS::Cognito::UserPool").items():
            self.assertTrue([each for each in clients if system.meant(each["UserPoolId"]) == pool])
            self.assertGreaterEqual(properties["Policies"]["PasswordPolicy"]["MinimumLength"], 8)

    @in_every_state
    def test_012_throttling(self, system):
        _, stage = system.stage()
        limits = [each for each in stage.get("MethodSettings", [])
                  if (each["ResourcePath"], each["HttpMethod"]) == ("/*", "*")]
        limits = [(each["ThrottlingRateLimit"], each["ThrottlingBurstLimit"]) for each in limits
                  if {"ThrottlingRateLimit", "ThrottlingBurstLimit"} <= set(each)]
        if all(route.properties.get("ApiKeyRequired") for route in system.served()):
            limits += [(each["Throttle"]["RateLimit"], each["Throttle"]["BurstLimit"])
                       for each in system.of_type("AWS::ApiGateway::UsagePlan").values() if "Throttle" in each]
        for rate, burst in self.some(limits):
            self.assertGreaterEqual(max(float(rate), float(burst)), USERS)
            self.assertGreaterEqual(min(float(rate), float(burst)), 500)

    # --- requests from other origins ---

    def preflights(self, system):
        """What is answered to OPTIONS, by path: headers and their values, or the source of the function that makes them."""
        found = {}
        for route in system.routes():
            if route.verb != "OPTIONS":
                continue
            function = system.route_target(route).function
            if function is not None:
                source = system.code(function) or ""
                found[route.path] = {name: source for name in (ORIGIN, METHODS, HEADERS) if name in source}
            else:
                found[route.path] = self.mocked(route)
        return found

    def mocked(self, route):
        integration = route.properties["Integration"]
        self.assertEqual(integration["Type"], "MOCK", route.path)
        for request in self.some(integration["RequestTemplates"]).values():
            self.assertRegex(request, r"[\"']?statusCode[\"']?\s*:\s*2\d\d", route.path)
        declared = {str(each["StatusCode"]): set(each.get("ResponseParameters", {}))
                    for each in route.properties["MethodResponses"]}
        headers = {}
        for response in self.some(integration["IntegrationResponses"]):
            parameters = response.get("ResponseParameters", {})
            self.assertLessEqual(set(parameters), declared[str(response["StatusCode"])], route.path)
            headers |= {name.removeprefix("method.response.header."): value.strip("'") for name, value in parameters.items()}
        return headers

    @in_every_state
    def test_013_every_path_answers_options(self, system):
        preflights = self.preflights(system)
        for route in self.some(system.served()):
            self.assertTrue(preflights.get(route.path, {}).get(ORIGIN), route.path)

    @in_every_state
    def test_014_preflight_allows_the_methods(self, system):
        preflights = self.preflights(system)
        for route in system.served():
            allowed = preflights[route.path][METHODS]
            verbs = ("GET", "POST", "PUT", "PATCH", "DELETE") if route.verb == "ANY" else (route.verb,)
            for verb in verbs:
                self.assertTrue(re.search(rf"\b{verb}\b|^\*$", allowed), f"{verb} {route.path}: {allowed}")

    @in_every_state
    def test_015_preflight_allows_the_headers(self, system):
        preflights = self.preflights(system)
        for path in {route.path for route in system.served()}:
            for header in ("Authorization", "Content-Type"):
                self.assertIn(header.lower(), preflights[path][HEADERS].lower(), path)


class Functions(TemplateTest):
    @in_every_state
    def test_016_five_functions(self, system):
        five = system.five()
        self.assertEqual(len(set(five.values())), len(TOLD_APART))

    def test_017_lessons_have_content(self):
        role = self.system.role_of(self.system.five()["lesson"])
        self.assertTrue([each for each in self.system.content_buckets() if self.system.may_objects(role, "s3:GetObject", each)])

    def test_018_tables_are_told(self):
        five = self.system.five()
        for word, table in (("lesson", self.system.lessons_table()), ("progress", self.system.progress_table())):
            told = [self.system.meant(value) for value in self.system.environment(five[word]).values()]
            self.assertIn(table, told, word)

    @in_every_state
    def test_019_memory(self, system):
        five = set(system.five().values())
        for function, properties in self.some(system.functions()).items():
            memory = int(properties["MemorySize"])
            self.assertTrue((256 if function in five else 128) <= memory <= 10_240, function)

    @in_every_state
    def test_020_time(self, system):
        five = set(system.five().values())
        for function, properties in self.some(system.functions()).items():
            seconds = int(properties["Timeout"])
            self.assertTrue((4 if function in five else 1) <= seconds <= 900, function)

    @in_every_state
    def test_021_dead_letters(self, system):
        for function in system.five().values():
            self.assertTrue([each for each in system.dead_letters(function) if each], function)

    @in_every_state
    def test_022_dead_letters_may_be_sent(self, system):
        for function in self.some(system.functions()):
            role = system.role_of(function)
            for target in system.dead_letters(function):
                queue = system.type_of(target) == "AWS::SQS::Queue"
                action = "sqs:SendMessage" if queue else "sns:Publish"
                self.assertTrue(system.may(role, action, system.arn(target)), function)
                key = system.key_of(system.properties(target).get("KmsMasterKeyId"))
                if key is not None:
                    for action in ("kms:GenerateDataKey", "kms:Decrypt"):
                        self.assertTrue(system.may(role, action, system.arn(key)), f"{function} {action}")

    @in_every_state
    def test_023_code_has_its_handler(self, system):
        for function, properties in self.some(system.functions()).items():
            source = system.code(function)
            if source is None:
                self.assertTrue({"S3Bucket", "S3Key"} <= set(properties["Code"]), function)
                continue
            module, handler = properties["Handler"].split(".")
            self.assertEqual(module, "index", function)
            self.assertIn(handler, Code(source).functions, function)
            self.assertLessEqual(len(source.encode()), 4 * 1024 * 1024, function)

    def test_023_code_reads_what_it_is_told(self):
        """A variable of which a function's code knows nothing was meant to be another."""
        for function in self.system.functions():
            source = self.system.code(function)
            if source is not None:
                words = {each for each in Code(source).words if isinstance(each, str) and each.isupper()}
                for name in self.system.environment(function):  # the code may put a name together: a word and "A" or "B"
                    self.assertTrue([each for each in words if name.startswith(each)], f"{function} does not read {name}")

    def test_023_code_calls_what_it_is_for(self):
        services = {"lesson": "dynamodb", "progress": "dynamodb", "speech": "transcribe", "grammar": "comprehend",
                    "recommend": "personalize-runtime"}
        for word, service in services.items():
            source = self.system.code(self.system.five()[word])
            if source is not None:
                self.assertIn(service, Code(source).words, word)


class Load(TemplateTest):
    @in_every_state
    def test_097_nothing_stands_in_the_way(self, system):
        for function, properties in system.functions().items():
            if system.routes_to(function):
                self.assertGreaterEqual(int(properties.get("ReservedConcurrentExecutions", 1000)), 100, function)
        for table in self.some(system.tables()).values():
            self.assertEqual(table["BillingMode"], "PAY_PER_REQUEST")

    def test_098_lessons_are_there_at_once(self):
        lesson = self.system.five()["lesson"]
        _, stage = self.system.stage()
        caches = stage.get("CacheClusterEnabled") and any(each.get("CachingEnabled") for each in stage.get("MethodSettings", []))
        for route in self.system.routes_to(lesson):
            alias = self.system.route_target(route).alias
            warm = alias and self.system.properties(alias).get("ProvisionedConcurrencyConfig", {}).get(
                "ProvisionedConcurrentExecutions", 0)
            self.assertTrue(caches or int(warm or 0) > 0, route.path)

    def test_099_what_is_kept_warm_scales(self):
        aliases = {key: each for key, each in self.all_of("AWS::Lambda::Alias").items()
                   if "ProvisionedConcurrencyConfig" in each}
        for alias, properties in self.some(aliases).items():
            function = self.system.physical_name(self.system.target(properties["FunctionName"]).function)
            target, bounds = next(
                (key, each) for key, each in self.all_of("AWS::ApplicationAutoScaling::ScalableTarget").items()
                if each["ResourceId"] == f"function:{function}:{properties['Name']}")
            self.assertEqual((bounds["ServiceNamespace"], bounds["ScalableDimension"]),
                             ("lambda", "lambda:function:ProvisionedConcurrency"))
            self.assertGreater(int(bounds["MaxCapacity"]), int(bounds["MinCapacity"]))
            self.assertGreaterEqual(int(bounds["MinCapacity"]), 1)
            self.assertTrue([each for each in self.all_of("AWS::ApplicationAutoScaling::ScalingPolicy").values()
                             if self.system.meant(each.get("ScalingTargetId")) == target], alias)
            waits = as_list(self.system.resource(target).get("DependsOn", []))
            named = alias in referred(self.template["Resources"][target]["Properties"])
            self.assertTrue(named or alias in waits, f"{target} may come before {alias}")


if __name__ == "__main__":
    unittest.main()
