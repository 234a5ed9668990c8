"""ElastiCache: what moto lacks of replication groups, and a server with TLS for each that asks for a token.

The server knows AUTH and PING. It listens on localhost, so that functions reach it under the address that ElastiCache
gives, and shows a certificate that functions trust.
"""

import datetime
import ipaddress
import pathlib
import socketserver
import ssl
import tempfile
import threading

import moto.elasticache.models as models
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from moto.core.exceptions import ServiceException
from moto.core.responses import ActionResult
from moto.elasticache.responses import ElastiCacheResponse

import functions

_folder = tempfile.TemporaryDirectory(prefix="mock-aws-redis-")
CERTIFICATE, KEY = (pathlib.Path(_folder.name, name) for name in ("certificate.pem", "key.pem"))

_moto_create_group = models.ElastiCacheBackend.create_replication_group
_moto_members = models.ReplicationGroup._set_node_members_clusters_disabled


def _write_certificate():
    """A certificate for localhost that vouches for itself; functions trust it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.timezone.utc)
    names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    day = datetime.timedelta(days=1)
    certificate = (x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
                   .serial_number(x509.random_serial_number()).not_valid_before(now - day).not_valid_after(now + day)
                   .add_extension(names, critical=False)
                   .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
                   .sign(key, hashes.SHA256()))
    CERTIFICATE.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    KEY.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                      serialization.NoEncryption()))
    functions.ENVIRONMENT["SSL_CERT_FILE"] = str(CERTIFICATE)  # which authorities OpenSSL knows


# --- Redis -----------------------------------------------------------------------------------------------------------

class _Connection(socketserver.StreamRequestHandler):
    """Commands are arrays of bulk strings."""

    def handle(self):
        known = False
        while count := self.rfile.readline():
            words = [self._bulk_string() for _ in range(int(count[1:]))]
            if words[0] == "AUTH":
                known = words[-1] in self.server.tokens
                reply = "+OK" if known else "-WRONGPASS invalid username-password pair or user is disabled."
            else:
                reply = "+PONG" if known and words == ["PING"] else "-NOAUTH Authentication required."
            self.wfile.write(f"{reply}\r\n".encode())

    def _bulk_string(self):
        length = int(self.rfile.readline()[1:])
        return self.rfile.read(length + 2)[:length].decode()


class Redis(socketserver.ThreadingTCPServer):
    """One that takes the tokens in `tokens`, the newest last."""

    daemon_threads = True

    def __init__(self, token):
        if not CERTIFICATE.exists():
            _write_certificate()
        super().__init__(("127.0.0.1", 0), _Connection)
        self.tokens = [token]
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._tls.load_cert_chain(CERTIFICATE, KEY)
        self.port = self.server_address[1]
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def get_request(self):
        connection, address = super().get_request()
        return self._tls.wrap_socket(connection, server_side=True), address

    def handle_error(self, request, client_address):
        """Clients that go away are no error."""


# --- Replication groups ----------------------------------------------------------------------------------------------

def _members(self, *, num_cache_clusters, replicas_per_node_group, **others):
    """NumCacheClusters says how many nodes there are where there are no shards; moto makes one."""
    replicas = replicas_per_node_group or (num_cache_clusters or 1) - 1
    _moto_members(self, num_cache_clusters=num_cache_clusters, replicas_per_node_group=replicas, **others)


def _spread(backend, group):
    """Nodes stand in the zones of the subnets, in turn; moto puts them into those of us-east-1."""
    subnets = backend.describe_cache_subnet_groups(group.cache_subnet_group_name)[0].subnets
    zones = sorted(each["subnet_availability_zone"] for each in subnets)
    for node_group in group.node_groups:
        for index, member in enumerate(node_group["node_group_members"]):
            member["preferred_availability_zone"] = zones[index % len(zones)]


def create_replication_group(self, **given):
    """A group with a token has a server that takes it."""
    group = _moto_create_group(self, **given)
    if group.cache_subnet_group_name in self.cache_subnet_groups:
        _spread(self, group)
    if given.get("auth_token") and group.cluster_mode == "disabled":
        group.redis = Redis(given["auth_token"])
        group.port = group.redis.port
        group.node_groups[0]["primary_endpoint"] = {"address": "localhost", "port": group.port}
    return group


def delete_replication_group(self, replication_group_id, retain_primary_cluster):
    """It is gone at once; with moto it stays as one that is being deleted."""
    if replication_group_id not in self.replication_groups:
        raise models.ReplicationGroupNotFound(replication_group_id)
    group = self.replication_groups.pop(replication_group_id)
    group.status = "deleting"
    if hasattr(group, "redis"):
        group.redis.shutdown()
        group.redis.server_close()
    return group


def _change_token(group, token, strategy):
    """ROTATE adds the new token to the last one, SET leaves it as the only one."""
    redis = group.redis
    if strategy == "ROTATE":
        redis.tokens = [redis.tokens[-1], token]
    elif strategy == "SET" and token in redis.tokens:
        redis.tokens = [token]
    else:
        raise ServiceException("InvalidParameterValue", f"{strategy} does not update the token to one that is not set")
    group.auth_token_last_modified_date = models.utcnow()


def modify_replication_group(self):
    """An operation that moto lacks: of its parameters those that deployed functions and templates change."""
    name = self._get_param("ReplicationGroupId")
    (group,) = self.elasticache_backend.describe_replication_groups(name)
    if self._get_param("AuthToken"):
        _change_token(group, self._get_param("AuthToken"), self._get_param("AuthTokenUpdateStrategy") or "ROTATE")
    for parameter, member in (("ReplicationGroupDescription", "description"), ("CacheNodeType", "cache_node_type"),
                              ("SnapshotWindow", "snapshot_window")):
        if self._get_param(parameter):
            setattr(group, member, self._get_param(parameter))
    if self._get_param("SnapshotRetentionLimit") is not None:
        group.snapshot_retention_limit = int(self._get_param("SnapshotRetentionLimit"))
    return ActionResult({"ReplicationGroup": group})


def delete_cache_subnet_group(self):
    """An operation that moto lacks."""
    name, backend = self._get_param("CacheSubnetGroupName"), self.elasticache_backend
    if name not in backend.cache_subnet_groups:
        raise models.CacheSubnetGroupNotFound(name)
    if any(group.cache_subnet_group_name == name for group in backend.replication_groups.values()):
        raise ServiceException("CacheSubnetGroupInUse", f"Cache subnet group {name} is in use by a cache cluster.")
    del backend.cache_subnet_groups[name]
    return ActionResult({})


def install(_add_service):
    models.ReplicationGroup._set_node_members_clusters_disabled = _members
    models.ElastiCacheBackend.create_replication_group = create_replication_group
    models.ElastiCacheBackend.delete_replication_group = delete_replication_group
    ElastiCacheResponse.modify_replication_group = modify_replication_group
    ElastiCacheResponse.delete_cache_subnet_group = delete_cache_subnet_group
