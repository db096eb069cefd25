"""What the phone is, in the API's words: the parts that replies and events are made of."""

from typing import Annotated, Final

import msgspec
from msgspec import Meta

VERSION: Final = 1
"""Of the whole API."""

Milliseconds = Annotated[
    int, Meta(description="the machine's monotonic clock, the same one in every field of time")
]


class AccountStatus(msgspec.Struct, frozen=True, kw_only=True):
    """One account."""

    name: str
    uri: str
    registration: Annotated[
        str, Meta(description="direct, registering, registered, failed, unregistered")
    ]


class CallStatus(msgspec.Struct, frozen=True, kw_only=True):
    """One call that is alive."""

    id: str
    direction: Annotated[str, Meta(description="incoming, outgoing")]
    state: Annotated[
        str, Meta(description="calling, incoming, early, connecting, confirmed, disconnected")
    ]
    peer: Annotated[str, Meta(description="SIP address of the other side")]
    held: Annotated[bool, Meta(description="by us")]
    muted: bool
    consent: Annotated[str, Meta(description="unknown, asked, granted, refused, withdrawn")]
    tension: Annotated[str, Meta(description="unknown, calm, elevated, tense, easing")]
    started_s: Annotated[float, Meta(description="when the INVITE was sent or came; monotonic")]
    answered_s: Annotated[float | None, Meta(description="when it was answered; monotonic")] = None
    name: Annotated[str, Meta(description="that the other side gave")] = ""
    account: str = ""
    held_there: Annotated[bool, Meta(description="by the other side")] = False
    party: Annotated[str, Meta(description="customer, consultation, third, internal")] = "customer"
    conference: bool = False
    encrypted: Annotated[bool, Meta(description="the voice, too (SRTP)")] = False
    transfer: Annotated[str, Meta(description="none, requested, ringing, done, failed")] = "none"
    code: Annotated[int, Meta(description="SIP status that ended it or its transfer")] = 0
    reason: Annotated[str, Meta(description="why it ended, in the words of who ended it")] = ""


class Devices(msgspec.Struct, frozen=True, kw_only=True):
    """Sound devices in use; "null": none."""

    input: str = ""
    output: str = ""
    problem: Annotated[str, Meta(description="empty, no-device, failed")] = ""


class Process(msgspec.Struct, frozen=True, kw_only=True):
    """One of the phone's processes."""

    state: str
    pid: int | None = None


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """Everything at one moment."""

    v: int = VERSION
    t_ms: Milliseconds
    accounts: tuple[AccountStatus, ...]
    calls: tuple[CallStatus, ...]
    devices: Devices
    processes: Annotated[
        dict[str, Process],
        Meta(
            description="phone: running; engine: starting, ready, died, restarting, gave_up, "
            "replaced; worker: off, starting, ready, restarting, gave_up, stopped"
        ),
    ]
