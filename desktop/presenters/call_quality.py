"""How good each call sounds, as the windows show it; a notice where a call stays poor."""

from dataclasses import dataclass, field
from typing import Final

from desktop.presenters.notices import Notices
from desktop.telephony.call import CallSnapshot
from desktop.telephony.engine.messages import Event, StreamStats
from desktop.telephony.quality import Side
from desktop.telephony.quality_watch import QualityWatch
from desktop.telephony.registry import CallRegistry
from ui.call_states import QualityGrade, QualitySide, QualityView
from ui.notice_states import NoticeKind

_NOTICES: Final = {Side.YOU: NoticeKind.SENDING_LATE, Side.LINE: NoticeKind.LINE_POOR}
"""Where the agent can do something."""


@dataclass(slots=True)
class _Call:
    watch: QualityWatch = field(default_factory=QualityWatch)
    said: bool = False
    """A notice was shown: what was dismissed does not come back within the call."""


class CallQualities:
    """One watch per call that is up. A call listener; lives on the app thread."""

    def __init__(self, registry: CallRegistry, notices: Notices) -> None:
        self._registry = registry
        self._notices = notices
        self._calls: dict[str, _Call] = {}
        registry.add_listener(self)

    def event(self, event: Event) -> None:
        """Everything the engine says."""
        if not isinstance(event, StreamStats):
            return
        call = self._registry.call(event.call_id)
        if call is None or _held(call):
            return
        known = self._calls.setdefault(event.call_id, _Call())
        known.watch.step(event)
        self._follow(event.call_id, known)

    def call_changed(self, call: CallSnapshot, before: CallSnapshot | None) -> None:
        """`registry.CallListener`."""
        known = self._calls.get(call.call_id)
        if known is None:
            return
        if not call.alive:
            del self._calls[call.call_id]
            self._notices.resolve(*_NOTICES.values(), subject=call.call_id)
        elif _held(call):
            known.watch.pause()

    def view(self, call_id: str) -> QualityView | None:
        """None where nothing is known: no voice yet, or held."""
        known = self._calls.get(call_id)
        if known is None or known.watch.quality is None:
            return None
        watch, quality = known.watch, known.watch.quality
        return QualityView(
            grade=QualityGrade(watch.grade.value),
            side=QualitySide(watch.side.value),
            mos=quality.mos,
            their_mos=quality.their_mos,
            loss=quality.loss,
            their_loss=quality.their_loss,
            jitter_ms=quality.jitter_ms,
            round_trip_ms=quality.round_trip_ms,
        )

    def _follow(self, call_id: str, known: _Call) -> None:
        watch = known.watch
        if watch.complains and not known.said and watch.side in _NOTICES:
            known.said = True
            self._notices.add(_NOTICES[watch.side], call_id)
        elif watch.side is Side.NOBODY:
            self._notices.resolve(*_NOTICES.values(), subject=call_id)


def _held(call: CallSnapshot) -> bool:
    return call.local_hold or call.remote_hold
