"""The ways in which an operator deploys: the command lines of the CDK, and the AWS CLI as the READMEs say."""

import functools
import json
import pathlib
import urllib.parse

import harness
from harness import check

from deployments import assemblies

SECONDS = 600


class CdkWay:
    """A version of the CDK command line."""

    package = "aws-cdk"
    can_update = True
    diff_options = ()
    deploy_options = ()

    def __init__(self, deployment, cloud):
        self.deployment = deployment
        self.cloud = cloud
        self.cli = harness.CdkCli(self.package, cloud.folder / "home", endpoint=cloud.url, account_region=cloud.region)
        self.outputs_file = cloud.folder / "cfn-outputs" / "outputs.json"
        self.outputs_file.parent.mkdir(exist_ok=True)

    def run(self, *words, expect=0):
        return self.cli.run(*words, "-a", self.cloud.assembly, cwd=self.cloud.folder, expect=expect, timeout=SECONDS)

    def stacks(self):
        return assemblies.stacks(self.cloud.assembly, self.cloud.region)

    def bootstrap(self):
        if not assemblies.needs_bootstrap(self.cloud.assembly):
            return
        for region in sorted({stack.region for stack in self.stacks()}):
            self.cli.run("bootstrap", f"aws://{self.cloud.account}/{region}", cwd=self.cloud.folder, timeout=SECONDS)

    def deploy(self, stacks=(), parameters=None, expect=0):
        """Deploys stacks by their ids; none means all. Collects the outputs."""
        names = {stack.id: stack.name for stack in self.stacks()}
        given = [word for stack, values in (parameters or {}).items() if not stacks or stack in stacks
                 for name, value in values.items() for word in ("--parameters", f"{names[stack]}:{name}={value}")]
        done = self.run("deploy", *(stacks or ["--all"]), *given, "--require-approval", "never", "--outputs-file",
                        self.outputs_file, *self.deploy_options, expect=expect)
        if expect == 0:
            self._collect_outputs()
        return done

    def _collect_outputs(self):
        if not self.outputs_file.exists():
            return
        self.cloud.outputs_of.update(harness.read_json(self.outputs_file))
        # What the READMEs do by `jq add cfn-outputs/outputs.json > cfn-outputs/flat-outputs.json`.
        self.cloud.outputs = {name: value for outputs in self.cloud.outputs_of.values()
                              for name, value in outputs.items()}
        write_outputs(self.cloud, self.outputs_file.parent / "flat-outputs.json")

    def check_no_difference(self, stacks=()):
        """Of these stacks by their ids, or of all."""
        self.run("diff", "--fail", *self.diff_options, *(("--exclusively", *stacks) if stacks else ()))

    def types_through_apis(self):
        """Types that the mock makes through the APIs of services, and moto's CloudFormation cannot."""
        from resources import MAKERS
        return MAKERS.keys()

    def kinds(self):
        """What the inventory looks for."""
        from kinds import LISTS
        return LISTS

    def not_told(self):
        """{pattern of actions whose resource the mock does not know: why}, of the roles with which the CDK deploys."""
        if not assemblies.is_deployed_with_roles(self.cloud.assembly):
            return {}
        return {"cloudformation:*": "asked for by the roles of the CDK's bootstrap stack, which are the deployer's"}

    def destroy(self, expect=0):
        return self.run("destroy", "--all", "--force", expect=expect)


class Cdk3Way(CdkWay):
    package = "aws-cdk-3"


class PlainWay(CdkWay):
    """To moto as it is. It does not do change sets right, and updates no stack with a parameter of SSM."""

    can_update = False
    diff_options = ("--method=template",)
    deploy_options = ("--method=direct",)

    def __init__(self, deployment, cloud):
        super().__init__(deployment, cloud)
        # Of a template's address on 127.0.0.1 moto takes "127" for the bucket.
        port = urllib.parse.urlsplit(cloud.url).port
        self.cli.env.update(AWS_ENDPOINT_URL_S3=cloud.url,
                            AWS_ENDPOINT_URL_S3_FOR_CLOUDFORMATION=f"http://localhost:{port}")

    def bootstrap(self):
        """The templates are without what moto lacks from now on, and the figures say without what."""
        from deployments.plain_moto import fit, not_deleted

        changed = {"taken out": {}, "replaced by Ref": {}}
        for stack in self.stacks():
            assemblies.edit_template(self.cloud.assembly, stack.id, functools.partial(fit, figures=changed))
        self.cloud.figures.update(changed)
        self.cloud.figures["not deleted"] = not_deleted(self._types())
        super().bootstrap()

    def _types(self):
        return {each["Type"] for stack in self.stacks() for each in stack.resources().values()}

    def types_through_apis(self):
        return frozenset()

    def kinds(self):
        """Plain moto lacks services: only what the stacks make, and moto deletes with them."""
        from kinds import MADE_BY_TYPES
        deleted = self._types() - self.cloud.figures["not deleted"].keys()
        return {MADE_BY_TYPES[name] for name in deleted & MADE_BY_TYPES.keys()}

    def destroy(self, expect=0):
        """A stack stays with its network."""
        return super().destroy(expect=1 if "AWS::EC2::VPC" in self.cloud.figures["not deleted"] else expect)


class AwsWay(CdkWay):
    """The AWS CLI alone; what it deploys is no difference to the CDK's either."""

    def __init__(self, deployment, cloud):
        super().__init__(deployment, cloud)
        self.environment = harness.clean_environment(
            AWS_ACCESS_KEY_ID="testing", AWS_SECRET_ACCESS_KEY="testing", AWS_EC2_METADATA_DISABLED="true",
            AWS_CONFIG_FILE="/dev/null", AWS_SHARED_CREDENTIALS_FILE="/dev/null", AWS_PAGER="",
            # `cloudformation deploy` uploads templates with a client that is not told of --endpoint-url.
            AWS_ENDPOINT_URL=cloud.url)

    def bootstrap(self):
        """The bucket for large templates is the operator's, and stays."""
        super().bootstrap()
        for stack in self.stacks():
            if self._is_large(stack) and not stack.assets:
                self._make_bucket(stack)

    def aws(self, region, *words, expect=0):
        # Its `aws sqs` does not look at AWS_ENDPOINT_URL.
        command = [harness.PYTHON, "-m", "awscli", "--endpoint-url", self.cloud.url, "--region", region, *words]
        return harness.run(command, self.cloud.folder, env=self.environment, expect=expect, timeout=SECONDS)

    def deploy(self, stacks=(), parameters=None, expect=0):
        for stack in self.stacks():
            if stacks and stack.id not in stacks:
                continue
            self._publish_assets(stack)
            done = self._deploy_stack(stack, (parameters or {}).get(stack.id, {}), expect)
            if done.returncode:
                return done
            self._collect_outputs_of(stack)
        return None

    def _publish_assets(self, stack):
        manifest = stack.template.with_name(f"{stack.id}.assets.json")
        tool = harness.NODE_MODULES / "cdk-assets" / "bin" / "cdk-assets"
        if len(stack.assets) > 1:  # more than the template, which is given to `deploy`
            harness.run(["node", tool, "publish", "--path", manifest], self.cloud.folder, env=self.cli.env,
                        timeout=SECONDS)

    def _template(self, stack):
        return stack.template.with_suffix(".yaml") if self.deployment.yaml else stack.template

    def _is_large(self, stack):
        return self._template(stack).stat().st_size > assemblies.MAX_TEMPLATE_BODY

    def _bucket(self, stack):
        """Where large templates go, any bucket will do: that of the assets, or else one of the operator's."""
        if not stack.assets:
            return f"templates-{self.cloud.account}-{stack.region}"
        place = next(iter(next(iter(stack.assets.values()))["destinations"].values()))
        bucket = place["bucketName"].replace("${AWS::AccountId}", self.cloud.account)
        return bucket.replace("${AWS::Region}", stack.region)

    def _make_bucket(self, stack):
        bucket = self._bucket(stack)
        if bucket not in [each["Name"] for each in self.cloud.client("s3", stack.region).list_buckets()["Buckets"]]:
            self.aws(stack.region, "s3", "mb", f"s3://{bucket}")

    def _deploy_stack(self, stack, parameters, expect=0):
        words = ["cloudformation", "deploy", "--stack-name", stack.name, "--template-file", self._template(stack),
                 "--no-fail-on-empty-changeset"]
        if self._is_large(stack):
            words += ["--s3-bucket", self._bucket(stack)]
        if self.deployment.capabilities:
            words += ["--capabilities", *self.deployment.capabilities]
        if parameters:
            words += ["--parameter-overrides", *(f"{name}={value}" for name, value in parameters.items())]
        if stack.tags:
            words += ["--tags", *(f"{name}={value}" for name, value in stack.tags.items())]
        return self.aws(stack.region, *words, expect=expect)

    def _collect_outputs_of(self, stack):
        answer = self.aws(stack.region, "cloudformation", "describe-stacks", "--stack-name", stack.name,
                          "--output", "json")
        (described,) = json.loads(answer.stdout)["Stacks"]
        self.outputs_of(stack.name, {each["OutputKey"]: each["OutputValue"] for each in described.get("Outputs", [])})

    def outputs_of(self, stack_name, outputs):
        self.cloud.outputs_of[stack_name] = outputs
        self.cloud.outputs.update(outputs)
        write_outputs(self.cloud, self.outputs_file.parent / "flat-outputs.json")

    def check_no_difference(self, stacks=()):
        for stack in self.stacks():
            if stacks and stack.id not in stacks:
                continue
            done = self._deploy_stack(stack, {})
            check("No changes to deploy" in done.stdout,
                  f"a second deployment of {stack.name} changed something:\n{done.stdout}")
        super().check_no_difference(stacks)

    def destroy(self, expect=0):
        for stack in reversed(self.stacks()):
            self.aws(stack.region, "cloudformation", "delete-stack", "--stack-name", stack.name)
            done = self.aws(stack.region, "cloudformation", "wait", "stack-delete-complete", "--stack-name", stack.name,
                            expect=None)
            if done.returncode or expect:
                check(done.returncode == expect, f"delete-stack {stack.name}: {done.stdout}{done.stderr}")
                return done
        return None


def write_outputs(cloud, path):
    path.write_text(json.dumps(cloud.outputs, indent=2), encoding="utf-8")
    cloud.outputs_file = pathlib.Path(path)


WAYS = {"cdk": CdkWay, "cdk3": Cdk3Way, "aws": AwsWay, "plain": PlainWay}
