"""Amazon Comprehend: the parts of speech and the entities, which moto lacks. It knows a few words."""

import re

from moto.comprehend.models import Endpoint, comprehend_backends
from moto.comprehend.responses import ComprehendResponse

from .base import add_operations, refusal

Refusal = refusal("comprehend")

# What words are; whatever is not here is a noun.
PARTS = {
    **dict.fromkeys(("he", "she", "it", "i", "we"), "PRON"),
    **dict.fromkeys(("a", "an", "the"), "DET"),
    **dict.fromkeys(("go", "goes", "went", "like", "likes", "have", "eat", "see", "let", "study"), "VERB"),
    **dict.fromkeys(("does", "can", "is", "be"), "AUX"),
    **dict.fromkeys(("with", "for", "to", "in"), "ADP"),
    **dict.fromkeys((".", "!", "?", ",", "“", "”"), "PUNCT"),
}
PLACES = ("Berlin", "London", "Madrid", "Paris")
# What a custom recognizer is trained to find.
TERMS = ("idiom", "subjunctive")


def tokens(text):
    """The words and marks of a text with their parts of speech."""
    return [{"TokenId": number, "Text": found[0], "BeginOffset": found.start(), "EndOffset": found.end(),
             "PartOfSpeech": {"Tag": PARTS.get(found[0].lower(), "NOUN"), "Score": 0.99}}
            for number, found in enumerate(re.finditer(r"\w+|[^\w\s]", text), 1)]


class Comprehend:
    def __init__(self, account, region):
        self._backend = comprehend_backends[account][region]

    def detect_syntax(self, asked):
        return {"SyntaxTokens": tokens(asked["Text"])}

    def detect_entities(self, asked):
        """With a custom recognizer the terms that it knows, otherwise places."""
        endpoint = asked.get("EndpointArn")
        if endpoint and endpoint not in self._backend.endpoints:
            raise Refusal("ResourceUnavailableException", f"{endpoint} is not there")
        kind, known = ("GRAMMAR_TERM", TERMS) if endpoint else ("LOCATION", PLACES)
        return {"Entities": [
            {"Score": 0.9, "Type": kind, "Text": found[0], "BeginOffset": found.start(), "EndOffset": found.end()}
            for found in re.finditer(r"\b(%s)\b" % "|".join(known), asked["Text"])]}


def call_endpoints_as_aws_does():
    """moto's ARN of an endpoint does not say of what kind it is."""
    moto_init = Endpoint.__init__

    def init(self, endpoint_name, region_name, account_id, model_arn, *more, **options):
        moto_init(self, endpoint_name, region_name, account_id, model_arn, *more, **options)
        kind = model_arn.split(":")[5].split("/")[0]
        self.arn = f"arn:aws:comprehend:{region_name}:{account_id}:{kind}-endpoint/{endpoint_name}"

    Endpoint.__init__ = init


def install(_add_service):
    call_endpoints_as_aws_does()
    add_operations(ComprehendResponse, Comprehend)
