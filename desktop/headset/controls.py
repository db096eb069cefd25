"""The buttons and lights of a headset, as its descriptor names them: the pages Telephony (0x0B) and
LED (0x08) of the HID Usage Tables 1.4. Pure.

Only what is in a collection of the telephony page counts: a keyboard has lights, too.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, IntEnum
from typing import Final

from desktop.headset.descriptor import Descriptor, Field, ReportKind, parse_descriptor

TELEPHONY_PAGE: Final = 0x0B
_MAX_SLOTS: Final = 64
"""Of an array of buttons that is looked through; real ones have one."""


class Usage(IntEnum):
    """What a button is for."""

    HOOK_SWITCH = 0x0B0020  # 1: off-hook
    FLASH = 0x0B0021
    DROP = 0x0B0026
    PHONE_MUTE = 0x0B002F  # 1: muted
    # Microsoft's and Jabra's way to say reject: a button inside the telephony collection.
    BUTTON_1 = 0x090001
    BUTTON_7 = 0x090007


class Light(IntEnum):
    """What the headset is told. It shows or sounds it as it likes."""

    MUTE = 0x080009
    OFF_HOOK = 0x080017
    RING = 0x080018
    HOLD = 0x080020
    MICROPHONE = 0x080021  # muted, on headsets without MUTE
    RINGER = 0x0B009E


class Behaviour(Enum):
    """How a button says that it was used (HID Usage Tables 1.4, §3.4.1)."""

    SWITCH = "switch"  # it stays where it is: the value is the state that is wanted
    TOGGLE = "toggle"  # relative: 1 is a press, 0 nothing
    KEY = "key"  # 1 while it is held down; some headsets declare their switches so, too


@dataclass(frozen=True, slots=True)
class _Button:
    usage: Usage
    field: Field
    place: int

    def value(self, data: bytes) -> bool | None:
        """Whether it is on in a report's data; None where that is too short to say."""
        one = self.field
        if one.variable:
            raw = _bits(data, one.bit + self.place * one.size, one.size)
            return None if raw is None else raw != 0
        slots = range(min(one.count, _MAX_SLOTS))
        values = [_bits(data, one.bit + slot * one.size, one.size) for slot in slots]
        if None in values:
            return None
        return one.logical_minimum + self.place in values


class Controls:
    """What one headset has to press and to light."""

    def __init__(self, descriptor: Descriptor) -> None:
        self._descriptor = descriptor
        telephony = [one for one in descriptor.fields if _in_telephony(one)]
        self._buttons = tuple(_buttons(telephony))
        lights = {
            light: (one, place)
            for light in Light
            for one in reversed(telephony)
            if one.kind is ReportKind.OUTPUT
            and one.variable
            and one.size
            and (place := one.place(light)) is not None
        }
        if Light.MUTE in lights:
            lights.pop(Light.MICROPHONE, None)
        self._lights = lights

    @property
    def behaviours(self) -> Mapping[Usage, Behaviour]:
        """Of every button there is."""
        return {button.usage: _behaviour(button.field) for button in self._buttons}

    @property
    def lights(self) -> frozenset[Light]:
        return frozenset(self._lights)

    def read(self, report: bytes) -> dict[Usage, bool]:
        """What an input report says of the buttons it carries, be it as short as it likes."""
        report_id, data = 0, report
        if self._descriptor.numbered:
            if not report:
                return {}
            report_id, data = report[0], report[1:]
        said: dict[Usage, bool] = {}
        for button in self._buttons:
            if button.field.report_id == report_id and (value := button.value(data)) is not None:
                said[button.usage] = said.get(button.usage, False) or value
        return said

    def write(self, on: frozenset[Light]) -> tuple[bytes, ...]:
        """The output reports, id first (0: none), that light `on` and nothing else of `lights`."""
        reports: dict[int, bytearray] = {}
        for light, (one, place) in self._lights.items():
            if one.report_id not in reports:
                length = self._descriptor.data_bytes(ReportKind.OUTPUT, one.report_id)
                reports[one.report_id] = bytearray(length)
            if light in on:
                bit = one.bit + place * one.size
                reports[one.report_id][bit // 8] |= 1 << bit % 8
        return tuple(bytes((number, *data)) for number, data in sorted(reports.items()))


def controls_of(data: bytes) -> Controls | None:
    """The controls a report descriptor describes, None where it has no buttons of a telephone.

    Raises BadDescriptor.
    """
    controls = Controls(parse_descriptor(data))
    return controls if controls.behaviours else None


def _in_telephony(one: Field) -> bool:
    return any(usage >> 16 == TELEPHONY_PAGE for usage in one.within)


def _buttons(fields: list[Field]) -> Iterator[_Button]:
    for one in fields:
        if one.kind is not ReportKind.INPUT or not 1 <= one.size <= 32:
            continue
        # An array whose values begin at 0 has none that says "nothing is pressed".
        if not one.variable and (one.constant or one.logical_minimum < 1):
            continue
        if one.variable and one.logical_minimum < 0:
            continue  # two keys in one, on and off: no headset is known to have them
        for usage in Usage:
            place = one.place(usage)
            if place is not None:
                yield _Button(usage, one, place)


def _behaviour(one: Field) -> Behaviour:
    if one.relative:
        return Behaviour.TOGGLE
    return Behaviour.KEY if one.preferred or not one.variable else Behaviour.SWITCH


def _bits(data: bytes, first: int, size: int) -> int | None:
    end = first + size
    if end > 8 * len(data):
        return None
    return int.from_bytes(data[first // 8 : -(-end // 8)], "little") >> first % 8 & (1 << size) - 1
