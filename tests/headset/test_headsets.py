"""The thread of headsets, on a library that has no device behind it but every fault in front.

What is above the library, the door to it included, is real.
"""

import os
import queue
from collections.abc import Iterator
from pathlib import Path

import pytest
from hid_library import Library, Plug, dark, lit
from real_headsets import ANKER_POWERCONF, APPLE_REMOTE, BLACKWIRE_3220

from desktop.clock import ManualClock
from desktop.headset import devices
from desktop.headset.buttons import Action, Phone
from desktop.headset.devices import Refusal, SystemHid
from desktop.headset.headsets import (
    LOOK_S,
    Event,
    Found,
    Headsets,
    Lost,
    Pressed,
    Unusable,
)

pytestmark = pytest.mark.unit

WITHIN_S = 10.0
RINGING = Phone(ringing=True, call_id="a")
TALKING = Phone(off_hook=True, call_id="a")


class Desk:
    def __init__(self, library: Library) -> None:
        self.library = library
        self.clock = ManualClock(100.0)
        self.events: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self.headsets = Headsets(SystemHid(), self.clock, self.events.put)
        self.phone = Phone()

    def follow(self, phone: Phone) -> None:
        self.phone = phone
        self.headsets.follow(phone)

    def event(self) -> Event:
        return self.events.get(timeout=WITHIN_S)

    def silent(self) -> bool:
        """Nothing was said until the devices have been looked at once more."""
        self.look()
        return self.events.empty()

    def look(self) -> None:
        """Have the thread look for devices, and wait until it has done so once at least."""
        for _ in range(2):
            while self.library.looked.acquire(blocking=False):
                pass
            self.clock.advance(LOOK_S)
            self.follow(self.phone)  # wakes it: the clock does not
            assert self.library.looked.acquire(timeout=WITHIN_S)


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> Library:
    fake = Library()
    monkeypatch.setattr(devices, "library", fake)
    return fake


@pytest.fixture
def desk(library: Library) -> Iterator[Desk]:
    desk = Desk(library)
    yield desk
    desk.headsets.stop()
    assert not any(plug.open for plug in library.plugs)


def test_a_call_from_the_first_ring_to_the_end(desk: Desk, library: Library) -> None:
    plug = Plug(b"1", BLACKWIRE_3220)
    library.plugs.append(plug)
    desk.headsets.start()
    assert desk.event() == Found("Blackwire")
    dark(plug)
    desk.follow(RINGING)
    assert lit(plug) == b"\x18\x01"
    plug.reports.put(b"\x08\x02")
    assert desk.event() == Pressed(Action.ANSWER)
    desk.follow(TALKING)
    assert {lit(plug), lit(plug)} == {b"\x17\x01", b"\x18\x00"}
    plug.reports.put(b"\x08\x03")
    plug.reports.put(b"\x08\x02")
    assert desk.event() == Pressed(Action.MUTE)
    desk.follow(Phone(off_hook=True, muted=True, call_id="a"))
    assert lit(plug) == b"\x09\x01"
    plug.reports.put(b"\x08\x00")
    assert desk.event() == Pressed(Action.HANG_UP)
    desk.follow(Phone())
    assert {lit(plug), lit(plug)} == {b"\x09\x00", b"\x17\x00"}
    assert library.threads == {"headsets"}, "one thread has the library"


def test_a_press_in_vain_is_answered_with_all_lights(desk: Desk, library: Library) -> None:
    plug = Plug(b"1", BLACKWIRE_3220)
    library.plugs.append(plug)
    desk.headsets.start()
    desk.event()
    dark(plug)
    plug.reports.put(b"\x08\x02")
    dark(plug)
    assert desk.silent()


def test_one_that_is_plugged_in_during_a_call_knows_of_it(desk: Desk, library: Library) -> None:
    desk.follow(TALKING)
    desk.headsets.start()
    desk.look()
    plug = Plug(b"1", ANKER_POWERCONF, name="PowerConf")
    library.plugs.append(plug)
    desk.look()
    assert desk.event() == Found("PowerConf")
    assert lit(plug) == b"\x02\x01\x00"


def test_one_that_is_pulled_out_is_lost_and_found_again(desk: Desk, library: Library) -> None:
    plug = Plug(b"1", BLACKWIRE_3220)
    library.plugs.append(plug)
    desk.headsets.start()
    assert desk.event() == Found("Blackwire")
    desk.follow(TALKING)
    library.plugs.remove(plug)
    plug.reports.put(None)
    assert desk.event() == Lost("Blackwire")
    assert not plug.open
    again = Plug(b"2", BLACKWIRE_3220)
    library.plugs.append(again)
    desk.look()
    assert desk.event() == Found("Blackwire")
    assert {lit(again) for _ in range(4)} == {b"\x09\0", b"\x17\x01", b"\x18\0", b"\x20\0"}


def test_one_that_leaves_without_a_word_is_missed_at_the_next_look(
    desk: Desk, library: Library
) -> None:
    plug = Plug(b"1", BLACKWIRE_3220)
    library.plugs.append(plug)
    desk.headsets.start()
    desk.event()
    library.plugs.remove(plug)
    desk.look()
    assert desk.event() == Lost("Blackwire")


def test_two_headsets_are_both_heard_and_lit(desk: Desk, library: Library) -> None:
    first, second = Plug(b"1", BLACKWIRE_3220), Plug(b"2", ANKER_POWERCONF, name="PowerConf")
    library.plugs += [first, second]
    desk.headsets.start()
    assert {desk.event(), desk.event()} == {Found("Blackwire"), Found("PowerConf")}
    dark(first)
    assert lit(second) == b"\x02\x00\x00"
    desk.follow(RINGING)
    assert lit(first) == b"\x18\x01"
    assert lit(second) == b"\x02\x24\x00"
    first.reports.put(None)
    library.plugs.remove(first)
    assert desk.event() == Lost("Blackwire")
    second.reports.put(b"\x02\x01\x00")
    assert desk.event() == Pressed(Action.ANSWER)


def test_one_that_another_program_has_is_named_once_and_taken_when_it_is_free(
    desk: Desk, library: Library
) -> None:
    plug = Plug(os.fsencode(Path(__file__)), BLACKWIRE_3220, exclusive=True)
    library.plugs.append(plug)
    desk.headsets.start()
    assert desk.event() == Unusable("Blackwire", Refusal.TAKEN, "open failed")
    assert desk.silent()
    plug.exclusive = False
    desk.look()
    assert desk.event() == Found("Blackwire")


@pytest.mark.skipif(os.name != "posix", reason="rights of files")
def test_one_that_may_not_be_opened_names_the_file(
    desk: Desk, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(devices.sys, "platform", "linux")
    plug = Plug(b"/dev/hidraw-that-is-not-there", BLACKWIRE_3220, exclusive=True)
    library.plugs.append(plug)
    desk.headsets.start()
    assert desk.event() == Unusable("Blackwire", Refusal.DENIED, "/dev/hidraw-that-is-not-there")
    assert desk.silent()
    plug.exclusive = False  # the rule is installed
    desk.look()
    assert desk.event() == Found("Blackwire")


@pytest.mark.parametrize(
    ("descriptor", "detail"), [(b"\x05", "middle of an item"), (b"", "read error")]
)
def test_one_that_cannot_be_understood_is_named_once_and_closed(
    desk: Desk, library: Library, descriptor: bytes, detail: str
) -> None:
    plug = Plug(b"1", descriptor)
    library.plugs.append(plug)
    desk.headsets.start()
    said = desk.event()
    assert isinstance(said, Unusable) and said.why is Refusal.UNREADABLE and detail in said.detail
    assert desk.silent()
    assert not plug.open


def test_what_has_no_telephone_in_it_is_left_alone(desk: Desk, library: Library) -> None:
    library.plugs += [Plug(b"1", APPLE_REMOTE), Plug(b"2", bytes.fromhex("05 0b 09 05 a1 01 c0"))]
    desk.headsets.start()
    assert desk.silent()
    assert not any(plug.open for plug in library.plugs)


def test_one_that_promises_lights_it_has_not_keeps_its_buttons(
    desk: Desk, library: Library
) -> None:
    plug = Plug(b"1", BLACKWIRE_3220, deaf=True)
    library.plugs.append(plug)
    desk.headsets.start()
    assert desk.event() == Found("Blackwire")
    desk.follow(RINGING)
    desk.look()
    plug.reports.put(b"\x08\x02")
    assert desk.event() == Pressed(Action.ANSWER)
    plug.deaf = False
    desk.follow(TALKING)
    assert {lit(plug) for _ in range(4)} == {b"\x09\0", b"\x17\x01", b"\x18\0", b"\x20\0"}


def test_a_headset_without_a_name_is_called_by_its_numbers(desk: Desk, library: Library) -> None:
    library.plugs.append(Plug(b"1", BLACKWIRE_3220, name="\x00\n"))
    desk.headsets.start()
    assert desk.event() == Found("047f:c056")


def test_the_end_puts_the_lights_out(desk: Desk, library: Library) -> None:
    plug = Plug(b"1", BLACKWIRE_3220)
    library.plugs.append(plug)
    desk.headsets.start()
    desk.event()
    dark(plug)
    desk.follow(RINGING)
    assert lit(plug) == b"\x18\x01"
    desk.headsets.stop()
    assert lit(plug) == b"\x18\x00"


def test_what_hidapi_says_of_this_computer_can_be_read() -> None:
    """The library itself: there may be headsets here or none."""
    assert all(one.path and one.name for one in SystemHid().plugged())
