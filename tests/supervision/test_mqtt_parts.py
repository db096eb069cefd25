"""Topics, frames, the outbox, the broker's address, and what a desk says of itself."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Raw

from desktop.errors import LocalError, RemoteError
from desktop.supervision.inbox import RequestStep, SupervisionInbox
from desktop.supervision.messages import Cancel, Claimed, Expired, Raise, Resolved
from desktop.supervision.mqtt import outbox as outbox_module
from desktop.supervision.mqtt.connection import Broker, parse_broker
from desktop.supervision.mqtt.outbox import Outbox, read_outbox, write_outbox
from desktop.supervision.mqtt.packets import (
    MAX_BYTES,
    Ack,
    AnyFrame,
    DeskActivity,
    HelpShown,
    Packet,
    Presence,
    encode_frame,
    parse_frame,
)
from desktop.supervision.mqtt.topics import Heard, Role, Topics, who_of
from desktop.supervision.schema import schema_text, team_schema
from inference.tension.reading import TensionState
from resources import resource

pytestmark = pytest.mark.unit

ANNA, BERT = "sip:anna@pbx.example", "sip:bert@pbx.example"
BOOT = "0123456789abcdef"
RAISE = Raise(
    id="esc-000001",
    agent="Jana Ott",
    level=TensionState.TENSE,
    level_s=1.0,
    call_s=2.0,
    expires_in_s=90.0,
)

# ---------------------------------------------------------------- topics


def test_every_topic_is_understood_on_the_other_side() -> None:
    topics = Topics("service")
    assert topics.heard(topics.state(Role.AGENT, ANNA)) == Heard(ANNA, Role.AGENT)
    assert topics.heard(topics.state(Role.SUPERVISOR, ANNA)) == Heard(ANNA, Role.SUPERVISOR)
    assert topics.heard(topics.message(ANNA, "sips:bert@PBX.example:5061")) == Heard(BERT, None)
    assert who_of('"Anna" <sip:anna@pbx.example:5070;transport=tcp>') == "anna@pbx.example"


@pytest.mark.parametrize(
    "uri",
    ["sip:pbx.example", "sip:a%2Fb@pbx.example", "sip:%23@pbx.example", "sip:%2B49@x", "nonsense"],
)
def test_who_cannot_stand_in_a_topic_is_told_so(uri: str) -> None:
    with pytest.raises((LocalError, RemoteError)):
        Topics("service").message(ANNA, uri)


@pytest.mark.parametrize("team", ["", "Service", "a/b", "#", "x" * 65])
def test_a_teams_name_is_checked(team: str) -> None:
    with pytest.raises(LocalError, match="team"):
        Topics(team)


@given(st.text(max_size=80))
def test_any_topic_gives_somebody_or_an_error(topic: str) -> None:
    topics = Topics("service")
    for one in (
        topic,
        f"beistand/v1/service/{topic}",
        f"beistand/v1/service/agent/{topic}",
        f"beistand/v1/service/agent/{topic}@{topic}",
    ):
        try:
            who = topics.heard(one).who
        except RemoteError:
            continue
        assert topics.heard(topics.message(ANNA, who)).who == who


@pytest.mark.parametrize(
    "who",
    ["anna", "anna@", "@x", "anna@PBX.example", "a@b:5060", "a;b=c@", "%40@x", "a@b;lr", "a?b"],
)
def test_who_could_not_be_answered_is_nobody(who: str) -> None:
    topics = Topics("service")
    base = "beistand/v1/service"
    for topic in (f"{base}/agent/{who}", f"{base}/to/jana@pbx.example/from/{who}"):
        with pytest.raises(RemoteError):
            topics.heard(topic)


# ---------------------------------------------------------------- frames

boots = st.from_regex(r"[0-9a-f]{8,32}", fullmatch=True)
seconds = st.floats(0, 1e6)
frames = st.one_of(
    st.builds(
        Packet,
        boot=boots,
        seq=st.integers(1, 2**53),
        base=st.integers(1, 2**53),
        age_s=seconds,
        body=st.sampled_from([Raw(b"null"), Raw(b'{"v":1}')]),
    ),
    st.builds(Ack, boot=boots, seq=st.integers(0, 2**53)),
    st.builds(
        Presence,
        boot=boots,
        connection=st.integers(1, 2**53),
        seq=st.integers(0, 2**53),
        online=st.booleans(),
        at_s=seconds,
        activity=st.none() | st.sampled_from(DeskActivity),
        activity_s=seconds,
        help=st.none() | st.builds(HelpShown, id=st.just("esc-000001"), level_s=seconds),
    ),
)


@cache
def validator() -> Any:
    schema = json.loads(resource("schemas", "team.schema.json").read_text(encoding="utf-8"))
    return jsonschema.Draft202012Validator(schema)


@given(frames)
def test_frames_go_there_and_back_and_are_true_to_the_schema(frame: AnyFrame) -> None:
    payload = encode_frame(frame)
    assert parse_frame(payload) == frame and len(payload) <= MAX_BYTES
    validator().validate(json.loads(payload))


@given(st.binary(max_size=300) | st.just(b"[" * 2000) | st.just(b"x" * (MAX_BYTES + 1)))
def test_any_bytes_give_a_frame_or_an_error(payload: bytes) -> None:
    try:
        parse_frame(payload)
    except RemoteError as error:
        assert error.what


def test_the_shipped_schema_is_current() -> None:
    shipped = resource("schemas", "team.schema.json").read_text(encoding="utf-8")
    assert shipped == schema_text(team_schema()), "run python -m desktop.supervision.schema team"


# ---------------------------------------------------------------- the outbox


def test_it_owes_an_ending_until_the_other_desktop_has_it() -> None:
    saved: list[str] = []
    outbox = Outbox("", saved.append)
    for who in (ANNA, BERT):
        outbox.sending(who, RAISE)
    for personal in ("Jana", "Ott", "anna", "bert", "tense", "pbx"):
        assert personal not in saved[-1]
    restarted = Outbox(saved[-1], saved.append)
    ended = Expired(id=RAISE.id)
    assert restarted.owed_to((ANNA, BERT)) == [(ANNA, ended), (BERT, ended)]
    assert restarted.owed_to((BERT, "sip:new@pbx.example")) == [(BERT, ended)]
    outbox.sending(ANNA, Resolved(id=RAISE.id))
    outbox.sending(ANNA, RAISE)  # a late repetition does not take the true ending back
    assert Outbox(saved[-1], saved.append).owed_to((ANNA,)) == [(ANNA, Resolved(id=RAISE.id))]
    outbox.arrived(ANNA, Resolved(id=RAISE.id))
    outbox.arrived(ANNA, Resolved(id=RAISE.id))
    assert Outbox(saved[-1], saved.append).owed_to((ANNA, BERT)) == [(BERT, ended)]


def test_it_owes_the_winner_an_end_that_ends_what_was_won(wire: Any) -> None:
    saved: list[str] = []
    outbox = Outbox("", saved.append)
    for message in (RAISE, Claimed(id=RAISE.id), RAISE):  # the last: the winner started again
        outbox.sending(ANNA, message)
    outbox.sending(BERT, RAISE)
    outbox.arrived(ANNA, Claimed(id=RAISE.id))
    owed = Outbox(saved[-1], saved.append).owed_to((ANNA, BERT))
    assert owed == [(ANNA, Resolved(id=RAISE.id)), (BERT, Expired(id=RAISE.id))]
    inbox = SupervisionInbox(wire, name="Anna")
    for told in (RAISE, Claimed(id=RAISE.id), owed[0][1]):
        inbox.receive("sip:jana@pbx.example", told, 0.0)
    assert [one.step for one in inbox.requests()] == [RequestStep.RESOLVED]


def test_it_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox_module, "MAX_OWED", 3)
    saved: list[str] = []
    outbox = Outbox("", saved.append)
    for number in range(9):
        outbox.sending(ANNA, Cancel(id=f"esc-{number:06d}"))
    owed = Outbox(saved[-1], saved.append).owed_to((ANNA,))
    assert [message.id for _, message in owed] == ["esc-000006", "esc-000007", "esc-000008"]


@pytest.mark.parametrize(
    "kept", ["{", "[]", '{"owed":3}', '{"owed":[["a"]]}', '{"owed":[["a","b","sing"]]}', "\x00"]
)
def test_what_cannot_be_read_is_as_good_as_nothing(kept: str) -> None:
    assert Outbox(kept, lambda text: None).owed_to((ANNA,)) == []


def test_its_file_is_written_whole_and_for_its_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "data" / "outbox.json"
    assert read_outbox(file) == ""
    for text in ("one", "two"):
        write_outbox(file, text)
    assert read_outbox(file) == "two" and file.stat().st_mode & 0o077 == 0
    assert [one.name for one in file.parent.iterdir()] == ["outbox.json"]
    write_outbox(file / "no folder.json", "three")  # logged, no exception
    file.write_bytes(b"\xff\xfe")
    assert read_outbox(file) == ""


# ---------------------------------------------------------------- the broker's address


def test_where_a_broker_is() -> None:
    assert parse_broker("mqtts://mq.example", "ca.pem") == Broker(
        "mq.example", 8883, True, "ca.pem"
    )
    assert parse_broker("mqtts://mq.example:8884/").port == 8884
    assert parse_broker("mqtt://127.0.0.1:1999") == Broker("127.0.0.1", 1999, False)
    assert parse_broker("mqtt://[::1]").host == "::1"


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("mqtt://mq.example", "on this machine only"),
        ("mqtts://anna:secret@mq.example", "keyring"),
        ("https://mq.example", "not like"),
        ("mqtts://mq.example/path", "not like"),
        ("mqtts://mq.example:port", "cannot be read"),
        ("mqtts://", "not like"),
        ("mq.example", "not like"),
    ],
)
def test_what_is_no_broker_is_said(url: str, words: str) -> None:
    with pytest.raises(LocalError, match=words) as raised:
        parse_broker(url)
    assert "secret" not in str(raised.value)
