"""Report descriptors: real ones are understood, broken ones are refused, none does harm."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from real_headsets import ANKER_POWERCONF, APPLE_REMOTE, BLACKWIRE_3220, DELL_SP325

from desktop.headset.controls import Behaviour, Controls, Light, Usage, controls_of
from desktop.headset.descriptor import (
    MAX_DEPTH,
    MAX_DESCRIPTOR,
    BadDescriptor,
    ReportKind,
    parse_descriptor,
)

pytestmark = pytest.mark.unit

NOTHING: frozenset[Light] = frozenset()
REAL = st.sampled_from([BLACKWIRE_3220, ANKER_POWERCONF, DELL_SP325, APPLE_REMOTE])

# 05 0B 09 05 A1 01: a headset; 25 01 75 01 95 01: one bit; C0: its end.
HEADSET = bytes.fromhex("05 0b 09 05 a1 01")
BIT = bytes.fromhex("15 00 25 01 75 01 95 01")
END = bytes.fromhex("c0")


def controls(descriptor: bytes) -> Controls:
    found = controls_of(descriptor)
    assert found is not None
    return found


def headset(items: str) -> Controls:
    """One whose telephony collection has `items`, of one bit each unless they say otherwise."""
    return controls(HEADSET + BIT + bytes.fromhex(items) + END)


# ------------------------------------------------------------ real devices


def test_a_blackwire_has_a_report_for_its_keys_and_one_for_each_light() -> None:
    blackwire = controls(BLACKWIRE_3220)
    assert blackwire.behaviours == {
        Usage.HOOK_SWITCH: Behaviour.SWITCH,
        Usage.FLASH: Behaviour.SWITCH,
        Usage.PHONE_MUTE: Behaviour.TOGGLE,
    }
    assert blackwire.lights == {Light.MUTE, Light.OFF_HOOK, Light.RING, Light.HOLD}
    assert blackwire.read(b"\x08\x01") == {
        Usage.PHONE_MUTE: True,
        Usage.HOOK_SWITCH: False,
        Usage.FLASH: False,
    }
    assert blackwire.read(b"\x08\x02")[Usage.HOOK_SWITCH] is True
    assert blackwire.read(b"\x08\x04")[Usage.FLASH] is True
    assert blackwire.write(frozenset({Light.OFF_HOOK})) == (
        b"\x09\x00",
        b"\x17\x01",
        b"\x18\x00",
        b"\x20\x00",
    )


def test_a_powerconf_moves_what_it_calls_constant() -> None:
    powerconf = controls(ANKER_POWERCONF)
    assert powerconf.behaviours == {
        Usage.HOOK_SWITCH: Behaviour.SWITCH,
        Usage.FLASH: Behaviour.TOGGLE,
        Usage.PHONE_MUTE: Behaviour.TOGGLE,
        Usage.BUTTON_7: Behaviour.KEY,
    }
    assert powerconf.read(b"\x02\x01\x00")[Usage.HOOK_SWITCH] is True
    assert powerconf.read(b"\x02\x04\x00")[Usage.PHONE_MUTE] is True
    assert powerconf.read(b"\x02\x08\x00")[Usage.FLASH] is True
    # hook, busy, mute, flash, two more, the keypad's four bits, then reject
    assert powerconf.read(b"\x02\x00\x04")[Usage.BUTTON_7] is True
    # what its owner measured: the ring of lights wants two bytes, off-hook in the lowest bit
    assert powerconf.write(frozenset({Light.OFF_HOOK})) == (b"\x02\x01\x00",)
    assert powerconf.write(frozenset({Light.OFF_HOOK, Light.HOLD})) == (b"\x02\x09\x00",)
    assert powerconf.write(frozenset({Light.RING, Light.RINGER})) == (b"\x02\x24\x00",)
    # its MICROPHONE light is left alone: it has one for MUTE
    assert powerconf.write(frozenset({Light.MUTE, Light.MICROPHONE})) == (b"\x02\x02\x00",)


def test_an_sp325_hides_its_telephone_behind_four_other_collections() -> None:
    sp325 = controls(DELL_SP325)
    assert sp325.behaviours[Usage.HOOK_SWITCH] is Behaviour.SWITCH
    assert sp325.behaviours[Usage.PHONE_MUTE] is Behaviour.TOGGLE
    assert sp325.read(b"\x05\x01")[Usage.HOOK_SWITCH] is True
    assert sp325.read(b"\x05\x02")[Usage.PHONE_MUTE] is True
    assert sp325.read(b"\x0c\x03") == {}, "volume keys are none of our business"
    lit = frozenset({Light.OFF_HOOK, Light.MUTE})
    assert sp325.write(lit) == (b"\x05\x03",)


def test_a_remote_without_a_telephony_collection_is_no_headset() -> None:
    assert controls_of(APPLE_REMOTE) is None
    # the consumer collection alone, as Windows hands it out: the same
    assert controls_of(DELL_SP325[: DELL_SP325.index(bytes.fromhex("06 13 ff"))]) is None


# ------------------------------------------------------------ what the format allows


def test_reports_without_numbers_begin_with_their_first_bit() -> None:
    plain = headset("09 20 81 22 05 08 09 17 91 02")
    assert plain.read(b"\x01") == {Usage.HOOK_SWITCH: True}
    assert plain.write(frozenset({Light.OFF_HOOK})) == (b"\x00\x01",), "hidapi wants a zero"


def test_a_range_of_usages_is_counted_through() -> None:
    # 19 20 29 26: hook switch, flash, ..., drop: seven bits
    ranged = headset("95 07 19 20 29 26 81 02")
    assert ranged.read(b"\x40") == {
        Usage.HOOK_SWITCH: False,
        Usage.FLASH: False,
        Usage.DROP: True,
    }


def test_a_usage_of_four_bytes_brings_its_own_page() -> None:
    whole = headset("0b 2f 00 0b 00 0b 09 00 08 00 81 06")
    assert whole.behaviours == {Usage.PHONE_MUTE: Behaviour.TOGGLE}


def test_the_page_is_the_one_that_holds_at_the_main_item() -> None:
    # "usage 7, page Button": as Jabra's own devices name their reject button
    late = headset("09 07 05 09 81 02")
    assert late.behaviours == {Usage.BUTTON_7: Behaviour.KEY}


def test_an_array_names_what_is_pressed() -> None:
    array = headset("15 01 25 02 75 08 95 02 09 20 09 2f 81 00")
    assert array.behaviours[Usage.HOOK_SWITCH] is Behaviour.KEY
    assert array.read(b"\x00\x02") == {Usage.HOOK_SWITCH: False, Usage.PHONE_MUTE: True}
    assert array.read(b"\x02\x01") == {Usage.HOOK_SWITCH: True, Usage.PHONE_MUTE: True}


def test_an_array_that_always_names_something_has_no_buttons() -> None:
    items = bytes.fromhex("75 08 09 20 09 2f 81 00")
    assert controls_of(HEADSET + BIT + items + END) is None


def test_a_pushed_state_comes_back() -> None:
    pushed = headset("a4 05 08 75 07 b4 09 20 81 22")
    assert pushed.read(b"\x01") == {Usage.HOOK_SWITCH: True}


def test_of_alternatives_the_first_counts() -> None:
    delimited = headset("a9 01 09 20 09 21 a9 00 09 2f 95 02 81 22")
    assert delimited.read(b"\x02") == {Usage.HOOK_SWITCH: False, Usage.PHONE_MUTE: True}


def test_long_items_are_passed_over() -> None:
    long_one = headset("fe 03 10 aa bb cc 09 20 81 22")
    assert long_one.behaviours == {Usage.HOOK_SWITCH: Behaviour.SWITCH}


def test_a_light_for_the_microphone_stands_in_for_mute() -> None:
    only = headset("09 2f 81 06 05 08 09 21 91 02")
    assert only.write(frozenset({Light.MUTE, Light.MICROPHONE})) == (b"\x00\x01",)


def test_a_report_that_is_too_short_says_what_it_can() -> None:
    wide = headset("09 20 81 22 75 0f 81 03 75 01 09 2f 81 06")
    assert wide.read(b"\x01") == {Usage.HOOK_SWITCH: True}
    assert wide.read(b"") == {}


# ------------------------------------------------------------ what cannot be understood


@pytest.mark.parametrize(
    ("items", "place", "what"),
    [
        ("", 0, "empty"),
        ("05", 0, "middle of an item"),
        ("05 0b 27 01 02", 2, "middle of an item"),
        ("fe", 0, "middle of an item"),
        ("fe 05 10 aa", 0, "middle of an item"),
        ("05 0b 09 05 a1 01 09 20", 8, "never closed"),
        ("c0", 0, "never began"),
        ("b4", 0, "never pushed"),
        ("85 00", 0, "number 0"),
        ("86 00 01", 0, "number 256"),
        ("29 20", 0, "no beginning"),
        ("19 21 29 20", 2, "before it begins"),
        ("1b 20 00 0b 00 29 21", 5, "before it begins"),
        ("77 ff ff ff 7f 97 ff ff ff 7f 81 02", 10, "longer than"),
        ("a1 00 " * (MAX_DEPTH + 1), 2 * MAX_DEPTH, "in each other"),
        ("a4 " * (MAX_DEPTH + 1), MAX_DEPTH, "pushed"),
        ("05 0b " * (MAX_DESCRIPTOR // 2 + 1), 0, "longer than"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(items: str, place: int, what: str) -> None:
    with pytest.raises(BadDescriptor) as caught:
        parse_descriptor(bytes.fromhex(items))
    assert what in caught.value.what
    assert caught.value.where == f"byte {place}"


@pytest.mark.parametrize("real", [BLACKWIRE_3220, ANKER_POWERCONF, DELL_SP325])
def test_one_that_is_cut_short_is_refused_or_has_no_more_than_the_whole(real: bytes) -> None:
    whole = controls(real).behaviours.items()
    for length in range(1, len(real)):
        try:
            found = controls_of(real[:length])
        except BadDescriptor:
            continue
        assert found is None or found.behaviours.items() <= whole


@given(st.binary(max_size=200), st.binary(max_size=40))
def test_no_bytes_do_harm(descriptor: bytes, report: bytes) -> None:
    survive(descriptor, report)


@given(REAL, st.data(), st.binary(max_size=40))
def test_no_broken_real_one_does_harm(real: bytes, data: st.DataObject, report: bytes) -> None:
    broken = bytearray(real)
    for _ in range(data.draw(st.integers(1, 6))):
        broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.integers(0, 255))
    survive(bytes(broken), report)


def survive(raw: bytes, report: bytes) -> None:
    try:
        descriptor = parse_descriptor(raw)
    except BadDescriptor as error:
        assert error.where.startswith("byte ")
        return
    parsed = Controls(descriptor)
    assert parsed.read(report).keys() <= parsed.behaviours.keys()
    for lit in (NOTHING, frozenset(Light)):
        for sent in parsed.write(lit):
            assert len(sent) == 1 + descriptor.data_bytes(ReportKind.OUTPUT, sent[0])
