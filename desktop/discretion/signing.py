"""Whether a policy is the deployer's: an Ed25519 signature (RFC 8032) of the file, beside it.

The signature lies in `policy.toml.sig`: 64 bytes, as they are (`openssl pkeyutl -sign -rawin`) or
in base64. What is checked are the bytes that are then read as the policy, not the file once more.
"""

import base64
import binascii
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from desktop.discretion.policy import Policy
from desktop.discretion.policy_file import parse_policy, policy_bytes
from desktop.errors import LocalError

_SIGNATURE_BYTES: Final = 64
_KEY_BYTES: Final = 32


class NotSigned(LocalError):
    """The policy is not followed: nobody who may has signed it as it is."""


def signature_file(policy: Path) -> Path:
    return policy.with_name(f"{policy.name}.sig")


def read_signed_policy(path: Path, signers: Sequence[str], *, unsigned: bool) -> Policy:
    """The policy, if it is signed by one of `signers` (public keys in base64) or, where `unsigned`
    ones are followed, if nobody has signed it.

    A signature that does not fit is refused in any case. Raises LocalError where a file cannot be
    read, NotSigned, PolicyError.
    """
    raw = policy_bytes(path)
    signature = _signature(signature_file(path))
    if signature is None:
        if not unsigned:
            raise NotSigned(
                "the policy is not signed, and only signed ones are followed here",
                where=str(path),
                action="Sign it: beistand policy sign",
            )
    elif not any(_signed_by(_public(one), signature, raw) for one in signers):
        raise NotSigned(
            "the policy has changed since it was signed, or its signer is not known here"
            if signers
            else "the policy is signed, and discretion.signers names nobody",
            where=str(path),
            action="Sign it again, or name the signer's public key in discretion.signers",
        )
    return parse_policy(raw, str(path))


def new_key() -> tuple[bytes, str]:
    """A private key (PEM, PKCS #8, not encrypted) and its public key in base64."""
    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return pem, _base64(key.public_key())


def sign(path: Path, pem: bytes) -> str:
    """Write the signature of the policy at `path`; returns the signer's public key in base64.

    Raises LocalError, also for a policy that cannot be followed (PolicyError).
    """
    raw = policy_bytes(path)
    parse_policy(raw, str(path))
    try:
        key = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise LocalError(
            "the key cannot be read", action="It has to be PEM, and not encrypted"
        ) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise LocalError("the key is none of Ed25519", action="Make one: beistand policy key")
    signature = base64.b64encode(key.sign(raw)) + b"\n"
    try:
        signature_file(path).write_bytes(signature)
    except OSError as error:
        raise LocalError(
            f"the signature cannot be written ({error.strerror or error})",
            where=str(signature_file(path)),
        ) from error
    return _base64(key.public_key())


def _signature(path: Path) -> bytes | None:
    """None: there is none. One that is none at all is 64 zeros, which nobody has signed with."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise LocalError(
            f"the policy's signature cannot be read ({error.strerror or error})", where=str(path)
        ) from error
    if len(raw) == _SIGNATURE_BYTES:
        return raw
    try:
        decoded = base64.b64decode(raw.strip(), validate=True)
    except (binascii.Error, ValueError):
        decoded = b""
    return decoded if len(decoded) == _SIGNATURE_BYTES else bytes(_SIGNATURE_BYTES)


def _signed_by(key: Ed25519PublicKey, signature: bytes, raw: bytes) -> bool:
    try:
        key.verify(signature, raw)
    except InvalidSignature:
        return False
    return True


def _public(text: str) -> Ed25519PublicKey:
    try:
        raw = base64.b64decode(text, validate=True)
        if len(raw) != _KEY_BYTES:
            raise ValueError("length")
        return Ed25519PublicKey.from_public_bytes(raw)
    except (binascii.Error, ValueError) as error:
        raise LocalError(
            "a key in discretion.signers is none",
            action="Write the 32 bytes of an Ed25519 public key in base64",
        ) from error


def _base64(key: Ed25519PublicKey) -> str:
    return base64.b64encode(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()
