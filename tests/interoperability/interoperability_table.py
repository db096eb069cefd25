"""The table of what works with whom. Its cells are tests: who has none is empty."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

COMMITTED: Final = Path(__file__).parents[2] / "resources/handbook/interoperability.md"


class Peer(StrEnum):
    KAMAILIO_UDP = "Kamailio UDP"
    KAMAILIO_TCP = "Kamailio TCP"
    KAMAILIO_TLS = "Kamailio TLS"
    BARESIP = "baresip"
    LINPHONE = "Linphone"
    SIPP = "SIPp"


class Feature(StrEnum):
    REGISTER = "register, with digest"
    CALL_OUT = "we call, and are heard"
    CALL_IN = "we are called, and hear"
    WE_DECLINE = "we decline"
    WE_ARE_BUSY = "we are busy"
    THEY_DECLINE = "they decline or are busy"
    WE_HOLD = "we hold and resume"
    THEY_HOLD = "they hold and resume"
    REINVITE = "re-INVITE in the call"
    DTMF_EVENTS = "touch tones, RFC 4733"
    DTMF_INFO = "touch tones, INFO"
    SRTP_OFF = "SRTP off on both sides"
    SRTP_OPTIONAL = "SRTP optional on both sides"
    SRTP_MANDATORY = "SRTP mandatory on both sides"
    SRTP_REFUSED = "SRTP mandatory here, off there: no call"
    WE_TRANSFER = "we transfer them blindly"
    THEY_TRANSFER = "they transfer us blindly"
    WE_CONNECT_THEM = "we connect them to whom we asked"
    THEY_ARE_TARGET = "we asked them and connect the customer (Replaces)"
    THEY_CONNECT_US = "they connect us to whom they asked (Replaces)"
    EARLY_MEDIA = "early media"
    SESSION_TIMER = "session timer, refreshed by them"
    MESSAGE_OUT = "MESSAGE to them"
    MESSAGE_IN = "MESSAGE from them"
    LONG_CALL_ID = "Call-ID of 200 characters"
    LARGE_INVITE = "INVITE of 9 kB"
    FRAGMENTED_INVITE = "INVITE in IP fragments (UDP)"


class Mark(StrEnum):
    YES = "yes"
    LIMITED = "limited"
    FAILED = "FAILED"


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    feature: Feature
    peer: Peer


@dataclass(frozen=True, slots=True)
class Verdict:
    """`limit` says what does not work, where the test shows just that."""

    mark: Mark
    limit: str = ""


@dataclass(slots=True)
class Outcomes:
    """Of this session; `collected` also knows the cells whose tests were not run."""

    collected: set[Cell]
    verdicts: dict[Cell, Verdict]


HEAD: Final = """\
# Interoperability

Each cell is a test in `tests/interoperability` with the real program on loopback. This page is
written by `make interoperability` from what they came to, and a test compares it. baresip and
Linphone are registered at the same Kamailio as Beistand; the Kamailio columns are two Beistands
through it; SIPp plays scenarios of our own. An empty cell has no test: the peer does not do it,
or cannot be told to.

Linphone that is not registered offers its sound over IPv6 where the computer has that; such a call
is refused with 488, since the telephone library speaks IPv4 only.

"""


def render(verdicts: Mapping[Cell, Verdict]) -> str:
    """The page."""
    limits = list(dict.fromkeys(one.limit for _, one in sorted(verdicts.items()) if one.limit))
    lines = [f"| | {' | '.join(Peer)} |", f"|---{'|---' * len(Peer)}|"]
    for feature in Feature:
        cells = [_cell(verdicts.get(Cell(feature, peer)), limits) for peer in Peer]
        lines.append(f"| {feature} | {' | '.join(cells)} |")
    notes = [f"{number}. {limit}" for number, limit in enumerate(limits, start=1)]
    return HEAD + "\n".join(lines) + "\n" + ("\n" + "\n".join(notes) + "\n" if notes else "")


def read(page: str) -> dict[Cell, Verdict]:
    """The verdicts in a page that `render` made."""
    notes = dict(re.findall(r"^(\d+)\. (.*)$", page, re.MULTILINE))
    verdicts = {}
    for line in page.splitlines():
        name, *marks = [part.strip() for part in line.strip("|").split("|")]
        if name not in set(Feature):
            continue
        for peer, text in zip(Peer, marks, strict=True):
            if text:
                mark, _, number = text.partition(" ")
                cell = Cell(Feature(name), peer)
                verdicts[cell] = Verdict(Mark(mark), notes.get(number.strip("()"), ""))
    return verdicts


def _cell(verdict: Verdict | None, limits: list[str]) -> str:
    if verdict is None:
        return ""
    return f"{verdict.mark} ({limits.index(verdict.limit) + 1})" if verdict.limit else verdict.mark
