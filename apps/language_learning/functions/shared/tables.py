"""What the functions stand on that read more of a table than DynamoDB returns at once.

The app puts this text in front of the function's own, and the two are one file: what is defined here is there too.
"""


def pages(table, **asked):
    """All items that a query finds, page after page."""
    while True:
        page = table.query(**asked)
        yield from page["Items"]
        if "LastEvaluatedKey" not in page:
            return
        asked["ExclusiveStartKey"] = page["LastEvaluatedKey"]
