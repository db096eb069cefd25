"""Each feature against telephones of other families; the README's table is filled from here."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from baresip import Baresip
from endpoints import Endpoint, listen, quiet_config, spectrum_db, write_tone

from audio.ring import RingReader
from desktop.telephony.call import CallState, TransferStep
from desktop.telephony.engine import messages as m

pytestmark = pytest.mark.sip


@pytest.fixture
def desk(folder: Path) -> Iterator[Endpoint]:
    wav = write_tone(folder / "desk.wav", 440.0, 30)
    with Endpoint(folder / "bare-desk", quiet_config("desk", wav=wav)) as endpoint:
        yield endpoint


def test_baresip_calls_and_its_tone_is_heard(folder: Path, desk: Endpoint) -> None:
    with Baresip(folder / "caller") as bare:
        bare.do("dial", desk.address)
        call_id = desk.incoming()
        desk.send(m.Answer(call_id))
        bare.wait("CALL_ESTABLISHED")
        desk.wait_confirmed(call_id)
        reader = RingReader(desk.open_tap(call_id).ring)
        frames = listen(reader, 1.2)[25:]
        reader.close()
        assert spectrum_db(frames, 1000.0) > -30.0
        bare.do("hangup")
        assert desk.wait_ended(call_id).end_code == 200


def test_hold_tones_and_hanging_up_with_baresip(folder: Path, desk: Endpoint) -> None:
    with Baresip(folder / "callee") as bare:
        call_id = desk.dial(bare.address)
        desk.wait_confirmed(call_id)
        bare.wait("CALL_ESTABLISHED")
        desk.send(m.SetHold(call_id, True))
        desk.wait_call(lambda one: one.local_hold)
        after = desk.mark()
        desk.send(m.SetHold(call_id, False))
        desk.wait_call(lambda one: not one.local_hold, after=after)
        # it speaks again, so it listens again: a tone sent before would be lost there
        now = desk.wait(m.StreamStats, after=desk.mark())
        desk.wait(m.StreamStats, lambda one: one.rtp_received > now.rtp_received + 40)
        desk.send(m.SendDtmf(call_id, "5"))
        assert bare.wait("CALL_DTMF_START")["param"] == "5"
        desk.send(m.HangUp(call_id))
        bare.wait("CALL_CLOSED")


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [("srtp-mand", "mandatory"), ("srtp", "optional"), ("srtp-mand", "optional")],
)
def test_srtp_with_baresip(folder: Path, theirs: str, ours: str) -> None:
    name = f"{theirs}-{ours}"
    with (
        Baresip(folder / f"b-{name}", account=f";mediaenc={theirs}") as bare,
        Endpoint(folder / f"e-{name}", quiet_config("safe", srtp=ours, auto_answer=True)) as desk,
    ):
        bare.do("dial", desk.address)
        call_id = desk.incoming()
        desk.wait_call(lambda one: one.call_id == call_id and one.encrypted)
        desk.wait(m.StreamStats, lambda one: one.rtp_received > 20)
        desk.send(m.HangUp(call_id))
        bare.wait("CALL_CLOSED")


def test_baresip_is_transferred_blindly(folder: Path, desk: Endpoint) -> None:
    with (
        Baresip(folder / "transferee") as bare,
        Endpoint(folder / "bare-target", quiet_config("target")) as target,
    ):
        call_id = desk.dial(bare.address)
        desk.wait_confirmed(call_id)
        desk.send(m.Transfer(call_id, target.address))
        incoming = target.incoming()
        target.send(m.Answer(incoming))
        ended = desk.wait_ended(call_id)
        assert ended.transfer is TransferStep.DONE
        target.wait_confirmed(incoming)
        target.wait(m.StreamStats, lambda one: one.rtp_received > 20)


def test_baresip_transfers_us(folder: Path, desk: Endpoint) -> None:
    with (
        Baresip(folder / "transferor") as bare,
        Endpoint(folder / "bare-next", quiet_config("next")) as following,
    ):
        bare.do("dial", desk.address)
        call_id = desk.incoming()
        desk.send(m.Answer(call_id))
        bare.wait("CALL_ESTABLISHED")
        bare.do("transfer", following.address)
        incoming = following.incoming()
        following.send(m.Answer(incoming))
        successor = desk.wait_call(
            lambda one: one.call_id != call_id and one.state is CallState.CONFIRMED
        )
        assert successor.peer_uri.startswith("sip:next@")
        desk.wait_ended(call_id)
