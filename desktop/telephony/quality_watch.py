"""When the quality of a call is worth a word: only once it lasts. Pure, in the call's media time.

A call that is good for most of its seconds shows nothing, and what is shown does not flicker: each
condition comes after an on-delay and goes after a longer off-delay (as alarms do, ISA-18.2).
"""

from collections import Counter, deque
from typing import Final

from desktop.telephony.engine.messages import StreamStats
from desktop.telephony.quality import WINDOW, CallQuality, Grade, QualityMeter, Side

ON_DELAY_S: Final = float(WINDOW - 1)
"""One bad second stays in the meter's window for less than that."""
OFF_DELAY_S: Final = 10.0
COMPLAIN_AFTER_S: Final = 10.0
"""On top of the on-delay: then it is said that something can be done."""
_SIDES: Final = 10
"""Reports whose most frequent side is named."""


class QualityWatch:
    """The quality of one call: `step` with each StreamStats, `pause` when it is held."""

    def __init__(self) -> None:
        self._meter = QualityMeter()
        self._sides: deque[Side] = deque(maxlen=_SIDES)
        self._troubled = _Delayed(ON_DELAY_S, OFF_DELAY_S)
        self._poor = _Delayed(ON_DELAY_S, OFF_DELAY_S)
        self._complains = _Delayed(COMPLAIN_AFTER_S, 0.0)
        self.quality: CallQuality | None = None
        """The last seconds; None before the second report, and while held."""

    @property
    def grade(self) -> Grade:
        """What has lasted."""
        if self._poor.on:
            return Grade.POOR
        return Grade.FAIR if self._troubled.on else Grade.GOOD

    @property
    def side(self) -> Side:
        """Whose side it mostly was; NOBODY while the call is good."""
        if self.grade is Grade.GOOD or not self._sides:
            return Side.NOBODY
        return Counter(self._sides).most_common(1)[0][0]

    @property
    def complains(self) -> bool:
        """Whether the call has been poor for so long that somebody should do something."""
        return self._complains.on

    def step(self, stats: StreamStats) -> None:
        quality = self._meter.step(stats)
        if quality is None:
            return
        self.quality = quality
        if quality.side is not Side.NOBODY:
            self._sides.append(quality.side)
        at_s = stats.duration_s
        self._troubled.step(quality.grade is not Grade.GOOD, at_s)
        self._poor.step(quality.grade is Grade.POOR, at_s)
        self._complains.step(self._poor.on, at_s)

    def pause(self) -> None:
        """Held: what is not sent now is nobody's fault. What was shown is taken up again after."""
        self._meter = QualityMeter()
        self.quality = None
        for condition in (self._troubled, self._poor, self._complains):
            condition.pause()


class _Delayed:
    """A condition that is believed once it has lasted."""

    def __init__(self, on_delay_s: float, off_delay_s: float) -> None:
        self._delays_s = {True: on_delay_s, False: off_delay_s}
        self._differs_since_s: float | None = None
        self.on = False

    def pause(self) -> None:
        """What it seemed to become has to last anew: the time that goes by now is no evidence."""
        self._differs_since_s = None

    def step(self, now: bool, at_s: float) -> None:
        if now is self.on:
            self._differs_since_s = None
            return
        if self._differs_since_s is None:
            self._differs_since_s = at_s
        if at_s - self._differs_since_s >= self._delays_s[now]:
            self.on, self._differs_since_s = now, None
