"""What is read of a line, whatever it is; and the page that describes it."""

import json
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.api import events, objects
from desktop.api import messages as api
from desktop.api.reference import reference_page
from desktop.api.wire import Unreadable, read_reply, read_request, unreadable, write
from resources import resource

pytestmark = pytest.mark.unit

TAGS = [kind.__struct_config__.tag for kind in get_args(api.AnyRequest)]
NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False)  # JSON has no others
SCALARS = st.none() | st.booleans() | NUMBERS | st.text(max_size=40)
VALUES = (
    SCALARS
    | st.lists(SCALARS, max_size=3)
    | st.dictionaries(st.text(max_size=5), SCALARS, max_size=3)
)
FIELDS = st.sampled_from(["id", "call", "number", "digits", "account", "step", "v", "token", "x"])


@given(st.binary(max_size=300))
def test_any_bytes_are_a_request_or_unreadable(line: bytes) -> None:
    try:
        read_request(line)
    except Unreadable as error:
        assert json.loads(write(unreadable(error)))["what"]


@given(st.sampled_from(TAGS), st.dictionaries(FIELDS, VALUES, max_size=4))
def test_any_fields_of_a_request_are_good_or_unreadable(tag: str, fields: dict[str, Any]) -> None:
    line = json.dumps({"request": tag} | fields).encode()
    try:
        request = read_request(line)
    except Unreadable as error:
        given_id = fields.get("id")
        if type(given_id) is int and -(2**63) <= given_id < 2**63:
            assert error.request_id == given_id
    else:
        assert read_request(write(request)) == request


@given(st.binary(max_size=200))
def test_a_program_survives_any_answer(line: bytes) -> None:
    try:
        read_reply(line)
    except Unreadable as error:
        assert str(error)


def test_every_line_has_the_version_and_no_line_feed() -> None:
    event = events.MessageEvent(t_ms=1, peer="sip:a@b", text="one\ntwo\u2028")
    raw = write(event)
    assert raw.count(b"\n") == 1 and raw.endswith(b"\n")
    assert json.loads(raw)["v"] == objects.VERSION


def test_the_page_is_the_table() -> None:
    shipped = Path(resource("handbook", "api.md")).read_text("utf-8")
    assert shipped == reference_page(), "python -m desktop.api.reference writes it"
    for kind in (*get_args(api.AnyRequest), *get_args(api.AnyReply), *get_args(events.AnyEvent)):
        assert f"### `{kind.__struct_config__.tag}`" in shipped
