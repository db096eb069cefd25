"""Kamailio as a registrar and proxy for tests: UDP, TCP and TLS on loopback, users in memory."""

import os
import shutil
import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest
from endpoints import Endpoint, quiet_config
from ports import free_port

from desktop.telephony.call import AccountSnapshot, RegistrationState
from desktop.telephony.engine import messages as m

KAMAILIO = shutil.which("kamailio", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
TLS_MODULES = (
    Path("/usr/lib/x86_64-linux-gnu/kamailio/modules/tls.so"),
    Path("/usr/lib/aarch64-linux-gnu/kamailio/modules/tls.so"),
)
TLS_MARK = "# TLS is put in here by the tests\n"


@dataclass(frozen=True)
class Identity:
    """A certificate and its key; `asks_for` is the CA of clients' certificates, None: no matter."""

    certificate: Path
    key: Path
    asks_for: Path | None = None


class Kamailio:
    """One server on ports of its own; may be stopped and started again on the same ones."""

    def __init__(
        self,
        folder: Path,
        identity: Identity | None = None,
        *,
        host: str = "127.0.0.1",
        forks: bool = False,
    ) -> None:
        """`forks`: all telephones of an address ring, not the one that registered last."""
        if KAMAILIO is None:
            pytest.skip("kamailio is not installed (apt-get install kamailio)")
        if identity is not None and not any(map(Path.exists, TLS_MODULES)):
            pytest.skip("Kamailio has no TLS (apt-get install kamailio-tls-modules)")
        folder.mkdir()
        self._folder = folder
        self._log = folder / "log"
        self.host = host
        self._forks = ["-A", "FORKS"] if forks else []
        self.port, self.tls_port = free_port(), free_port()
        config = Path(__file__).with_name("kamailio.cfg").read_text()
        config = config.replace(TLS_MARK, self._tls(identity) if identity else "")
        (folder / "kamailio.cfg").write_text(config)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"{self.host}:{self.port}"

    @property
    def tls_address(self) -> str:
        return f"127.0.0.1:{self.tls_port}"

    def start(self) -> None:
        assert KAMAILIO is not None
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [KAMAILIO, "-f", str(self._folder / "kamailio.cfg"),
                 "-A", f"LISTEN_PORT={self.port}", "-A", f"LISTEN_HOST={self.host}",
                 *self._forks, "-DD", "-E", "-m", "32", "-M", "4",
                 "-Y", str(self._folder)],
                stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        self._wait_for_answer()

    def stop(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(10)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _tls(self, identity: Identity) -> str:
        lines = [
            "enable_tls=yes",
            f"listen=tls:127.0.0.1:{self.tls_port}",
            'loadmodule "tls.so"',
            'modparam("tls", "tls_method", "TLSv1.2+")',
            f'modparam("tls", "certificate", "{identity.certificate}")',
            f'modparam("tls", "private_key", "{identity.key}")',
        ]
        if identity.asks_for is not None:
            lines += [
                'modparam("tls", "verify_certificate", 1)',
                'modparam("tls", "require_certificate", 1)',
                f'modparam("tls", "ca_list", "{identity.asks_for}")',
            ]
        return "\n".join(lines) + "\n"

    def _wait_for_answer(self) -> None:
        """Until the registrar answers anything at all."""
        deadline = time.monotonic() + 15
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.bind((self.host, 0))
            probe.settimeout(0.3)
            mine = f"{self.host}:{probe.getsockname()[1]}"
            while time.monotonic() < deadline:
                assert self._process is not None
                assert self._process.poll() is None, self._log.read_text()[-2000:]
                probe.sendto(
                    f"OPTIONS sip:{self.address} SIP/2.0\r\n"
                    f"Via: SIP/2.0/UDP {mine};branch=z9hG4bKp\r\n"
                    f"From: <sip:probe@{mine}>;tag=1\r\nTo: <sip:127.0.0.1>\r\nCall-ID: {mine}\r\n"
                    "CSeq: 1 OPTIONS\r\nMax-Forwards: 10\r\nContent-Length: 0\r\n\r\n".encode(),
                    (self.host, self.port),
                )
                try:
                    probe.recv(2048)
                    return
                except OSError:
                    continue
        raise AssertionError("kamailio does not answer: " + self._log.read_text()[-2000:])


def registered_config(name: str, registrar: str, password: str, **more: object) -> m.Configure:
    return quiet_config(
        name, registrar=registrar, password=password, trusted_peers=(), uri=f"sip:{name}@127.0.0.1",
        **more,
    )  # fmt: skip


def failed(endpoint: Endpoint, *, after: int = 0) -> AccountSnapshot:
    return endpoint.wait(
        m.AccountChanged,
        lambda one: one.account.state is RegistrationState.FAILED,
        after=after,
    ).account


def registered(endpoint: Endpoint, *, after: int = 0) -> AccountSnapshot:
    return endpoint.wait(
        m.AccountChanged,
        lambda one: one.account.state is RegistrationState.REGISTERED,
        after=after,
    ).account
