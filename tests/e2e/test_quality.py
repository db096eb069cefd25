"""A call over a line that loses and delays: how good it is, whose side, the figures; and over."""

import os
import signal
import struct
import threading
import time
from collections.abc import Callable, Iterator
from typing import Final

import pytest
from desks import Desk
from endpoints import Endpoint
from line import Bad, Line
from pytestqt.qtbot import QtBot
from wire import WirePhone

from desktop.compositions.agent import AgentDesktop
from desktop.telephony.quality import WINDOW
from desktop.telephony.quality_watch import OFF_DELAY_S, ON_DELAY_S
from ui.call_states import CallPhaseView, QualityGrade, QualitySide, QualityView
from ui.states import RegistrationView

pytestmark = pytest.mark.e2e

SOON_MS = 20_000
OFF = '[analysis]\nconsent_mode = "off"\n'
SHOWN_S = 2 * ON_DELAY_S + 4.0
"""The meter's window has to be bad, and that has to last; two reports and a busy machine."""
HIDDEN_S = WINDOW + OFF_DELAY_S + 6.0


FAR: Final = Bad(delay_ms=20)
"""A good line, not within one computer."""


class Seen:
    """The window of an agent in a call."""

    def __init__(self, qtbot: QtBot, desktop: AgentDesktop) -> None:
        self.qtbot, self.desktop = qtbot, desktop

    @property
    def view(self) -> QualityView | None:
        call = self.desktop.presenter.phone_view().call
        return None if call is None else call.quality

    @property
    def line(self) -> str:
        """What stands in the call page; empty: nothing does."""
        self.desktop.shell.render_now()
        panel = self.desktop.shell.phone.call.quality
        return "" if panel.isHidden() else panel.line.text()

    def until(self, true: Callable[[], bool], limit_s: float) -> None:
        self.qtbot.waitUntil(true, timeout=int(limit_s * 1000))

    def connected(self) -> None:
        def true() -> bool:
            call = self.desktop.presenter.phone_view().call
            return call is not None and call.phase is CallPhaseView.CONNECTED

        self.until(true, 20)
        self.until(lambda: self.view is not None, 10)
        assert self.line == ""


@pytest.fixture
def one(desk: Callable[..., Desk], qtbot: QtBot) -> Desk:
    return desk(OFF)


@pytest.fixture
def seen(one: Desk, qtbot: QtBot) -> Seen:
    desktop = one.open()
    direct = RegistrationView.DIRECT
    qtbot.waitUntil(
        lambda: desktop.presenter.phone_view().account.registration is direct, timeout=SOON_MS
    )
    return Seen(qtbot, desktop)


@pytest.fixture
def line(one: Desk, seen: Seen, caller: Endpoint) -> Iterator[Line]:
    """The line from the customer to the agent, good at first, with a call on it."""
    with Line("agent", one.port) as line:
        line.be(to_callee=FAR, to_caller=FAR)
        caller.dial(line.address)
        seen.connected()
        yield line


def test_a_line_that_loses_and_delays_is_named_with_its_figures_until_it_is_good_again(
    line: Line, seen: Seen
) -> None:
    # what only they miss is the line's, too
    line.be(to_callee=Bad(delay_ms=60), to_caller=Bad(lose_every=8, delay_ms=90))

    def told() -> bool:
        view = seen.view
        return (
            seen.line.endswith("liegt an der Leitung")
            and view is not None
            and view.loss == 0.0
            and view.their_loss is not None
            and 0.0 < view.their_loss < 0.3
            and view.their_mos is not None
            and view.their_mos < view.mos - 0.3
        )

    seen.until(told, SHOWN_S + 15)

    line.be(
        to_callee=Bad(lose_every=10, delay_ms=60, jitter_ms=60),
        to_caller=Bad(delay_ms=90),
    )
    seen.until(lambda: seen.line.endswith("liegt an der Leitung"), SHOWN_S)
    assert seen.line.startswith("Verbindung")
    seen.until(lambda: seen.view is not None and seen.view.grade is QualityGrade.POOR, SHOWN_S)

    def measured() -> bool:
        view = seen.view
        return (
            view is not None
            and view.side is QualitySide.LINE
            and view.loss == pytest.approx(0.10, abs=0.02)
            # RFC 3550 §6.4.1 averages |D|; of two draws out of 0..60 that is 60 / 3
            and view.jitter_ms == pytest.approx(20, abs=8)
            # there and back, with half of the jitter once
            and view.round_trip_ms == pytest.approx(60 + 30 + 90, abs=35)
            and view.mos < 3.6
        )

    # The other side reports every five seconds, and PJSIP believes no round trip that is more than
    # three times what it was on average.
    seen.until(measured, 30)
    line.be(to_callee=FAR, to_caller=FAR)
    seen.until(lambda: seen.line == "", HIDDEN_S)
    view = seen.view
    assert view is not None and view.grade is QualityGrade.GOOD


def test_a_computer_that_does_not_send_in_time_is_ours(line: Line, seen: Seen) -> None:
    engine = seen.desktop.telephone.engine.pid
    assert engine is not None
    over = threading.Event()

    def stutter() -> None:
        while not over.wait(1.0):
            os.kill(engine, signal.SIGSTOP)
            over.wait(0.8)
            os.kill(engine, signal.SIGCONT)

    frozen = threading.Thread(target=stutter)
    frozen.start()
    try:
        seen.until(lambda: seen.line.endswith("liegt an diesem Computer"), SHOWN_S + 10)
        view = seen.view
        assert view is not None and view.their_mos is not None and view.their_mos < 3.6
    finally:
        over.set()
        frozen.join()


def test_who_sends_with_gaps_though_nothing_is_lost_is_at_fault(one: Desk, seen: Seen) -> None:
    with WirePhone(one.port) as wire:
        answer = wire.establish()
        over = threading.Event()
        talking = threading.Thread(target=send_with_gaps, args=(wire, answer, over))
        talking.start()
        try:
            seen.connected()
            seen.until(lambda: seen.line.endswith("liegt an der Gegenseite"), SHOWN_S)
            view = seen.view
            assert view is not None and (view.loss, view.grade) == (0.0, QualityGrade.FAIR)
        finally:
            over.set()
            talking.join()


def send_with_gaps(wire: WirePhone, answer: str, over: threading.Event) -> None:
    """Of ten packets one never sets out: the time goes on, the numbers follow each other."""
    port = int(answer.partition("m=audio ")[2].split()[0])
    begun_s, number = time.monotonic(), 0
    for frame in range(10_000):
        if over.wait(max(0.0, begun_s + frame * 0.02 - time.monotonic())):
            return
        if frame % 10 != 9:
            head = struct.pack("!BBHII", 0x80, 8, number & 0xFFFF, frame * 160, 0x5EED)
            wire.rtp.sendto(head + b"\xd5" * 160, ("127.0.0.1", port))
            number += 1
