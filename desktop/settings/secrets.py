"""Passwords: from the environment or the system's keyring, never from or to a plain file.

The keyring library is imported when it is first asked: looking for backends takes up to half a
second, which the first window must not wait for. A locked keyring may ask the user and wait.
Backends raise what their system raises (D-Bus, Win32), not only keyring's own errors: all of it
means that there is no keyring now.
"""

import os
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final, Protocol

from desktop.errors import LocalError

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE: Final = "beistand"
"""What Beistand's entries are called in the keyring."""

_REFUSED_MODULES: Final = ("keyring.backends.fail", "keyring.backends.null", "keyrings.alt")
"""No keyring at all, or files that anybody with the disk can read (keyrings.alt, all of it)."""


class NoKeyring(LocalError):
    """This system has no keyring service that Beistand would trust a password to."""


RECORDS_KEY: Final = "records-key"
CUSTOMER_LOOKUP: Final = "customer-lookup"
TEAM_BROKER: Final = "team-broker"
NOTE_POST: Final = "note-post"
_TURN: Final = "-turn"


def turn_name(account: str) -> str:
    """What the password of an account's TURN server is kept under."""
    return account + _TURN


def is_reserved(account: str) -> bool:
    """Whether an account of this name would share a secret with something else."""
    reserved = (RECORDS_KEY, CUSTOMER_LOOKUP, TEAM_BROKER, NOTE_POST)
    return account in reserved or account.endswith(_TURN)


class Secrets(Protocol):
    """Where passwords of accounts are."""

    def password_for(self, account: str) -> str | None:
        """The password of the account called `account`; None: there is none yet.

        Raises NoKeyring where there is no place to look.
        """
        ...

    def store_password(self, account: str, password: str) -> None:
        """Keep a password; raises NoKeyring."""
        ...


def environment_variable(account: str) -> str:
    """Name of the variable that holds an account's password: BEISTAND_PASSWORD_FRONT_DESK."""
    return "BEISTAND_PASSWORD_" + re.sub(r"[^A-Z0-9]", "_", account.upper())


class SystemSecrets:
    """Environment first, then the keyring.

    `backend` and `environment` default to this system's; both are for tests to replace.
    """

    def __init__(
        self, backend: "KeyringBackend | None" = None, environment: Mapping[str, str] | None = None
    ) -> None:
        self._given = backend
        self._environment = os.environ if environment is None else environment

    def password_for(self, account: str) -> str | None:
        from_environment = self._environment.get(environment_variable(account))
        if from_environment:
            return from_environment
        backend = self._backend(account)
        try:
            return backend.get_password(SERVICE, account)
        except Exception as error:
            raise _no_keyring(account, f"does not answer ({type(error).__name__})") from error

    def store_password(self, account: str, password: str) -> None:
        backend = self._backend(account)
        try:
            backend.set_password(SERVICE, account, password)
        except Exception as error:
            raise _no_keyring(account, f"takes no password ({type(error).__name__})") from error

    def _backend(self, account: str) -> "KeyringBackend":
        found = self._given
        if found is None:
            import keyring

            try:
                found = keyring.get_keyring()
            except Exception as error:
                raise _no_keyring(account, f"is broken ({type(error).__name__})") from error
        usable = first_usable([found])
        if usable is None:
            raise _no_keyring(account, "is missing")
        return usable


def first_usable(backends: "Iterable[KeyringBackend]") -> "KeyringBackend | None":
    """The first backend that is a real keyring.

    A chain is looked into, never used as a whole: where the keyring is locked it would fall through
    to a plain file.
    """
    for backend in backends:
        module = type(backend).__module__
        if module.startswith("keyring.backends.chainer"):
            inner = first_usable(getattr(backend, "backends", ()))
            if inner is not None:
                return inner
        elif (
            not module.startswith(_REFUSED_MODULES)
            and "plain" not in type(backend).__name__.lower()
        ):
            return backend
    return None


def _no_keyring(account: str, what: str) -> NoKeyring:
    variable = environment_variable(account)
    return NoKeyring(
        f"the keyring of this system {what}",
        action=f"Unlock or install it, set {variable}, or type the password at each start",
    )
