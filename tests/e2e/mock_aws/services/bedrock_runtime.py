"""The models of Amazon Bedrock, which answer nothing in moto: here one that repeats, and that fills in forms.

It takes what Anthropic's models take, and refuses what they refuse. When the system prompt ends with a JSON object "in
this form", the answer is that object; else it is what the user said last.
"""

import json

from moto.bedrockruntime.models import BedrockRuntimeBackend
from moto.core.exceptions import ServiceException

FORM = "in this form:"


def _refusal(message):
    return ServiceException("ValidationException", message)


def _text(content):
    if isinstance(content, str):
        return content
    return "".join(block["text"] for block in content if block["type"] == "text")


def _check(payload):
    if payload.get("anthropic_version") != "bedrock-2023-05-31":
        raise _refusal("anthropic_version: Field required")
    if not isinstance(payload.get("max_tokens"), int) or payload["max_tokens"] < 1:
        raise _refusal("max_tokens: Input should be greater than or equal to 1")
    roles = [message["role"] for message in payload.get("messages", [])]
    if not roles or roles[0] != "user":
        raise _refusal("messages: first message must use the \"user\" role")
    if any(one == other for one, other in zip(roles, roles[1:])):
        raise _refusal("messages: roles must alternate between \"user\" and \"assistant\"")


def invoke_model(self, payload, model_id):
    """In the place of moto's, which answers with an empty object."""
    if not model_id.startswith("anthropic."):
        return {}
    _check(payload)
    _, asked, form = payload.get("system", "").partition(FORM)
    said = form.strip() if asked else f"You said: {_text(payload['messages'][-1]['content'])}"
    words = len(json.dumps(payload).split())
    return {"type": "message", "role": "assistant", "model": model_id, "content": [{"type": "text", "text": said}],
            "stop_reason": "end_turn", "usage": {"input_tokens": words, "output_tokens": len(said.split())}}


def install(_add_service):
    BedrockRuntimeBackend.invoke_model = invoke_model
