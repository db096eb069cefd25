"""Touch tones as an account wants them sent. Only on the engine's thread."""

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
"""ITU-T Q.24 asks receivers for 40 ms each; telephone systems behind codecs want more."""


class Tones:
    """Sends digits in a call: as RTP events (RFC 4733), as SIP INFO, or as sound."""

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox
        self._generator: Any | None = None

    def send(self, leg: Leg, digits: str, method: str) -> None:
        """Raises LocalError where it cannot be done, e.g. the other side takes no RTP events."""
        if leg.snapshot.state is not CallState.CONFIRMED:
            raise LocalError("tones can only be sent in an answered call")
        digits = digits.upper()
        if not digits or not set(digits) <= DIGITS:
            raise LocalError("these are no tones a telephone has")
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

    def _play(self, leg: Leg, digits: str) -> None:
        remote = leg.remote
        if remote is None:
            raise LocalError("there is no sound in the call yet")
        if self._generator is None:
            self._generator = pj.ToneGenerator()
            self._generator.createToneGenerator(SAMPLE_RATE_HZ, 1)
        tones = pj.ToneDigitVector()
        for digit in digits:
            tone = pj.ToneDigit()
            tone.digit, tone.on_msec, tone.off_msec, tone.volume = digit, TONE_MS, PAUSE_MS, 0
            tones.append(tone)
        self._generator.startTransmit(remote)
        self._generator.playDigits(tones)
        self._inbox.after(len(digits) * (TONE_MS + PAUSE_MS) / 1000 + 0.1, lambda: self._end(leg))

    def _end(self, leg: Leg) -> None:
        remote = leg.remote
        if self._generator is None or remote is None or self._generator.isBusy():
            return
        try:
            self._generator.stopTransmit(remote)
        except pj.Error:
            pass  # a hold meanwhile made another stream
