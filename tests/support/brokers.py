"""Real brokers on loopback: Mosquitto with the configuration that is shipped, and amqtt."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

from desktop.supervision.mqtt.connection import Broker
from resources import resource

PASSWORD: Final = "correct horse"
STARTS_WITHIN_S: Final = 10.0


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def certificate(folder: Path, name: str) -> tuple[Path, Path]:
    """A self-signed certificate for 127.0.0.1 and its key."""
    certificate, key = folder / f"{name}.crt", folder / f"{name}.key"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"),
            *("-keyout", str(key), "-out", str(certificate)),
        ],
        check=True,
        capture_output=True,
    )
    return certificate, key


class _Process:
    """A broker as a process of its own that a test may kill and start again."""

    port: int
    broker: Broker

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def command(self) -> list[str]:
        raise NotImplementedError

    def start(self) -> None:
        self._process = subprocess.Popen(
            self.command(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        deadline = time.monotonic() + STARTS_WITHIN_S
        while True:
            assert self._process.poll() is None, "the broker has ended"
            try:
                socket.create_connection(("127.0.0.1", self.port), 1.0).close()
                return
            except OSError:
                assert time.monotonic() < deadline, "the broker does not listen"
                time.sleep(0.02)

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def kill(self) -> None:
        """Without a chance to save anything."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


class Mosquitto(_Process):
    """The shipped configuration and rules; only port and files are this test's."""

    def __init__(
        self, folder: Path, accounts: tuple[str, ...], *, encrypted: bool = False, acl: str = ""
    ) -> None:
        super().__init__()
        self.port = free_port()
        self._configuration = folder / "mosquitto.conf"
        text = resource("mosquitto", "mosquitto.conf").read_text(encoding="utf-8")
        rules = folder / "beistand.acl"
        shipped = resource("mosquitto", "beistand.acl").read_text(encoding="utf-8")
        rules.write_text(shipped + acl, encoding="utf-8")
        passwords = folder / "passwords"
        passwords.write_text("".join(f"{one}:{PASSWORD}\n" for one in accounts), encoding="utf-8")
        subprocess.run(["mosquitto_passwd", "-U", str(passwords)], check=True, capture_output=True)
        for file in (rules, passwords):
            file.chmod(0o600)
        ours = {
            "listener": f"{self.port} 127.0.0.1",
            "password_file": str(passwords),
            "acl_file": str(rules),
            "persistence_location": f"{folder}/",
        }
        ca_file = ""
        if encrypted:
            crt, key = certificate(folder, "broker")
            ours |= {"certfile": str(crt), "keyfile": str(key)}
            ca_file = str(crt)
        for name, value in ours.items():
            text, changed = re.subn(rf"(?m)^{name} .*$", f"{name} {value}", text)
            assert changed == 1, name
        if not encrypted:
            text = re.sub(r"(?m)^(certfile|keyfile|tls_version) .*\n", "", text)
        if os.getuid() == 0:
            text += "user root\n"  # else it becomes somebody who may not read the test's folder
        self._configuration.write_text(text, encoding="utf-8")
        self.broker = Broker("127.0.0.1", self.port, encrypted, ca_file)

    def command(self) -> list[str]:
        return [
            shutil.which("mosquitto", path=_PATH) or "mosquitto",
            "-c",
            str(self._configuration),
        ]


class Amqtt(_Process):
    """Another implementation; everybody may sign in and, unless it `gives_nothing`, subscribe."""

    def __init__(self, *, gives_nothing: bool = False) -> None:
        super().__init__()
        self._rules = ["nothing"] if gives_nothing else []
        self.port = free_port()
        self.broker = Broker("127.0.0.1", self.port, False)

    def command(self) -> list[str]:
        return [sys.executable, "-c", _AMQTT, str(self.port), *self._rules]


_PATH: Final = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"))
_AMQTT: Final = """
import asyncio, sys
from amqtt.broker import Broker

async def serve():
    plugins = {"amqtt.plugins.authentication.AnonymousAuthPlugin": {"allow_anonymous": True}}
    if "nothing" in sys.argv:
        plugins["amqtt.plugins.topic_checking.TopicAccessControlListPlugin"] = {"acl": {}}
    broker = Broker({
        "listeners": {"default": {"type": "tcp", "bind": "127.0.0.1:" + sys.argv[1]}},
        "plugins": plugins,
    })
    await broker.start()
    await asyncio.Event().wait()

asyncio.run(serve())
"""


def has_mosquitto() -> bool:
    return shutil.which("mosquitto", path=_PATH) is not None
