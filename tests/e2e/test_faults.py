"""What breaks is said in the window, and the call goes on."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from desks import Desk, notices_of
from endpoints import Endpoint
from pytestqt.qtbot import QtBot

from desktop.compositions.agent import AgentDesktop
from desktop.telephony.consent import ConsentState
from desktop.telephony.engine import messages as m
from ui.states import ConsentStep, Level, NoticeKind, RegistrationView, UnknownWhy

pytestmark = pytest.mark.e2e

MakeDesk = Callable[..., Desk]
SOON_MS = 20_000
"""For things that a person would call immediate, on a loaded test machine."""


def wait_until_up(qtbot: QtBot, desktop: AgentDesktop, *, worker: bool = False) -> None:
    qtbot.waitUntil(
        lambda: desktop.presenter.phone_view().account.registration is RegistrationView.DIRECT,
        timeout=SOON_MS,
    )
    if worker:
        qtbot.waitUntil(lambda: desktop.presenter.phone_view().analysis.ready, timeout=60_000)


def call_desk(qtbot: QtBot, desktop: AgentDesktop, caller: Endpoint, address: str) -> str:
    """The caller dials, the desk answers by itself; the caller's call id."""
    call_id = caller.dial(address)
    qtbot.waitUntil(lambda: desktop.registry.talking is not None, timeout=SOON_MS)
    return call_id


def received(caller: Endpoint) -> int:
    return max((stats.rtp_received for stats in caller.all(m.StreamStats)), default=0)


def assert_call_goes_on(qtbot: QtBot, caller: Endpoint) -> None:
    """The caller still gets the agent's sound: more packets than before."""
    before = received(caller)
    qtbot.waitUntil(lambda: received(caller) > before + 50, timeout=SOON_MS)


def test_the_worker_killed_in_a_call_costs_the_level_and_nothing_else(
    desk: MakeDesk, caller: Endpoint, qtbot: QtBot
) -> None:
    one = desk()
    desktop = one.open()
    wait_until_up(qtbot, desktop, worker=True)
    call_desk(qtbot, desktop, caller, one.address)
    desktop.presenter.grant()
    qtbot.waitUntil(
        lambda: desktop.presenter.overlay_view().consent is ConsentStep.GRANTED, timeout=SOON_MS
    )
    assert desktop.worker is not None and desktop.worker.pid is not None
    os.kill(desktop.worker.pid, signal.SIGKILL)
    down = (UnknownWhy.WORKER_DOWN, UnknownWhy.STARTING)
    qtbot.waitUntil(lambda: desktop.presenter.overlay_view().unknown_why in down, timeout=SOON_MS)
    assert desktop.presenter.overlay_view().level is Level.UNKNOWN
    assert_call_goes_on(qtbot, caller)
    qtbot.waitUntil(lambda: desktop.presenter.phone_view().analysis.ready, timeout=60_000)
    assert NoticeKind.WORKER_RESTARTING not in notices_of(desktop)


@pytest.mark.skipif(sys.platform == "win32", reason="kills by signal")
def test_a_killed_desktop_leaves_the_call_and_the_next_one_finds_it(
    desk: MakeDesk, caller: Endpoint, qtbot: QtBot
) -> None:
    one = desk()
    first = subprocess.Popen(
        [sys.executable, "-m", "desktop", "run", "--settings", str(one.settings)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        calls: list[str] = []

        def answered() -> bool:
            # before the desktop's engine is bound there is nobody to answer
            if not calls or any(not c.call.alive for c in caller.all(m.CallChanged)[-1:]):
                calls.append(caller.dial(one.address))
            return any(
                event.call.call_id == calls[-1] and event.call.confirmed_at_s is not None
                for event in caller.all(m.CallChanged)
            )

        qtbot.waitUntil(answered, timeout=60_000)
    finally:
        first.kill()
        first.wait(10)
    assert_call_goes_on(qtbot, caller)

    desktop = one.open()
    qtbot.waitUntil(lambda: desktop.registry.talking is not None, timeout=3_000)
    assert NoticeKind.DESKTOP_RECOVERED in notices_of(desktop)
    assert desktop.presenter.overlay_view().call_s > 0.5
    desktop.presenter.hang_up_active()
    qtbot.waitUntil(lambda: desktop.registry.active is None, timeout=SOON_MS)


def test_consent_withdrawn_survives_the_desktop(
    desk: MakeDesk, caller: Endpoint, qtbot: QtBot
) -> None:
    one = desk()
    first = one.open()
    wait_until_up(qtbot, first)
    call_desk(qtbot, first, caller, one.address)
    first.presenter.analysis_off()
    withdrawn = ConsentStep.WITHDRAWN
    qtbot.waitUntil(lambda: first.presenter.overlay_view().consent is withdrawn, timeout=SOON_MS)
    one.close()

    second = one.open()
    qtbot.waitUntil(lambda: second.registry.talking is not None, timeout=SOON_MS)
    call = second.registry.talking
    assert call is not None and call.consent is ConsentState.WITHDRAWN
    assert second.presenter.overlay_view().unknown_why is UnknownWhy.WITHDRAWN
    second.presenter.grant()
    qtbot.waitUntil(lambda: NoticeKind.COMMAND_FAILED in notices_of(second), timeout=SOON_MS)
    assert second.presenter.overlay_view().consent is withdrawn
    second.presenter.hang_up_active()
    qtbot.waitUntil(lambda: second.registry.active is None, timeout=SOON_MS)


def test_an_engine_killed_in_a_call_is_said_and_recovered_from(
    desk: MakeDesk, caller: Endpoint, qtbot: QtBot
) -> None:
    one = desk()
    desktop = one.open()
    wait_until_up(qtbot, desktop)
    call_desk(qtbot, desktop, caller, one.address)
    assert desktop.engine.pid is not None
    os.kill(desktop.engine.pid, signal.SIGKILL)
    qtbot.waitUntil(lambda: NoticeKind.ENGINE_DIED_IN_CALL in notices_of(desktop), timeout=SOON_MS)
    assert desktop.registry.active is None
    assert not desktop.presenter.overlay_view().peer
    wait_until_up(qtbot, desktop)
    call_desk(qtbot, desktop, caller, one.address)


def test_an_engine_killed_while_idle_comes_back_by_itself(desk: MakeDesk, qtbot: QtBot) -> None:
    desktop = desk().open()
    wait_until_up(qtbot, desktop)
    pid = desktop.engine.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    qtbot.waitUntil(lambda: desktop.engine.pid not in (None, pid), timeout=SOON_MS)
    wait_until_up(qtbot, desktop)
    qtbot.waitUntil(
        lambda: NoticeKind.ENGINE_RESTARTING not in notices_of(desktop), timeout=SOON_MS
    )
    assert NoticeKind.ENGINE_DIED_IN_CALL not in notices_of(desktop)


def test_a_broken_card_and_a_broken_setting_are_named(
    desk: MakeDesk, tmp_path: Path, qtbot: QtBot
) -> None:
    cards = tmp_path / "cards"
    cards.mkdir()
    (cards / "kaputt.md").write_text("---\nid: [\n---\n", "utf-8")
    more = f"\n[knowledge]\nfolders = ['{cards}']\n[analysis]\nconsent_mode = 'perhaps'\n"
    desktop = desk(more).open()
    wait_until_up(qtbot, desktop)
    notices = notices_of(desktop)
    assert "kaputt.md" in dict(notices[NoticeKind.CARD_UNREADABLE].params)["file"]
    replaced = dict(notices[NoticeKind.SETTING_REPLACED].params)
    assert replaced["setting"] == "analysis.consent_mode"
    assert replaced["replacement"].strip("\"'") == "consent"
    assert len(desktop.presenter.phone_view().cards) >= 12


def test_a_malformed_message_is_refused_in_words(
    desk: MakeDesk, caller: Endpoint, qtbot: QtBot
) -> None:
    more = '\n[supervision]\nsupervisors = ["sip:leitung@127.0.0.1:9"]\n'
    one = desk(more)
    desktop = one.open()
    wait_until_up(qtbot, desktop)
    caller.send(
        m.SendMessage(
            request_id="r1",
            account="kundin",
            target=one.address,
            content_type="application/vnd.beistand+json",
            body='{"v":1,"kind":"claim","id":"',
        )
    )
    qtbot.waitUntil(lambda: NoticeKind.MESSAGE_REJECTED in notices_of(desktop), timeout=SOON_MS)


def test_help_that_cannot_be_delivered_says_so(
    desk: MakeDesk, caller: Endpoint, qtbot: QtBot
) -> None:
    more = '\n[supervision]\nsupervisors = ["sip:leitung@127.0.0.1:9"]\n'
    one = desk(more)
    desktop = one.open()
    wait_until_up(qtbot, desktop)
    call_desk(qtbot, desktop, caller, one.address)
    desktop.presenter.get_help()
    qtbot.waitUntil(lambda: desktop.presenter.overlay_view().help.value == "failed", timeout=45_000)


def test_a_taken_port_is_said(desk: MakeDesk, caller: Endpoint, qtbot: QtBot) -> None:
    desktop = desk(port=caller.port).open()
    qtbot.waitUntil(lambda: NoticeKind.PORT_IN_USE in notices_of(desktop), timeout=SOON_MS)
    assert desktop.presenter.phone_view().account.registration is RegistrationView.FAILED
