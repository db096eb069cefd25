"""What comes over the channels between our processes and out of our files: any bytes are a message,
a value or a named error."""

import json
import tempfile
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.errors import BeistandError
from desktop.processes.channel import UNREADABLE
from desktop.processes.rendezvous import file_of, find
from desktop.settings.files import read_toml
from desktop.shell.places import Places
from desktop.telephony.engine import messages as engine
from desktop.telephony.engine.configuration import SoundConfig
from inference import messages as worker

pytestmark = pytest.mark.unit

# How long one example takes depends on who else runs.
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

DECODERS = {
    name: msgspec.msgpack.Decoder(kinds)
    for name, kinds in (
        ("command", engine.Command),
        ("event", engine.Event),
        ("to worker", worker.ToWorker),
        ("from worker", worker.FromWorker),
    )
}
SENT = (
    engine.Dial("desk", "sip:a@127.0.0.1"),
    engine.Configure(accounts=(), sound=SoundConfig()),
    engine.SendMessage("1", "desk", "sip:a@b", "text/plain", "körper"),
    engine.Pong(3),
    engine.TapClosed("call", 2),
    worker.Ping(7),
)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats()
    | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)
JSON = VALUES.map(lambda value: json.dumps(value).encode())


@st.composite
def spoilt(draw: st.DrawFn) -> bytes:
    """A message as it is sent, with some of its bytes changed, lost or doubled."""
    raw = bytearray(msgspec.msgpack.encode(draw(st.sampled_from(SENT))))
    for _ in range(draw(st.integers(1, 5))):
        at = draw(st.integers(0, len(raw)))
        raw[at : at + draw(st.integers(0, 4))] = draw(st.binary(max_size=4))
    return bytes(raw)


@st.composite
def mistyped(draw: st.DrawFn) -> bytes:
    """A message of ours with a field of another kind."""
    message: dict[str, Any] = msgspec.to_builtins(draw(st.sampled_from(SENT)))
    message[draw(st.sampled_from([*message, "more"]))] = draw(VALUES)
    return msgspec.msgpack.encode(message)


@pytest.mark.parametrize("decoder", DECODERS.values(), ids=DECODERS.keys())
@PATIENT
@given(raw=st.binary(max_size=200) | spoilt() | mistyped())
def test_any_bytes_are_a_message_or_dropped(
    decoder: "msgspec.msgpack.Decoder[Any]", raw: bytes
) -> None:
    try:
        message = decoder.decode(raw)
    except UNREADABLE:
        return
    assert isinstance(message, msgspec.Struct)


@PATIENT
@given(
    st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode("utf-8", "ignore"))
)
def test_any_settings_file_is_read_or_named(raw: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "settings.toml"
        path.write_bytes(raw)
        try:
            assert isinstance(read_toml(path), dict)
        except BeistandError as error:
            assert str(path) in str(error)


KEYS = st.sampled_from(["v", "address", "pid", "authkey"])
NESTED = (b"[" * 100_000, b'{"v":' * 100_000, b'{"pid":1e999,"v":1,"address":"x","authkey":""}')


@PATIENT
@given(
    st.binary(max_size=200)
    | JSON
    | st.dictionaries(KEYS, VALUES).map(lambda value: json.dumps(value).encode())
    | st.sampled_from(NESTED)
)
def test_any_rendezvous_is_an_engine_or_none(raw: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file_of(Path(folder), "engine").write_bytes(raw)
        find(Path(folder), "engine")


@PATIENT
@given(
    st.binary(max_size=200) | JSON | st.sampled_from((*NESTED, b'{"a":[1e999,0]}', b'{"a":"xy"}'))
)
def test_any_places_are_places_or_none(raw: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "places.json"
        file.write_bytes(raw)
        Places(file).last_seen(["a"])
