"""That no line is free, for as long as that is so."""

import math
from typing import Final

from desktop.clock import Clock
from desktop.presenters.notices import Notices
from desktop.telephony.engine.messages import (
    CallChanged,
    CallPlaced,
    CallTurnedAway,
    CommandFailed,
    Event,
)
from ui.notice_states import NoticeKind

_KINDS: Final = (NoticeKind.NO_LINE, NoticeKind.LINES_IN_USE)


class LineNotices:
    """Says it where a call could not be placed or taken, and takes it back once a line is free."""

    def __init__(self, notices: Notices, clock: Clock) -> None:
        self._notices = notices
        self._clock = clock
        self._until_s: float | None = None

    def event(self, event: Event) -> None:
        match event:
            case CommandFailed(no_line_s=no_line_s) | CallTurnedAway(no_line_s=no_line_s):
                if no_line_s is not None:
                    self._say(no_line_s)
            case CallPlaced():
                self._take_back()
            case CallChanged(call=call) if not call.alive and call.end_code:
                # without a code PJSIP never knew it, and it gives no line back
                self._notices.resolve(NoticeKind.LINES_IN_USE)
            case _:
                pass

    def tick(self) -> None:
        if self._until_s is not None and self._clock.now_s() >= self._until_s:
            self._take_back()

    def _say(self, no_line_s: float) -> None:
        self._take_back()
        if no_line_s:
            self._until_s = self._clock.now_s() + no_line_s
            self._notices.add(NoticeKind.NO_LINE, seconds=str(math.ceil(no_line_s)))
        else:
            self._notices.add(NoticeKind.LINES_IN_USE)

    def _take_back(self) -> None:
        self._until_s = None
        self._notices.resolve(*_KINDS)
