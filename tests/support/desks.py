"""A real agent's desktop in this process, with its own engine and worker, and a real caller."""

import socket
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from desktop.compositions.agent import AgentDesktop
from desktop.compositions.profile import engine_configuration, load_profile
from desktop.presenters.notices import Notices
from desktop.shell.application import make_application
from desktop.telephony.engine.messages import Event
from inference.messages import Estimate, LegProblem
from ui.notice_states import NoticeKind, NoticeView


def free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def settings_toml(
    port: int,
    more: str = "",
    *,
    registrar: str = "",
    sound: str = "null",
    auto_answer: bool = True,
) -> str:
    return f"""
[[accounts]]
name = "desk"
uri = "sip:agent@127.0.0.1:{port}"
registrar = "{registrar}"
transport = "udp"
local_address = "127.0.0.1"
local_port = {port}
trusted_peers = ["127.0.0.1"]
auto_answer = {str(auto_answer).lower()}

[sound]
input = "{sound}"
output = "{sound}"
ring = "null"

[appearance]
language = "de"
theme = "light"
reduced_motion = true
{more}
"""


class Desk:
    """The desktop under test and what a person in front of it would see."""

    def __init__(self, settings: Path, port: int) -> None:
        self.settings = settings
        self.port = port
        self.address = f"sip:agent@127.0.0.1:{port}"
        self.heard: list[Event | Estimate | LegProblem] = []
        """What engine and worker said, in order."""
        self._open: list[AgentDesktop] = []

    def open(self) -> AgentDesktop:
        notices = Notices()
        profile = load_profile(self.settings, "agent", notices)
        make_application(profile.settings.appearance)
        configuration = engine_configuration(profile.settings, "de")
        desktop = AgentDesktop(
            profile, configuration, notices, language="de", watch=self.heard.append
        )
        desktop.start()
        self._open.append(desktop)
        return desktop

    def close(self) -> None:
        for desktop in self._open:
            desktop.stop()
        self._open.clear()
        # Closed by a later test, the phone would end the program: in a process whose event loop is
        # not running, Qt then runs none ever after.
        for window in QApplication.topLevelWidgets():
            window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def notices_of(desktop: AgentDesktop) -> dict[NoticeKind, NoticeView]:
    return {notice.kind: notice for notice in desktop.presenter.phone_view().notices}
