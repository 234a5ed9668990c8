"""Tells a recipient that processing has succeeded."""


def handler(event, context):
    """Takes what to say (message), to whom (recipient) and how (notificationType)."""
    try:
        kind = event.get("notificationType", "email")
        recipient = event.get("recipient")
        print(f"Sending {kind} to {recipient}: {event.get('message')}")
        return {
            "statusCode": 200,
            "notificationSent": True,
            "details": {"type": kind, "recipient": recipient, "timestamp": context.aws_request_id},
        }
    except Exception as error:
        return {"statusCode": 500, "notificationSent": False, "error": str(error)}
