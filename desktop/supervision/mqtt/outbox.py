"""What an agent's desktop owes its supervisors should it die now: how its requests ended.

A request that is on somebody's screen must leave it, also when the desktop that raised it was
killed. So with whatever is said about a request its ending is kept here, and struck out when the
other desktop has it. The disk has a thread of its own: what was said in the very moment of a kill
may be missing. Of people there is nothing: an unguessable id, the kind of ending, and instead of an
address its hash.
"""

import hashlib
import json
import logging
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from desktop.supervision.messages import (
    Cancel,
    Claimed,
    EscalationMessage,
    Expired,
    Joined,
    Raise,
    Resolved,
)
from desktop.telephony.sip_uri import parse_sip_uri

log = logging.getLogger("beistand.supervision")

MAX_OWED: Final = 256
"""The oldest go: their requests have long expired by themselves."""

_Ending = type[Cancel] | type[Expired] | type[Resolved]
_KINDS: Final[dict[str, _Ending]] = {"cancel": Cancel, "expired": Expired, "resolved": Resolved}


class Outbox:
    """`save` is given the text to keep after every change; it may do so on another thread."""

    def __init__(self, kept: str, save: Callable[[str], None]) -> None:
        self._owed = _read(kept)
        self._save = save

    def owed_to(self, supervisors: Iterable[str]) -> list[tuple[str, EscalationMessage]]:
        """(SIP URI, ending), oldest first; to be sent once, at the start."""
        known = {_token(uri): uri for uri in supervisors}
        return [
            (known[token], _KINDS[kind](id=escalation_id))
            for (token, escalation_id), kind in self._owed.items()
            if token in known
        ]

    def sending(self, target: str, message: EscalationMessage) -> None:
        """`message` is about to go out."""
        key = _token(target), message.id
        for kind, ending in _KINDS.items():
            if isinstance(message, ending):
                self._put(key, kind)
        if isinstance(message, Claimed | Joined):
            self._put(key, "resolved")  # "expired" would not take it from who has won it
        elif isinstance(message, Raise) and key not in self._owed:
            self._put(key, "expired")

    def arrived(self, target: str, message: EscalationMessage) -> None:
        """The other desktop has it."""
        key = _token(target), message.id
        if isinstance(message, Cancel | Expired | Resolved) and key in self._owed:
            del self._owed[key]
            self._save(self._text())

    def _put(self, key: tuple[str, str], kind: str) -> None:
        self._owed[key] = kind
        while len(self._owed) > MAX_OWED:
            del self._owed[next(iter(self._owed))]
        self._save(self._text())

    def _text(self) -> str:
        return json.dumps({"v": 1, "owed": [[*key, kind] for key, kind in self._owed.items()]})


def _read(kept: str) -> dict[tuple[str, str], str]:
    """What a former run has kept; a file that cannot be read is as good as none."""
    try:
        owed = json.loads(kept)["owed"] if kept else []
        found = {(str(token), str(escalation)): str(kind) for token, escalation, kind in owed}
        messages = {key: kind for key, kind in found.items() if kind in _KINDS}
        for (_, escalation_id), kind in messages.items():
            _KINDS[kind](id=escalation_id)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        log.warning("the outbox cannot be read", extra={"why": type(error).__name__})
        return {}
    return dict(list(messages.items())[-MAX_OWED:])


def _token(uri: str) -> str:
    user, host = parse_sip_uri(uri).identity
    return hashlib.sha256(f"{user}@{host}".encode()).hexdigest()[:16]


def read_outbox(path: Path) -> str:
    """The text that was kept; empty where there is none."""
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""
    except (OSError, ValueError) as error:
        log.warning("the outbox cannot be read", extra={"why": type(error).__name__})
        return ""


def write_outbox(path: Path, text: str) -> None:
    """Durably, and whole or not at all; what cannot be written is logged."""
    part = path.with_suffix(".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("w", encoding="utf-8") as file:
            part.chmod(0o600)
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        log.warning("the outbox cannot be written", extra={"why": type(error).__name__})
