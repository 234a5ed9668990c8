"""Guardrails of Amazon Bedrock, which moto lacks: they and their versions are kept, not applied."""

import time
import uuid

from moto.bedrock.responses import BedrockResponse
from moto.core.exceptions import ServiceException

from .base import add_operations

DRAFT = "DRAFT"


def _described(asked):
    """A policy comes back under its name, and with the names of its parts, without "Config"."""
    if isinstance(asked, dict):
        return {name.removesuffix("Config"): _described(value) for name, value in asked.items()}
    return [_described(each) for each in asked] if isinstance(asked, list) else asked


class Guardrails:
    def __init__(self, account, region):
        self._account, self._region = account, region
        self._versions = {}  # of each guardrail by its id: {version: description}

    def _find(self, identifier):
        own_id = identifier.rsplit("/", 1)[-1]
        if own_id not in self._versions:
            raise ServiceException("ResourceNotFoundException", f"The guardrail {identifier} was not found")
        return self._versions[own_id]

    def create_guardrail(self, asked):
        if any(versions[DRAFT]["name"] == asked["name"] for versions in self._versions.values()):
            raise ServiceException("ConflictException", f"Another guardrail already has the name {asked['name']}")
        own_id, now = uuid.uuid4().hex[:12], time.time()
        arn = f"arn:aws:bedrock:{self._region}:{self._account}:guardrail/{own_id}"
        given = {name: value for name, value in asked.items() if name not in ("tags", "clientRequestToken")}
        self._versions[own_id] = {DRAFT: {
            **_described(given), "guardrailId": own_id, "guardrailArn": arn, "version": DRAFT, "status": "READY",
            "createdAt": now, "updatedAt": now}}
        return {"guardrailId": own_id, "guardrailArn": arn, "version": DRAFT, "createdAt": now}

    def create_guardrail_version(self, asked):
        versions = self._find(asked["guardrailIdentifier"])
        number = str(len(versions))
        versions[number] = {**versions[DRAFT], "version": number, "description": asked.get("description", "")}
        return {"guardrailId": versions[DRAFT]["guardrailId"], "version": number}

    def get_guardrail(self, asked):
        versions, version = self._find(asked["guardrailIdentifier"]), asked.get("guardrailVersion", DRAFT)
        if version not in versions:
            raise ServiceException("ResourceNotFoundException", f"The guardrail has no version {version}")
        return versions[version]

    def list_guardrails(self, asked):
        if "guardrailIdentifier" in asked:
            found = list(self._find(asked["guardrailIdentifier"]).values())
        else:
            found = [versions[DRAFT] for versions in self._versions.values()]
        return {"guardrails": [{**each, "id": each["guardrailId"], "arn": each["guardrailArn"]} for each in found]}

    def delete_guardrail(self, asked):
        versions = self._find(asked["guardrailIdentifier"])
        if "guardrailVersion" in asked:
            versions.pop(asked["guardrailVersion"], None)
        else:
            del self._versions[versions[DRAFT]["guardrailId"]]
        return {}


def install(_add_service):
    add_operations(BedrockResponse, Guardrails)
