"""The supervisor's side of *may I grant this?*: who asks for what, what I said, how it ended.

A view of questions that live on the agents' desktops. What I say is repeated until that desktop has
answered; the first answer counts there, whoever gives it.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from desktop.errors import LocalError, RemoteError
from desktop.supervision.approval_messages import (
    Allow,
    ApprovalMessage,
    Ask,
    HowSettled,
    Refuse,
    Settled,
    amount_text,
)
from desktop.supervision.messages import Seen, clean_line, clean_name
from desktop.supervision.transport import Transport
from desktop.telephony.sip_uri import parse_sip_uri

SAY_AGAIN_S: Final = 3.0
FAILED_AFTER_S: Final = 30.0
"""So long I say it: then the agent's desktop is not there."""
SHOWN_S: Final = 60.0
"""How long a question that is over stays in the window."""
MAX_QUESTIONS: Final = 100


@dataclass(frozen=True, slots=True)
class Asked:
    """One question. Times are the clock's seconds."""

    ask: Ask
    sender: str
    """Bare SIP URI of the agent's desktop, which alone may change it."""
    received_at_s: float
    expires_at_s: float
    settled: Settled | None = None
    """None: open."""
    settled_at_s: float = 0.0
    answer: Allow | Refuse | None = None
    """What I say, until that desktop has answered."""
    answered_at_s: float = 0.0
    said_at_s: float = 0.0
    failed: bool = False
    """It could not be said."""

    @property
    def is_open(self) -> bool:
        """It can be answered; after silence, too."""
        return self.settled is None or self.settled.how is HowSettled.SILENT

    @property
    def amount(self) -> Decimal | None:
        return None if self.ask.amount is None else Decimal(self.ask.amount)


class ApprovalInbox:
    """`name` is what agents read as who answered. `on_change`: look again."""

    def __init__(
        self, transport: Transport, *, name: str, on_change: Callable[[], None] = lambda: None
    ) -> None:
        self._transport = transport
        self._name = clean_name(name)
        self._on_change = on_change
        self._asked: dict[str, Asked] = {}

    def questions(self) -> tuple[Asked, ...]:
        """Open ones first, oldest first."""
        return tuple(
            sorted(self._asked.values(), key=lambda one: (not one.is_open, one.received_at_s))
        )

    # ------------------------------------------------------------ what the supervisor says

    def allow(self, question_id: str, amount: Decimal | None, now_s: float) -> None:
        """All of it, or less. Raises LocalError where it is over, or the amount does not fit."""
        asked = self._open(question_id, now_s)
        wished = asked.amount
        if (amount is None) != (wished is None):
            raise LocalError("the amount does not fit", action="Give one where one was asked for")
        if amount is not None and wished is not None and not 0 < amount <= wished:
            raise LocalError(f"at most {wished:f} can be allowed", action="Give less")
        self._say(
            asked, Allow(id=question_id, by=self._name, amount=amount_text(amount)), now_s, now_s
        )

    def refuse(self, question_id: str, reason: str, now_s: float) -> None:
        """Raises LocalError where it is over, or no reason is given."""
        asked = self._open(question_id, now_s)
        answer = Refuse(id=question_id, by=self._name, reason=clean_line(reason))
        self._say(asked, answer, now_s, now_s)

    def dismiss(self, question_id: str) -> None:
        """Take one that is over out of the window."""
        if question_id in self._asked and not self._asked[question_id].is_open:
            del self._asked[question_id]
            self._on_change()

    # ------------------------------------------------------------ what happens

    def tick(self, now_s: float) -> None:
        """About twice a second."""
        for asked in list(self._asked.values()):
            late = asked.settled is None and now_s >= asked.expires_at_s + FAILED_AFTER_S
            over = not asked.is_open and now_s >= asked.settled_at_s + SHOWN_S
            silent = asked.is_open and asked.settled is not None
            if late or over or (silent and now_s >= asked.settled_at_s + SHOWN_S):
                del self._asked[asked.ask.id]
                self._on_change()
            elif asked.answer is not None and now_s >= asked.answered_at_s + FAILED_AFTER_S:
                self._keep(replace(asked, answer=None, failed=True))
            elif asked.answer is not None and now_s >= asked.said_at_s + SAY_AGAIN_S:
                self._say(asked, asked.answer, asked.answered_at_s, now_s)

    def receive(self, sender: str, message: Seen | ApprovalMessage, now_s: float) -> None:
        """Raises RemoteError for what no agent's desktop may send."""
        agent = parse_sip_uri(sender)
        asked = self._asked.get(message.id)
        if asked is not None and parse_sip_uri(asked.sender).identity != agent.identity:
            raise RemoteError("a question was changed by somebody who did not ask it")
        match message:
            case Ask():
                if asked is None:
                    if len(self._asked) >= MAX_QUESTIONS:
                        raise RemoteError(f"more than {MAX_QUESTIONS} questions are open")
                    expires_at_s = now_s + message.expires_in_s
                    self._keep(Asked(message, str(agent), now_s, expires_at_s))
                self._transport.send(str(agent), Seen(id=message.id))
            case Settled():
                if asked is not None:
                    self._keep(
                        replace(asked, settled=message, settled_at_s=now_s)
                        if message.how is HowSettled.SILENT
                        else replace(asked, settled=message, settled_at_s=now_s, answer=None)
                    )
            case _:
                raise RemoteError("an agent's desktop sent what only a supervisor's may send")

    def peer_online(self, peer: str, now_s: float) -> None:
        """An agent's desktop has (re)started: what it still asks it says by itself."""

    # ------------------------------------------------------------ inside

    def _open(self, question_id: str, now_s: float) -> Asked:
        self.tick(now_s)
        asked = self._asked.get(question_id)
        if asked is None or not asked.is_open:
            raise LocalError("the question is over", action="Ask the agent")
        return asked

    def _say(self, asked: Asked, answer: Allow | Refuse, first_s: float, now_s: float) -> None:
        self._transport.send(asked.sender, answer)
        self._keep(
            replace(asked, answer=answer, answered_at_s=first_s, said_at_s=now_s, failed=False)
        )

    def _keep(self, asked: Asked) -> None:
        self._asked[asked.ask.id] = asked
        self._on_change()
