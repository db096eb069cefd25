"""How a supervisor is in a customer's call: who hears whom. Pure.

    mode      the supervisor hears     the supervisor is heard by
    None      nobody                   nobody: it is not known yet who has picked up there
    listen    customer and agent       nobody
    whisper   customer and agent       the agent
    barge     customer and agent       both: a call of three

Taking the call over is no mode but a transfer: afterwards the agent is not in it.
"""

from enum import StrEnum
from typing import Final


class MonitorMode(StrEnum):
    LISTEN = "listen"
    WHISPER = "whisper"
    BARGE = "barge"


HEARD_BY_AGENT: Final = frozenset({MonitorMode.WHISPER, MonitorMode.BARGE})
HEARD_BY_CUSTOMER: Final = frozenset({MonitorMode.BARGE})
