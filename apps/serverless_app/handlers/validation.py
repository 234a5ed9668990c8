"""Says whether the workflow's input has what processing needs."""

REQUIRED = ("userId", "action", "timestamp")


def handler(event, context):
    """Takes the data itself."""
    try:
        missing = [name for name in REQUIRED if name not in event]
    except Exception as error:
        print(f"Error: {error}")
        return {"statusCode": 500, "isValid": False, "error": "Internal validation error"}
    if missing:
        return {"statusCode": 400, "isValid": False, "error": f"Missing required field: {missing[0]}"}
    return {"statusCode": 200, "isValid": True, "data": event}
