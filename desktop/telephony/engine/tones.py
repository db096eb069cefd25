"""Touch tones as an account wants them sent. Only on the engine's thread."""

from dataclasses import dataclass
from typing import Any, Final

import pjsua2 as pj

from audio.formats import SAMPLE_RATE_HZ
from desktop.errors import LocalError
from desktop.processes.inbox import Inbox
from desktop.telephony.call import CallState
from desktop.telephony.engine.leg import Leg
from desktop.telephony.engine.pj_call import DIGITS

TONE_MS: Final = 100
PAUSE_MS: Final = 100
MOST_DIGITS: Final = 31
"""At a time: PJSIP keeps 32 for a call, of which one is free (pjmedia's rings of digits)."""
"""ITU-T Q.24 asks receivers for 40 ms each; telephone systems behind codecs want more."""


AGAIN_S: Final = 0.1


@dataclass(frozen=True, slots=True)
class _Playing:
    generator: Any
    remote: Any
    """The other side's end in the bridge, which it was connected with."""


class Tones:
    """Sends digits in a call: as RTP events (RFC 4733), as SIP INFO, or as sound."""

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox
        self._playing: dict[Leg, _Playing] = {}
        """One generator for each call, so that no other one hears its tones."""
        self._idle: list[Any] = []
        """Generators are kept: PJSIP frees a port while its bridge still asks it for sound."""

    def send(self, leg: Leg, digits: str, method: str) -> None:
        """Raises LocalError where it cannot be done, e.g. the other side takes no RTP events."""
        if leg.snapshot.state is not CallState.CONFIRMED:
            raise LocalError("tones can only be sent in an answered call")
        digits = digits.upper()
        if not digits or not set(digits) <= DIGITS:
            raise LocalError("these are no tones a telephone has")
        if len(digits) > MOST_DIGITS:
            raise LocalError(f"at most {MOST_DIGITS} tones can be sent at a time")
        try:
            if method == "inband":
                self._play(leg, digits)
            else:
                parameters = pj.CallSendDtmfParam()
                parameters.digits = digits
                parameters.method = (
                    pj.PJSUA_DTMF_METHOD_SIP_INFO
                    if method == "info"
                    else pj.PJSUA_DTMF_METHOD_RFC2833
                )
                leg.call().sendDtmf(parameters)
        except pj.Error as error:
            raise LocalError(f"not possible now: {error.reason}") from error

    def stop(self, leg: Leg) -> None:
        """The call is over or held: what was to be played is not. Idempotent."""
        playing = self._playing.pop(leg, None)
        if playing is None:
            return
        self._idle.append(playing.generator)
        try:
            playing.generator.stop()
            playing.generator.stopTransmit(playing.remote)
        except pj.Error:
            pass  # its stream is gone, and with it the connection

    def _play(self, leg: Leg, digits: str) -> None:
        remote = leg.remote
        if remote is None:
            raise LocalError("there is no sound in the call yet")
        playing = self._playing.get(leg)
        if playing is None or playing.remote is not remote:
            self.stop(leg)
            playing = _Playing(self._generator(), remote)
            playing.generator.startTransmit(remote)
            self._playing[leg] = playing
            self._inbox.after(AGAIN_S, lambda: self._look(leg, playing))
        tones = pj.ToneDigitVector()
        for digit in digits:
            tone = pj.ToneDigit()
            tone.digit, tone.on_msec, tone.off_msec, tone.volume = digit, TONE_MS, PAUSE_MS, 0
            tones.append(tone)
        playing.generator.playDigits(tones)

    def _look(self, leg: Leg, playing: _Playing) -> None:
        """Whether all has been played; disconnected then, for a generator's silence costs."""
        if self._playing.get(leg) is not playing:
            return
        if playing.generator.isBusy():
            self._inbox.after(AGAIN_S, lambda: self._look(leg, playing))
        else:
            self.stop(leg)

    def _generator(self) -> Any:
        if self._idle:
            return self._idle.pop()
        generator = pj.ToneGenerator()
        generator.createToneGenerator(SAMPLE_RATE_HZ, 1)
        return generator
