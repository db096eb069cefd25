"""The policy while it is changed under the running phone."""

import os
import queue
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.discretion.policy import Policy
from desktop.discretion.signing import new_key, read_signed_policy, sign, signature_file
from desktop.discretion.watch import PolicyWatch
from desktop.errors import LocalError
from resources import resource

pytestmark = pytest.mark.process

SOON_S = 20.0
EVERY_S = 0.05
EXAMPLE = resource("policy/example.toml").read_text("utf-8")

Told = queue.Queue[Policy | LocalError]


class Deployer:
    """Has the key, and writes policies as people do: first the file, then its signature."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.key, self.public = new_key()
        self.told: Told = queue.Queue()
        self.watch = PolicyWatch(
            path,
            lambda: read_signed_policy(path, [self.public], unsigned=False),
            self.told.put,
            self.told.put,
            every_s=EVERY_S,
        )

    def lay_down(self, name: str, *, signed: bool = True) -> None:
        self.replace(EXAMPLE.replace("Kulanz im Service", name))
        if signed:
            sign(self.path, self.key)

    def replace(self, text: str) -> None:
        whole = self.path.with_suffix(".new")
        whole.write_text(text, "utf-8")
        whole.replace(self.path)

    def next(self) -> Policy | LocalError:
        return self.told.get(timeout=SOON_S)

    def next_name(self) -> str:
        told = self.next()
        assert isinstance(told, Policy)
        return told.name


@pytest.fixture
def deployer(tmp_path: Path) -> Iterator[Deployer]:
    made = Deployer(tmp_path / "policy.toml")
    yield made
    made.watch.stop()


def test_it_is_read_at_once_and_when_it_changes(deployer: Deployer) -> None:
    deployer.lay_down("One")
    deployer.watch.start()
    assert deployer.next_name() == "One"
    deployer.lay_down("Two")
    assert deployer.next_name() == "Two"


def test_what_is_broken_is_said_once_and_what_is_mended_is_read(deployer: Deployer) -> None:
    deployer.lay_down("One")
    deployer.watch.start()
    assert deployer.next_name() == "One"
    deployer.lay_down("Two", signed=False)
    assert isinstance(deployer.next(), LocalError)
    sign(deployer.path, deployer.key)
    assert deployer.next_name() == "Two"
    deployer.path.unlink()
    assert "cannot be read" in str(deployer.next())
    deployer.lay_down("Three")
    assert deployer.next_name() == "Three"


def test_one_that_is_not_there_yet_is_read_once_it_is(deployer: Deployer) -> None:
    deployer.watch.start()
    assert isinstance(deployer.next(), LocalError)
    deployer.lay_down("One")
    assert deployer.next_name() == "One"


def test_nobody_is_told_of_one_that_is_still_being_written(
    deployer: Deployer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At each look it is another one, until it rests."""
    deployer.lay_down("One")
    looks = iter(range(1_000_000))
    resting = 5
    real = PolicyWatch._stamp

    def stamp(self: PolicyWatch) -> tuple[object, ...]:
        number = next(looks)
        if 0 < number < resting:
            deployer.lay_down("Half", signed=False)
        elif number == resting:
            deployer.lay_down("Two")
        return (*real(self), min(number, resting))

    monkeypatch.setattr(PolicyWatch, "_stamp", stamp)
    deployer.watch.start()
    assert deployer.next_name() == "One"
    assert deployer.next_name() == "Two"


def test_a_copy_that_keeps_time_and_length_is_another_policy(deployer: Deployer) -> None:
    deployer.lay_down("One")
    deployer.watch.start()
    assert deployer.next_name() == "One"
    before = deployer.path.stat()
    signed = deployer.path.with_name("other.toml")
    signed.write_text(EXAMPLE.replace("Kulanz im Service", "Two"), "utf-8")
    sign(signed, deployer.key)
    for file, of in ((deployer.path, signed), (signature_file(deployer.path), None)):
        raw = (of or signature_file(signed)).read_bytes()
        kept = file.stat()
        with file.open("r+b") as opened:  # the same file, as a copy onto a share leaves it
            opened.write(raw)
        os.utime(file, ns=(kept.st_atime_ns, kept.st_mtime_ns))
    assert deployer.path.stat().st_mtime_ns == before.st_mtime_ns
    assert deployer.path.stat().st_size == before.st_size
    assert deployer.next_name() == "Two"


def test_a_signature_alone_is_a_change(deployer: Deployer) -> None:
    deployer.lay_down("One")
    deployer.watch.start()
    assert deployer.next_name() == "One"
    signature_file(deployer.path).unlink()
    assert "not signed" in str(deployer.next())
