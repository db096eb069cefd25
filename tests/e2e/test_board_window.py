"""The supervisor's real window on a real broker: the board, a request, keys, a broker that dies."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from brokers import PASSWORD, Mosquitto, has_mosquitto
from desks import free_port, settings_toml
from pulse import PulseServer, record, tone_level_db, use_server
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot
from team import ANNA, Team

from desktop.compositions.profile import engine_configuration, load_profile
from desktop.compositions.supervision import supervisor_configuration
from desktop.compositions.supervisor import SupervisorDesktop
from desktop.presenters.notices import Notices
from desktop.shell.application import make_application
from desktop.supervision.escalation import EscalationState
from desktop.supervision.messages import HelpReason
from desktop.supervision.mqtt.packets import DeskActivity, HelpShown
from desktop.supervision.mqtt.topics import Role
from desktop.supervision.mqtt.transport import DeskShown
from desktop.telephony.engine.ringtone import NOTES_HZ
from ui.board_states import Activity
from ui.notice_states import NoticeKind
from ui.states import RegistrationView

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(not has_mosquitto(), reason="mosquitto is not installed"),
]

JANA = "sip:jana@pbx.example"
OTHERS = tuple(f"desk{number}@pbx.example" for number in range(8))
HEARTBEAT_S = 1.0
HEARD_DB = -45.0


class Room:
    """A team, its broker, and one supervisor's desktop with its window, on this thread."""

    def __init__(self, folder: Path, broker: Mosquitto, *, ring: str = "null") -> None:
        self.broker = broker
        self.people = Team(broker.broker, PASSWORD)
        settings = folder / "supervisor.toml"
        team = (
            f'[team]\nbroker = "mqtt://127.0.0.1:{broker.port}"\nname = "service"\n'
            f"heartbeat_s = {HEARTBEAT_S}\n"
        )
        text = settings_toml(free_port(), team, auto_answer=False)
        text = text.replace('ring = "null"', f'ring = "{ring}"')
        settings.write_text(text.replace("sip:agent@127.0.0.1", ANNA, 1), "utf-8")
        profile = load_profile(settings, "supervisor", Notices())
        make_application(profile.settings.appearance)
        configuration = supervisor_configuration(engine_configuration(profile.settings, "de"))
        self.desktop = SupervisorDesktop(profile, configuration, Notices())
        self.window = self.desktop.shell.window

    def until(self, done: Callable[[], bool]) -> None:
        """Everybody's work goes on meanwhile, and the window's."""

        def served() -> bool:
            QApplication.processEvents()
            return done()

        self.people.until(served)

    def rows(self) -> list[str]:
        """What can be read of those who asked nobody."""
        model = self.window.board.others.desks
        return [str(model.data(model.index(row))) for row in range(model.rowCount())]

    def asking(self) -> list[str]:
        model = self.window.board.asking.desks
        return [str(model.data(model.index(row))) for row in range(model.rowCount())]

    def close(self) -> None:
        self.desktop.stop()
        self.people.close()
        for window in QApplication.topLevelWidgets():
            window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def broker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mosquitto]:
    folder = tmp_path / "broker"
    folder.mkdir()
    broker = Mosquitto(folder, ("anna@pbx.example", "jana@pbx.example", *OTHERS))
    broker.start()
    monkeypatch.setenv("BEISTAND_PASSWORD_TEAM_BROKER", PASSWORD)
    yield broker
    broker.kill()


@pytest.fixture
def room(tmp_path: Path, broker: Mosquitto, qtbot: QtBot) -> Iterator[Room]:
    made = Room(tmp_path, broker)
    yield made
    made.close()


def sit_down(room: Room) -> None:
    """Eight desks, half of them in a call."""
    for number, who in enumerate(OTHERS):
        member = room.people.join(f"sip:{who}", Role.AGENT, heartbeat_s=HEARTBEAT_S)
        activity = DeskActivity.IN_CALL if number % 2 else DeskActivity.READY
        member.transport.show(DeskShown(activity, since_s=room.people.clock.now_s()))
        room.until(lambda member=member: member.connected)  # type: ignore[misc]


def test_a_request_on_top_of_a_board_of_nameless_desks(room: Room, qtbot: QtBot) -> None:
    sit_down(room)
    desk, jana = room.people.desk(JANA)
    room.until(lambda: jana.connected)
    popups: list[None] = []
    room.desktop.shell.popped_up.connect(lambda: popups.append(None))
    room.desktop.start()  # the last to come: all it shows is what the broker has kept
    room.until(lambda: len(room.rows()) == 9)
    assert {row.split(" 0:")[0] for row in room.rows()} == {"im Gespräch", "bereit"}
    assert room.asking() == [] and not room.window.board.asking.isVisible()
    assert "Plätze: 9 · im Gespräch: 4" in room.window.board.facts.text()

    typing = QLineEdit()
    qtbot.addWidget(typing)
    typing.show()
    typing.activateWindow()
    qtbot.waitUntil(typing.isActiveWindow)
    typing.setFocus()
    now_s = room.people.clock.now_s()
    eid = desk.raise_help("c1", call_s=5.0, reading=None, now_s=now_s, why=(HelpReason.STUCK,))
    jana.transport.show(
        DeskShown(DeskActivity.IN_CALL, now_s, HelpShown(id=eid, why=(HelpReason.STUCK,)))
    )
    room.until(lambda: bool(popups) and room.asking() == ["Jana, stecke fest"])
    assert typing.hasFocus() and len(popups) == 1
    assert len(room.rows()) == 8

    room.window.activateWindow()
    qtbot.waitUntil(room.window.isActiveWindow)
    qtbot.keyClick(room.window, Qt.Key.Key_F9)

    def claimed() -> bool:
        escalation = desk.of_call("c1")
        return escalation is not None and escalation.state is EscalationState.CLAIMED

    room.until(claimed)
    panel = room.window.panel(eid)
    assert panel is not None
    room.until(lambda: panel.done.isVisible())

    qtbot.mouseClick(room.window.board.filters[Activity.READY], Qt.MouseButton.LeftButton)
    assert room.rows() == ["bereit"] * 4 and len(room.asking()) == 1


def test_a_broker_that_dies_greys_the_board_and_its_return_fills_it(room: Room) -> None:
    sit_down(room)
    room.desktop.start()
    room.until(lambda: len(room.rows()) == 8)
    facts = room.window.board.facts
    assert facts.property("tone") == "ink_2"
    room.broker.kill()
    room.until(lambda: facts.property("tone") == "elevated")
    assert all(" vor 0:0" in row for row in room.rows()), "each says how old it is"
    kinds = {notice.kind for notice in room.desktop.presenter.view().notices}
    assert NoticeKind.TEAM_UNREACHABLE in kinds
    room.broker.start()
    room.until(lambda: facts.property("tone") == "ink_2")
    room.until(lambda: not any(" vor " in row for row in room.rows()))
    assert len(room.rows()) == 8 and room.desktop.presenter.view().notices == ()


def test_a_request_is_heard_once(
    tmp_path: Path, broker: Mosquitto, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    with PulseServer(tmp_path / "pulse.sock") as server:
        use_server(server, monkeypatch, tmp_path)
        room = Room(tmp_path, broker, ring="default")
        desk, jana = room.people.desk(JANA)
        room.desktop.start()
        direct = RegistrationView.DIRECT
        room.until(lambda: jana.connected and room.desktop.team is not None)
        room.until(lambda: room.desktop.presenter.view().account.registration is direct)
        heard: list[np.ndarray] = []
        listener = threading.Thread(target=lambda: heard.append(record(server, 7.0)))
        listener.start()
        now_s = room.people.clock.now_s()
        desk.raise_help("c1", call_s=5.0, reading=None, now_s=now_s)
        room.until(lambda: bool(heard))
        listener.join()
        room.close()
    levels = [max(tone_level_db(part, hz) for hz in NOTES_HZ) for part in np.split(heard[0], 14)]
    loud = [number for number, level in enumerate(levels) if level > HEARD_DB]
    assert loud and loud[-1] - loud[0] <= 2, levels  # halves of a second; again would be after four
