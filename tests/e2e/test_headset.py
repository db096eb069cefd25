"""A headset's buttons and lights in real calls; only the wire to the headset is a stand-in."""

from collections.abc import Callable

import pytest
from desks import Desk, notices_of
from endpoints import Endpoint
from hid_library import Library, Plug, dark, lit
from pytestqt.qtbot import QtBot
from real_headsets import BLACKWIRE_3220

from desktop.compositions.agent import AgentDesktop
from desktop.headset import devices
from desktop.telephony.call import CallState
from ui.notice_states import NoticeKind
from ui.states import RegistrationView

pytestmark = pytest.mark.e2e

SOON_MS = 20_000
OFF = '[analysis]\nconsent_mode = "off"\n'


@pytest.fixture
def plug(monkeypatch: pytest.MonkeyPatch) -> Plug:
    """A Blackwire that is plugged in."""
    library = Library()
    monkeypatch.setattr(devices, "library", library)
    library.plugs.append(Plug(b"1", BLACKWIRE_3220))
    return library.plugs[0]


def opened(qtbot: QtBot, desk: Desk) -> AgentDesktop:
    desktop = desk.open()
    direct = RegistrationView.DIRECT
    qtbot.waitUntil(
        lambda: desktop.presenter.phone_view().account.registration is direct, timeout=SOON_MS
    )
    return desktop


def light(qtbot: QtBot, plug: Plug, report: bytes) -> None:
    """Wait for that light; the window's loop goes on meanwhile."""
    qtbot.waitUntil(lambda: not plug.written.empty() and lit(plug) == report, timeout=SOON_MS)


def test_a_call_is_answered_muted_and_ended_by_the_headset(
    desk: Callable[..., Desk], caller: Endpoint, plug: Plug, qtbot: QtBot
) -> None:
    one = desk(OFF, auto_answer=False)
    desktop = opened(qtbot, one)
    dark(plug)
    call_id = caller.dial(one.address)
    light(qtbot, plug, b"\x18\x01")
    plug.reports.put(b"\x08\x02")
    light(qtbot, plug, b"\x17\x01")
    light(qtbot, plug, b"\x18\x00")
    caller.wait_confirmed(call_id)
    plug.reports.put(b"\x08\x03")
    plug.reports.put(b"\x08\x02")
    light(qtbot, plug, b"\x09\x01")
    (call,) = desktop.registry.calls
    assert call.muted
    # back from the screen: a second press so soon would count as one that came twice
    desktop.presenter.calls.mute(call.call_id, False)
    light(qtbot, plug, b"\x09\x00")
    plug.reports.put(b"\x08\x00")
    light(qtbot, plug, b"\x17\x00")
    assert caller.wait_ended(call_id).end_code == 200
    assert desktop.registry.calls == ()


def test_a_headset_that_is_pulled_out_costs_its_buttons_and_not_the_call(
    desk: Callable[..., Desk], caller: Endpoint, plug: Plug, qtbot: QtBot
) -> None:
    one = desk(OFF)
    desktop = opened(qtbot, one)
    dark(plug)
    call_id = caller.dial(one.address)
    light(qtbot, plug, b"\x17\x01")
    caller.wait_confirmed(call_id)
    plug.reports.put(None)
    lost = NoticeKind.HEADSET_BUTTONS_LOST
    qtbot.waitUntil(lambda: lost in notices_of(desktop), timeout=SOON_MS)
    assert [call.state for call in desktop.registry.calls] == [CallState.CONFIRMED]
    # the stand-in is still listed: as if it had been plugged in again
    light(qtbot, plug, b"\x17\x01")
    qtbot.waitUntil(lambda: lost not in notices_of(desktop), timeout=SOON_MS)
    plug.reports.put(b"\x08\x02")
    plug.reports.put(b"\x08\x00")
    light(qtbot, plug, b"\x17\x00")
    assert caller.wait_ended(call_id).end_code == 200
