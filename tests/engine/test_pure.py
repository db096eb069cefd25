"""The engine's pure parts: no process, no pjsua2."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio.formats import FRAME_SAMPLES
from audio.levels import ATTACK_FRAMES, HANG_OVER_FRAMES, SILENCE_DB, SpeechGate, level_db
from desktop.clock import ManualClock
from desktop.processes.inbox import Inbox
from desktop.processes.rendezvous import file_of, find, new_rendezvous, publish, withdraw
from desktop.telephony.engine.launch import ENGINE
from desktop.telephony.engine.lines import LINES, TIMEOUT_S, Lines
from desktop.telephony.engine.name_addr import (
    NameAddr,
    host_of,
    host_port,
    parse_name_addr,
    registrar_uri,
    user_of,
    with_transport,
    without_headers,
)
from desktop.telephony.engine.reason import answered_elsewhere
from desktop.telephony.engine.stream_counter import StreamCounter, StreamSample
from desktop.telephony.engine.whereabouts import Whereabouts, source_address

pytestmark = pytest.mark.unit

TONE = np.sin(2 * np.pi * 400 * np.arange(FRAME_SAMPLES) / 16_000)
LOUD = (TONE * 8192).astype(np.int16)
QUIET = (TONE * 30).astype(np.int16)


# ------------------------------------------------------------ levels


def test_a_full_scale_sine_is_three_decibels_below_full_scale() -> None:
    assert level_db((TONE * 32767).astype(np.int16)) == pytest.approx(-3.01, abs=0.02)


def test_nothing_is_silence() -> None:
    assert level_db(np.zeros(320, dtype=np.int16)) == SILENCE_DB
    assert level_db(np.zeros(0, dtype=np.int16)) == SILENCE_DB


def test_a_click_does_not_open_the_gate() -> None:
    gate = SpeechGate()
    assert [gate.step(one) for one in (LOUD, QUIET, LOUD, QUIET)] == [False] * 4


def test_the_gate_opens_after_the_attack_and_closes_after_the_hang_over() -> None:
    gate = SpeechGate()
    opened = [gate.step(LOUD) for _ in range(ATTACK_FRAMES + 3)]
    assert opened == [False] * (ATTACK_FRAMES - 1) + [True] * 4
    closed = [gate.step(QUIET) for _ in range(HANG_OVER_FRAMES + 2)]
    assert closed == [True] * HANG_OVER_FRAMES + [False] * 2


def test_a_short_stop_inside_a_word_does_not_close_the_gate() -> None:
    gate = SpeechGate()
    frames = [LOUD] * 5 + [QUIET] * (HANG_OVER_FRAMES - 1) + [LOUD] + [QUIET] * HANG_OVER_FRAMES
    assert all([gate.step(one) for one in frames][ATTACK_FRAMES - 1 :])


# ------------------------------------------------------------ addresses


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"Frau \\"M\\" X" <sip:12@pbx.example>;tag=1', ('Frau "M" X', "sip:12@pbx.example")),
        ("Muster <sip:12@pbx>", ("Muster", "sip:12@pbx")),
        ("<sip:12@pbx>", ("", "sip:12@pbx")),
        ("sip:12@pbx;tag=9", ("", "sip:12@pbx")),
        ("", ("", "")),
    ],
)  # fmt: skip
def test_name_addr(text: str, expected: tuple[str, str]) -> None:
    assert parse_name_addr(text) == NameAddr(*expected)


@given(st.text(max_size=200))
def test_any_text_is_some_name_addr(text: str) -> None:
    parsed = parse_name_addr(text)
    assert isinstance(parsed.name, str) and isinstance(parsed.uri, str)
    assert isinstance(host_of(text), str)
    assert isinstance(host_port(text, "udp"), str)


def test_sources_and_registrars() -> None:
    assert [host_of(one) for one in ("10.0.0.5:5060", "[::1]:5060", "10.0.0.5")] == [
        "10.0.0.5", "::1", "10.0.0.5",
    ]  # fmt: skip
    assert host_port("pbx.example", "udp") == "pbx.example:5060"
    assert host_port("sip:agent@pbx.example", "tls") == "pbx.example:5061"
    assert host_port("sip:10.0.0.5:5070;transport=tcp", "tcp") == "10.0.0.5:5070"
    assert host_port("sip:[::1]:5070", "udp") == "[::1]:5070"
    assert registrar_uri("10.0.0.5:5070", "udp") == "sip:10.0.0.5:5070"
    assert registrar_uri("sip:pbx;transport=tcp", "tcp") == "sip:pbx;transport=tcp"
    assert with_transport("sip:a@b", "tcp") == "sip:a@b;transport=tcp"
    assert (user_of("sip:agent@pbx"), user_of("sip:pbx")) == ("agent", "")


# ------------------------------------------------------------ counters


def sample(
    number: int, since_s: float, at_s: float, sent: int, *, sends: bool = True
) -> StreamSample:
    return StreamSample(number, since_s, at_s, sends, sent, sent, 1, 0.5)


def test_streams_of_one_call_are_added_up_and_a_held_one_owes_nothing() -> None:
    counter = StreamCounter("c")
    first = counter.count(sample(1, 100.0, 101.0, 50))
    assert (first.rtp_sent, first.rtp_expected, first.duration_s) == (50, 50, 1.0)
    again = counter.count(sample(1, 100.0, 102.0, 100))
    assert (again.rtp_sent, again.rtp_expected) == (100, 100)
    held = counter.count(sample(2, 102.0, 104.0, 0, sends=False))
    assert (held.rtp_sent, held.rtp_expected, held.duration_s) == (100, 100, 4.0)
    back = counter.count(sample(3, 104.0, 105.0, 49))
    assert (back.rtp_sent, back.rtp_expected, back.rtp_lost) == (149, 150, 3)


# ------------------------------------------------------------ inbox


def test_actions_run_in_order_and_a_failing_one_stops_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    inbox = Inbox(ManualClock())
    done: list[int] = []
    inbox.post(lambda: done.append(1))
    inbox.post(lambda: done.append(1 // 0))
    inbox.post(lambda: done.append(2))
    inbox.post(inbox.stop)
    inbox.run()
    assert done == [1, 2]
    assert "an action failed" in caplog.text


def test_timers_fire_when_due_and_not_when_cancelled() -> None:
    clock = ManualClock()
    inbox = Inbox(clock)
    done: list[str] = []
    inbox.after(2.0, lambda: done.append("late"))
    inbox.after(1.0, lambda: done.append("early"))
    inbox.after(1.5, lambda: done.append("never")).cancel()
    clock.advance(3.0)
    inbox.after(0.0, inbox.stop)
    inbox.run()
    assert done == ["early", "late"]


# ------------------------------------------------------------ rendezvous


def test_a_published_engine_is_found_and_withdraws_only_itself(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    mine = new_rendezvous(folder, ENGINE)
    publish(folder, ENGINE, mine)
    assert find(folder, ENGINE) == mine
    withdraw(folder, ENGINE, mine.pid + 1)
    assert find(folder, ENGINE) == mine
    withdraw(folder, ENGINE, mine.pid)
    assert find(folder, ENGINE) is None


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"v":2}', '{"v":1,"address":"x","pid":"y"}', "\0"]
)
def test_a_file_that_is_not_ours_is_no_engine(tmp_path: Path, text: str) -> None:
    file_of(tmp_path, ENGINE).write_text(text)
    assert find(tmp_path, ENGINE) is None


def test_a_moment_is_no_sleep_and_a_sleep_is_seen_by_either_clock() -> None:
    here = {"desk": "192.0.2.10"}
    for monotonic_s, wall_s, slept in [(2.0, 2.0, False), (9.0, 9.0, True), (2.0, 600.0, True)]:
        whereabouts = Whereabouts()
        assert not whereabouts.look(100.0, 1e9, here)
        assert whereabouts.look(100.0 + monotonic_s, 1e9 + wall_s, here) is slept
    # a clock that is set back is no sleep
    assert not whereabouts.look(103.0, 0.0, here)


def test_another_address_is_news_and_none_is_waited_out() -> None:
    whereabouts, now_s = Whereabouts(), 0.0

    def look(address: str, passed_s: float = 1.0) -> bool:
        nonlocal now_s
        now_s += passed_s
        return whereabouts.look(now_s, now_s, {"desk": address})

    assert [look("a"), look("a"), look("b"), look("b")] == [False, False, True, False]
    assert [look(""), look(""), look("b"), look("b")] == [False, False, True, False]
    # asleep, and without a network at first
    assert [look("", 60.0), look("c")] == [False, True]


def test_the_way_to_oneself() -> None:
    assert source_address("127.0.0.1") == "127.0.0.1"
    assert source_address("255.255.255.255") == ""


@pytest.mark.parametrize(
    ("address", "bare"),
    [
        ("sip:a@b:5062", "sip:a@b:5062"),
        ("sip:a@b:5062?X-H=no", "sip:a@b:5062"),
        ('"A" <sip:a@b:5062;transport=tcp?X-H=no&Y=1>;x=1', '"A" <sip:a@b:5062;transport=tcp>;x=1'),
    ],
)
def test_an_address_without_its_headers(address: str, bare: str) -> None:
    assert without_headers(address) == bare


# ------------------------------------------------------------ lines


def test_the_first_line_comes_back_when_the_first_missing_one_times_out() -> None:
    lines = Lines()
    for asked_at_s in (3.0, 1.0, 4.0, 2.0):
        lines.ended(asked_at_s)
    assert lines.free_in_s(0, 10.0) == 1.0 + TIMEOUT_S - 10.0
    # three of them only: one has been given back, at worst the one that was first
    assert lines.free_in_s(1, 10.0) == 2.0 + TIMEOUT_S - 10.0
    assert lines.free_in_s(3, 10.0) == 4.0 + TIMEOUT_S - 10.0


def test_lines_that_live_calls_have_are_given_back_by_their_end_only() -> None:
    lines = Lines()
    lines.ended(9.0)
    assert lines.free_in_s(LINES, 10.0) == 0.0
    assert lines.free_in_s(0, 9.0 + TIMEOUT_S) == 0.0, "it has timed out"


# ------------------------------------------------------------ why a caller cancelled


@pytest.mark.parametrize(
    ("fields", "elsewhere"),
    [
        ('Reason: SIP;cause=200;text="Call completed elsewhere"', True),
        ("reason : sip ; text=x ; cause = 200", True),
        ("Reason: Q.850;cause=26", True),
        ('Reason: Q.850;cause=16;text="a, b", SIP;cause=200', True),
        ("Reason: Q.850;cause=16\r\nReason: SIP\r\n ;cause=200", True),
        ("Reason: SIP;cause=487", False),
        ("Reason: Q.850;cause=200", False),
        ('Reason: SIP;text=", SIP;cause=200";cause=600', False),
        ("Subject: SIP;cause=200", False),
        ("", False),
    ],
)
def test_a_reason_says_whether_somebody_else_has_answered(fields: str, elsewhere: bool) -> None:
    message = f"CANCEL sip:a@b SIP/2.0\r\n{fields}\r\n\r\nReason: SIP;cause=200"
    assert answered_elsewhere(message) is elsewhere


@given(st.text(alphabet=st.sampled_from('SIPQ.850=26;,"\\ cause\r\n:'), max_size=80))
def test_any_reason_can_be_read(value: str) -> None:
    answered_elsewhere(f"CANCEL sip:a@b SIP/2.0\r\nReason: {value}\r\n\r\n")
