"""The three endpoints of the demo: agent and supervisor with windows, the customer without."""

import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from desktop.compositions.demo.audio import CustomerAudio
from desktop.compositions.profile import Profile
from desktop.paths import paths_under
from desktop.settings.files import load_settings
from desktop.telephony.call import CallSnapshot, CallState
from desktop.telephony.engine.client import EngineClient, EngineState, EngineStateKind
from desktop.telephony.engine.configuration import AccountConfig, SoundConfig
from desktop.telephony.engine.messages import CallChanged, Configure, Configured, Dial, Event

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Names:
    """Who is who, in the windows' language."""

    account: str
    desk: str
    lead: str
    supervisor: str
    customer: str


NAMES = {
    "de": Names("Service", "Platz 214", "Leitung", "Frau Sommer", "Kundin A"),
    "en": Names("Service", "Desk 214", "Lead", "Ms Summer", "Customer A"),
}


def free_udp_ports(count: int) -> list[int]:
    """Ports on loopback that nothing is bound to just now."""
    sockets = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(count)]
    try:
        for one in sockets:
            one.bind((LOOPBACK, 0))
        return [one.getsockname()[1] for one in sockets]
    finally:
        for one in sockets:
            one.close()


def sip_uri(user: str, port: int) -> str:
    return f"sip:{user}@{LOOPBACK}:{port}"


def demo_profile(home: Path, role: str, toml: str) -> Profile:
    """A profile of its own under `home`: nothing of the user's is read or written."""
    paths = paths_under(home / role)
    paths.create()
    paths.settings_file.write_text(toml, "utf-8")
    runtime = home / role[0]  # short: the path of a socket must fit 100 bytes
    runtime.mkdir(mode=0o700, exist_ok=True)
    settings = load_settings(paths.settings_file).settings
    return Profile(settings, paths.settings_file, paths, runtime)


def account_toml(name: str, user: str, port: int) -> str:
    return (
        "[[accounts]]\n"
        f'name = "{name}"\n'
        f'uri = "{sip_uri(user, port)}"\n'
        'registrar = ""\n'
        f'local_address = "{LOOPBACK}"\n'
        f"local_port = {port}\n"
        f'trusted_peers = ["{LOOPBACK}"]\n'
    )


class Customer:
    """Calls the agent and plays a recording: an engine and nothing else."""

    def __init__(
        self,
        runtime: Path,
        port: int,
        audio: CustomerAudio,
        name: str,
        post: Callable[..., None],
    ) -> None:
        self._post = post
        self.configured = False
        self.call: CallSnapshot | None = None
        self._engine = EngineClient(
            runtime,
            on_event=lambda event: post(lambda: self._event(event)),
            on_state=lambda state: post(lambda: self._state(state)),
        )
        self._engine.configure(
            Configure(
                accounts=(
                    AccountConfig(
                        name="customer",
                        uri=sip_uri("03023125014", port),
                        display_name=name,
                        local_address=LOOPBACK,
                        local_port=port,
                        trusted_peers=(LOOPBACK,),
                    ),
                ),
                sound=SoundConfig(input=(f"file:{audio.wav}",), output=("null",), ring=("null",)),
            )
        )

    def start(self) -> None:
        self._engine.start()

    def dial(self, target: str) -> None:
        self._engine.send(Dial(account="customer", target=target))

    def stop(self) -> None:
        self._engine.stop()

    def _event(self, event: Event) -> None:
        match event:
            case Configured():
                self.configured = True
            case CallChanged():
                if self.call is None or event.call.call_id == self.call.call_id:
                    self.call = event.call

    def _state(self, state: EngineState) -> None:
        if state.kind is not EngineStateKind.READY:
            self.configured = False

    @property
    def talking(self) -> bool:
        return self.call is not None and self.call.state is CallState.CONFIRMED
