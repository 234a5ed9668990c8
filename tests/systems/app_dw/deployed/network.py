"""The network: subnets, ways out, who may call whom."""

from .base import REGION, Deployed, client

RANGE = "10.0.0.0/16"
EVERYWHERE = "0.0.0.0/0"
PUBLIC, PRIVATE, DATABASE = ({f"10.0.{number}.0/24" for number in range(first, first + 3)} for first in (0, 3, 6))
ENDPOINTS = {"ecr.api", "ecr.dkr", "secretsmanager", "logs", "bedrock-runtime"}

ALL_OUT = {(EVERYWHERE, "all", "Allow all outbound")}
ALL_IN_NETWORK = {(RANGE, "all", "Allow all outbound within VPC")}
FROM_ALB = ("alb-sg", 8000, "Allow traffic from ALB")
# Groups: what may come in, and what may go out: from or to whom, port, description.
GROUPS = {
    "alb-sg": ({(EVERYWHERE, 443, "Allow HTTPS from internet"), (EVERYWHERE, 80, "Allow HTTP for redirect")},
               ALL_IN_NETWORK),
    "lang-portal-api-sg": ({FROM_ALB, ("vocab-generator-sg", 8000, "Allow traffic from Vocab Generator"),
                            ("writing-practice-sg", 8000, "Allow traffic from Writing Practice")}, ALL_OUT),
    "haiku-api-sg": ({FROM_ALB}, ALL_OUT),
    "vocab-generator-sg": ({("alb-sg", 8501, "Allow traffic from ALB for Streamlit"),
                            ("vocab-generator-sg", 8000, "Allow internal traffic between frontend and backend")},
                           ALL_OUT),
    "writing-practice-sg": ({("alb-sg", 7860, "Allow traffic from ALB")}, ALL_OUT),
    **{f"{project}-rds-proxy-sg": ({(f"{project}-api-sg", 5432, f"Allow traffic from {title} API")},
                                   {(f"{project}-aurora-sg", 5432, f"Allow traffic to {aurora} Aurora")})
       for project, title, aurora in (("lang-portal", "Lang Portal", "Lang Portal"),
                                      ("haiku", "Haiku Generator", "Haiku"))},
    "vpc-endpoint-sg": ({("lang-portal-api-sg", 443, "Allow HTTPS from Lang Portal API"),
                         ("haiku-api-sg", 443, "Allow HTTPS from Haiku Generator API"),
                         ("vocab-generator-sg", 443, "Allow HTTPS from Vocab Generator"),
                         ("writing-practice-sg", 443, "Allow HTTPS from Writing Practice")}, ALL_IN_NETWORK),
}


def _port(rule):
    return "all" if rule["IpProtocol"] == "-1" else rule["FromPort"]


class Network(Deployed):
    def filter(self):
        return [{"Name": "vpc-id", "Values": [self.only("AWS::EC2::VPC")]}]

    def subnets(self):
        return client("ec2").describe_subnets(Filters=self.filter())["Subnets"]

    def default_routes(self):
        """{range of a subnet: the kind of gateway that it leads to, or None}"""
        tables = client("ec2").describe_route_tables(Filters=self.filter())["RouteTables"]
        ranges = {subnet["SubnetId"]: subnet["CidrBlock"] for subnet in self.subnets()}
        found = {}
        for table in tables:
            leads_to = next((route.get("NatGatewayId") or route.get("GatewayId") for route in table["Routes"]
                             if route.get("DestinationCidrBlock") == EVERYWHERE), None)
            for association in table["Associations"]:
                if "SubnetId" in association:
                    found[ranges[association["SubnetId"]]] = leads_to and leads_to.partition("-")[0]
        return found

    def test_its_range_and_names(self):
        vpc = self.only("AWS::EC2::VPC")
        (found,) = client("ec2").describe_vpcs(VpcIds=[vpc])["Vpcs"]
        self.assertEqual(found["CidrBlock"], RANGE)
        for attribute in ("enableDnsSupport", "enableDnsHostnames"):
            answer = client("ec2").describe_vpc_attribute(VpcId=vpc, Attribute=attribute)
            self.assertTrue(answer[attribute[0].upper() + attribute[1:]]["Value"], attribute)

    def test_nine_subnets_in_three_zones(self):
        zones = {subnet["CidrBlock"]: subnet["AvailabilityZone"] for subnet in self.subnets()}
        self.assertEqual(set(zones), PUBLIC | PRIVATE | DATABASE)
        for tier in (PUBLIC, PRIVATE, DATABASE):
            self.assertEqual(len({zones[subnet] for subnet in tier}), 3)

    def test_ways_out(self):
        self.assertEqual(self.default_routes(), {**dict.fromkeys(PUBLIC, "igw"), **dict.fromkeys(PRIVATE, "nat"),
                                                 **dict.fromkeys(DATABASE, None)})

    def test_nat_gateways(self):
        gateways = client("ec2").describe_nat_gateways(Filters=self.filter())["NatGateways"]
        self.assertIn(len([each for each in gateways if each["State"] == "available"]), (1, 3))
        self.assertTrue(all(each["NatGatewayAddresses"][0]["AllocationId"] for each in gateways))

    def test_access_list_of_the_databases(self):
        acls = client("ec2").describe_network_acls(Filters=self.filter())["NetworkAcls"]
        ranges = {subnet["SubnetId"]: subnet["CidrBlock"] for subnet in self.subnets()}
        (acl,) = [each for each in acls if {ranges[one["SubnetId"]] for one in each["Associations"]} == DATABASE]
        allowed = [each for each in acl["Entries"] if each["RuleAction"] == "allow"]
        self.assertEqual({each["CidrBlock"] for each in allowed}, {RANGE})
        self.assertIn(({"From": 5432, "To": 5432}, False), [(each["PortRange"], each["Egress"]) for each in allowed])

    def test_endpoints(self):
        found = client("ec2").describe_vpc_endpoints(Filters=self.filter())["VpcEndpoints"]
        endpoints = {each["ServiceName"].partition(f"{REGION}.")[2]: each for each in found
                     if each["State"].lower() == "available"}
        self.assertEqual(set(endpoints), ENDPOINTS | {"s3"})
        for name in ENDPOINTS:
            self.assertTrue(endpoints[name]["PrivateDnsEnabled"], name)
            self.assertEqual(len(endpoints[name]["SubnetIds"]), 3, name)
        self.assertEqual(len(endpoints["s3"]["RouteTableIds"]), 3)

    def test_who_may_call_whom(self):
        groups = client("ec2").describe_security_groups(Filters=self.filter())["SecurityGroups"]
        names = {group["GroupId"]: group["GroupName"] for group in groups}

        def rules(permissions):
            return {(peer.get("CidrIp") or names[peer["GroupId"]], _port(rule), peer.get("Description", ""))
                    for rule in permissions for peer in (*rule["IpRanges"], *rule["UserIdGroupPairs"])}

        found = {group["GroupName"]: (rules(group["IpPermissions"]), rules(group["IpPermissionsEgress"]))
                 for group in groups}
        for name, expected in GROUPS.items():
            self.assertEqual(found[name], expected, name)
        for project in ("lang-portal", "haiku"):
            incoming, _ = found[f"{project}-aurora-sg"]
            self.assertEqual({(peer, port) for peer, port, _ in incoming},
                             {(f"{project}-api-sg", 5432), (f"{project}-rds-proxy-sg", 5432)})

    def test_only_the_load_balancer_is_open(self):
        for group in client("ec2").describe_security_groups(Filters=self.filter())["SecurityGroups"]:
            ranges = {each["CidrIp"] for rule in group["IpPermissions"] for each in rule["IpRanges"]}
            if EVERYWHERE in ranges:
                self.assertEqual(group["GroupName"], "alb-sg")

    def test_private_names(self):
        (namespace,) = [each for each in client("servicediscovery").list_namespaces()["Namespaces"]
                        if each["Id"] == self.only("AWS::ServiceDiscovery::PrivateDnsNamespace")]
        self.assertEqual((namespace["Name"], namespace["Type"]), ("app-dw.internal", "DNS_PRIVATE"))
