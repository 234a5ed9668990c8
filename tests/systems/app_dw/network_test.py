"""The network and its security groups: demands 12 to 29 and 71 to 81.

  network_test.py
"""

import ipaddress
import unittest

from template_support import GROUPS, REGION, TemplateTest, mentioned, subnet_of, target

VPC = "10.0.0.0/16"
ANYWHERE = "0.0.0.0/0"
POSTGRESQL = 5432
EPHEMERAL = (32768, 49152, 60999)
ENDPOINTS = ("ecr.api", "ecr.dkr", "secretsmanager", "logs", "bedrock-runtime")


class Subnets(TemplateTest):
    def vpc(self):
        return self.only("AWS::EC2::VPC")[0]

    def test_012_one_vpc_with_names(self):
        _, vpc = self.only("AWS::EC2::VPC")
        self.assertEqual(vpc["CidrBlock"], VPC)
        self.assertIs(vpc["EnableDnsSupport"], True)
        self.assertIs(vpc["EnableDnsHostnames"], True)

    def test_013_to_015_three_subnets_of_each_tier_in_three_zones(self):
        for tier in (self.public(), self.private(), self.isolated()):
            self.assertEqual(len(tier), 3)
            self.assertEqual(len({self.zone(subnet) for subnet in tier}), 3)
            for subnet in tier:
                self.assertTrue(str(self.zone(subnet)).startswith(REGION))
                self.assertEqual(target(self.properties(subnet)["VpcId"]), self.vpc())

    def test_016_no_further_subnets(self):
        self.assertEqual(set(self.all_of("AWS::EC2::Subnet")), self.public() | self.private() | self.isolated())

    def test_017_public_subnets_lead_to_the_internet(self):
        _, attachment = self.only("AWS::EC2::VPCGatewayAttachment")
        self.assertEqual(target(attachment["VpcId"]), self.vpc())
        gateway = self.one(attachment["InternetGatewayId"], "AWS::EC2::InternetGateway")
        for subnet in self.public():
            self.assertEqual(target(self.routes(subnet)[ANYWHERE]), gateway)

    def nat_gateway(self, subnet):
        return self.one(self.routes(subnet)[ANYWHERE], "AWS::EC2::NatGateway")

    def test_018_private_subnets_lead_to_a_nat_gateway(self):
        for subnet in self.private():
            self.nat_gateway(subnet)

    def test_019_database_subnets_lead_nowhere(self):
        for subnet in self.isolated():
            self.assertEqual({ANYWHERE, "::/0"} & set(self.routes(subnet)), set())

    def test_020_one_nat_gateway_or_one_in_each_zone(self):
        gateways = self.all_of("AWS::EC2::NatGateway")
        self.assertIn(len(gateways), (1, 3))
        for gateway in gateways.values():
            self.assertIn(self.one(gateway["SubnetId"], "AWS::EC2::Subnet"), self.public())
            self.one(gateway["AllocationId"], "AWS::EC2::EIP")
        if len(gateways) == 3:
            for subnet in self.private():
                self.assertEqual(self.zone(target(gateways[self.nat_gateway(subnet)]["SubnetId"])), self.zone(subnet))

    def acl(self, subnet):
        associations = self.all_of("AWS::EC2::SubnetNetworkAclAssociation").values()
        found = [each["NetworkAclId"] for each in associations if target(each["SubnetId"]) == subnet]
        self.assertEqual(len(found), 1, f"ACLs of {subnet}")
        return self.one(found, "AWS::EC2::NetworkAcl")

    def entries(self, acl, egress):
        return sorted((each for each in self.all_of("AWS::EC2::NetworkAclEntry").values()
                       if self.one(each["NetworkAclId"], "AWS::EC2::NetworkAcl") == acl
                       and str(each.get("Egress", False)).lower() == str(egress).lower()),
                      key=lambda entry: int(entry["RuleNumber"]))

    def admits(self, acl, egress, address, port):
        """The rule with the lowest number that is about a packet decides about it."""
        for entry in self.entries(acl, egress):
            ports = entry.get("PortRange", {"From": 0, "To": 65535})
            if (str(entry["Protocol"]) in ("-1", "6") and "CidrBlock" in entry
                    and ipaddress.ip_address(address) in ipaddress.ip_network(entry["CidrBlock"])
                    and (str(entry["Protocol"]) == "-1" or int(ports["From"]) <= port <= int(ports["To"]))):
                return entry["RuleAction"] == "allow"
        return False

    def test_021_database_subnets_have_an_acl(self):
        for subnet in self.isolated():
            acl = self.acl(subnet)
            self.assertEqual(target(self.properties(acl)["VpcId"]), self.vpc())

    def test_022_the_acl_admits_postgresql_from_inside_and_its_answers(self):
        for subnet in self.isolated():
            acl = self.acl(subnet)
            for inside in self.private() | self.isolated():
                address = self.properties(inside)["CidrBlock"].replace(".0/24", ".77")
                self.assertTrue(self.admits(acl, False, address, POSTGRESQL), address)
                for port in EPHEMERAL:
                    self.assertTrue(self.admits(acl, True, address, port), (address, port))

    def test_022_the_acl_admits_nothing_from_outside(self):
        for acl in {self.acl(subnet) for subnet in self.isolated()}:
            for entry in self.entries(acl, False):
                if entry["RuleAction"] == "allow":
                    self.assertTrue(subnet_of(entry["CidrBlock"], VPC), entry)
            for address in ("9.255.255.255", "10.1.0.1", "203.0.113.7"):
                self.assertFalse(self.admits(acl, False, address, POSTGRESQL), address)

    def endpoints(self, service):
        return [each for each in self.all_of("AWS::EC2::VPCEndpoint").values()
                if each["ServiceName"] == f"com.amazonaws.{REGION}.{service}"]

    def test_023_to_027_interface_endpoints(self):
        for service in ENDPOINTS:
            with self.subTest(service):
                (endpoint,) = self.endpoints(service)
                self.assertEqual(endpoint["VpcEndpointType"], "Interface")
                self.assertIs(endpoint["PrivateDnsEnabled"], True)
                self.assertEqual(target(endpoint["VpcId"]), self.vpc())
                self.check_subnets(endpoint["SubnetIds"], self.private())
                self.assertIn(self.group("vpc-endpoint-sg"),
                              {self.one(each, "AWS::EC2::SecurityGroup") for each in endpoint["SecurityGroupIds"]})

    def test_028_s3(self):
        (endpoint,) = self.endpoints("s3")
        if endpoint.get("VpcEndpointType", "Gateway") == "Interface":
            self.check_subnets(endpoint["SubnetIds"], self.private())
            return
        tables = {target(each["SubnetId"]): target(each["RouteTableId"])
                  for each in self.all_of("AWS::EC2::SubnetRouteTableAssociation").values()}
        self.assertLessEqual({tables[subnet] for subnet in self.private()}, mentioned(endpoint["RouteTableIds"]))

    def test_029_no_other_way_in(self):
        for each in self.resources.values():
            self.assertNotRegex(each["Type"], r"VPN|VpnGateway|CustomerGateway|DirectConnect|TransitGateway")


class SecurityGroups(TemplateTest):
    def check(self, name, ingress, egress):
        """Exactly these rules: ports, the other side (a group by its name), and the description, where it is given."""
        for direction, wanted in (("Ingress", ingress), ("Egress", egress)):
            found = self.rules(self.group(name), direction)
            with self.subTest(name, direction=direction):
                self.assertEqual(sorted((ports, peer) for ports, peer, _ in found),
                                 sorted((ports, self.resolved(peer)) for ports, peer, _ in wanted))
                for ports, peer, description in wanted:
                    if description is not None:
                        self.assertIn((ports, self.resolved(peer), description), found)

    def resolved(self, peer):
        return peer if "/" in peer else self.group(peer)

    WITHIN = [("all", VPC, "Allow all outbound within VPC")]
    EVERYWHERE = [("all", ANYWHERE, "Allow all outbound")]

    def test_071_load_balancer(self):
        self.check("alb-sg", [("tcp 443-443", ANYWHERE, "Allow HTTPS from internet"),
                              ("tcp 80-80", ANYWHERE, "Allow HTTP for redirect")], self.WITHIN)

    def test_072_lang_portal_api(self):
        self.check("lang-portal-api-sg", [("tcp 8000-8000", "alb-sg", "Allow traffic from ALB"),
                                          ("tcp 8000-8000", "vocab-generator-sg", "Allow traffic from Vocab Generator"),
                                          ("tcp 8000-8000", "writing-practice-sg",
                                           "Allow traffic from Writing Practice")],
                   self.EVERYWHERE)

    def test_073_haiku_api(self):
        self.check("haiku-api-sg", [("tcp 8000-8000", "alb-sg", "Allow traffic from ALB")], self.EVERYWHERE)

    def test_074_vocab_generator(self):
        self.check("vocab-generator-sg",
                   [("tcp 8501-8501", "alb-sg", "Allow traffic from ALB for Streamlit"),
                    ("tcp 8000-8000", "vocab-generator-sg", "Allow internal traffic between frontend and backend")],
                   self.EVERYWHERE)

    def test_075_writing_practice(self):
        self.check("writing-practice-sg", [("tcp 7860-7860", "alb-sg", "Allow traffic from ALB")], self.EVERYWHERE)

    def check_database(self, aurora, proxy, api, name):
        """A function that rotates the password may be let in, too."""
        rotation = [rule for rule in self.rules(self.group(aurora), "Ingress")
                    if rule[1] not in {self.group(each) for each in (proxy, api)}]
        self.assertLessEqual(len(rotation), 1)
        for ports, _, _ in rotation:
            self.assertEqual(ports, "tcp 5432-5432")
        self.check(aurora, [("tcp 5432-5432", api, f"Allow traffic from {name} API"), ("tcp 5432-5432", proxy, None),
                            *((ports, peer, None) for ports, peer, _ in rotation)], self.WITHIN)

    def check_proxy(self, aurora, proxy, api, callers, databases):
        self.check(proxy, [("tcp 5432-5432", api, f"Allow traffic from {callers} API")],
                   [("tcp 5432-5432", aurora, f"Allow traffic to {databases} Aurora")])

    def test_076_lang_portal_aurora(self):
        self.check_database("lang-portal-aurora-sg", "lang-portal-rds-proxy-sg", "lang-portal-api-sg", "Lang Portal")

    def test_077_lang_portal_proxy(self):
        self.check_proxy("lang-portal-aurora-sg", "lang-portal-rds-proxy-sg", "lang-portal-api-sg", "Lang Portal",
                         "Lang Portal")

    def test_078_haiku_aurora(self):
        self.check_database("haiku-aurora-sg", "haiku-rds-proxy-sg", "haiku-api-sg", "Haiku Generator")

    def test_079_haiku_proxy(self):
        self.check_proxy("haiku-aurora-sg", "haiku-rds-proxy-sg", "haiku-api-sg", "Haiku Generator", "Haiku")

    def test_080_endpoints(self):
        self.check("vpc-endpoint-sg", [("tcp 443-443", "lang-portal-api-sg", "Allow HTTPS from Lang Portal API"),
                                       ("tcp 443-443", "haiku-api-sg", "Allow HTTPS from Haiku Generator API"),
                                       ("tcp 443-443", "vocab-generator-sg", "Allow HTTPS from Vocab Generator"),
                                       ("tcp 443-443", "writing-practice-sg", "Allow HTTPS from Writing Practice")],
                   self.WITHIN)

    def test_081_ten_groups(self):
        self.assertEqual(len({self.group(name) for name in GROUPS}), len(GROUPS))


if __name__ == "__main__":
    unittest.main()
