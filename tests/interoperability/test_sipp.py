"""Message by message: SIPp calls us and is called, and each scenario has to come out."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from endpoints import Endpoint, quiet_config
from interoperability_table import Feature, Peer
from kamailio import registered
from sipp import Sipp, answer, expect, pause, request, sdp

from desktop.telephony.call import CallState, TransferStep
from desktop.telephony.engine import messages as m

pytestmark = pytest.mark.sip

OFFER = request("INVITE", 1, sdp())
UP = (OFFER, expect("100", optional=True), expect("180"), expect("200"), request("ACK", 1))
ANSWERED = (expect("INVITE"), answer("180 Ringing"), answer("200 OK", sdp()), expect("ACK"))
THEY_LEAVE = (expect("BYE"), answer("200 OK", tag=False))


LARGEST = (
    "The library keeps 4000 bytes of a message, and of a larger one not the end, where its sound "
    "is: such an INVITE is refused with 513 before it rings; over TCP and TLS the library does not "
    "answer."
)


def cell(*features: Feature, limit: str = "") -> pytest.MarkDecorator:
    return pytest.mark.cell(*features, peer=Peer.SIPP, limit=limit)


def we_leave(cseq: int, *, callee: bool = False) -> tuple[str, str]:
    return request("BYE", cseq, callee=callee), expect("200")


@pytest.fixture(scope="module")
def desk(folder: Path) -> Iterator[Endpoint]:
    with Endpoint(folder / "desk", quiet_config("desk", dtmf="info")) as endpoint:
        yield endpoint


@pytest.fixture
def called(desk: Endpoint, folder: Path, request: pytest.FixtureRequest) -> "Called":
    return Called(desk, folder, request.node.name.replace("[", "-").strip("]"))


class Called:
    """Runs scenarios against the desk."""

    def __init__(self, desk: Endpoint, folder: Path, name: str) -> None:
        self.desk = desk
        self._folder = folder
        self._name = name

    def by(self, *steps: str, options: str = "") -> Sipp:
        """SIPp calls."""
        to = f"127.0.0.1:{self.desk.port}"
        return Sipp(self._folder, self._name, *steps, to=to, options=options)

    def calls(self, *steps: str) -> Sipp:
        """SIPp is called."""
        return Sipp(self._folder, self._name, *steps)

    def answer(self, *, after: int) -> str:
        call_id = self.desk.incoming(after=after)
        self.desk.send(m.Answer(call_id))
        self.desk.wait_confirmed(call_id)
        return call_id


CHALLENGE = (
    'WWW-Authenticate: Digest realm="sipp", nonce="47ebe028cda119c35d4877b383027d28", qop="auth"\n'
)


@cell(Feature.REGISTER)
def test_register(folder: Path) -> None:
    steps = (
        expect("REGISTER"),
        answer("401 Unauthorized", extra=CHALLENGE),
        expect("REGISTER", has="response=.[0-9a-f]{32}"),
        answer("200 OK", extra="Expires: 300\n"),
    )
    with Sipp(folder, "registrar", *steps) as registrar:
        config = quiet_config("desk", registrar=f"127.0.0.1:{registrar.port}", password="secret")
        with Endpoint(folder / "registered", config) as phone:
            assert registered(phone).code == 200


@cell(Feature.CALL_IN)
def test_sipp_calls_and_we_answer(called: Called) -> None:
    after = called.desk.mark()
    with called.by(*UP, pause(300), *we_leave(2)):
        call_id = called.answer(after=after)
        assert called.desk.wait_ended(call_id).end_code == 200


@cell(Feature.CALL_OUT)
def test_we_call_and_sipp_hangs_up(called: Called) -> None:
    with called.calls(*ANSWERED, pause(300), *we_leave(1, callee=True)) as sipp:
        call_id = called.desk.dial(sipp.address)
        assert called.desk.wait_confirmed(call_id).codec == "PCMA/8000"
        assert called.desk.wait_ended(call_id).end_code == 200


@cell(Feature.WE_DECLINE)
def test_we_decline(called: Called) -> None:
    after = called.desk.mark()
    steps = (OFFER, expect("100", optional=True), expect("180"), expect("486"), request("ACK", 1))
    with called.by(*steps):
        called.desk.send(m.Decline(called.desk.incoming(after=after)))


@cell(Feature.WE_ARE_BUSY)
def test_we_are_busy(called: Called) -> None:
    called.desk.turn_away(486)
    with called.by(OFFER, expect("100", optional=True), expect("486"), request("ACK", 1)):
        pass
    called.desk.turn_away(0)


@cell(Feature.THEY_DECLINE)
@pytest.mark.parametrize("status", ["486 Busy Here", "603 Decline", "404 Not Found"])
def test_they_decline(called: Called, status: str) -> None:
    with called.calls(expect("INVITE"), answer(status), expect("ACK")) as sipp:
        assert called.desk.wait_ended(called.desk.dial(sipp.address)).end_code == int(status[:3])


@cell(Feature.WE_HOLD, Feature.REINVITE)
def test_we_hold_and_resume(called: Called) -> None:
    steps = (
        *ANSWERED,
        expect("INVITE", has="a=sendonly"),
        answer("200 OK", sdp("recvonly"), tag=False),
        expect("ACK"),
        expect("INVITE", has="a=sendrecv"),
        answer("200 OK", sdp(), tag=False),
        expect("ACK"),
        *THEY_LEAVE,
    )
    with called.calls(*steps) as sipp:
        call_id = called.desk.dial(sipp.address)
        called.desk.wait_confirmed(call_id)
        for held in (True, False):
            after = called.desk.mark()
            called.desk.send(m.SetHold(call_id, held))
            # these come once a second: by then the other side has answered
            called.desk.wait(m.StreamStats, lambda one: one.call_id == call_id, after=after)
        called.desk.wait_call(lambda one: not one.local_hold, after=after)
        called.desk.send(m.HangUp(call_id))


@cell(Feature.THEY_HOLD, Feature.REINVITE)
def test_they_hold_and_resume(called: Called) -> None:
    after = called.desk.mark()
    steps = (
        *UP,
        pause(200),
        request("INVITE", 2, sdp("sendonly")),
        expect("100", optional=True),
        expect("200", has="a=recvonly"),
        request("ACK", 2),
        pause(200),
        request("INVITE", 3, sdp()),
        expect("100", optional=True),
        expect("200", has="a=sendrecv"),
        request("ACK", 3),
        pause(200),
        *we_leave(4),
    )
    with called.by(*steps):
        call_id = called.answer(after=after)
        called.desk.wait_call(lambda one: one.call_id == call_id and one.remote_hold)
        called.desk.wait_ended(call_id)


@cell(Feature.DTMF_INFO)
def test_tones_as_info(called: Called) -> None:
    steps = (*ANSWERED, expect("INFO", has="Signal=7"), answer("200 OK", tag=False), *THEY_LEAVE)
    with called.calls(*steps) as sipp:
        call_id = called.desk.dial(sipp.address)
        called.desk.wait_confirmed(call_id)
        called.desk.send(m.SendDtmf(call_id, "7"))
        called.desk.wait(m.StreamStats, lambda one: one.call_id == call_id and one.duration_s > 0.9)
        called.desk.send(m.HangUp(call_id))


@cell(Feature.EARLY_MEDIA)
def test_early_media(called: Called) -> None:
    steps = (
        expect("INVITE"),
        answer("183 Session Progress", sdp()).replace(' retrans="500"', ""),
        pause(500),
        answer("200 OK", sdp()),
        expect("ACK"),
        *THEY_LEAVE,
    )
    with called.calls(*steps) as sipp:
        call_id = called.desk.dial(sipp.address)
        early = called.desk.wait_call(lambda one: one.call_id == call_id and one.codec != "")
        assert early.state is CallState.EARLY
        called.desk.wait_confirmed(call_id)
        called.desk.send(m.HangUp(call_id))


@cell(Feature.SESSION_TIMER)
def test_a_session_is_refreshed(called: Called) -> None:
    """By them: PJSIP takes nothing below 90 s (RFC 4028 §4), so ours would come after 45 s."""
    after = called.desk.mark()
    timer = "Supported: timer\nSession-Expires: 90;refresher=uac\n"
    steps = (
        request("INVITE", 1, sdp(), extra=timer),
        expect("100", optional=True),
        expect("180"),
        expect("200", has="Session-Expires: 90;refresher=uac"),
        request("ACK", 1),
        pause(200),
        request("UPDATE", 2, extra=timer),
        expect("200", has="Session-Expires: 90;refresher=uac"),
        *we_leave(3),
    )
    with called.by(*steps):
        called.desk.wait_ended(called.answer(after=after))


@cell(Feature.SESSION_TIMER)
def test_a_session_that_would_be_too_short(called: Called) -> None:
    timer = "Supported: timer\nSession-Expires: 30;refresher=uac\n"
    short = request("INVITE", 1, sdp(), extra=timer)
    with called.by(short, expect("422", has="Min-SE: 90"), request("ACK", 1)):
        pass


@cell(Feature.MESSAGE_IN)
def test_a_text_from_them(called: Called) -> None:
    after = called.desk.mark()
    with called.by(request("MESSAGE", 1, "Bin gleich da\n"), expect("200")):
        assert called.desk.wait(m.MessageReceived, after=after).body.strip() == "Bin gleich da"


@cell(Feature.MESSAGE_OUT)
def test_a_text_to_them(called: Called) -> None:
    after = called.desk.mark()
    with called.calls(expect("MESSAGE", has="Bin gleich da"), answer("200 OK")) as sipp:
        called.desk.send(m.SendMessage("t", "desk", sipp.address, "text/plain", "Bin gleich da"))
        assert called.desk.wait(m.MessageDelivered, after=after).code == 200


@cell(Feature.WE_TRANSFER)
def test_we_transfer_them_blindly(called: Called) -> None:
    state = "Event: refer\nSubscription-State: terminated;reason=noresource\n"
    steps = (
        *ANSWERED,
        expect("REFER", has="Refer-To: [^ ]*sip:231@127.0.0.1:9"),
        answer("202 Accepted", tag=False),
        request("NOTIFY", 1, "SIP/2.0 200 OK\n", extra=state, callee=True),
        expect("200"),
        *THEY_LEAVE,
    )
    with called.calls(*steps) as sipp:
        call_id = called.desk.dial(sipp.address)
        called.desk.wait_confirmed(call_id)
        called.desk.send(m.Transfer(call_id, "sip:231@127.0.0.1:9"))
        assert called.desk.wait_ended(call_id).transfer is TransferStep.DONE


@cell(Feature.THEY_TRANSFER)
def test_they_transfer_us_blindly(called: Called, folder: Path) -> None:
    after = called.desk.mark()
    with Endpoint(folder / "next", quiet_config("next", auto_answer=True)) as following:
        steps = (
            *UP,
            pause(200),
            request("REFER", 2, extra=f"Refer-To: <{following.address}>\n"),
            expect("202"),
            expect("NOTIFY", has="100 "),
            answer("200 OK", tag=False),
            expect("NOTIFY", optional=True, has="180 "),
            expect("NOTIFY", has="200 OK"),
            answer("200 OK", tag=False),
            *we_leave(3),
        )
        with called.by(*steps):
            call_id = called.answer(after=after)
            successor = called.desk.wait_call(
                lambda one: one.call_id != call_id and one.state is CallState.CONFIRMED, after=after
            )
            assert successor.peer_uri.startswith("sip:next@")
            called.desk.wait_ended(call_id)
        called.desk.hang_up_all()


@cell(Feature.LONG_CALL_ID)
def test_a_long_call_id(called: Called) -> None:
    after = called.desk.mark()
    with called.by(*UP, pause(200), *we_leave(2), options=f"-cid_str {'x' * 190}%u-%p@%s"):
        called.desk.wait_ended(called.answer(after=after))


@cell(Feature.LARGE_INVITE, limit=LARGEST)
def test_a_large_invite(called: Called) -> None:
    after = called.desk.mark()
    extra = "".join(f"X-Long-{number}: {'y' * 150}\n" for number in range(50))
    large = request("INVITE", 1, sdp(), extra=extra)
    with called.by(large, expect("100", optional=True), expect("513"), request("ACK", 1)):
        pass
    assert not [one for one in called.desk.events[after:] if isinstance(one, m.CallChanged)]
