"""What crosses the wire: small, typed, versioned, and nothing else gets in."""

import json
from functools import cache
from typing import Any

import jsonschema
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from desktop.errors import LocalError, RemoteError
from desktop.supervision.fields import MAX_NAME
from desktop.supervision.messages import (
    MAX_BYTES,
    Brief,
    Callback,
    Cancel,
    Card,
    Claim,
    Claimed,
    Done,
    EscalationMessage,
    Expired,
    HelpReason,
    Joined,
    Note,
    Raise,
    Reason,
    Resolved,
    Seen,
    Taken,
    clean_line,
    clean_name,
    clean_rule,
    clean_topic,
    encode,
    parse,
)
from desktop.supervision.schema import escalation_schema, schema_text
from inference.tension.reading import ReasonKind, TensionState
from resources import resource

pytestmark = pytest.mark.unit

ID = "0123456789abcdef0123456789abcdef"
RAISE = Raise(
    id=ID,
    agent="Jana Ötztürk",
    why=(HelpReason.APPROVAL,),
    by_rule="Kündigt",
    topic="Rechnung",
    level=TensionState.TENSE,
    level_s=42.5,
    reasons=(Reason(kind=ReasonKind.LOUDER, value=6.1), Reason(kind=ReasonKind.VOICE_TENSE)),
    call_s=190.0,
    expires_in_s=90.0,
)


def _clean_or_x(text: str) -> str:
    """A line that may be sent; text of nothing but invisible characters is none."""
    try:
        return clean_line(text)
    except LocalError:
        return "x"


_names = st.text(min_size=1, max_size=MAX_NAME).map(clean_name)
_lines = st.text(min_size=1, max_size=999).map(_clean_or_x)
_card_ids = st.from_regex(r"[a-z0-9][a-z0-9-]{0,63}", fullmatch=True)
_ids = st.from_regex(r"[A-Za-z0-9-]{8,64}", fullmatch=True)
_seconds = st.floats(0, 86_400)
_reasons = st.lists(
    st.builds(Reason, kind=st.sampled_from(ReasonKind), value=st.floats(-1e6, 1e6)), max_size=3
).map(tuple)
messages = st.one_of(
    st.builds(
        Raise,
        id=_ids,
        agent=_names,
        why=st.lists(st.sampled_from(HelpReason), max_size=5).map(tuple),
        topic=st.text(max_size=MAX_NAME).map(clean_topic),
        level=st.sampled_from(TensionState),
        level_s=_seconds,
        reasons=_reasons,
        call_s=_seconds,
        expires_in_s=st.floats(0.1, 3_600),
    ),
    st.builds(Claim, id=_ids, by=_names, eta_s=st.floats(0, 3_600)),
    st.builds(Taken, id=_ids, by=_names),
    st.builds(Note, id=_ids, by=_names, text=_lines),
    st.builds(Brief, id=_ids, text=_lines),
    st.builds(
        Card, id=_ids, by=_names, card=st.from_regex(r"[a-z0-9][a-z0-9-]{0,63}", fullmatch=True)
    ),
    *(
        st.builds(kind, id=_ids)
        for kind in (Seen, Claimed, Joined, Done, Callback, Cancel, Expired, Resolved)
    ),
)


@cache
def validator() -> jsonschema.Draft202012Validator:
    schema = json.loads(resource("schemas", "escalation.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def changed(**fields: object) -> bytes:
    """RAISE as JSON with some fields replaced; None removes one."""
    body: dict[str, Any] = json.loads(encode(RAISE)) | fields
    return json.dumps({key: value for key, value in body.items() if value is not None}).encode()


def test_a_raise_on_the_wire() -> None:
    assert json.loads(encode(RAISE)) == {
        "kind": "raise",
        "v": 1,
        "id": ID,
        "agent": "Jana Ötztürk",
        "why": ["approval"],
        "by_rule": "Kündigt",
        "topic": "Rechnung",
        "level": "tense",
        "level_s": 42.5,
        "reasons": [{"kind": "louder", "value": 6.1}, {"kind": "voice_tense", "value": 0.0}],
        "call_s": 190.0,
        "expires_in_s": 90.0,
    }


@given(messages)
@settings(deadline=None)
def test_there_and_back_within_the_limit_and_true_to_the_schema(
    message: EscalationMessage,
) -> None:
    body = encode(message)
    assert parse(body) == message == parse(body.encode())
    assert len(body.encode()) <= MAX_BYTES
    validator().validate(json.loads(body))


def test_the_largest_message_leaves_room_for_its_headers() -> None:
    """RFC 3428 §8: 1300 bytes over UDP for everything; our SIP headers take about 500."""
    widest = Raise(
        id="x" * 64,
        agent=clean_name("\U0001f600" * MAX_NAME),
        why=tuple(HelpReason),
        by_rule=clean_rule("\U0001f600" * MAX_NAME),
        topic=clean_topic("\U0001f600" * MAX_NAME),
        level=TensionState.ELEVATED,
        level_s=12_345.67890123456,
        reasons=(Reason(kind=ReasonKind.INTERRUPTIONS, value=-123_456.78901234567),) * 3,
        call_s=12_345.67890123456,
        expires_in_s=1_234.5678901234567,
    )
    assert len(encode(widest).encode()) <= 700
    assert parse(encode(widest)) == widest
    note = Note(id="x" * 64, by=widest.agent, text=clean_line("\U0001f600" * 999))
    assert len(encode(note).encode()) <= 760 and parse(encode(note)) == note


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "malformed"),
        (b"null", "malformed"),
        (b"[]", "malformed"),
        (b"{}", "malformed"),
        (b"{" * 1300, "malformed"),
        (b'{"v":1,"kind":"cancel","x":' + b"[" * 1200, "nested too deeply"),
        (b"\xff\xfe", "malformed"),
        (b'{"v":1,"kind":"cancel","id":"\xff1234567"}', "malformed"),
        (b" " * 1301, "1301 bytes"),
        (changed(v=2), "version 2"),
        (changed(v=None), "malformed"),
        (changed(v="1"), "malformed"),
        (changed(kind="shout"), "invalid value"),
        (changed(kind=None), "malformed"),
        (changed(kind=7), "malformed"),
        (changed(id=None), "missing required field `id`"),
        (changed(id="short"), "malformed"),
        (changed(id=ID + "\n"), "malformed"),
        (changed(id="../../../etc/passwd"), "malformed"),
        (changed(agent=""), "malformed"),
        (changed(agent="a" * 65), "malformed"),
        (changed(agent="a\u0000b"), "malformed"),
        (changed(agent="Jana\n"), "malformed"),
        (changed(level="furious"), "invalid value at `$.level`"),
        (changed(level_s=-1), "malformed"),
        (changed(level_s="1"), "malformed"),
        (changed(call_s=True), "malformed"),
        (changed(call_s=1e9), "malformed"),
        (changed(expires_in_s=0), "malformed"),
        (changed(reasons=[{"kind": "louder"}] * 4), "malformed"),
        (changed(why=["bored"]), "invalid value"),
        (changed(why=["upset"] * 6), "malformed"),
        (changed(topic="t" * 65), "malformed"),
        (changed(reasons=[{"kind": "shoe_size"}]), "invalid value"),
        (changed().replace(b"42.5", b"NaN"), "malformed"),
        (changed().replace(b"42.5", b"1e999"), "malformed"),
        ("\ud800", "malformed"),
    ],
)
def test_says_what_is_wrong(body: bytes | str, words: str) -> None:
    with pytest.raises(RemoteError) as raised:
        parse(body)
    assert words in str(raised.value)
    for secret in ("bored", "furious", "shoe_size", "passwd", "shout"):
        assert secret not in str(raised.value)


def test_unknown_fields_are_ignored() -> None:
    assert parse(changed(team="Service", mood=["x"])) == RAISE


def test_reasons_may_be_left_out() -> None:
    message = parse(changed(reasons=None))
    assert isinstance(message, Raise) and message.reasons == ()


@given(st.one_of(st.binary(max_size=1400), st.text(max_size=400)))
@example('{"v":1,"kind":"cancel","id":"\ud800"}')
@settings(deadline=None)
def test_any_bytes_give_a_message_or_an_error(body: bytes | str) -> None:
    try:
        parse(body)
    except RemoteError as error:
        assert error.what


_values = st.one_of(
    st.none(),
    st.booleans(),
    st.sampled_from(["", "abcdefgh", "abcdefgh\n", "tense", "raise", "cancel", "x" * 65, "\x00"]),
    st.sampled_from([-1, 0, 1, 0.5, 86_400, 86_401, 3_600.5, 1e300]),
    st.lists(
        st.fixed_dictionaries(
            {"kind": st.sampled_from(["louder", "x", 3])},
            optional={"value": st.sampled_from([1, "1", 1e7])},
        ),
        max_size=4,
    ),
)
_fields = st.sampled_from(
    [
        *("v", "kind", "id", "agent", "level", "level_s"),
        *("reasons", "call_s", "expires_in_s", "by", "eta_s"),
        *("why", "topic", "text", "card"),
    ]
)


@given(
    messages,
    st.dictionaries(_fields, _values, max_size=2),
    st.sets(_fields, max_size=1),
)
@settings(deadline=None, max_examples=200)
def test_parser_and_schema_agree(
    message: EscalationMessage, replaced: dict[str, object], removed: set[str]
) -> None:
    """Whoever writes another client from the schema is understood, and only such a one."""
    body = json.loads(encode(message)) | replaced
    body = {key: value for key, value in body.items() if key not in removed}
    try:
        parse(json.dumps(body))
        accepted = True
    except RemoteError:
        accepted = False
    assert accepted == validator().is_valid(body), body


def test_the_shipped_schema_is_current() -> None:
    shipped = resource("schemas", "escalation.schema.json").read_text(encoding="utf-8")
    assert shipped == schema_text(escalation_schema()), "run python -m desktop.supervision.schema"


@given(st.text(max_size=200))
@settings(deadline=None)
def test_any_name_can_be_made_fit(text: str) -> None:
    assert isinstance(parse(encode(Taken(id=ID, by=clean_name(text)))), Taken)


def test_a_line_is_one_line_and_never_empty() -> None:
    assert clean_line(" Geben Sie\n85\u00a0€ frei ") == "Geben Sie 85 € frei"
    with pytest.raises(LocalError, match="nothing to send"):
        clean_line("\n\u200b ")


def test_a_name_cannot_be_written_backwards() -> None:
    assert clean_name(" Jana\u202e\n Ott ") == "Jana Ott"
    assert clean_name("\u200b") == "?"
