"""TLS to the registrar: believed is whom the CA file vouches for, and nobody else."""

import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from endpoints import Endpoint, quiet_config

from desktop.telephony.call import RegistrationState, TlsVerdict
from desktop.telephony.engine import messages as m

pytestmark = [
    pytest.mark.sip,
    pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed"),
]


def certificate(
    folder: Path,
    name: str,
    *,
    common_name: str = "localhost",
    others: str = "DNS:localhost,IP:127.0.0.1",
) -> tuple[Path, Path]:
    """A self-signed certificate and its key; `others` as in subjectAltName."""
    cert, key = folder / f"{name}.pem", folder / f"{name}.key"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
         "-subj", f"/CN={common_name}", "-addext", f"subjectAltName={others}",
         "-keyout", str(key), "-out", str(cert)],
        check=True, capture_output=True,
    )  # fmt: skip
    return cert, key


class TlsRegistrar:
    """Takes connections and keeps the first bytes of each that got through the handshake."""

    def __init__(self, cert: Path, key: Path) -> None:
        self.heard: list[bytes] = []
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(cert, key)
        self._context = context
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._thread.join(10)
        self._listener.close()

    def _serve(self) -> None:
        while True:
            try:
                raw, _ = self._listener.accept()
            except OSError:
                return
            raw.settimeout(5)
            try:
                with self._context.wrap_socket(raw, server_side=True) as connection:
                    self.heard.append(connection.recv(4096))
            except OSError:
                raw.close()


@pytest.fixture(scope="module")
def pair(folder: Path) -> tuple[Path, Path]:
    return certificate(folder, "office")


@pytest.fixture
def registrar(pair: tuple[Path, Path]) -> Iterator[TlsRegistrar]:
    server = TlsRegistrar(*pair)
    yield server
    server.close()


def tls_config(registrar: TlsRegistrar, ca_file: Path | str) -> m.Configure:
    where = f"127.0.0.1:{registrar.port}"
    return quiet_config("safe", transport="tls", registrar=where, ca_file=str(ca_file))


def test_the_registrar_its_ca_vouches_for_gets_the_register(
    folder: Path, registrar: TlsRegistrar, pair: tuple[Path, Path]
) -> None:
    with Endpoint(folder / "tls-right", tls_config(registrar, pair[0])) as phone:
        phone.until(lambda: any(registrar.heard), "no REGISTER")
        assert registrar.heard[0].startswith(b"REGISTER sip:127.0.0.1")


@pytest.mark.parametrize("ca", ["stranger", "system"])
def test_nobody_else_hears_a_word(folder: Path, registrar: TlsRegistrar, ca: str) -> None:
    ca_file = certificate(folder, ca)[0] if ca == "stranger" else ""
    with Endpoint(folder / f"tls-{ca}", tls_config(registrar, ca_file)) as phone:
        failed = phone.wait(
            m.AccountChanged, lambda one: one.account.state is RegistrationState.FAILED
        ).account
        if failed.failure == "config":
            pytest.skip(f"no certificate bundle here: {failed.reason}")
        assert failed.failure == "answer"
        assert not any(registrar.heard)


@pytest.mark.parametrize(
    ("others", "believed"),
    [
        ("DNS:elsewhere.example", False),
        ("URI:sip:elsewhere.example", False),
        ("IP:127.0.0.9", True),
    ],
)
def test_a_common_name_counts_only_where_there_are_no_other_names(
    folder: Path, others: str, believed: bool
) -> None:
    # RFC 5922 §7.2; PJSIP itself takes the common name beside others, too
    name = f"cn-{others[:3]}"
    cert, key = certificate(folder, name, common_name="127.0.0.1", others=others)
    with (
        closing(TlsRegistrar(cert, key)) as server,
        Endpoint(folder / name, tls_config(server, cert)) as phone,
    ):
        if believed:
            phone.until(lambda: any(server.heard), "no REGISTER")
        else:
            failed = phone.wait(
                m.AccountChanged, lambda one: one.account.state is RegistrationState.FAILED
            ).account
            assert (failed.failure, failed.tls) == ("answer", TlsVerdict.WRONG_NAME)
            assert not any(server.heard)
