"""Whose numbers are colleagues'."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.telephony.number_plan import NumberPlan

pytestmark = pytest.mark.unit

PLAN = NumberPlan(("2??", "+49 30 1234-*", "*@office.example", "Anna"))


@pytest.mark.parametrize(
    "uri",
    [
        "sip:214@pbx.example",
        "sip:214@pbx.example:5070;transport=tcp",
        "sip:+49301234999@pbx.example;user=phone",
        "tel:+49-30-1234-5",
        "sip:whoever@office.example",
        "sip:anna@pbx.example",
    ],
)
def test_colleagues(uri: str) -> None:
    assert PLAN.is_internal(uri)


@pytest.mark.parametrize(
    "uri",
    [
        "sip:2145@pbx.example",
        "sip:+493012399@pbx.example",
        "sip:annabel@pbx.example",
        "sip:office.example@elsewhere.example",
        "sip:pbx.example",
        "anonymous",
        "",
    ],
)
def test_everybody_else(uri: str) -> None:
    assert not PLAN.is_internal(uri)


def test_brackets_mean_themselves() -> None:
    assert not NumberPlan(("[0-9]*",)).is_internal("sip:214@pbx.example")


@given(st.text(), st.lists(st.text(), max_size=3))
def test_any_text_is_answered(uri: str, patterns: list[str]) -> None:
    assert NumberPlan(tuple(patterns)).is_internal(uri) in (True, False)
    assert not NumberPlan().is_internal(uri)
