"""A Redis replication group for tests: its API of ElastiCache, which moto does not have, and its server, with TLS."""

import datetime
import functools
import ipaddress
import pathlib
import socketserver
import ssl
import threading

import botocore.session
import botocore.validate
from botocore.exceptions import ClientError
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

GROUP_ID = "redis-test"


def write_certificate(folder):
    """Writes a certificate for localhost that vouches for itself, and its key: the two files."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.timezone.utc)
    names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1)).not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256()))
    files = pathlib.Path(folder, "certificate.pem"), pathlib.Path(folder, "key.pem")
    files[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    files[1].write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                           serialization.NoEncryption()))
    return files


class Connection(socketserver.StreamRequestHandler):
    """Reads commands as arrays of bulk strings and replies to AUTH and PING."""

    disable_nagle_algorithm = True

    def handle(self):
        known = False
        while count := self.rfile.readline():
            words = [self.bulk_string() for _ in range(int(count[1:]))]
            group = self.server.group
            if words[0] == "AUTH":
                known = words[1] in group.tokens
                group.auths.append(words[1])
                reply = ("+OK" if known else group.refusal) if group.auth_reply is None else group.auth_reply
            else:
                reply = "+PONG" if known and words == ["PING"] else "-NOAUTH Authentication required."
            self.wfile.write(f"{reply}\r\n".encode())

    def bulk_string(self):
        length = int(self.rfile.readline()[1:])
        return self.rfile.read(length + 2)[:length].decode()


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def __init__(self, group, certificate, key):
        super().__init__(("127.0.0.1", 0), Connection)
        self.group = group
        self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.tls.load_cert_chain(certificate, key)

    def get_request(self):
        connection, address = super().get_request()
        return self.tls.wrap_socket(connection, server_side=True), address

    def handle_error(self, request, client_address):
        """Clients that go away are what tests are about."""


class ReplicationGroup:
    """The group, and the client of ElastiCache that describes and modifies it."""

    def __init__(self, folder, token):
        self.tokens = [token]
        self.auths = []
        self.modified = []
        self.refusal = "-WRONGPASS invalid username-password pair or user is disabled."
        self.auth_reply = None
        self.cluster_mode = False
        # How often the group says that it is being modified, and then that it is available with a change pending.
        self.slowness, self.pending = 2, 3
        self._change = None
        self._looks = 0
        self.certificate, key = write_certificate(folder)
        self._server = Server(self, self.certificate, key)
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    def be_modified(self, change, slowness=None):
        """The group is being changed from now on, until it has been described often enough."""
        self._change = change
        self._looks = (self.slowness if slowness is None else slowness) + self.pending

    def describe_replication_groups(self, **parameters):
        _check("DescribeReplicationGroups", parameters)
        if parameters["ReplicationGroupId"] != GROUP_ID:
            raise _error("ReplicationGroupNotFoundFault", "DescribeReplicationGroups")
        self._looks -= 1
        if self._change and self._looks < 0:
            self._change()
            self._change = None
        status = "modifying" if self._change and self._looks >= self.pending else "available"
        pending = {"AuthTokenStatus": "ROTATING"} if self._change and status == "available" else {}
        endpoint = {"Address": "localhost", "Port": self.port}
        group = {"ReplicationGroupId": GROUP_ID, "Status": status, "PendingModifiedValues": pending}
        if self.cluster_mode:
            group |= {"ConfigurationEndpoint": endpoint, "NodeGroups": [{"NodeGroupId": "0001"}]}
        else:
            group |= {"NodeGroups": [{"NodeGroupId": "0001", "PrimaryEndpoint": endpoint}]}
        return {"ReplicationGroups": [group]}

    def modify_replication_group(self, **parameters):
        _check("ModifyReplicationGroup", parameters)
        if self._change:
            raise _error("InvalidReplicationGroupStateFault", "ModifyReplicationGroup")
        if not parameters.get("ApplyImmediately"):
            raise AssertionError("the token would change in the next maintenance window")
        token, strategy = parameters["AuthToken"], parameters["AuthTokenUpdateStrategy"]
        self.modified.append((strategy, token))
        if strategy == "ROTATE":
            self.be_modified(lambda: self._set_tokens([self.tokens[-1], token]))
        elif strategy == "SET" and len(self.tokens) == 2 and token == self.tokens[-1]:
            self.be_modified(lambda: self._set_tokens([token]))
        else:
            raise _error("InvalidParameterValue", "ModifyReplicationGroup")

    def _set_tokens(self, tokens):
        self.tokens = tokens


@functools.lru_cache(None)
def _model():
    return botocore.session.get_session().get_service_model("elasticache")


def _check(operation, parameters):
    """Refuses what boto3 would refuse."""
    shape = _model().operation_model(operation).input_shape
    report = botocore.validate.ParamValidator().validate(parameters, shape)
    if report.has_errors():
        raise AssertionError(report.generate_report())


def _error(code, operation):
    return ClientError({"Error": {"Code": code, "Message": code}}, operation)
