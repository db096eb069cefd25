"""Whoever dies in a call: what was so before is so again, on the screen and soon."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from desks import Desk, notices_of
from endpoints import Endpoint, quiet_config
from kamailio import Kamailio, registered_config
from pytestqt.qtbot import QtBot

from desktop.compositions.agent import AgentDesktop
from desktop.telephony.call import CallSnapshot
from desktop.telephony.consent import ConsentState
from desktop.telephony.engine import messages as m
from resources import resource
from ui.call_states import AgentStateView, CallPhaseView
from ui.notice_states import NoticeAction, NoticeKind
from ui.states import Level, RegistrationView, UnknownWhy

pytestmark = pytest.mark.e2e

MakeDesk = Callable[..., Desk]
SOON_MS = 20_000
BACK_MS = 3_000
"""The bar for everything but the level."""
EVIDENCE_S = 10.0
"""The bar for the level, from the moment that the analysis is ready."""

DESKTOP = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from desks import Desk
from ui.states import RegistrationView

desktop = Desk(Path(sys.argv[1]), 0).open()
registry, presenter = desktop.registry, desktop.presenter

def steps():
    yield lambda: presenter.phone_view().account.registration is RegistrationView.DIRECT
    print("bound", flush=True)
    yield lambda: registry.talking is not None
    first = registry.talking.call_id
    presenter.grant(first)
    presenter.calls.mute(first, True)
    yield lambda: registry.call(first).tapped and registry.call(first).muted
    print("first", flush=True)
    if "two" in sys.argv:
        yield lambda: len(registry.calls) == 2
        (second,) = (one.call_id for one in registry.calls if one.call_id != first)
        presenter.calls.answer(second)
        yield lambda: registry.call(first).local_hold and registry.talking.call_id == second
    presenter.calls.rest("Pause")
    yield lambda: presenter.phone_view().agent.reason == "Pause"
    print("ready", flush=True)
    yield lambda: False

waiting = steps()
step = next(waiting)

def look():
    global step
    if step():
        step = next(waiting)

timer = QTimer()
timer.timeout.connect(look)
timer.start(20)
QApplication.instance().exec()
"""


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Endpoint]:
    """A second customer."""
    folder = tmp_path / "other"
    folder.mkdir(mode=0o700)
    with Endpoint(folder, quiet_config("kunde")) as endpoint:
        yield endpoint


@pytest.fixture
def speaker(tmp_path: Path) -> Iterator[Endpoint]:
    """A customer who speaks, and is upset."""
    folder = tmp_path / "speaker"
    folder.mkdir(mode=0o700)
    wav = resource("demo", "call_de.wav")
    with Endpoint(folder, quiet_config("kundin", wav=wav)) as endpoint:
        yield endpoint


def run_desktop(one: Desk, *options: str) -> "subprocess.Popen[str]":
    support = [str(Path(__file__).parents[1] / folder) for folder in ("support", "engine")]
    path = os.pathsep.join([*support, str(Path.cwd())])
    return subprocess.Popen(
        [sys.executable, "-c", DESKTOP, str(one.settings), *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=os.environ | {"PYTHONPATH": path},
    )


def said(desktop: "subprocess.Popen[str]", word: str) -> None:
    assert desktop.stdout is not None
    assert desktop.stdout.readline().strip() == word


def kill(desktop: "subprocess.Popen[str]") -> None:
    desktop.kill()
    desktop.wait(10)
    assert desktop.stdout is not None
    desktop.stdout.close()


def calls_of(desktop: AgentDesktop) -> dict[str, CallSnapshot]:
    return {call.peer_uri.partition("@")[0]: call for call in desktop.registry.calls}


@pytest.mark.skipif(sys.platform == "win32", reason="kills by signal")
def test_two_calls_hold_mute_consent_and_the_break_survive_the_desktop(
    desk: MakeDesk, caller: Endpoint, other: Endpoint, qtbot: QtBot
) -> None:
    one = desk()
    first = run_desktop(one, "two")
    try:
        said(first, "bound")
        caller.dial(one.address)
        said(first, "first")
        other.dial(one.address)
        said(first, "ready")
    finally:
        kill(first)

    desktop = one.open()
    qtbot.waitUntil(lambda: len(desktop.registry.calls) == 2, timeout=BACK_MS)
    calls = calls_of(desktop)
    held, talking = calls["sip:kundin"], calls["sip:kunde"]
    assert (held.local_hold, held.muted, held.consent) == (True, True, ConsentState.GRANTED)
    assert (talking.local_hold, talking.muted, talking.consent) == (
        False, False, ConsentState.UNKNOWN,
    )  # fmt: skip
    desktop.shell.render_now()
    view = desktop.presenter.phone_view()
    assert NoticeKind.DESKTOP_RECOVERED in {notice.kind for notice in view.notices}
    assert (view.agent.state, view.agent.reason) == (AgentStateView.NOT_READY, "Pause")
    assert view.call is not None and view.call.phase is CallPhaseView.CONNECTED
    (shown,) = view.others
    assert shown.local_hold
    # and all of it still works: back to who was held, muted as before
    desktop.presenter.calls.swap(held.call_id)
    qtbot.waitUntil(lambda: not calls_of(desktop)["sip:kundin"].local_hold, timeout=SOON_MS)
    call = calls_of(desktop)["sip:kundin"]
    assert (call.muted, call.consent) == (True, ConsentState.GRANTED)
    desktop.presenter.calls.hang_up_all()
    qtbot.waitUntil(lambda: desktop.registry.active is None, timeout=SOON_MS)


@pytest.mark.skipif(sys.platform == "win32", reason="kills by signal")
def test_after_the_desktops_death_the_level_is_unknown_until_there_is_evidence(
    desk: MakeDesk, speaker: Endpoint, qtbot: QtBot
) -> None:
    one = desk()
    first = run_desktop(one)
    try:
        said(first, "bound")
        speaker.dial(one.address)
        said(first, "first")
        said(first, "ready")
    finally:
        kill(first)

    desktop = one.open()
    qtbot.waitUntil(lambda: desktop.registry.talking is not None, timeout=BACK_MS)
    view = desktop.presenter.overlay_view()
    assert view.level is Level.UNKNOWN and view.unknown_why is not UnknownWhy.NONE
    assert not any(value is not None for value in view.trend), "of the first desktop's nothing"
    qtbot.waitUntil(lambda: desktop.presenter.phone_view().analysis.ready, timeout=60_000)
    ready_s = time.monotonic()
    seen: list[Level] = []

    def known() -> bool:
        seen.append(desktop.presenter.overlay_view().level)
        return seen[-1] is not Level.UNKNOWN

    qtbot.waitUntil(known, timeout=SOON_MS)
    assert time.monotonic() - ready_s < EVIDENCE_S
    assert desktop.registry.talking is not None


def test_finishing_up_goes_on_in_the_next_desktop(
    desk: MakeDesk, caller: Endpoint, qtbot: QtBot
) -> None:
    one = desk("[agent]\nwrap_up_s = 60\n")
    first = one.open()
    direct = RegistrationView.DIRECT
    qtbot.waitUntil(
        lambda: first.presenter.phone_view().account.registration is direct, timeout=SOON_MS
    )
    outgoing = caller.dial(one.address)
    qtbot.waitUntil(lambda: first.registry.talking is not None, timeout=SOON_MS)
    caller.send(m.HangUp(outgoing))
    wrap_up = AgentStateView.WRAP_UP
    qtbot.waitUntil(lambda: first.presenter.phone_view().agent.state is wrap_up, timeout=SOON_MS)
    first.telephone.engine.detach()  # as a crash would
    one.close()

    second = one.open()
    qtbot.waitUntil(lambda: second.presenter.phone_view().agent.state is wrap_up, timeout=BACK_MS)
    left_s = second.presenter.phone_view().agent.left_s
    assert left_s is not None and left_s < 60


@pytest.mark.skipif(sys.platform == "win32", reason="kills by signal")
def test_the_engine_dies_in_a_call_redial_is_offered_and_the_phone_is_registered_again(
    desk: MakeDesk, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BEISTAND_PASSWORD_DESK", "agent-secret")
    with ExitStack() as stack:
        registrar = stack.enter_context(Kamailio(tmp_path / "kamailio"))
        config = registered_config("customer", registrar.address, "customer-secret")
        customer = stack.enter_context(Endpoint(tmp_path / "customer", config))
        one = desk(registrar=registrar.address)
        desktop = one.open()
        registered = RegistrationView.REGISTERED

        def is_registered() -> bool:
            return desktop.presenter.phone_view().account.registration is registered

        qtbot.waitUntil(is_registered, timeout=SOON_MS)
        customer.wait_registered()
        customer.dial("sip:agent@127.0.0.1")
        qtbot.waitUntil(lambda: desktop.registry.talking is not None, timeout=SOON_MS)
        pid = desktop.telephone.engine.pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        said_so = NoticeKind.ENGINE_DIED_IN_CALL
        qtbot.waitUntil(lambda: said_so in notices_of(desktop), timeout=1_000)
        notice = notices_of(desktop)[said_so]
        assert notice.action is NoticeAction.CALL_BACK
        assert desktop.registry.active is None
        qtbot.waitUntil(is_registered, timeout=SOON_MS)  # the bar: tests/benchmarks/recovery.py
        assert desktop.telephone.engine.pid not in (None, pid)
        after = customer.mark()
        desktop.presenter.act_on_notice(notice.notice_id)
        customer.incoming(after=after)
