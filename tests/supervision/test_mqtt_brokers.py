"""A team on real brokers: Mosquitto with the shipped configuration and rules, and amqtt."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from brokers import PASSWORD, Amqtt, Mosquitto, certificate, has_mosquitto
from msgspec import Raw
from team import ANNA, BERT, JANA, Member, Team

from desktop.supervision.desk import SupervisionDesk
from desktop.supervision.escalation import Standing
from desktop.supervision.help_state import HelpStep
from desktop.supervision.inbox import SupervisionInbox
from desktop.supervision.messages import Claim, Note
from desktop.supervision.mqtt.connection import Broker, LineState
from desktop.supervision.mqtt.outbox import Outbox
from desktop.supervision.mqtt.packets import MAX_BYTES, Packet, encode_frame, raw
from desktop.supervision.mqtt.topics import Role, Topics
from desktop.supervision.received import RequestStep
from desktop.telephony.monitoring import MonitorMode

pytestmark = [
    pytest.mark.process,
    pytest.mark.skipif(not has_mosquitto(), reason="mosquitto is not installed"),
]

ACCOUNTS = tuple(f"{name}@pbx.example" for name in ("anna", "bert", "jana", "eve"))
EVE = "sip:eve@pbx.example"
CALL = "call-1"


@pytest.fixture
def mosquitto(tmp_path: Path) -> Iterator[Mosquitto]:
    broker = Mosquitto(tmp_path, ACCOUNTS)
    broker.start()
    yield broker
    broker.kill()


@pytest.fixture(params=["mosquitto", "amqtt"])
def broker(request: Any, tmp_path: Path) -> Iterator[Mosquitto | Amqtt]:
    one = Mosquitto(tmp_path, ACCOUNTS) if request.param == "mosquitto" else Amqtt()
    one.start()
    yield one
    one.kill()


@pytest.fixture
def team(mosquitto: Mosquitto) -> Iterator[Team]:
    team = Team(mosquitto.broker, PASSWORD)
    yield team
    team.close()


def raise_help(team: Team, desk: SupervisionDesk, call_id: str = CALL) -> str:
    return desk.raise_help(call_id, call_s=62.0, reading=None, now_s=team.clock.now_s())


def step(team: Team, desk: SupervisionDesk, call_id: str = CALL) -> HelpStep:
    return desk.state(call_id, team.clock.now_s()).step


def shows(inbox: SupervisionInbox, eid: str, what: RequestStep = RequestStep.OPEN) -> bool:
    request = inbox.find(eid)
    return request is not None and request.step is what


# ---------------------------------------------------------------- the ordinary day


def test_from_the_click_to_the_end(broker: Mosquitto | Amqtt) -> None:
    team = Team(broker.broker, PASSWORD)
    try:
        (desk, jana), (anna, _), (bert, _) = team.desk(), team.supervisor(), team.supervisor(BERT)
        team.until(lambda: len(jana.transport.roll.all()) == 2)
        eid = raise_help(team, desk)
        team.until(lambda: shows(anna, eid) and shows(bert, eid))
        team.until(lambda: step(team, desk) is HelpStep.DELIVERED)
        anna.coming(eid, team.clock.now_s())
        team.until(lambda: shows(anna, eid, RequestStep.CLAIMED))
        team.until(lambda: shows(bert, eid, RequestStep.TAKEN))
        anna.write(eid, "Ich höre gleich mit", team.clock.now_s())
        team.until(lambda: bool(desk.state(CALL, team.clock.now_s()).pushed))
        desk.stands(CALL, Standing(MonitorMode.LISTEN), team.clock.now_s())
        team.until(lambda: shows(anna, eid, RequestStep.JOINED))
        anna.done(eid, team.clock.now_s())
        team.until(lambda: step(team, desk) is HelpStep.RESOLVED)
        team.until(lambda: shows(anna, eid, RequestStep.RESOLVED))
    finally:
        team.close()


@pytest.mark.timeout(300)
def test_of_two_who_claim_at_once_exactly_one_wins(team: Team) -> None:
    """Small; tests/benchmarks/team_claims.py has 1000 requests."""
    (desk, _), (anna, _), (bert, _) = team.desk(), team.supervisor(), team.supervisor(BERT)
    winners = {"anna": 0, "bert": 0}
    for round_ in range(4):
        calls = [f"call-{round_}-{number}" for number in range(50)]
        ids = [raise_help(team, desk, call_id) for call_id in calls]
        team.until(lambda ids=ids: all(shows(anna, eid) and shows(bert, eid) for eid in ids))  # type: ignore[misc]
        for number, eid in enumerate(ids):
            first, second = (anna, bert) if number % 2 else (bert, anna)
            now_s = team.clock.now_s()
            first.coming(eid, now_s)
            second.coming(eid, now_s)
        team.until(lambda ids=ids: all(_settled(anna, bert, eid) for eid in ids))  # type: ignore[misc]
        for call_id, eid in zip(calls, ids, strict=True):
            escalation = desk.escalation(eid)
            assert escalation is not None
            won = [shows(one, eid, RequestStep.CLAIMED) for one in (anna, bert)]
            assert won == [escalation.claimed_by == one for one in (ANNA, BERT)]
            assert sum(won) == 1
            winners[escalation.claimant_name] += 1
            desk.call_ended(call_id, team.clock.now_s())
    assert sum(winners.values()) == 200


def _settled(anna: SupervisionInbox, bert: SupervisionInbox, eid: str) -> bool:
    ends = {RequestStep.CLAIMED, RequestStep.TAKEN}
    requests = [one.find(eid) for one in (anna, bert)]
    return all(request is not None and request.step in ends for request in requests)


def test_what_is_said_in_a_silence_goes_out_at_once(team: Team) -> None:
    """The library's thread sleeps for a second at a time unless publishing wakes it."""
    (desk, jana), (anna, her) = team.desk(), team.supervisor()
    team.until(lambda: jana.connected and her.connected)
    began_s = team.clock.now_s()
    for number in range(10):
        eid = raise_help(team, desk, f"call-{number}")
        team.until(lambda eid=eid: shows(anna, eid))  # type: ignore[misc]
    assert team.clock.now_s() - began_s < 2.0


# ---------------------------------------------------------------- who goes away


def test_a_broker_that_is_killed_loses_nothing(team: Team, mosquitto: Mosquitto) -> None:
    (desk, jana), (anna, her) = team.desk(), team.supervisor()
    team.until(lambda: jana.connected and her.connected)
    mosquitto.kill()
    team.until(lambda: not jana.connected and not her.connected)
    eid = raise_help(team, desk)
    assert step(team, desk) is HelpStep.RAISED
    mosquitto.start()
    team.until(lambda: shows(anna, eid))
    request = anna.find(eid)
    assert request is not None and request.waiting_s(team.clock.now_s()) > 0.5  # since the click
    mosquitto.kill()
    anna.coming(eid, team.clock.now_s())
    mosquitto.start()
    team.until(lambda: step(team, desk) is HelpStep.COMING)
    team.until(lambda: shows(anna, eid, RequestStep.CLAIMED))
    assert jana.rejected == her.rejected == []


def test_restarts_and_nothing_is_lost_or_doubled(team: Team, mosquitto: Mosquitto) -> None:
    """Small; tests/benchmarks/broker_restarts.py has 10 000 events and 20 restarts."""
    member = team.join(JANA, Role.AGENT)
    got: list[str] = []

    class Listener:
        def receive(self, sender: str, message: Any, now_s: float) -> None:
            got.append(message.text)

        def delivery_ended(self, delivery: Any, now_s: float) -> None: ...
        def peer_online(self, peer: str, now_s: float) -> None: ...

    member.transport.connect(Listener())
    anna = team.join(ANNA, Role.SUPERVISOR)
    sent = []
    for restart in range(4):
        for number in range(50):
            text = f"{restart}-{number}"
            note = Note(id="esc-000001", by="Anna", text=text)
            assert anna.transport.send(JANA, note) is not None
            sent.append(text)
            if number == 25:
                team.until(lambda: len(got) > len(sent) - 40)
                mosquitto.kill()
                mosquitto.start()
        team.until(lambda: anna.connected and member.connected)
    team.until(lambda: len(got) >= len(sent))
    assert got == sent


def test_a_killed_supervisor_is_known_to_be_away_and_hears_of_it_when_back(
    team: Team, mosquitto: Mosquitto
) -> None:
    (desk, jana), (anna, her) = team.desk(), team.supervisor()
    team.until(lambda: ANNA in jana.transport.roll.all())
    _cut(her)
    team.until(lambda: not jana.transport.roll.all()[ANNA].presence.online)
    eid = raise_help(team, desk)  # Bert was never seen; Anna is known to be away
    again, _ = team.supervisor()
    team.until(lambda: shows(again, eid))
    assert not shows(anna, eid)


def test_the_agent_hears_that_who_was_coming_is_gone(team: Team, mosquitto: Mosquitto) -> None:
    (desk, _), (anna, her) = team.desk(), team.supervisor()
    eid = raise_help(team, desk)
    team.until(lambda: shows(anna, eid))
    anna.coming(eid, team.clock.now_s())
    team.until(lambda: step(team, desk) is HelpStep.COMING)
    assert not desk.state(CALL, team.clock.now_s()).away
    _cut(her)
    team.until(lambda: desk.state(CALL, team.clock.now_s()).away)
    assert step(team, desk) is HelpStep.COMING  # it stays won
    again, _ = team.supervisor()
    team.until(lambda: not desk.state(CALL, team.clock.now_s()).away)
    team.until(lambda: shows(again, eid, RequestStep.CLAIMED))


def test_a_killed_agent_leaves_nothing_on_the_screen(
    team: Team, mosquitto: Mosquitto, tmp_path: Path
) -> None:
    kept: list[str] = [""]

    def save(text: str) -> None:
        kept[0] = text

    desk, jana = team.desk(outbox=Outbox("", save))
    anna, her = team.supervisor()
    eid = raise_help(team, desk)
    team.until(lambda: shows(anna, eid))
    _cut(jana)
    team.until(lambda: not her.transport.roll.all()["sip:jana@pbx.example"].presence.online)
    assert "jana" not in kept[0] and "Jana" not in kept[0] and "anna" not in kept[0]
    team.desk(outbox=Outbox(kept[0], save))  # a new one
    team.until(lambda: shows(anna, eid, RequestStep.EXPIRED))
    team.until(lambda: kept[0].count(eid) == 1)  # still owed to Bert, who was never there


def test_a_wanted_end_is_no_death(team: Team, mosquitto: Mosquitto) -> None:
    _, jana = team.desk()
    _, anna = team.supervisor()
    team.until(lambda: "sip:jana@pbx.example" in anna.transport.roll.all())
    team.leave(jana)
    team.until(lambda: not anna.transport.roll.all()["sip:jana@pbx.example"].presence.online)


def _cut(member: Member) -> None:
    """As a desktop that is killed: the socket goes, nothing is said."""
    member.connection._client._reconnect_on_failure = False
    sock = member.connection._client.socket()
    assert sock is not None
    sock.shutdown(2)


# ---------------------------------------------------------------- who may not


@pytest.mark.parametrize("password", ["wrong", ""])
def test_a_wrong_password_is_said_and_not_tried_again(team: Team, password: str) -> None:
    _, jana = team.desk(password=password)
    team.until(lambda: bool(jana.states))
    assert jana.states[0].state is LineState.REFUSED
    jana.connection._thread.join(5.0)
    assert not jana.connection._thread.is_alive() and not jana.connected


# WORKAROUND(paho-mqtt 2.2): a socket whose handshake failed is left to the garbage collector.
@pytest.mark.filterwarnings("ignore:Exception ignored in. <ssl.SSLSocket")
def test_a_certificate_of_somebody_else_is_not_trusted(tmp_path: Path) -> None:
    broker = Mosquitto(tmp_path, ACCOUNTS, encrypted=True)
    broker.start()
    other, _ = certificate(tmp_path, "other")
    team = Team(broker.broker, PASSWORD)
    try:
        _, good = team.desk()
        team.until(lambda: good.connected)
        wrong = Broker("127.0.0.1", broker.port, True, str(other))
        _, anna = team.supervisor(broker=wrong)
        elsewhere = Broker("localhost", broker.port, True, broker.broker.ca_file)
        _, bert = team.supervisor(BERT, broker=elsewhere)  # the certificate names 127.0.0.1 only
        team.until(lambda: bool(anna.states) and bool(bert.states))
        assert {one.states[0].state for one in (anna, bert)} == {LineState.UNTRUSTED}
        assert anna.states[0].detail and not anna.connected
    finally:
        team.close()
        broker.kill()


def test_a_broker_that_lets_nobody_listen_is_said() -> None:
    broker = Amqtt(gives_nothing=True)
    broker.start()
    team = Team(broker.broker, PASSWORD)
    try:
        _, jana = team.desk()
        team.until(lambda: len(jana.states) == 2)
        assert [one.state for one in jana.states] == [LineState.CONNECTED, LineState.WITHHELD]
    finally:
        team.close()
        broker.kill()


def test_a_broker_that_is_not_there_is_said(team: Team, mosquitto: Mosquitto) -> None:
    mosquitto.kill()
    _, jana = team.desk()
    team.until(lambda: bool(jana.states))
    assert jana.states[0].state is LineState.UNREACHABLE


def _claim(eid: str, boot: str = "0123456789abcdef") -> bytes:
    claim = Claim(id=eid, by="Anna", eta_s=1.0)
    return encode_frame(Packet(boot=boot, seq=1, base=1, body=raw(claim)))


def test_a_claim_in_somebody_elses_name_is_stopped_by_the_broker(team: Team) -> None:
    (desk, jana), (anna, _) = team.desk(), team.supervisor()
    eve = team.join(EVE, Role.AGENT)
    team.until(lambda: eve.connected and jana.connected)
    eid = raise_help(team, desk)
    team.until(lambda: shows(anna, eid))
    topics = Topics("service")
    eve.connection.publish(topics.message(JANA, ANNA), _claim(eid))
    eve.connection.publish(topics.state(Role.SUPERVISOR, ANNA), b"{}", retain=True)
    # The broker keeps the order: once this has come, the others would have.
    eve.connection.publish(topics.message(JANA, EVE), _claim(eid))
    team.until(lambda: bool(jana.rejected))
    assert jana.rejected == [
        "sip:eve@pbx.example: somebody who is not a configured supervisor answered a request"
    ]
    assert step(team, desk) is not HelpStep.COMING


def test_nobody_but_supervisors_sees_the_board_or_other_peoples_messages(team: Team) -> None:
    """Eve's connection subscribes to everything; the broker gives her what is hers."""
    topics = Topics("service")
    eve = team.join(EVE, Role.AGENT)
    heard: list[str] = []
    eve.connection._on_message = lambda topic, payload, retained: heard.append(topic)
    team.until(lambda: eve.connected)
    eve.connection._client.subscribe([("beistand/#", 1)])
    (desk, _), (anna, _) = team.desk(), team.supervisor()
    eid = raise_help(team, desk)
    team.until(lambda: shows(anna, eid))
    eve.connection.publish(topics.message(EVE, EVE), b"last")
    team.until(lambda: topics.message(EVE, EVE) in heard)
    assert set(heard) <= {topics.message(EVE, EVE), topics.state(Role.SUPERVISOR, ANNA)}


def test_a_desktop_refuses_what_a_broker_without_rules_lets_through() -> None:
    broker = Amqtt()
    broker.start()
    team = Team(broker.broker, PASSWORD)
    try:
        (desk, jana), (anna, _) = team.desk(), team.supervisor()
        eve = team.join(EVE, Role.SUPERVISOR)
        team.until(lambda: eve.connected and jana.connected)
        eid = raise_help(team, desk)
        team.until(lambda: shows(anna, eid))
        eve.connection.publish(Topics("service").message(JANA, EVE), _claim(eid))
        team.until(lambda: bool(jana.rejected))
        assert "not a configured supervisor" in jana.rejected[0]
        assert step(team, desk) is not HelpStep.COMING
    finally:
        team.close()
        broker.kill()


@pytest.mark.parametrize(
    ("payload", "words"),
    [
        (b"{", "malformed"),
        (b"\xff" * 20, "malformed"),
        (b'{"v":9,"frame":"packet"}', "version 9"),
        (b"[" * 2000, "malformed"),
        (b"x" * (MAX_BYTES + 1), f"{MAX_BYTES + 1} bytes"),
        (b'{"v":1,"frame":"ack","boot":"no","seq":1}', "malformed"),
    ],
)
def test_malformed_and_oversized_messages_are_refused_and_nothing_else_suffers(
    team: Team, payload: bytes, words: str
) -> None:
    (desk, jana), (anna, her) = team.desk(), team.supervisor()
    team.until(lambda: jana.connected and her.connected)
    her.connection.publish(Topics("service").message(JANA, ANNA), payload)
    team.until(lambda: bool(jana.rejected))
    assert words in jana.rejected[0]
    eid = raise_help(team, desk)
    team.until(lambda: shows(anna, eid))


def test_what_is_far_too_large_is_stopped_by_the_broker(team: Team) -> None:
    (desk, jana), (anna, her) = team.desk(), team.supervisor()
    team.until(lambda: jana.connected and her.connected)
    her.connection.publish(Topics("service").message(JANA, ANNA), b"x" * 5000)
    eid = raise_help(team, desk)
    team.until(lambda: shows(anna, eid))
    assert jana.rejected == []


def test_an_unknown_message_holds_up_no_other(team: Team) -> None:
    (desk, jana), (_, her) = team.desk(), team.supervisor()
    team.until(lambda: jana.connected and her.connected)
    eid = raise_help(team, desk)
    topic = Topics("service").message(JANA, ANNA)
    strange = Packet(boot="0123456789abcdef", seq=1, base=1, body=Raw(b'{"v":1,"kind":"sing"}'))
    claim = Packet(
        boot="0123456789abcdef",
        seq=2,
        base=1,
        body=raw(Claim(id=eid, by="Anna", eta_s=1.0)),
    )
    for packet in (strange, claim):
        her.connection.publish(topic, encode_frame(packet))
    team.until(lambda: step(team, desk) is HelpStep.COMING)
    assert len(jana.rejected) == 1
