"""Opening the customer in the CRM: an address in the browser, or a program of the deployer's.

What would be opened can be asked without opening it (`target`). Who calls decides neither address
nor program, only the values in them (see `templates`).
"""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from desktop.customer.templates import address, command, scheme_of
from desktop.errors import LocalError

_SECRET: Final = "BEISTAND_PASSWORD_"


class PopWhen(StrEnum):
    """When it is opened; the button works always."""

    CLICK = "click"
    RINGING = "ringing"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class OpenAddress:
    url: str


@dataclass(frozen=True, slots=True)
class StartProgram:
    arguments: tuple[str, ...]


Target = OpenAddress | StartProgram


@dataclass(frozen=True, slots=True)
class Pop:
    """What is opened; a command counts more than an address."""

    url: str = ""
    command: tuple[str, ...] = ()
    schemes: tuple[str, ...] = ("https", "http")
    """What an address may begin with, in lower case; `templates.NEVER` is never allowed."""
    when: PopWhen = PopWhen.CLICK

    @property
    def configured(self) -> bool:
        return bool(self.url or self.command)

    def target(self, values: Mapping[str, str]) -> Target:
        """What would be opened for `values` (see `templates.PLACEHOLDERS`); opens nothing.

        Raises LocalError where the template cannot be used.
        """
        if self.command:
            return StartProgram(command(self.command, values))
        filled = address(self.url, values)
        if scheme_of(self.url) not in self.schemes:
            allowed = ", ".join(self.schemes) or "none"
            raise LocalError(
                f'addresses that begin with "{scheme_of(self.url)}:" are not allowed',
                action=f"Allowed are: {allowed} (pop_schemes)",
            )
        return OpenAddress(filled)


def open_target(target: Target, open_url: Callable[[str], bool]) -> None:
    """Open it; `open_url` is the desktop's way to the browser. Raises LocalError."""
    if isinstance(target, OpenAddress):
        if not open_url(target.url):
            raise LocalError("no program opens this address", action="Choose a browser")
        return
    _start(target.arguments)


def _start(arguments: Sequence[str]) -> None:
    """Start a program that outlives us, without our passwords and without our input and output."""
    environment = {name: v for name, v in os.environ.items() if not name.startswith(_SECRET)}
    try:
        process = subprocess.Popen(
            arguments,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=sys.platform != "win32",
        )
    except OSError as error:
        what = f"the program cannot be started ({error.strerror or type(error).__name__})"
        raise LocalError(what, where=arguments[0], action="Check pop_command") from error
    # somebody must hear it end, or it stays a zombie
    threading.Thread(target=process.wait, name="customer-pop", daemon=True).start()
