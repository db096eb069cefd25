"""What the demo measures and tells: it listens to the agent's desktop and touches nothing."""

import sys
import time
from pathlib import Path
from typing import Final, TextIO

from desktop.assist.session import AssistSession, TimelineKind
from desktop.compositions.agent import AgentDesktop
from desktop.compositions.demo.report import DemoReport
from desktop.knowledge.selector import Why
from desktop.presenters.phone import call_s
from desktop.shell.robot import StageFailed, can_press
from desktop.telephony.engine.messages import Event, StreamStats
from inference.messages import Estimate, Evidence
from inference.tension.reading import TensionState
from ui.call_states import (
    CallPhaseView,
)
from ui.words import Text, text

_SLACK: Final = 2
"""Packets: counting and sending are not one moment."""


class Observer:
    """Fills a DemoReport and prints the timeline to the terminal."""

    def __init__(self, report: DemoReport, terminal: TextIO = sys.stdout) -> None:
        self.report = report
        self.ringing_at_s: float | None = None
        """When the agent's window showed a call that can be answered."""
        self._terminal = terminal
        self._agent: AgentDesktop | None = None
        self._unseen: list[Estimate] = []
        self._overlay_ms: list[float] = []
        self._printed = 0

    def look_at(self, agent: AgentDesktop) -> None:
        self._agent = agent
        agent.shell.rendered.connect(self._rendered)

    def heard(self, event: Event | Evidence) -> None:
        """Wired to `AgentDesktop.watch`."""
        match event:
            case StreamStats():
                self._counted(event)
            case Estimate():
                self.report.estimates += 1
                if self.report.first_estimate_s is None:
                    self.report.first_estimate_s = self.call_time_s()
                self._unseen.append(event)

    def _counted(self, stats: StreamStats) -> None:
        report = self.report
        before = report.rtp_missing[-1][1] if report.rtp_missing else 0
        missing = stats.rtp_expected - stats.rtp_sent
        if missing > before + _SLACK:
            report.rtp_missing.append((stats.duration_s, missing))
        report.rtp_expected, report.rtp_sent = stats.rtp_expected, stats.rtp_sent

    def session(self) -> AssistSession | None:
        call = self._agent.registry.talking if self._agent is not None else None
        if self._agent is None or call is None:
            return None
        return self._agent.assist.session(call.call_id)

    def state(self) -> TensionState:
        session = self.session()
        return TensionState.UNKNOWN if session is None else session.state.reading.state

    def call_time_s(self) -> float | None:
        """Seconds since the 200 OK; None while nobody talks."""
        call = self._agent.registry.talking if self._agent is not None else None
        return None if call is None else round(call_s(call, time.monotonic()), 3)

    def say(self, what: str, *, call: bool = True) -> None:
        """A line of the plain timeline."""
        at_s = self.call_time_s() if call else None
        self._print(at_s, what)

    def collect(self) -> None:
        """Take the timeline out of the session before the call's end drops it."""
        session = self.session()
        if session is None:
            return
        for entry in session.timeline:
            at_s = round(entry.t_s, 2)
            if entry.kind is TimelineKind.STATE:
                reasons = [reason.kind.value for reason in entry.reasons]
                self.report.tension_states.append((at_s, entry.value, reasons))
            elif entry.kind is TimelineKind.ALERT:
                self.report.alerts.append((at_s, entry.value))
            else:
                self.report.cards.append((at_s, entry.value))
                if Why.TOPIC in entry.why:
                    self.report.cards_by_topic.append(entry.value)

    def finish(self, failure: StageFailed | None, path: Path) -> None:
        """Write the report."""
        worker = self._agent.worker if self._agent is not None else None
        if worker is not None and worker.last_ready is not None:
            self.report.device = worker.last_ready.device
            self.report.model = ", ".join(
                f"{model.name} {model.sha256[:12]}" for model in worker.last_ready.models
            )
        if self._overlay_ms:
            ordered = sorted(self._overlay_ms)
            p95 = ordered[int(0.95 * (len(ordered) - 1))]
            self.report.window_to_overlay_ms_p95 = round(p95, 1)
        if failure is not None:
            self.report.failed_stage, self.report.why = failure.stage, failure.why
        self.report.write(path)

    def _rendered(self) -> None:
        assert self._agent is not None
        now_ns = time.monotonic_ns()
        self._overlay_ms += [(now_ns - estimate.captured_ns) / 1e6 for estimate in self._unseen]
        self._unseen.clear()
        phone = self._agent.presenter.phone_view()
        rings = phone.call is not None and phone.call.phase is CallPhaseView.RINGING_IN
        shown = rings and can_press(self._agent.shell.phone, text(Text.ANSWER))
        if shown and self.ringing_at_s is None:
            self.ringing_at_s = time.monotonic()
        self._print_timeline()

    def _print_timeline(self) -> None:
        session = self.session()
        if session is None:
            return
        for entry in session.timeline[self._printed :]:
            reasons = ", ".join((*(reason.kind.value for reason in entry.reasons), *entry.why))
            why = f" ({reasons})" if reasons else ""
            self._print(entry.t_s, f"{entry.kind.value:<6} {entry.value}{why}")
        self._printed = len(session.timeline)

    def _print(self, at_s: float | None, line: str) -> None:
        stamp = "--:--.-" if at_s is None else f"{int(at_s // 60):02d}:{at_s % 60:04.1f}"
        print(f"{stamp}  {line}", file=self._terminal, flush=True)
