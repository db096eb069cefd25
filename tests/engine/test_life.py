"""The engine's life: found again, killed, hung, left alone."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from multiprocessing.connection import Pipe
from pathlib import Path

import psutil
import pytest
from endpoints import LIMIT_S, Endpoint, connect, listen, quiet_config, spectrum_db

from audio.ring import RingReader
from desktop.processes.channel import Channel
from desktop.processes.rendezvous import file_of, find, new_rendezvous, publish
from desktop.processes.restarts import RestartPolicy
from desktop.telephony.call import CallState
from desktop.telephony.consent import ConsentEvent, ConsentState
from desktop.telephony.engine import messages as m
from desktop.telephony.engine.attachment import AttachError, attach
from desktop.telephony.engine.client import EngineClient, EngineState, EngineStateKind
from desktop.telephony.engine.launch import ENGINE, engine_command

pytestmark = pytest.mark.process


@pytest.fixture
def phone(tmp_path: Path) -> Iterator[Endpoint]:
    with Endpoint(tmp_path / "phone", quiet_config("phone")) as endpoint:
        yield endpoint


def states_of_a_start() -> list[EngineStateKind]:
    """And of nothing else: no death, no restart."""
    return [EngineStateKind.STARTING, EngineStateKind.READY]


def kill(endpoint: Endpoint, number: int = signal.SIGTERM) -> psutil.Process:
    """Signal the engine; returns it, so that its end can be waited for."""
    assert endpoint.client.pid is not None
    process = psutil.Process(endpoint.client.pid)
    process.send_signal(number)
    return process


DESKTOP = """
import sys, time
from pathlib import Path
from endpoints import Endpoint, quiet_config
desk = Endpoint(Path(sys.argv[1]), quiet_config("phone", auto_answer=True))
desk.start()
print(desk.address, desk.client.pid, flush=True)
time.sleep(60)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_sigkill_of_the_desktop_leaves_the_call_up(tmp_path: Path, customer: Endpoint) -> None:
    desktop = subprocess.Popen(
        [sys.executable, "-c", DESKTOP, str(tmp_path / "phone")],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": f"{Path(__file__).parent}{os.pathsep}{Path.cwd()}"},
    )
    assert desktop.stdout is not None
    address, pid = desktop.stdout.readline().split()
    outgoing = customer.dial(address)
    customer.wait_confirmed(outgoing)
    desktop.kill()
    desktop.wait(10)
    desktop.stdout.close()
    mark = customer.mark()
    before = customer.wait(m.StreamStats, lambda one: one.call_id == outgoing, after=mark)
    customer.wait(
        m.StreamStats, lambda one: one.rtp_received >= before.rtp_received + 45, after=mark
    )
    with Endpoint(tmp_path / "phone", quiet_config("phone", auto_answer=True)) as again:
        ready = again.wait(m.EngineReady)
        assert ready.pid == int(pid)
        assert [call.state for call in ready.calls] == [CallState.CONFIRMED]


def test_an_engine_is_found_again_with_its_call_and_its_tap(
    phone: Endpoint, customer: Endpoint
) -> None:
    _, incoming = connect(customer, phone)
    tap = phone.open_tap(incoming)
    sent = phone.wait(m.StreamStats, lambda one: one.duration_s > 0.5).rtp_sent
    pid = phone.client.pid
    phone.client.detach()
    phone.replace_client()
    phone.start()
    ready = phone.wait(m.EngineReady)
    assert ready.pid == pid
    (found,) = ready.calls
    assert (found.call_id, found.state) == (incoming, CallState.CONFIRMED)
    assert (found.consent, found.tapped) == (ConsentState.GRANTED, True)
    assert phone.wait(m.TapOpened) == tap
    stats = phone.wait(m.StreamStats)
    assert stats.rtp_sent > sent
    assert abs(stats.rtp_sent - stats.rtp_expected) <= 3
    reader = RingReader(tap.ring)
    frames = listen(reader, 0.6)
    reader.close()
    assert spectrum_db(frames[-25:], 1000.0) == pytest.approx(-12.0, abs=1.5)
    phone.send(m.HangUp(incoming))
    phone.wait_ended(incoming)


def test_withdrawn_survives_the_desktop(phone: Endpoint, customer: Endpoint) -> None:
    _, incoming = connect(customer, phone)
    phone.open_tap(incoming)
    phone.consent(incoming, ConsentEvent.WITHDRAW)
    phone.wait_call(lambda one: one.consent is ConsentState.WITHDRAWN)
    phone.client.detach()
    phone.replace_client()
    phone.start()
    (found,) = phone.wait(m.EngineReady).calls
    assert (found.consent, found.tapped) == (ConsentState.WITHDRAWN, False)
    phone.consent(incoming, ConsentEvent.GRANT)
    phone.wait(m.CommandFailed)
    assert not phone.all(m.TapOpened)


def test_the_newest_desktop_wins(phone: Endpoint, customer: Endpoint) -> None:
    _, incoming = connect(customer, phone)
    with Endpoint(phone.folder, phone.config) as newer:
        ready = newer.wait(m.EngineReady)
        pid = ready.pid
        assert [call.call_id for call in ready.calls] == [incoming]
        assert pid == phone.wait(m.EngineReady).pid
        phone.wait_state(EngineStateKind.REPLACED)
        time.sleep(5.0)  # nothing must happen for as long as a ping, a death and a restart take
        kinds = [one.kind for one in phone.states]
        assert kinds == [*states_of_a_start(), EngineStateKind.REPLACED]
        assert [one.kind for one in newer.states] == states_of_a_start()
        assert newer.client.pid == pid and psutil.pid_exists(pid)
        assert all(one.call.alive for one in newer.all(m.CallChanged))
        assert not phone.client.send(m.HangUp(incoming))
        after = newer.mark()
        newer.wait(m.StreamStats, lambda one: one.call_id == incoming, after=after)
        phone.client.detach()


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_after_giving_up_the_agent_may_try_again(tmp_path: Path) -> None:
    flag = tmp_path / "mended"
    folder = tmp_path / "phone"
    real = engine_command(folder)
    code = (
        "import os, sys\n"
        f"if not os.path.exists({str(flag)!r}): sys.exit(3)\n"
        f"os.execv({real[0]!r}, {real!r})"
    )
    phone = Endpoint(folder, quiet_config("phone"), command=[sys.executable, "-c", code])
    phone.client._restarts = RestartPolicy((0.01,), most_restarts=1)
    phone.client.configure(phone.config)
    phone.client.start()
    phone.wait_state(EngineStateKind.GAVE_UP)
    flag.touch()
    phone.client.retry()
    phone.wait(m.Configured)
    phone.client.retry()  # nothing to mend: nothing happens
    assert phone.client.pid == phone.wait(m.EngineReady).pid
    phone.client.stop()


def test_what_the_file_system_refuses_is_an_outcome(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    phone = Endpoint(tmp_path / "phone", quiet_config("phone"))
    phone.client._restarts = RestartPolicy((0.01,), most_restarts=1)
    monkeypatch.setattr("desktop.telephony.engine.client.attach", refused)
    phone.client.start()
    outcome = phone.wait_state(EngineStateKind.GAVE_UP).outcome
    assert outcome == "could not be reached: Permission denied"
    # and so is a stale file that cannot be removed
    phone.folder.mkdir(mode=0o700)
    publish(phone.folder, ENGINE, new_rendezvous(phone.folder, ENGINE))
    monkeypatch.setattr(Path, "unlink", refused)
    with pytest.raises(AttachError, match="cannot be removed: Permission denied"):
        attach(phone.folder, phone.client._command)


def test_events_of_an_engine_that_is_gone_are_dropped(tmp_path: Path) -> None:
    phone = Endpoint(tmp_path / "phone", quiet_config("phone"))
    current, gone = (
        Channel(one, m.Event, on_message=print, on_closed=print, name="test") for one in Pipe()
    )
    phone.client._channel = current
    phone.client._received(gone, m.Configured())
    assert not phone.events
    phone.client._received(current, m.Configured())
    assert phone.events == [m.Configured()]
    current.close()
    gone.close()


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_killed_while_idle_it_comes_back_by_itself(phone: Endpoint) -> None:
    before = phone.client.pid
    after = phone.mark()
    kill(phone, signal.SIGKILL)
    died = phone.wait_state(EngineStateKind.DIED)
    assert (died.had_call, died.outcome) == (False, "was ended by SIGKILL")
    ready = phone.wait(m.EngineReady, after=after)
    assert ready.pid != before
    phone.wait(m.Configured, after=after)
    assert phone.wait(m.AccountChanged, after=after).account.local_port > 0


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /dev/shm")
def test_killed_in_a_call_says_so_and_leaves_no_memory_behind(
    phone: Endpoint, customer: Endpoint
) -> None:
    outgoing, incoming = connect(customer, phone)
    tap = phone.open_tap(incoming)
    ring = Path("/dev/shm") / tap.ring
    assert ring.exists()
    after = phone.mark()
    kill(phone, signal.SIGKILL)
    assert phone.wait_state(EngineStateKind.DIED).had_call
    phone.wait(m.EngineReady, lambda one: not one.calls, after=after)
    phone.until(lambda: not ring.exists(), "the ring outlived its engine")
    # The peer is gone without a word: a hang-up is answered by nobody, and still frees the phone.
    asked_s = time.monotonic()
    customer.send(m.HangUp(outgoing))
    ended_s = customer.wait_ended(outgoing).ended_at_s
    assert ended_s is not None and 0 < ended_s - asked_s < 2.0


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_an_engine_that_hangs_is_ended_and_replaced(phone: Endpoint) -> None:
    before = phone.client.pid
    after = phone.mark()
    kill(phone, signal.SIGSTOP)
    died = phone.wait_state(EngineStateKind.DIED)
    assert died.outcome == "stopped answering and was ended"
    assert phone.wait(m.EngineReady, after=after).pid != before


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_a_hanging_engine_of_an_earlier_desktop_is_replaced(phone: Endpoint) -> None:
    process = kill(phone, signal.SIGSTOP)
    phone.client.detach()
    phone.replace_client()
    phone.start()
    assert phone.wait(m.EngineReady).pid != process.pid
    process.wait(LIMIT_S)


def test_shutdown_ends_the_process_and_its_file(tmp_path: Path) -> None:
    with Endpoint(tmp_path / "phone", quiet_config("phone")) as phone:
        assert phone.client.pid is not None
        process = psutil.Process(phone.client.pid)
        assert find(phone.folder, ENGINE) is not None
    process.wait(LIMIT_S)
    assert {path.name for path in phone.folder.iterdir()} <= {"engine.log", "engine-output.log"}


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_sigterm_hangs_up(phone: Endpoint, customer: Endpoint) -> None:
    outgoing, _ = connect(customer, phone)
    kill(phone, signal.SIGTERM)
    assert customer.wait_ended(outgoing).end_code == 200


def test_left_alone_it_ends_by_itself(tmp_path: Path) -> None:
    command = [*engine_command(tmp_path / "phone"), "--linger-s", "0.5"]
    ready: list[m.EngineReady] = []
    phone = Endpoint(tmp_path / "phone", quiet_config("phone"))
    phone.client = EngineClient(
        phone.folder, on_event=phone._on_event, on_state=phone._on_state, command=command
    )
    phone.start()
    ready.append(phone.wait(m.EngineReady))
    process = psutil.Process(ready[0].pid)
    phone.client.detach()
    process.wait(LIMIT_S)
    assert not file_of(phone.folder, ENGINE).exists()


def test_a_stale_file_does_not_keep_the_phone_from_starting(tmp_path: Path) -> None:
    folder = tmp_path / "phone"
    folder.mkdir(mode=0o700)
    file_of(folder, ENGINE).write_text(
        '{"v":1,"address":"%s","pid":1,"authkey":"00"}' % (folder / "gone.sock")
    )
    with Endpoint(folder, quiet_config("phone")) as phone:
        assert phone.wait(m.EngineReady).pid != 1


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")
def test_only_this_user_can_command_the_phone(phone: Endpoint) -> None:
    assert phone.folder.stat().st_mode & 0o777 == 0o700
    assert file_of(phone.folder, ENGINE).stat().st_mode & 0o777 == 0o600


def test_a_program_that_ends_at_once_is_given_up_with_its_exit_code(tmp_path: Path) -> None:
    states: list[EngineState] = []
    command = [sys.executable, "-c", "raise SystemExit(3)"]
    broken = Endpoint(tmp_path / "broken", quiet_config("x"))
    broken.client = EngineClient(
        broken.folder, on_event=broken._on_event, on_state=broken._on_state, command=command
    )
    broken.client._restarts = type(broken.client._restarts)((0.01,))
    broken.client.start()
    gave_up = broken.wait_state(EngineStateKind.GAVE_UP)
    assert "ended with exit code 3" in gave_up.outcome
    states = broken.states
    assert sum(state.kind is EngineStateKind.RESTARTING for state in states) == 5
    assert not broken.client.send(m.Ping(1))


def test_the_client_brings_neither_pjsua2_nor_sound_into_the_desktop() -> None:
    code = (
        "import sys, desktop.telephony.engine.client\n"
        "print([name for name in ('pjsua2', 'sounddevice', 'torch') if name in sys.modules])"
    )
    command = [sys.executable, "-c", code]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


def test_a_process_without_the_key_is_turned_away(phone: Endpoint) -> None:
    from multiprocessing import AuthenticationError
    from multiprocessing.connection import Client

    found = find(phone.folder, ENGINE)
    assert found is not None
    with pytest.raises((AuthenticationError, EOFError, ConnectionResetError)):
        Client(found.address, authkey=b"wrong")
    after = phone.mark()
    phone.client.configure(replace_sound(phone.config))
    phone.wait(m.Configured, after=after)
    assert phone.client.pid == found.pid
    assert [one.kind for one in phone.states] == states_of_a_start()


def replace_sound(config: m.Configure) -> m.Configure:
    """Another configuration with the same accounts."""
    import msgspec

    return msgspec.structs.replace(config, notice_wav="other.wav")
