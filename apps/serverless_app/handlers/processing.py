"""Stores each request in the application's table."""
import json
import os
from decimal import Decimal

import boto3

table = boto3.resource("dynamodb").Table(os.environ.get("TABLE_NAME", ""))


def respond(status, body):
    """The answer as API Gateway's proxy integration takes it."""
    headers = {"Content-Type": "application/json", "Access-Control-Allow-Origin": "*"}
    return {"statusCode": status, "headers": headers, "body": json.dumps(body)}


def handler(event, context):
    """Takes a request of the API, with the data as JSON in its body."""
    try:
        request_id = context.aws_request_id
        # DynamoDB has no floating point numbers.
        data = json.loads(event.get("body") or "{}", parse_float=Decimal)
        table.put_item(
            Item={
                "pk": f"USER#{data.get('userId', 'unknown')}",
                "sk": f"REQUEST#{request_id}",
                "data": data,
                "timestamp": int(request_id.split("-")[0], 16),
            }
        )
        return respond(200, {"message": "Data processed successfully", "requestId": request_id})
    except Exception as error:
        print(f"Error: {error}")
        return respond(500, {"error": "Internal server error", "message": str(error)})
