"""Services and operations that moto lacks, made as moto makes its own: requests come the same way, with the same checks
of who may do what. They keep state, and do what can be done without the service's models: batches and transcripts are
written into buckets, terminologies are applied, events are recommended.
"""

import importlib
import re
import sys
import types

import moto.backend_index

SERVICES = (
    "application_insights", "asynchronous", "backup", "bedrock", "bedrock_runtime", "codestar_connections",
    "comprehend", "database_proxies", "edge_functions", "elasticache", "identity_pools", "kinesis_events",
    "personalize", "provisioned_concurrency", "rotation", "transcribe", "translate", "xray")


def _add_service(name, urls):
    """Makes a service known to moto; `urls.flask_paths` says who answers which path."""
    own_name = name.replace("-", "")
    module = types.ModuleType(f"moto.{own_name}")
    setattr(module, f"{own_name}_backends", {"global": urls})
    sys.modules[module.__name__] = module
    moto.backend_index.backend_url_patterns.append((name, re.compile(rf"https?://{name}\.(.+)\.amazonaws\.com")))


def install():
    for service in SERVICES:
        importlib.import_module(f".{service}", __name__).install(_add_service)
