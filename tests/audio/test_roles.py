"""One device per role: the first of an order that works, whatever comes and goes."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ClassVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from audio.devices import DEFAULT, NULL, DeviceProblem, DeviceStream
from audio.roles import LONE_STALL_S, RETRY_S, STALL_S, START_S, Opened, Role, Roles

pytestmark = pytest.mark.unit

MICROPHONE = Role.MICROPHONE


class FakeStream(DeviceStream):
    """A stream without PortAudio, on a clock of its own."""

    def __init__(self, name: str, now_s: float, on_lost: Callable[[DeviceStream], None]) -> None:
        super().__init__(name, on_lost)
        self._opened_at_s = now_s
        self.open = True

    def close(self) -> None:
        super().close()
        self.open = False


@dataclass
class Machine:
    """A computer with devices that can be plugged in, and run or hang."""

    plugged: set[str] = field(default_factory=set)
    hanging: set[str] = field(default_factory=set)
    now_s: float = 100.0
    closing_s: float = 0.5
    """What a driver takes to let go of a device that is gone."""
    streams: list[FakeStream] = field(default_factory=list)
    leaving: list[tuple[float, DeviceStream]] = field(default_factory=list)
    used: str = ""
    listings: int = 0
    default: str = ""
    """The system's choice."""
    known: frozenset[str] = frozenset()
    """What the last listing found: only that can be opened."""
    known_default: str = ""
    """The system's choice at the last listing: only that is opened as such."""

    def __post_init__(self) -> None:
        self.known, self.known_default = frozenset(self.plugged), self.default
        self.roles = Roles(
            {MICROPHONE: self._open},
            on_lost=lambda stream: None,
            discard=lambda stream: self.leaving.append((self.now_s + self.closing_s, stream)),
            plugged=lambda: frozenset(self.plugged),
            default_devices=lambda: self.default,
            look_again=self._list,
        )

    def _list(self) -> None:
        assert not any(stream.open for stream in self.streams), "listing ends every stream"
        self.listings += 1
        self.known, self.known_default = frozenset(self.plugged), self.default

    def _open(self, name: str, on_lost: Callable[[DeviceStream], None]) -> Opened:
        if name == DEFAULT:
            name = self.known_default
        if name not in self.known & self.plugged:
            raise DeviceProblem("no-device", f"no {name}")
        stream = FakeStream(name, self.now_s, on_lost)
        self.streams.append(stream)

        def use() -> None:
            self.used = name

        return Opened(stream, use)

    def want(self, *order: str) -> None:
        self.roles.want(MICROPHONE, order, self.now_s)

    def run(self, duration_s: float) -> None:
        """Time passes: frames come, and somebody looks every 0.2 s."""
        end_s = self.now_s + duration_s
        while self.now_s < end_s:
            self.now_s += 0.2
            for due_s, stream in [one for one in self.leaving if one[0] <= self.now_s]:
                self.leaving.remove((due_s, stream))
                stream.close()
                self.roles.closed(stream)
            for stream in self.streams:
                if stream.open and stream.name in self.plugged - self.hanging:
                    stream.frame_at_s = self.now_s
            self.roles.check(self.now_s)

    def pull(self, name: str) -> None:
        self.plugged.discard(name)
        for stream in [one for one in self.streams if one.open and one.name == name]:
            self.roles.lost(stream, self.now_s)

    @property
    def device(self) -> str:
        return self.roles.in_use[MICROPHONE].device


def test_the_first_that_works_is_used() -> None:
    machine = Machine({"desk", "laptop"})
    machine.want("headset", "desk", "laptop")
    in_use = machine.roles.in_use[MICROPHONE]
    assert (in_use.device, in_use.wanted, in_use.problem) == ("desk", "headset", "")


def test_pulled_out_the_next_takes_over_at_once_and_plugged_in_the_first_comes_back() -> None:
    machine = Machine({"headset", "desk"})
    machine.want("headset", "desk")
    machine.pull("headset")
    assert (machine.device, machine.used) == ("desk", "desk")
    machine.plugged.add("headset")
    machine.run(RETRY_S + 1)
    assert (machine.device, machine.used) == ("headset", "headset")
    assert [one.name for one in machine.streams if one.open] == ["headset"]


def test_nothing_is_interrupted_until_the_better_device_runs() -> None:
    machine = Machine({"desk"})
    machine.want("headset", "desk")
    machine.hanging.add("headset")
    machine.plugged.add("headset")
    machine.run(START_S - 0.6)
    assert machine.used == "desk"
    machine.hanging.clear()
    machine.run(0.4)
    assert machine.used == "headset"


def test_a_device_that_opens_and_never_runs_is_not_taken_again_and_again() -> None:
    machine = Machine({"headset", "desk"}, hanging={"headset"})
    machine.want("headset", "desk")
    machine.run(START_S + STALL_S + 0.4)
    assert machine.used == "desk"
    machine.used = ""
    machine.run(30.0)
    assert (machine.device, machine.used) == ("desk", "")


def test_one_that_hangs_keeps_nobody_else_from_coming_back() -> None:
    machine = Machine({"desk"}, hanging={"laptop"})
    machine.want("laptop", "desk", "headset")
    machine.pull("desk")
    machine.plugged |= {"laptop", "desk", "headset"}
    machine.run(3 * (START_S + STALL_S) + 3 * RETRY_S)
    assert machine.device == "desk"


def test_frames_that_stop_are_a_device_that_is_gone() -> None:
    machine = Machine({"headset", "desk"})
    machine.want("headset", "desk")
    machine.run(START_S + 1)
    machine.hanging.add("headset")
    machine.run(STALL_S + 0.2)
    assert machine.used == "desk"


def test_with_nothing_to_fall_to_a_stall_is_waited_for_longer() -> None:
    machine = Machine({"headset"})
    machine.want("headset")
    machine.run(START_S + 1)
    machine.hanging.add("headset")
    machine.run(STALL_S + 0.4)
    assert len(machine.streams) == 1
    machine.run(LONE_STALL_S)
    assert len(machine.streams) == 2


def test_the_only_one_gone_is_said_and_looked_for() -> None:
    machine = Machine({"headset"})
    machine.want("headset")
    machine.pull("headset")
    in_use = machine.roles.in_use[MICROPHONE]
    assert (in_use.device, in_use.wanted, in_use.problem) == (NULL, "headset", "failed")
    machine.plugged.add("headset")
    machine.run(RETRY_S + 1)
    assert machine.device == "headset"


def test_what_stays_wanted_plays_on() -> None:
    machine = Machine({"headset", "desk"})
    machine.want("headset", "desk")
    machine.want("headset")
    machine.want("desk", "headset")
    assert machine.device == "headset"  # until the desk runs
    machine.run(0.4)
    assert machine.device == "desk"
    machine.want()
    assert not any(stream.open for stream in machine.streams)
    assert machine.roles.in_use[MICROPHONE].problem == ""


def test_null_is_nothing_and_no_problem() -> None:
    machine = Machine({"headset"})
    machine.want(NULL)
    machine.run(5.0)
    in_use = machine.roles.in_use[MICROPHONE]
    assert (in_use.device, in_use.wanted, in_use.problem) == (NULL, "", "")
    assert machine.listings == 0


def test_devices_are_listed_anew_only_when_something_was_plugged_in() -> None:
    machine = Machine({"desk"})
    machine.want("headset", "desk")
    machine.run(60.0)
    assert machine.listings == 0
    machine.plugged.add("headset")
    machine.run(1.0)
    assert (machine.listings, machine.device) == (1, "headset")


def test_another_default_device_is_followed_within_a_second() -> None:
    machine = Machine({"laptop", "headset"}, default="laptop")
    machine.want(DEFAULT)
    machine.run(5.0)
    assert (machine.device, machine.listings) == ("laptop", 0)
    machine.default = "headset"
    machine.run(0.8)
    assert (machine.device, machine.used, machine.listings) == ("headset", "headset", 1)
    assert [one.name for one in machine.streams if one.open] == ["headset"]
    machine.run(30.0)
    assert machine.listings == 1


def test_another_default_device_means_nothing_to_who_uses_a_chosen_one() -> None:
    machine = Machine({"laptop", "headset", "desk"}, default="laptop")
    machine.want("headset", DEFAULT)
    machine.default = "desk"
    machine.run(30.0)
    assert (machine.device, machine.listings) == ("headset", 0)
    machine.pull("headset")  # and then it is the new one that is fallen to
    machine.run(1.0)
    assert machine.device == "desk"


def test_while_a_driver_lets_go_of_a_device_nothing_is_listed() -> None:
    machine = Machine({"headset", "desk"}, closing_s=5.0)
    machine.want("headset", "desk")
    machine.pull("headset")
    machine.plugged.add("laptop")
    machine.run(4.8)  # the fake would say if one was open
    assert (machine.listings, machine.device) == (0, "desk")
    machine.run(0.6)
    assert machine.listings == 1


def test_a_stream_is_stopped_once() -> None:
    class PortAudioStream:
        did: ClassVar[list[str]] = []

        def abort(self) -> None:
            self.did.append("abort")

        def close(self) -> None:
            self.did.append("close")

    stream = DeviceStream("headset", lambda _: None)
    stream.opened(PortAudioStream())
    stream.abort()
    stream.close()
    stream.close()
    assert PortAudioStream.did == ["abort", "close"]


class AnythingHappens(RuleBasedStateMachine):
    """Whatever is plugged, pulled or hangs: what is there and runs is in use a little later."""

    names = st.sampled_from(["headset", "desk", "laptop"])

    def __init__(self) -> None:
        super().__init__()
        self.machine = Machine({"desk"})
        self.reorder(["headset", "desk", "laptop"])

    @rule(name=names)
    def plug(self, name: str) -> None:
        self.machine.plugged.add(name)

    @rule(name=names)
    def pull(self, name: str) -> None:
        self.machine.hanging.discard(name)
        self.machine.pull(name)

    @rule(name=names)
    def hang(self, name: str) -> None:
        self.machine.hanging.add(name)

    @rule(name=names)
    def recover(self, name: str) -> None:
        self.machine.hanging.discard(name)

    @rule(order=st.permutations(["headset", "desk", "laptop"]))
    def reorder(self, order: list[str]) -> None:
        self.order = order
        self.machine.want(*order)

    @rule()
    def wait(self) -> None:
        machine = self.machine
        machine.run(3 * (START_S + STALL_S) + 3 * RETRY_S)
        good = [name for name in self.order if name in machine.plugged - machine.hanging]
        if good:
            assert machine.device == good[0]

    @invariant()
    def at_most_one_in_use_and_one_on_trial(self) -> None:
        leaving = [stream for _, stream in self.machine.leaving]
        in_use = [one for one in self.machine.streams if one.open and one not in leaving]
        assert len(in_use) <= 2


TestAnythingHappens = AnythingHappens.TestCase
TestAnythingHappens.settings = settings(max_examples=60, stateful_step_count=20, deadline=None)
