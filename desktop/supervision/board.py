"""The team's board: what desks say of themselves, put together. Pure.

A desk that asked nobody for help has no name and no mood here; nothing tells it from the others
but its place. Places are drawn anew with every start of the program and whenever somebody who asked
goes back among the others. Nothing is counted per desk, nothing is kept, nothing is sorted by how
somebody works.
"""

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from desktop.supervision.messages import HelpReason
from desktop.supervision.mqtt.packets import TIMED, DeskActivity
from desktop.supervision.mqtt.roll import Known
from inference.tension.reading import TensionState

FORGOTTEN_S: Final = 900.0
"""A desk that has been gone or silent so long leaves the board: its agent has gone home."""
STALE_HEARTBEATS: Final = 3
"""Missing so many, a desk is shown as stale: one may be lost, two may be late."""


@dataclass(frozen=True, slots=True)
class BoardDesk:
    """One desk as the board shows it."""

    place: str
    """Tells it from the others, while the secret holds; says nothing of who it is."""
    activity: DeskActivity | None
    """None: it is gone."""
    activity_s: float
    """How long it has been so, where that is TIMED; else 0."""
    age_s: float
    """How old that is."""
    stale: bool = False
    request_id: str = ""
    """The escalation, while help is asked for; everything below belongs to it."""
    name: str = ""
    """Known from the request itself; empty where it was not put to this supervisor."""
    by_rule: bool = False
    """An agreed rule asked, not the agent."""
    why: tuple[HelpReason, ...] = ()
    level: TensionState = TensionState.UNKNOWN
    """As of the request, as is how long: nobody says what became of it since."""
    level_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Board:
    """All of it at one moment."""

    asking: tuple[BoardDesk, ...] = ()
    """Who asks for help, the longest tense first, then as they came."""
    others: tuple[BoardDesk, ...] = ()
    """Everybody else, each in its place."""
    counts: tuple[tuple[DeskActivity, int], ...] = ()
    """How many desks that are not stale are doing what."""
    age_s: float | None = None
    """How old the newest of those who are there is; None: nobody is."""


def board(
    known: Mapping[str, Known],
    names: Mapping[str, str],
    now_s: float,
    *,
    heartbeat_s: float,
    secret: bytes,
) -> Board:
    """`known` by SIP URI, `names` by escalation; of the `secret` places are made, of any bytes."""
    desks = [
        _desk(who, one, names, now_s, heartbeat_s, secret)
        for who, one in known.items()
        if one.age_s(now_s) < FORGOTTEN_S
    ]
    desks.sort(key=lambda desk: desk.place)
    asking = [desk for desk in desks if desk.request_id]
    asking.sort(key=lambda desk: (desk.level is not TensionState.TENSE, -desk.level_s))
    fresh = Counter(desk.activity for desk in desks if not desk.stale)
    return Board(
        asking=tuple(asking),
        others=tuple(desk for desk in desks if not desk.request_id),
        counts=tuple((activity, fresh[activity]) for activity in DeskActivity if fresh[activity]),
        age_s=min(
            (one.age_s(now_s) for one in known.values() if one.presence.online), default=None
        ),
    )


def _desk(
    who: str,
    known: Known,
    names: Mapping[str, str],
    now_s: float,
    heartbeat_s: float,
    secret: bytes,
) -> BoardDesk:
    presence, age_s = known.presence, known.age_s(now_s)
    place = hashlib.blake2s(who.encode(), key=secret, digest_size=8).hexdigest()
    gone = not presence.online
    timed = not gone and presence.activity in TIMED
    desk = BoardDesk(
        place=place,
        activity=None if gone else presence.activity,
        activity_s=presence.activity_s + age_s if timed else 0.0,
        age_s=age_s,
        stale=gone or age_s > STALE_HEARTBEATS * heartbeat_s,
    )
    asks = presence.help
    if asks is None or gone:
        return desk
    return BoardDesk(
        place=desk.place,
        activity=desk.activity,
        activity_s=desk.activity_s,
        age_s=age_s,
        stale=desk.stale,
        request_id=asks.id,
        name=names.get(asks.id, ""),
        by_rule=asks.by_rule,
        why=asks.why,
        level=asks.level,
        level_s=asks.level_s,
    )
