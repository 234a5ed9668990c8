"""Resources of Elastic Load Balancing. moto's models forget attributes of load balancers and of target groups."""

from clients import client
from resources.base import Made, Row


ROWS = {
    "AWS::ElasticLoadBalancingV2::Listener": Row(
        "elbv2", "CreateListener", None, "Listeners.0.ListenerArn", {"ListenerArn": "Listeners.0.ListenerArn"},
        "DeleteListener", {"ListenerArn": "$"}),
    "AWS::ElasticLoadBalancingV2::ListenerRule": Row(
        "elbv2", "CreateRule", None, "Rules.0.RuleArn",
        {"IsDefault": "Rules.0.IsDefault", "RuleArn": "Rules.0.RuleArn"}, "DeleteRule", {"RuleArn": "$"}),
}


def _load_balancer(request):
    elb = client("elbv2", request.region)
    _, answer = request.create("elbv2", "CreateLoadBalancer", {"Name": request.name})
    (made,) = answer["LoadBalancers"]
    arn = made["LoadBalancerArn"]
    if request.properties.get("LoadBalancerAttributes"):
        elb.modify_load_balancer_attributes(LoadBalancerArn=arn,
                                            Attributes=request.properties["LoadBalancerAttributes"])
    attributes = {"CanonicalHostedZoneID": made["CanonicalHostedZoneId"], "DNSName": made["DNSName"],
                  "LoadBalancerArn": arn, "LoadBalancerFullName": arn.partition(":loadbalancer/")[2],
                  "LoadBalancerName": made["LoadBalancerName"], "SecurityGroups": made.get("SecurityGroups", [])}
    return Made(request.type_name, arn, attributes,
                request.deletion("elbv2", "DeleteLoadBalancer", LoadBalancerArn=arn))


def _target_group(request):
    elb = client("elbv2", request.region)
    _, answer = request.create("elbv2", "CreateTargetGroup", {"Name": request.name})
    (made,) = answer["TargetGroups"]
    arn = made["TargetGroupArn"]
    if request.properties.get("TargetGroupAttributes"):
        elb.modify_target_group_attributes(TargetGroupArn=arn, Attributes=request.properties["TargetGroupAttributes"])
    if request.properties.get("Targets"):
        elb.register_targets(TargetGroupArn=arn, Targets=request.properties["Targets"])
    attributes = {"LoadBalancerArns": made.get("LoadBalancerArns", []), "TargetGroupArn": arn,
                  "TargetGroupFullName": arn.rpartition(":")[2], "TargetGroupName": made["TargetGroupName"]}
    return Made(request.type_name, arn, attributes, request.deletion("elbv2", "DeleteTargetGroup", TargetGroupArn=arn))


MAKERS = {
    "AWS::ElasticLoadBalancingV2::LoadBalancer": _load_balancer,
    "AWS::ElasticLoadBalancingV2::TargetGroup": _target_group,
}

DELETIONS = {}
