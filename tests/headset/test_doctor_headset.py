"""What the doctor says of headsets, one of each kind."""

import pytest
from real_headsets import APPLE_REMOTE, BLACKWIRE_3220

from desktop.compositions.doctor_headset import UDEV_RULE, examine_headsets
from desktop.compositions.findings import Finding, Verdict
from desktop.headset.devices import Device, Plugged, Refusal, Refused
from desktop.settings.sound import Sound
from resources import resource

pytestmark = pytest.mark.unit


class OneHeadset:
    """A port with one device, which cannot be opened or says what it is."""

    def __init__(self, descriptor: bytes = b"", refused: Refused | None = None) -> None:
        self._descriptor = descriptor
        self._refused = refused
        self.closed = False

    def plugged(self) -> tuple[Plugged, ...]:
        return (Plugged(b"/dev/hidraw3", "Blackwire"),)

    def open(self, plugged: Plugged) -> Device:
        if self._refused is not None:
            raise self._refused
        return self

    def describe(self) -> bytes:
        return self._descriptor

    def read(self, within_s: float) -> bytes:
        raise AssertionError("the doctor presses no buttons")

    def write(self, report: bytes) -> bool:
        raise AssertionError("the doctor lights nothing")

    def close(self) -> None:
        self.closed = True


class NoHeadset(OneHeadset):
    def plugged(self) -> tuple[Plugged, ...]:
        return ()


def only(hid: OneHeadset, sound: Sound | None = None) -> Finding:
    (finding,) = examine_headsets(hid, sound or Sound())
    return finding


def test_a_headset_is_named_with_what_it_has() -> None:
    hid = OneHeadset(BLACKWIRE_3220)
    what = "Blackwire: buttons answer and hang up, mute, hold; lights ring, in a call, mute"
    assert only(hid) == Finding("headset", Verdict.OK, what)
    assert hid.closed


def test_none_and_off_are_no_trouble() -> None:
    assert only(NoHeadset()).verdict is Verdict.OK
    assert "off" in only(OneHeadset(BLACKWIRE_3220), Sound(headset_buttons=False)).what
    assert only(OneHeadset(APPLE_REMOTE)).verdict is Verdict.OK


def test_a_missing_right_names_the_rule_that_ships() -> None:
    finding = only(OneHeadset(refused=Refused(Refusal.DENIED, "/dev/hidraw3")))
    assert finding.verdict is Verdict.MISSING
    assert "/dev/hidraw3" in finding.what
    rule = resource("udev", UDEV_RULE)
    assert str(rule) in finding.action
    assert rule.name < "73-seat-late.rules", "later rules are not seen by systemd"
    assert 'TAG+="uaccess"' in rule.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "hid",
    [
        OneHeadset(refused=Refused(Refusal.TAKEN, "open failed")),
        OneHeadset(refused=Refused(Refusal.UNREADABLE, "read error")),
        OneHeadset(b"\x05"),
    ],
)
def test_what_cannot_be_used_says_what_to_do(hid: OneHeadset) -> None:
    finding = only(hid)
    assert finding.verdict is Verdict.MISSING
    assert "Blackwire" in finding.what
    assert finding.action
