"""Notes about calls: drafted at the end of a call, finished by the agent, copied or posted.

Memory only. A draft that the agent has put nothing into goes when calls are taken again; any other
stays until it is sent or discarded.
"""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from desktop.assist.assist import Assist
from desktop.assist.note import (
    MOST_GRANTS,
    CallFacts,
    Note,
    card_facts,
    edit,
    grant,
    promise,
    text_of,
)
from desktop.assist.note_template import NoteTemplate
from desktop.assist.session import Shown
from desktop.clock import Clock
from desktop.customer.lookup import NoAnswer, Trouble
from desktop.customer.note_post import TIMEOUT_S, NotePost, Outcome
from desktop.knowledge.card import Card
from desktop.presenters.customers import TROUBLES
from desktop.presenters.notices import Notices
from desktop.telephony.availability import AgentState, Availability
from desktop.telephony.call import CallSnapshot, Party
from desktop.telephony.consent import FINAL
from desktop.telephony.registry import TAKEN_OVER, CallRegistry
from ui.note_states import GrantView, NoteView, PostStep
from ui.notice_states import NoticeKind

_TROUBLES: Final = TROUBLES | {
    Trouble.SLOW: f"no answer within {TIMEOUT_S:.0f} s, it may have arrived all the same"
}


@dataclass(frozen=True, slots=True)
class Who:
    """The other side of a call, as long as somebody knows."""

    name: str
    """Name, else number."""
    names: tuple[str, ...] = ()
    """What must not be read in the transcript."""
    card_values: Mapping[str, str] = field(default_factory=dict)
    post_values: Mapping[str, str] = field(default_factory=dict)
    """By `templates.PLACEHOLDERS`."""


@dataclass(frozen=True, slots=True)
class _Open:
    """A note after its call."""

    note: Note
    values: Mapping[str, str]
    step: PostStep = PostStep.NONE
    copied: str | None = None
    """The text as it was copied last."""


class CallNotes:
    """A call listener, before those that forget a call at its end. Lives on the app thread.

    `who` says who a call is with, `card` finds a card; `granted` says what was granted in a call,
    which is in its draft, or None where there is no policy: then what cards allow is there to tick.
    `post` is None where notes are not posted. `country` is for masking, see `masking.masked`.
    `changed`: look again.
    """

    def __init__(
        self,
        *,
        registry: CallRegistry,
        assist: Assist,
        availability: Availability,
        who: Callable[[CallSnapshot], Who],
        card: Callable[[str], Card | None],
        granted: Callable[[str], tuple[str, ...] | None],
        template: NoteTemplate,
        post: NotePost | None,
        on_app_thread: Callable[[Callable[[], None]], None],
        notices: Notices,
        clock: Clock,
        country: str,
        changed: Callable[[], None],
        now: Callable[[], datetime] = lambda: datetime.now().astimezone(),
    ) -> None:
        self._registry = registry
        self._assist = assist
        self._availability = availability
        self._who = who
        self._card = card
        self._granted = granted
        self._template = template
        self._post = post
        self._on_app_thread = on_app_thread
        self._notices = notices
        self._clock = clock
        self._country = country
        self._changed = changed
        self._now = now
        self._taken: dict[str, dict[int, str]] = {}
        """Of calls that are alive: lines by their number."""
        self._by_hand: dict[str, dict[str, Card]] = {}
        """Cards that were opened from the list, by id."""
        self._open: dict[str, _Open] = {}
        """By call, oldest first."""
        registry.add_listener(self)

    # ------------------------------------------------------------ while the call is up

    def taken(self, call_id: str) -> frozenset[int]:
        """Numbers of the transcript's lines that are in the note."""
        return frozenset(self._taken.get(call_id, ()))

    def take(self, call_id: str, number: int) -> None:
        """Put a line of the transcript into the note, masked; once more takes it out again."""
        call = self._registry.call(call_id)
        session = self._assist.session(call_id)
        if call is None or session is None:
            return
        taken = self._taken.setdefault(call_id, {})
        if number in taken:
            del taken[number]
        elif line := session.line(number, self._who(call).names, self._country):
            taken[number] = line
        self._changed()

    def card_opened(self, card_id: str) -> None:
        """The agent has opened a card by hand: it is of the call that is up."""
        call, card = self._registry.talking, self._card(card_id)
        if call is not None and card is not None:
            self._by_hand.setdefault(call.call_id, {})[card_id] = card

    def call_changed(self, call: CallSnapshot, before: CallSnapshot | None) -> None:
        """`registry.CallListener`."""
        if call.consent in FINAL:
            self._taken.pop(call.call_id, None)  # what was read is gone, also from here
        if call.alive:
            return
        customers = call.party is Party.CUSTOMER and call.confirmed_at_s is not None
        if customers and call.end_reason != TAKEN_OVER:
            self._draft(call)
        self._taken.pop(call.call_id, None)
        self._by_hand.pop(call.call_id, None)

    def tick(self) -> None:
        """About twice a second: wrap-up may be over."""
        if self._availability.presence.state is AgentState.READY and not self._registry.calls:
            for call_id in [key for key, one in self._open.items() if not _precious(one)]:
                del self._open[call_id]

    # ------------------------------------------------------------ the agent's hand

    def edit(self, call_id: str, text: str) -> None:
        self._change(call_id, lambda note: edit(note, text, self._template))

    def grant(self, call_id: str, index: int, granted: bool) -> None:
        self._change(call_id, lambda note: grant(note, index, granted, self._template))

    def taken_back(self, call_id: str, what: str) -> None:
        """What was granted in the call and is ticked in its note does not hold any more."""
        one = self._open.get(call_id)
        if one is None:
            return
        ticked = (
            index for index in sorted(one.note.granted) if one.note.facts.grants[index] == what
        )
        index = next(ticked, None)
        if index is not None:
            self.grant(call_id, index, False)

    def promise(self, call_id: str, what: str) -> None:
        self._change(call_id, lambda note: promise(note, what, self._template))

    def text(self, call_id: str) -> str:
        """The note as it stands; empty where there is none."""
        one = self._open.get(call_id)
        return "" if one is None else text_of(one.note, self._template)

    def copied(self, call_id: str) -> None:
        """The text is on the clipboard."""
        if (one := self._open.get(call_id)) is not None:
            self._open[call_id] = replace(one, copied=self.text(call_id))
            self._changed()

    def discard(self, call_id: str) -> None:
        if self._open.pop(call_id, None) is not None:
            self._notices.resolve(NoticeKind.NOTE_NOT_POSTED, subject=call_id)
            self._changed()

    def post(self, call_id: str) -> None:
        """Send the note; it is gone from here once the CRM has it."""
        one = self._open.get(call_id)
        if one is None or self._post is None or one.step is PostStep.SENDING:
            return
        text = self.text(call_id)
        if not text.strip():
            return
        self._notices.resolve(NoticeKind.NOTE_NOT_POSTED, subject=call_id)
        self._notices.resolve(NoticeKind.NOTE_POSTED)
        self._open[call_id] = replace(one, step=PostStep.SENDING)
        self._post.post(
            {**one.values, "note": text},
            lambda outcome: self._on_app_thread(lambda: self._posted(call_id, outcome)),
        )
        self._changed()

    # ------------------------------------------------------------ views

    def view(self) -> NoteView | None:
        """The newest note that is open."""
        shown = [(call_id, one) for call_id, one in self._open.items() if self._counts(one)]
        if not shown:
            return None
        call_id, one = shown[-1]
        note, text = one.note, self.text(call_id)
        return NoteView(
            call_id=call_id,
            customer=note.facts.customer,
            call_s=note.facts.duration_s,
            text=text,
            grants=tuple(
                GrantView(what, index in note.granted)
                for index, what in enumerate(note.facts.grants)
            ),
            can_post=self._post is not None,
            step=one.step,
            copied=one.copied == text,
            precious=_precious(one) and one.copied != text,
            others=len(shown) - 1,
        )

    def unsaved(self) -> bool:
        """Whether something of the agent's would be lost if the program ended now."""
        return any(
            _precious(one) and one.copied != self.text(key) for key, one in self._open.items()
        )

    # ------------------------------------------------------------ inside

    def _draft(self, call: CallSnapshot) -> None:
        self._notices.resolve(NoticeKind.NOTE_POSTED)
        who = self._who(call)
        now_s, now = self._clock.now_s(), self._now()
        answered_at_s = call.confirmed_at_s or now_s
        ended_at_s = call.ended_at_s or now_s
        began = now - timedelta(seconds=now_s - call.started_at_s)
        duration_s = max(0.0, ended_at_s - answered_at_s)
        cards = card_facts(self._shown(call.call_id), who.card_values)
        taken = self._taken.get(call.call_id, {})
        grants = self._granted(call.call_id)
        offered = cards.grants if grants is None else grants[-MOST_GRANTS:]
        self._open[call.call_id] = _Open(
            Note(
                CallFacts(who.name, began, duration_s, cards.topics, cards.cards, offered),
                said=tuple(taken[number] for number in sorted(taken)),
                granted=frozenset() if grants is None else frozenset(range(len(offered))),
            ),
            {
                **who.post_values,
                "began": began.isoformat(timespec="seconds"),
                "duration_s": str(round(duration_s)),
                "id": str(uuid.uuid4()),
            },
        )

    def _shown(self, call_id: str) -> Sequence[Shown]:
        session = self._assist.session(call_id)
        shown = () if session is None else session.shown
        opened = self._by_hand.get(call_id, {}).values()
        return (*shown, *(Shown(card, on_topic=False, by_hand=True) for card in opened))

    def _counts(self, one: _Open) -> bool:
        return _precious(one) or self._availability.presence.state is not AgentState.READY

    def _change(self, call_id: str, change: Callable[[Note], Note]) -> None:
        one = self._open.get(call_id)
        if one is None or one.step is PostStep.SENDING:
            return  # what is on its way is what was sent
        note = change(one.note)
        if note is not one.note:
            self._open[call_id] = replace(one, note=note, step=PostStep.NONE)
            self._changed()

    def _posted(self, call_id: str, outcome: Outcome) -> None:
        one = self._open.get(call_id)
        if one is None:
            return  # discarded meanwhile
        if isinstance(outcome, NoAnswer):
            detail = ", ".join(filter(None, (_TROUBLES[outcome.trouble], outcome.detail)))
            self._open[call_id] = replace(one, step=PostStep.FAILED)
            self._notices.add(
                NoticeKind.NOTE_NOT_POSTED,
                call_id,
                number=one.note.facts.customer,
                where=outcome.where,
                detail=detail,
            )
        else:
            del self._open[call_id]
            self._notices.add(NoticeKind.NOTE_POSTED, number=one.note.facts.customer)
        self._changed()


def _precious(one: _Open) -> bool:
    return one.note.precious or one.step is not PostStep.NONE
