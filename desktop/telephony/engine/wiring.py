"""Which ends of one call are joined in the bridge. The rule of the house is in this file:

    remote leg  -> speaker                 while the other side can be heard, answered or not; not
                                           of a supervisor who only listens
    microphone  -> remote leg, gate        while both directions run and not muted; not to whoever
                                           has picked up a supervisor's telephone
    notice      -> remote leg              while both directions run
    remote leg  -> other remote leg        in a conference, or where a supervisor is to hear or be
                                           heard, while both directions of both run; and into the
                                           other's gate: its echo comes back as the agent's does
    remote leg  -> tap                     while the tap is open; nothing else ever reaches a tap

Both directions run only once the call is answered: what is said beside a ringing telephone, or to
an announcement before the answer (early media), is nobody's.

Only on the engine's thread.
"""

from collections.abc import Callable
from typing import Any

import pjsua2 as pj

from audio.ring import RingWriter
from desktop.telephony.engine.media import LegPorts


class Wiring:
    """Joins a call's remote leg with microphone, speaker, gate and tap."""

    def __init__(self, ports: LegPorts, source: Any | None, speaker: Any | None) -> None:
        self.ports = ports
        self._source = source
        self._speaker = speaker
        self._remote: Any | None = None
        self._both_ways = False
        self._notice: Any | None = None
        self._muted = False
        self._talking = False
        self._aloud = True
        self._spoken_to = True
        self._listeners: set[Wiring] = set()
        """Whose other sides hear this one's."""
        self._speakers: set[Wiring] = set()
        """Whose other sides this one's hears."""

    @property
    def connected(self) -> bool:
        return self._remote is not None

    @property
    def remote(self) -> Any | None:
        return self._remote

    def connect(self, remote: Any, *, both_ways: bool) -> None:
        """Media began on `remote`, a bridge port without any connection of ours."""
        self._remote = remote
        self._both_ways = both_ways
        if self._speaker is not None and self._aloud:
            remote.startTransmit(self._speaker)
        if both_ways:
            self._open_both_ways(remote)

    def answered(self) -> None:
        """The call was answered under media that ran before: now both directions run."""
        if self._remote is not None and not self._both_ways:
            self._both_ways = True
            self._open_both_ways(self._remote)

    def disconnect(self, *, port_is_gone: bool) -> None:
        """Media is no longer active.

        With `port_is_gone` PJSIP has already freed the remote's bridge port, and its number may
        belong to another call by now: then it must not be touched.
        """
        self.close_tap()
        remote = None if port_is_gone else self._remote
        if remote is not None:
            self._cross_all(_stop)
        else:
            for other in self._speakers:  # theirs are still there, and so is our gate
                if other._remote is not None:
                    _stop(other._remote, self.ports.gate)
        if port_is_gone:
            self._remote = None
        self._talk(False)
        self._remote = None
        if remote is not None:
            if self._speaker is not None:
                _stop(remote, self._speaker)
            if self._notice is not None:
                _stop(self._notice, remote)

    def mute(self, muted: bool) -> None:
        """Stop or resume transmitting the microphone into the call."""
        self._muted = muted
        if self._remote is not None:
            self._talk(not muted)

    def exchange(self, source: Any | None, speaker: Any | None) -> None:
        """The sound devices changed under a live call."""
        remote = self._remote
        self._talk(False)
        if remote is not None and self._speaker is not None:
            _stop(remote, self._speaker)
        self._source, self._speaker = source, speaker
        if remote is not None:
            if speaker is not None and self._aloud:
                remote.startTransmit(speaker)
            self._talk(not self._muted)

    def play(self, notice: Any | None) -> None:
        """Play `notice` into the call whenever its media is active; None: no more."""
        if self._remote is not None and self._both_ways:
            if self._notice is not None:
                _stop(self._notice, self._remote)
            if notice is not None:
                notice.startTransmit(self._remote)
        self._notice = notice

    def set_aloud(self, aloud: bool) -> None:
        """Whether the agent hears the other side."""
        changed, self._aloud = aloud != self._aloud, aloud
        if changed and self._remote is not None and self._speaker is not None:
            (_start if aloud else _stop)(self._remote, self._speaker)

    def set_spoken_to(self, spoken_to: bool) -> None:
        """Whether the other side hears the agent, who may be muted besides."""
        self._spoken_to = spoken_to
        if self._remote is not None:
            self._talk(not self._muted)

    def let_hear(self, other: "Wiring", hear: bool) -> None:
        """Whether the other side of `other` hears this one's, from now until `part`."""
        if hear == (other in self._listeners):
            return
        if hear:
            self._listeners.add(other)
            other._speakers.add(self)
        else:
            self._listeners.discard(other)
            other._speakers.discard(self)
        self._cross(other, _start if hear else _stop)

    def join(self, other: "Wiring") -> None:
        """Let the other sides of two calls hear each other, from now until `part`."""
        self.let_hear(other, True)
        other.let_hear(self, True)

    def part(self) -> None:
        """Hear nobody of the other calls, and be heard by none; idempotent."""
        for other in tuple(self._listeners):
            self.let_hear(other, False)
        for other in tuple(self._speakers):
            other.let_hear(self, False)

    def open_tap(self, writer: RingWriter) -> None:
        """Read the remote leg into `writer`; media must be active."""
        if self._remote is None:
            raise ValueError("no remote leg to tap")
        gate = self.ports.gate
        self.ports.tap.open(writer, lambda: gate.speaking)
        self._remote.startTransmit(self.ports.tap)

    def close_tap(self) -> None:
        """Write nothing more; idempotent. Safe on a freed port: no other call meets our tap."""
        self.ports.tap.close()
        if self._remote is not None:
            _stop(self._remote, self.ports.tap)

    def _open_both_ways(self, remote: Any) -> None:
        if self._notice is not None:
            self._notice.startTransmit(remote)
        self._talk(not self._muted)
        self._cross_all(_start)

    def _cross_all(self, change: Callable[[Any, Any], None]) -> None:
        for other in self._listeners:
            self._cross(other, change)
        for other in self._speakers:
            other._cross(self, change)

    def _cross(self, other: "Wiring", change: Callable[[Any, Any], None]) -> None:
        mine, theirs = self._remote, other._remote
        if mine is not None and theirs is not None and self._both_ways and other._both_ways:
            change(mine, theirs)
            change(mine, other.ports.gate)

    def _talk(self, talking: bool) -> None:
        talking = talking and self._both_ways and self._spoken_to
        if self._source is None or talking == self._talking:
            return
        self._talking = talking
        if talking:
            self._source.startTransmit(self._remote)
            self._source.startTransmit(self.ports.gate)
        else:
            if self._remote is not None:
                _stop(self._source, self._remote)
            _stop(self._source, self.ports.gate)


def _start(source: Any, sink: Any) -> None:
    source.startTransmit(sink)


def _stop(source: Any, sink: Any) -> None:
    # WORKAROUND(pjproject 2.15): the bridge does this later, and where one port is gone by then it
    # disconnects the other one from everybody. Never for a port that PJSIP has freed.
    try:
        source.stopTransmit(sink)
    except pj.Error:
        pass  # the port went away with its stream a moment ago, and the connection with it
