"""What the functions of the API stand on: requests of the proxy integration, what is refused in them, and answers.

The app puts this text in front of the function's own, and the two are one file: what is imported and defined here is
there too. The function's own has ROUTES: "<method> <path>" leads to what takes the event and returns status and body.
"""
import json
import logging
import os
import re

LOG = logging.getLogger()

LESSON_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


class Refused(Exception):
    """What the caller is told, and the HTTP status it is told with."""

    def __init__(self, status, message):
        """The status first, for it decides whose fault it is."""
        super().__init__(message)
        self.status = status


def plain(value):
    """The tables' numbers as JSON's."""
    return int(value) if value == value.to_integral_value() else float(value)


def answer(status, body):
    """The answer as the proxy integration takes it."""
    origin = os.environ.get("ALLOWED_ORIGIN", "*")
    headers = {"Content-Type": "application/json", "Access-Control-Allow-Origin": origin}
    return {"statusCode": status, "headers": headers, "body": json.dumps(body, default=plain)}


def user_of(event):
    """The id of the signed-in user, as the authorizer has verified it."""
    authorizer = event.get("requestContext", {}).get("authorizer") or {}
    user = (authorizer.get("claims") or {}).get("sub")
    if not user:
        raise Refused(401, "sign in first")
    return user


def body_of(event):
    """The JSON object that the request's body is."""
    try:
        body = json.loads(event.get("body") or "")
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        raise Refused(400, "the body must be a JSON object")
    return body


def text(body, name, longest):
    """A text that the request must have, neither blank nor longer than this."""
    value = body.get(name)
    # What is no Unicode, a lone surrogate for one, no service takes.
    if not isinstance(value, str) or not value.strip() or value != value.encode(errors="ignore").decode():
        raise Refused(400, f"{name} must be a text")
    if len(value) > longest:
        raise Refused(400, f"{name} is longer than {longest} characters")
    return value


def choice(body, name, choices):
    """A text that the request must have, and that is one of the choices."""
    value = body.get(name)
    if not isinstance(value, str) or value not in choices:
        raise Refused(400, f"{name} must be one of {', '.join(choices)}")
    return value


def number(body, name, least, most, default=None):
    """A whole number between the two, in JSON or in the digits of a query."""
    value = body.get(name, default)
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise Refused(400, f"{name} must be a whole number from {least} to {most}")
    return value


def handler(event, context):
    """Answers a request of the REST API. What goes wrong inside is told to the log, not to the caller."""
    try:
        route = ROUTES.get(f"{event.get('httpMethod')} {event.get('resource')}")
        if route is None:
            raise Refused(404, "there is no such route")
        return answer(*route(event))
    except Refused as refusal:
        return answer(refusal.status, {"error": str(refusal)})
    except Exception:
        LOG.exception("%s %s", event.get("httpMethod"), event.get("resource"))
        return answer(500, {"error": "internal error", "requestId": context.aws_request_id})
