"""hello: a message that is received too often goes to the other queue."""

from harness import check

from deployments.assemblies import edit_template
from deployments.base import Deployment, Update

VISIBILITY_SECONDS = 60


def exercise(cloud, outputs):
    # The mock gives addresses of AWS; the queue's name is enough.
    name = outputs["OrdersUrl"].rsplit("/", 1)[1]
    sqs = cloud.client("sqs")
    orders = sqs.get_queue_url(QueueName=name)["QueueUrl"]
    failed = next(each for each in sqs.list_queues()["QueueUrls"] if "FailedOrders" in each)
    sqs.send_message(QueueUrl=orders, MessageBody="an order")
    for _ in range(4):
        sqs.receive_message(QueueUrl=orders, VisibilityTimeout=0)
    received = sqs.receive_message(QueueUrl=failed).get("Messages", [])
    check([each["Body"] for each in received] == ["an order"], f"the queue of failed orders has {received}")
    cloud.count("messages that went to the other queue")


def work_longer(assembly):
    def change(template):
        template["Resources"]["Orders"]["Properties"]["VisibilityTimeout"] = VISIBILITY_SECONDS

    edit_template(assembly, "Hello", change)


def exercise_update(cloud, outputs):
    name = outputs["OrdersUrl"].rsplit("/", 1)[1]
    sqs = cloud.client("sqs")
    url = sqs.get_queue_url(QueueName=name)["QueueUrl"]
    found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["VisibilityTimeout"])["Attributes"]
    check(int(found["VisibilityTimeout"]) == VISIBILITY_SECONDS, f"a message stays hidden as {found} says")


DEPLOYMENT = Deployment(
    app="hello",
    region="us-west-2",
    capabilities=(),
    integration_tests=False,
    exercise=exercise,
    update=Update(what="a message stays hidden for a minute", edit=work_longer,
                  changed={"Hello": {"Orders": "updated"}}, exercise=exercise_update),
)
