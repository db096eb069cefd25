"""A card that the agent opens by hand is about the call that is up, and opens without one, too."""

from unittest.mock import MagicMock

import pytest

from desktop.knowledge.library import load_library
from desktop.presenters.agent_views import AgentViews
from desktop.telephony.call import CallSnapshot, CallState, Direction
from desktop.telephony.registry import CallRegistry
from resources import resource

pytestmark = pytest.mark.unit


RINGING = CallSnapshot("c1", "desk", Direction.INCOMING, CallState.INCOMING, "sip:karla@pbx")


@pytest.mark.parametrize("call", [None, RINGING])
def test_a_card_opens_with_and_without_a_call(call: CallSnapshot | None) -> None:
    registry = CallRegistry()
    if call is not None:
        registry.apply_call(call)
    library = load_library([resource("cards")], "de")
    customers = MagicMock()
    customers.card_values.return_value = {"name": "Karla"}
    views = AgentViews(
        registry=registry,
        assist=MagicMock(),
        desk=MagicMock(),
        customers=customers,
        history=MagicMock(),
        qualities=MagicMock(),
        texts=MagicMock(),
        accounts=MagicMock(),
        typed=MagicMock(),
        notices=MagicMock(),
        library=library,
        clock=MagicMock(),
        consent_mode=MagicMock(),
        account_name="",
        consent_sentence="",
        availability=MagicMock(),
        reasons=(),
        last_dialled=str,
    )
    for card in library.cards:
        shown = views.card(card.id)
        assert shown is not None and shown.card_id == card.id
    assert customers.card_values.called is (call is not None)
    assert views.card("no-such-card") is None
