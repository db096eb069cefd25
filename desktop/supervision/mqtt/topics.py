"""The topics of a team, and who somebody is in them.

    beistand/v1/TEAM/agent/WHO            retained: the state of an agent's desktop
    beistand/v1/TEAM/supervisor/WHO       retained: a supervisor's desktop is there
    beistand/v1/TEAM/to/WHO/from/WHOM     one message from WHOM to WHO

WHO is a SIP address without scheme and port, and the name of that desktop's account at the broker.
So a broker's rules can hold each account to topics with its own name (`%u` in Mosquitto's and
VerneMQ's, `${username}` in EMQX's), and the sender that a topic names is the one that signed in.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from desktop.errors import BeistandError, LocalError, RemoteError
from desktop.telephony.sip_uri import parse_sip_uri

_ROOT: Final = "beistand/v1"
_TEAM: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_WHO: Final = re.compile(r"[^\s/+#\x00-\x1f\x7f$][^\s/+#\x00-\x1f\x7f]{0,254}")
"""What may stand in a topic (MQTT 3.1.1 §4.7): no separator, no wildcard."""


class Role(StrEnum):
    AGENT = "agent"
    SUPERVISOR = "supervisor"


@dataclass(frozen=True, slots=True)
class Heard:
    """What a topic says of a message that has come."""

    who: str
    """SIP URI of who sent it."""
    role: Role | None
    """Whose retained state it is; None: a message to this desktop."""


def who_of(uri: str) -> str:
    """ "anna@pbx.example" of a SIP URI; raises LocalError where it cannot stand in a topic."""
    user, host = parse_sip_uri(uri).identity
    who = f"{user}@{host}"
    if not user or not _WHO.fullmatch(who):
        raise LocalError(
            "the address has characters that a broker's topic cannot have",
            action="Use letters, digits, and . _ - in the user part",
        )
    return who


def check_team(name: str) -> str:
    """`name`, or LocalError."""
    if not _TEAM.fullmatch(name):
        raise LocalError(
            "the team's name cannot be part of a topic",
            where="team.name",
            action="Use small letters, digits and -",
        )
    return name


class Topics:
    """Those of one team; raises LocalError for a name that cannot be one."""

    def __init__(self, team: str) -> None:
        self._base = f"{_ROOT}/{check_team(team)}"

    def state(self, role: Role, uri: str) -> str:
        return f"{self._base}/{role}/{who_of(uri)}"

    def states(self, role: Role) -> str:
        """Filter for those of everybody."""
        return f"{self._base}/{role}/+"

    def message(self, to: str, sender: str) -> str:
        return f"{self._base}/to/{who_of(to)}/from/{who_of(sender)}"

    def messages(self, to: str) -> str:
        """Filter for those to one desktop, from whomever."""
        return f"{self._base}/to/{who_of(to)}/from/+"

    def heard(self, topic: str) -> Heard:
        """Who speaks in `topic`, in a form that can be answered; RemoteError where nobody does."""
        rest = topic.removeprefix(f"{self._base}/")
        match rest.split("/"):
            case [("agent" | "supervisor") as role, who]:
                return Heard(_uri(who), Role(role))
            case ["to", _, "from", who]:
                return Heard(_uri(who), None)
        raise _not_ours()


def _uri(who: str) -> str:
    """The SIP URI whose `who_of` that is; RemoteError where it is nobody's."""
    uri = f"sip:{who}"
    try:
        known = who_of(uri) == who
    except BeistandError:
        known = False
    if not known:
        raise _not_ours()
    return uri


def _not_ours() -> RemoteError:
    return RemoteError("the broker sent something under a topic that is not Beistand's")
