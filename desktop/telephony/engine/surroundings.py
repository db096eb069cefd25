"""What every call in the engine needs from what is around it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desktop.processes.inbox import Post
from desktop.telephony.call import Direction
from desktop.telephony.consent import ConsentMode
from desktop.telephony.engine.media import PortPool
from desktop.telephony.engine.messages import Event
from desktop.telephony.engine.pj_call import PjCall, TransferFacts
from desktop.telephony.engine.sound import Sound
from desktop.telephony.number_plan import NumberPlan

if TYPE_CHECKING:
    from desktop.telephony.engine.leg import Leg


@dataclass(slots=True)
class Surroundings:
    """What every call needs from the engine; one instance for all of them."""

    post: Post
    emit: Callable[[Event], None]
    sound: Sound
    ports: PortPool
    on_state: Callable[["Leg"], None]
    """A call has reached another state, its end included."""
    on_reinvite: Callable[["Leg", int], None]
    """An INVITE of ours was answered, with this status."""
    on_transfer: Callable[["Leg", TransferFacts], None]
    """News of the REFER that we sent in this call."""
    succeed: Callable[["Leg", Direction], PjCall | None]
    """On PJSIP's thread: the other side wants another call in this one's place."""
    number_plan: NumberPlan = field(default_factory=NumberPlan)
    consent_mode: ConsentMode = ConsentMode.CONSENT
    notice_wav: str = ""
