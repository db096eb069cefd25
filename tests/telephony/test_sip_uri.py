"""SIP addresses: what people type, what peers send, what nobody should be able to do with it."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from desktop.errors import LocalError, RemoteError
from desktop.telephony.sip_uri import (
    MAX_LENGTH,
    BadNumber,
    BadSipUri,
    SipUri,
    dial_target,
    display_number,
    parse_sip_uri,
)

pytestmark = pytest.mark.unit

ACCOUNT = "sip:agent@pbx.example"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sip:anna@pbx.example", SipUri("sip", "anna", "pbx.example")),
        ("SIP:Anna@PBX.Example", SipUri("sip", "Anna", "pbx.example")),
        ("sip:pbx.example", SipUri("sip", "", "pbx.example")),
        ("sips:214@10.0.0.5:5061", SipUri("sips", "214", "10.0.0.5", 5061)),
        ("sip:a@[::1]:5060", SipUri("sip", "a", "::1", 5060)),
        (
            "sip:a@b;transport=tcp;lr",
            SipUri("sip", "a", "b", params=(("transport", "tcp"), ("lr", ""))),
        ),
        ("sip:a:secret@b", SipUri("sip", "a", "b")),
        ("sip:a@b?Subject=x", SipUri("sip", "a", "b")),
        ("sip:%23214@b", SipUri("sip", "#214", "b")),
        ("sip:a;phone-context=x@b", SipUri("sip", "a;phone-context=x", "b")),
        ('"A \\"B\\" C" <sip:a@b>;tag=1', SipUri("sip", "a", "b", display_name='A "B" C')),
        ("Anna  Muster <sip:a@b>", SipUri("sip", "a", "b", display_name="Anna Muster")),
        ("<sip:a@b;lr>;tag=9", SipUri("sip", "a", "b", params=(("lr", ""),))),
        ("tel:+49-30-231(25)", SipUri("tel", "+493023125")),
        ("tel:214;phone-context=x", SipUri("tel", "214", params=(("phone-context", "x"),))),
        (b"sip:anna@pbx.example", SipUri("sip", "anna", "pbx.example")),
    ],
)  # fmt: skip
def test_reads_an_address(text: str | bytes, expected: SipUri) -> None:
    assert parse_sip_uri(text) == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "does not begin"),
        ("anna@pbx", "does not begin"),
        ("http://pbx", "does not begin"),
        ("sip:", "host"),
        ("sip:@pbx", 'before the "@"'),
        ("sip:a@", "host"),
        ("sip:a@-", "host"),
        ("sip:a@b:0", "port"),
        ("sip:a@b:65536", "port"),
        ("sip:a@b:5060x", "cannot be read"),
        ("sip:a@[::1", "cannot be read"),
        ("sip:a@[zz]", "IPv6"),
        ("sip:a%0d%0aVia:x@b", "invisible"),
        ("sip:a%ff@b", "UTF-8"),
        ("sip:a b@c", "spaces"),
        ("sip:a@b;\u00e4", "parameter"),
        ("sip:a@b;x=\u00e4", "parameter"),
        ("sip:a\u202eb@c", "invisible"),
        ("<sip:a@b", "without"),
        ('"Anna" sip:a@b', "must be followed"),
        ("tel:abc", "no telephone number"),
        (b"sip:\xff@b", "UTF-8"),
        ("sip:" + "a" * MAX_LENGTH, "longer than"),
    ],
)
def test_says_what_is_wrong_and_whose_fault_it_is(text: str | bytes, words: str) -> None:
    with pytest.raises(BadSipUri, match=words) as raised:
        parse_sip_uri(text)
    assert isinstance(raised.value, RemoteError) and isinstance(raised.value, ValueError)


@given(st.one_of(st.binary(max_size=200), st.text(max_size=200)))
@example('"\\')
@example("<>")
@example("sip:a@[1%eth0]")
@example("sip:\ud800@b")
@settings(deadline=None)
def test_anything_gives_a_value_or_an_error(text: str | bytes) -> None:
    try:
        uri = parse_sip_uri(text)
    except BadSipUri:
        return
    assert uri.scheme in ("sip", "sips", "tel")


_pieces = st.lists(
    st.sampled_from(
        [
            *("sip:", "tel:", "<", ">", '"', "\\", "@", ";", "=", "%0a", "%41", "[::1]", ":", "a"),
            *("5060", "pbx.example", "+49", " ", "\n", "\u202e", "?", "transport=tcp", "\u00e4"),
        ]
    ),
    max_size=12,
).map("".join)


@given(_pieces)
@settings(max_examples=500, deadline=None)
def test_what_was_read_is_written_the_same(text: str) -> None:
    """Canonical form: reading what `str` gives changes nothing, and it is one clean line."""
    try:
        uri = parse_sip_uri(text)
    except BadSipUri:
        return
    again = parse_sip_uri(str(uri))
    assert (again.identity, again.port, again.params) == (uri.identity, uri.port, uri.params)
    assert str(uri).isascii() and str(uri).isprintable() and " " not in str(uri)


@pytest.mark.parametrize(
    "text", ["tel:+4930231;ext=5", "sip:a@[::1]:5060;lr", "sips:b:5061", "sip:%23214@pbx.example"]
)
def test_writes_an_address(text: str) -> None:
    assert str(parse_sip_uri(f'"Name" <{text}>;tag=1')) == text


def test_identity_is_who_and_not_how() -> None:
    plain = parse_sip_uri("sip:anna@pbx.example")
    dressed = parse_sip_uri('"Anna" <sips:anna@PBX.example:5061;transport=tls>')
    assert plain.identity == dressed.identity
    assert plain.identity != parse_sip_uri("sip:bert@pbx.example").identity


@pytest.mark.parametrize(
    ("typed", "target"),
    [
        ("214", "sip:214@pbx.example"),
        (" 030 231 25-014 ", "sip:03023125014@pbx.example"),
        ("030/23125014", "sip:03023125014@pbx.example"),
        ("+49 (30) 231 25-014", "sip:+493023125014@pbx.example"),
        ("+49 (0)30 231", "sip:+4930231@pbx.example"),
        ("030\u201123125\u00a0014", "sip:03023125014@pbx.example"),
        ("\u202a+49 30 231\u202c", "sip:+4930231@pbx.example"),
        ("*21#", "sip:*21%23@pbx.example"),
        ("tel:+49-30-231;ext=5", "sip:+4930231@pbx.example"),
        ("anna", "sip:anna@pbx.example"),
        ("anna.muster", "sip:anna.muster@pbx.example"),
        ("anna@other.example", "sip:anna@other.example"),
        ("sip:x@y", "sip:x@y"),
        ("SIP:x@y:5070", "sip:x@y:5070"),
    ],
)
def test_dials_what_was_typed(typed: str, target: str) -> None:
    assert dial_target(typed, ACCOUNT) == target


@pytest.mark.parametrize(
    ("registrar", "target"),
    [
        ("", "sip:214@pbx.example"),
        ("127.0.0.1:5070", "sip:214@127.0.0.1:5070"),
        ("pbx2.example", "sip:214@pbx2.example"),
        ("sip:pbx2.example;transport=tls;lr", "sip:214@pbx2.example;transport=tls"),
        ("sips:pbx2.example", "sips:214@pbx2.example"),
        ("[::1]:5070", "sip:214@[::1]:5070"),
    ],
)
def test_asks_the_registrar_for_a_bare_number(registrar: str, target: str) -> None:
    assert dial_target("214", ACCOUNT, registrar) == target


@pytest.mark.parametrize(
    "typed", ["", "  ", "\u202e", "()-", "+", "030 abc", "a b", "sip:", "a@", "tel:x", "1" * 65]
)
def test_does_not_dial_nonsense(typed: str) -> None:
    with pytest.raises(BadNumber) as raised:
        dial_target(typed, ACCOUNT)
    assert isinstance(raised.value, LocalError) and raised.value.action


@pytest.mark.parametrize("account", ["", "nonsense:", "tel:214"])
def test_an_account_without_a_host_cannot_dial(account: str) -> None:
    with pytest.raises(BadNumber, match="account"):
        dial_target("214", account)


@given(st.one_of(st.text(max_size=60), _pieces))
@settings(deadline=None)
def test_dialling_gives_one_clean_line_or_words(typed: str) -> None:
    try:
        target = dial_target(typed, ACCOUNT)
    except BadNumber as error:
        assert error.what
        return
    assert target.isascii() and target.isprintable() and " " not in target
    parse_sip_uri(target)


@given(st.text(min_size=4, alphabet="0123456789+ab@:."))
@settings(deadline=None)
def test_errors_never_repeat_the_address(typed: str) -> None:
    try:
        dial_target(typed, ACCOUNT)
    except BadNumber as error:
        assert typed not in str(error).replace(ACCOUNT, "")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('"Anna" <sip:+4930231@pbx.example>', "+4930231"),
        ("tel:+49-30-231", "+4930231"),
        ("sip:anna@pbx.example:5070", "anna@pbx.example"),
        ("sip:pbx.example", "pbx.example"),
        ("anonymous", "anonymous"),
        ("\u202e012", "012"),
    ],
)
def test_shows_a_number(text: str, shown: str) -> None:
    assert display_number(text) == shown


@given(st.text(max_size=100))
@settings(deadline=None)
def test_showing_never_fails(text: str) -> None:
    assert "\u202e" not in display_number(text)
