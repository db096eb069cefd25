"""What breaks is said in the window, and the call goes on."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from desks import Desk, notices_of
from endpoints import Endpoint, quiet_config
from pytestqt.qtbot import QtBot

from desktop.compositions.agent import AgentDesktop
from desktop.compositions.profile import load_profile
from desktop.presenters.notices import Notices
from desktop.telephony.consent import ConsentState
from desktop.telephony.engine import messages as m
from resources import resource
from ui.notice_states import NoticeAction, NoticeKind
from ui.password import PasswordDialog
from ui.states import ConsentStep, Level, RegistrationView, UnknownWhy

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


def shown_call(desktop: AgentDesktop) -> str:
    """Id of the call that the companion shows."""
    return desktop.presenter.overlay_view().call_id


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
    desktop.presenter.grant(shown_call(desktop))
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
    desktop.presenter.calls.hang_up_all()
    qtbot.waitUntil(lambda: desktop.registry.active is None, timeout=SOON_MS)


def test_consent_withdrawn_survives_the_desktop(
    desk: MakeDesk, caller: Endpoint, qtbot: QtBot
) -> None:
    one = desk()
    first = one.open()
    wait_until_up(qtbot, first)
    call_desk(qtbot, first, caller, one.address)
    first.presenter.analysis_off(shown_call(first))
    withdrawn = ConsentStep.WITHDRAWN
    qtbot.waitUntil(lambda: first.presenter.overlay_view().consent is withdrawn, timeout=SOON_MS)
    first.telephone.engine.detach()  # as a crash would
    one.close()

    second = one.open()
    qtbot.waitUntil(lambda: second.registry.talking is not None, timeout=SOON_MS)
    call = second.registry.talking
    assert call is not None and call.consent is ConsentState.WITHDRAWN
    assert second.presenter.overlay_view().unknown_why is UnknownWhy.WITHDRAWN
    second.presenter.grant(shown_call(second))
    qtbot.waitUntil(lambda: NoticeKind.COMMAND_FAILED in notices_of(second), timeout=SOON_MS)
    assert second.presenter.overlay_view().consent is withdrawn
    second.presenter.calls.hang_up_all()
    qtbot.waitUntil(lambda: second.registry.active is None, timeout=SOON_MS)


def test_an_engine_killed_in_a_call_is_said_and_recovered_from(
    desk: MakeDesk, caller: Endpoint, qtbot: QtBot
) -> None:
    one = desk()
    desktop = one.open()
    wait_until_up(qtbot, desktop)
    call_desk(qtbot, desktop, caller, one.address)
    assert desktop.telephone.engine.pid is not None
    os.kill(desktop.telephone.engine.pid, signal.SIGKILL)
    qtbot.waitUntil(lambda: NoticeKind.ENGINE_DIED_IN_CALL in notices_of(desktop), timeout=SOON_MS)
    assert desktop.registry.active is None
    assert not desktop.presenter.overlay_view().peer
    wait_until_up(qtbot, desktop)
    call_desk(qtbot, desktop, caller, one.address)


def test_an_engine_killed_while_idle_comes_back_by_itself(desk: MakeDesk, qtbot: QtBot) -> None:
    desktop = desk().open()
    wait_until_up(qtbot, desktop)
    pid = desktop.telephone.engine.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    qtbot.waitUntil(lambda: desktop.telephone.engine.pid not in (None, pid), timeout=SOON_MS)
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
    qtbot.waitUntil(lambda: NoticeKind.CARD_UNREADABLE in notices_of(desktop), timeout=SOON_MS)
    notices = notices_of(desktop)
    assert "kaputt.md" in dict(notices[NoticeKind.CARD_UNREADABLE].params)["file"]
    replaced = dict(notices[NoticeKind.SETTING_REPLACED].params)
    assert replaced["setting"] == "analysis.consent_mode"
    assert replaced["replacement"].strip("\"'") == "consent"
    cards_shown = desktop.presenter.phone_view().cards
    assert len(cards_shown) >= 12
    opened = desktop.presenter.card(cards_shown[0].card_id)
    assert opened is not None and opened.title == cards_shown[0].title


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
    more = '\n[supervision]\nsupervisors = ["sip:leitung@127.0.0.1:9;transport=tcp"]\n'
    one = desk(more)
    desktop = one.open()
    wait_until_up(qtbot, desktop)
    call_desk(qtbot, desktop, caller, one.address)
    desktop.presenter.get_help(shown_call(desktop))
    qtbot.waitUntil(lambda: desktop.presenter.overlay_view().help.value == "failed", timeout=45_000)


def test_a_taken_port_is_said(desk: MakeDesk, caller: Endpoint, qtbot: QtBot) -> None:
    desktop = desk(port=caller.port).open()
    qtbot.waitUntil(lambda: NoticeKind.PORT_IN_USE in notices_of(desktop), timeout=SOON_MS)
    assert desktop.presenter.phone_view().account.registration is RegistrationView.FAILED


def test_a_registrar_that_does_not_answer_is_named(
    desk: MakeDesk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BEISTAND_PASSWORD_DESK", "secret")
    one = desk(registrar="127.0.0.1:9")
    desktop = one.open()
    kind = NoticeKind.REGISTRAR_UNREACHABLE
    qtbot.waitUntil(lambda: kind in notices_of(desktop), timeout=SOON_MS)
    assert "127.0.0.1:9" in dict(notices_of(desktop)[kind].params)["where"]
    # a desktop that comes later to the same engine says it too
    desktop.telephone.engine.detach()
    one.close()
    again = one.open()
    qtbot.waitUntil(lambda: kind in notices_of(again), timeout=SOON_MS)


def test_a_password_that_nobody_knows_is_asked_for(desk: MakeDesk, qtbot: QtBot) -> None:
    desktop = desk(registrar="127.0.0.1:9").open()
    qtbot.waitUntil(lambda: NoticeKind.PASSWORD_NEEDED in notices_of(desktop), timeout=SOON_MS)
    dialogs = desktop.shell.phone.findChildren(PasswordDialog)
    assert len(dialogs) == 1
    dialogs[0].reject()
    qtbot.waitUntil(lambda: not desktop.shell.phone.findChildren(PasswordDialog))
    notice = notices_of(desktop)[NoticeKind.PASSWORD_NEEDED]
    assert notice.action is NoticeAction.SIGN_IN
    desktop.presenter.act_on_notice(notice.notice_id)
    assert desktop.shell.phone.findChildren(PasswordDialog), "the question can be had again"


def test_no_sound_device_is_said_and_calls_work(
    desk: MakeDesk, caller: Endpoint, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    # the engine is a process of its own: a sound server that does not exist is all it is given
    monkeypatch.setenv("PULSE_SERVER", "unix:/nonexistent")
    one = desk(sound="default")
    desktop = one.open()
    wait_until_up(qtbot, desktop)
    qtbot.waitUntil(lambda: NoticeKind.NO_SOUND_DEVICE in notices_of(desktop), timeout=SOON_MS)
    call_desk(qtbot, desktop, caller, one.address)


def test_an_unreadable_settings_file_of_ones_own_is_said(hermetic_home: Path, qtbot: QtBot) -> None:
    file = hermetic_home / "config" / "settings.toml"
    file.parent.mkdir(parents=True)
    file.write_text("[[accounts]\n", "utf-8")
    notices = Notices()
    profile = load_profile(None, "agent", notices)
    said = {notice.kind: dict(notice.params) for notice in notices.views}
    assert "settings.toml" in said[NoticeKind.SETTINGS_UNREADABLE]["file"]
    assert profile.settings.accounts == ()


def test_a_second_window_takes_over_and_the_call_goes_on(
    desk: MakeDesk, caller: Endpoint, qtbot: QtBot
) -> None:
    one = desk()
    first = one.open()
    wait_until_up(qtbot, first)
    call_desk(qtbot, first, caller, one.address)
    pid = first.telephone.engine.pid
    second = one.open()
    qtbot.waitUntil(lambda: second.registry.talking is not None, timeout=SOON_MS)
    qtbot.waitUntil(lambda: NoticeKind.REPLACED in notices_of(first), timeout=SOON_MS)
    assert second.telephone.engine.pid == pid
    assert first.registry.active is None
    assert NoticeKind.ENGINE_DIED_IN_CALL not in notices_of(first)
    assert_call_goes_on(qtbot, caller)


def test_declining_is_no_failure_of_the_other_side(
    desk: MakeDesk, caller: Endpoint, qtbot: QtBot
) -> None:
    one = desk(auto_answer=False)
    desktop = one.open()
    wait_until_up(qtbot, desktop)
    caller.dial(one.address)
    qtbot.waitUntil(lambda: desktop.registry.active is not None, timeout=SOON_MS)
    call = desktop.registry.active
    assert call is not None
    desktop.presenter.calls.decline(call.call_id)
    qtbot.waitUntil(lambda: desktop.registry.active is None, timeout=SOON_MS)
    assert NoticeKind.CALL_FAILED not in notices_of(desktop)


def test_after_a_withdrawal_nothing_that_was_read_stays_on_the_screen(
    desk: MakeDesk, tmp_path: Path, qtbot: QtBot
) -> None:
    one = desk()
    desktop = one.open()
    wait_until_up(qtbot, desktop, worker=True)
    folder = tmp_path / "speaker"
    folder.mkdir(mode=0o700)
    with Endpoint(folder, quiet_config("kundin", wav=resource("demo", "call_de.wav"))) as speaker:
        call_desk(qtbot, desktop, speaker, one.address)
        desktop.presenter.grant(shown_call(desktop))
        qtbot.waitUntil(
            lambda: any(v is not None for v in desktop.presenter.overlay_view().trend),
            timeout=30_000,
        )
        desktop.presenter.analysis_off(shown_call(desktop))
        withdrawn = ConsentStep.WITHDRAWN
        qtbot.waitUntil(
            lambda: desktop.presenter.overlay_view().consent is withdrawn, timeout=SOON_MS
        )
        view = desktop.presenter.overlay_view()
        assert view.level is Level.UNKNOWN and view.unknown_why is UnknownWhy.WITHDRAWN
        assert not any(value is not None for value in view.trend)
        assert view.reasons == ()
