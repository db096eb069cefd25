"""Whose policy is followed: signed ones, and unsigned ones only where the deployer says so."""

import base64
import json
import stat
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desktop.compositions.policy_commands import main
from desktop.discretion.policy_file import PolicyError, policy_bytes
from desktop.discretion.signing import (
    NotSigned,
    new_key,
    read_signed_policy,
    sign,
    signature_file,
)
from desktop.errors import LocalError
from resources import resource

pytestmark = pytest.mark.unit

PEM, PUBLIC = new_key()
OTHER_PEM, OTHER = new_key()


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    file = tmp_path / "policy.toml"
    file.write_bytes(resource("policy/example.toml").read_bytes())
    return file


def test_a_signed_policy_is_followed(policy: Path) -> None:
    assert sign(policy, PEM) == PUBLIC
    for unsigned in (True, False):
        read = read_signed_policy(policy, (OTHER, PUBLIC), unsigned=unsigned)
        assert read.name == "Kulanz im Service"


def test_an_unsigned_one_only_where_that_is_allowed(policy: Path) -> None:
    assert read_signed_policy(policy, (), unsigned=True).name
    with pytest.raises(NotSigned, match="not signed"):
        read_signed_policy(policy, (PUBLIC,), unsigned=False)


@pytest.mark.parametrize("unsigned", [True, False])
def test_a_signature_that_does_not_fit_is_refused_in_any_case(policy: Path, unsigned: bool) -> None:
    sign(policy, PEM)
    with pytest.raises(NotSigned, match="signer is not known"):
        read_signed_policy(policy, (OTHER,), unsigned=unsigned)
    with pytest.raises(NotSigned, match="names nobody"):
        read_signed_policy(policy, (), unsigned=unsigned)
    policy.write_bytes(policy.read_bytes().replace(b"alone = 30", b"alone = 31"))
    with pytest.raises(NotSigned, match="has changed"):
        read_signed_policy(policy, (PUBLIC,), unsigned=unsigned)


@pytest.mark.parametrize("raw", [b"", b"nonsense", bytes(64), base64.b64encode(bytes(63)), b"\xff"])
def test_what_is_no_signature_is_refused(policy: Path, raw: bytes) -> None:
    signature_file(policy).write_bytes(raw)
    with pytest.raises(NotSigned):
        read_signed_policy(policy, (PUBLIC,), unsigned=True)


def test_a_signature_as_openssl_writes_it_is_one(policy: Path) -> None:
    key = Ed25519PrivateKey.generate()
    signature_file(policy).write_bytes(key.sign(policy_bytes(policy)))
    public = base64.b64encode(key.public_key().public_bytes_raw()).decode()
    assert read_signed_policy(policy, (public,), unsigned=False).name


@pytest.mark.parametrize("key", ["", "?", PUBLIC[:-8], base64.b64encode(bytes(33)).decode()])
def test_a_signer_who_is_none_is_named(policy: Path, key: str) -> None:
    sign(policy, PEM)
    with pytest.raises(LocalError, match="signers is none"):
        read_signed_policy(policy, (key,), unsigned=False)


def test_what_cannot_be_followed_is_not_signed(policy: Path) -> None:
    policy.write_text("version = 1\n")
    with pytest.raises(PolicyError):
        sign(policy, PEM)
    assert not signature_file(policy).exists()


@pytest.mark.parametrize("pem", [b"", b"nonsense"])
def test_what_is_no_key_signs_nothing(policy: Path, pem: bytes) -> None:
    with pytest.raises(LocalError, match="key"):
        sign(policy, pem)


def test_from_a_key_to_a_policy_that_is_checked(
    policy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    secret = tmp_path / "signing.pem"
    assert main(["key", str(secret)]) == 0
    public = capsys.readouterr().out.strip()
    if sys.platform != "win32":
        assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    with pytest.raises(LocalError, match="not there yet"):
        main(["key", str(secret)])
    with pytest.raises(NotSigned):
        main(["check", str(policy), "--signer", public])
    assert main(["sign", str(policy), "--key", str(secret), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["signer"] == public
    assert main(["check", str(policy), "--signer", public]) == 0
    with pytest.raises(NotSigned):
        main(["check", str(policy), "--signer", OTHER])
