"""A card that the agent opens by hand is about the call that is up, and opens without one, too."""

from unittest.mock import MagicMock

import pytest

from desktop.knowledge.card import Card
from desktop.knowledge.catalogue import Catalogue
from desktop.knowledge.library import Library
from desktop.presenters.agent_views import AgentViews
from desktop.presenters.cards import Cards
from desktop.presenters.notices import Notices
from desktop.telephony.call import CallSnapshot, CallState, Direction
from desktop.telephony.registry import CallRegistry

pytestmark = pytest.mark.unit


BILL = Card("bill", 'Rechnung, {{customer.name|""}}', "de", "Lead.")
RINGING = CallSnapshot("c1", "desk", Direction.INCOMING, CallState.INCOMING, "sip:karla@pbx")


@pytest.mark.parametrize("call", [None, RINGING])
def test_a_card_opens_with_and_without_a_call(call: CallSnapshot | None) -> None:
    registry = CallRegistry()
    if call is not None:
        registry.apply_call(call)
    customers = MagicMock()
    customers.card_values.return_value = {"customer.name": "Karla"}
    notices = Notices()
    views = AgentViews(
        registry=registry,
        assist=MagicMock(),
        desk=MagicMock(),
        joining=MagicMock(),
        customers=customers,
        history=MagicMock(),
        qualities=MagicMock(),
        texts=MagicMock(),
        notes=MagicMock(),
        goodwill=MagicMock(card_values=MagicMock(return_value={})),
        accounts=MagicMock(),
        typed=MagicMock(),
        notices=notices,
        cards=Cards(Catalogue.of(Library((BILL,), (), (), {BILL.id: {"de": BILL}})), notices),
        card_use=MagicMock(),
        clock=MagicMock(),
        consent_mode=MagicMock(),
        account_name="",
        consent_sentence="",
        availability=MagicMock(),
        reasons=(),
        last_dialled=str,
    )
    shown = views.card(BILL.id)
    assert shown is not None and shown.card_id == BILL.id
    assert shown.title == ("Rechnung" if call is None else "Rechnung, Karla")
    assert views.card("no-such-card") is None
