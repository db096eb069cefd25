"""Who is on the line: asked once, known while the call lasts, forgotten with it."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from desktop.clock import ManualClock
from desktop.customer.callers import Callers
from desktop.customer.contacts import Contact, Contacts
from desktop.customer.lookup import TIMEOUT_S, Answer, Found, NoAnswer, Trouble, Unknown
from desktop.customer.numbers import Number, Numbering
from desktop.customer.record import Customer
from desktop.records.call_log import Earlier
from desktop.telephony.call import CallSnapshot, CallState, Direction
from desktop.telephony.registry import CallRegistry

pytestmark = pytest.mark.unit

KARLA = "+493023125014"
RINGING = CallSnapshot(
    "c1",
    "Service",
    Direction.INCOMING,
    CallState.INCOMING,
    "sip:03023125014@pbx.example",
    peer_name="k.mueller",
)


class SpyLookup:
    """Writes down who was asked for; answers when told."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.answered: list[Callable[[Answer], None]] = []

    def start(self) -> None: ...

    def stop(self) -> None: ...

    def ready(self, within_s: float) -> bool:
        return True

    def ask(self, number: Number, answered: Callable[[Answer], None]) -> None:
        self.asked.append(number.key)
        self.answered.append(answered)


class Line:
    """Callers behind a registry, with what they said to whom."""

    def __init__(self) -> None:
        self.clock = ManualClock(100.0)
        self.lookup = SpyLookup()
        self.earlier: dict[str, Earlier] = {}
        self.contacts: list[tuple[str, int]] = []
        self.answers: list[Answer] = []
        self.registry = CallRegistry()
        self.callers = Callers(
            numbering=Numbering("DE"),
            lookup=self.lookup,
            ask_earlier=lambda key, then: then(self.earlier.get(key, Earlier())),
            clock=self.clock,
            post=lambda call: call(),
            contacts_known=lambda call_id, count: self.contacts.append((call_id, count)),
            answered=self.answers.append,
            changed=lambda: None,
            is_internal=lambda uri: "sip:2" in uri,
        )
        self.registry.add_listener(self.callers)

    def ring(self, uri: str = RINGING.peer_uri) -> None:
        self.registry.apply_call(replace(RINGING, peer_uri=uri))

    def end(self) -> None:
        self.registry.apply_call(replace(RINGING, state=CallState.DISCONNECTED))


@pytest.fixture
def line() -> Line:
    return Line()


def test_a_customer_is_asked_for_once_and_known(line: Line) -> None:
    line.ring()
    line.registry.apply_call(replace(RINGING, state=CallState.CONFIRMED, confirmed_at_s=101.0))
    assert line.lookup.asked == [KARLA]
    line.lookup.answered[0](Found(Customer("Karla Müller", contacts_30d=3)))
    caller = line.callers.caller("c1")
    assert caller is not None and caller.name == "Karla Müller"
    assert line.contacts == [("c1", 3)]
    assert line.answers == [Found(Customer("Karla Müller", contacts_30d=3))]


def test_nothing_is_known_of_a_call_that_is_over(line: Line) -> None:
    line.ring()
    line.end()
    line.lookup.answered[0](Found(Customer("Karla Müller", contacts_30d=3)))
    assert line.callers.caller("c1") is None
    assert line.contacts == [] and line.answers == []


def test_whoever_does_not_answer_in_time_has_not_answered(line: Line) -> None:
    line.ring()
    line.clock.advance(TIMEOUT_S - 0.01)
    line.callers.tick(line.clock.now_s())
    assert line.answers == []
    line.clock.advance(0.01)
    line.callers.tick(line.clock.now_s())
    assert line.answers == [NoAnswer(Trouble.SLOW)]
    line.lookup.answered[0](Found(Customer("Too Late")))
    caller = line.callers.caller("c1")
    assert caller is not None and caller.name == ""


@pytest.mark.parametrize(
    "uri", ["sip:214@pbx.example", "sip:anonymous@anonymous.invalid", "sip:kim@host", "nonsense"]
)
def test_colleagues_addresses_and_withheld_numbers_are_not_looked_up(line: Line, uri: str) -> None:
    line.ring(uri)
    assert line.lookup.asked == []
    caller = line.callers.caller("c1")
    assert caller is not None and caller.internal == ("214" in uri)


@pytest.mark.parametrize(
    ("theirs", "ours", "count"), [(3, 1, 3), (1, 4, 4), (None, 2, 2), (0, 0, 0), (None, 0, 0)]
)
def test_contacts_are_the_companys_count_or_ours(
    line: Line, theirs: int | None, ours: int, count: int
) -> None:
    line.earlier[KARLA] = Earlier(ours, 5.0 if ours else None)
    line.ring()
    line.lookup.answered[0](Found(Customer("K", contacts_30d=theirs)))
    caller = line.callers.caller("c1")
    assert caller is not None and caller.contacts_30d == count
    assert [said for _, said in line.contacts][-1:] == ([count] if count else [])


def test_our_own_contacts_know_the_name_best(line: Line) -> None:
    line.ring()
    line.lookup.answered[0](Found(Customer("From the CRM")))
    contact = Contact("Karla Müller", "Bäckerei", (KARLA,))
    line.callers.use_contacts(Contacts((contact,), (), {KARLA: contact}))
    caller = line.callers.caller("c1")
    assert caller is not None and caller.name == "Karla Müller"
    assert line.callers.values(RINGING) == {
        "number": KARLA,
        "national": "03023125014",
        "name": "Karla Müller",
        "account": "Service",
        "direction": "incoming",
    }


def test_an_unknown_caller_keeps_the_name_that_their_telephone_gave(line: Line) -> None:
    line.ring()
    line.lookup.answered[0](Unknown())
    assert line.callers.values(RINGING)["name"] == "k.mueller"
