"""Settings from files and the command line: defaults < provisioned < user < command line.

A bad value is replaced and said; an unknown key is left alone and said. Only a file that is no
TOML at all is an error. A provisioned file may begin with
`locked = ["analysis.consent_mode", "accounts"]`: the layers above cannot change what it names.

Relative paths count from the folder of the file that names them.
"""

import difflib
import logging
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from desktop.errors import LocalError
from desktop.settings.account import Account
from desktop.settings.declaration import (
    DEVICE_FILE,
    BadValue,
    Declared,
    Kind,
    check,
    from_text,
    settings_of,
)
from desktop.settings.model import ACCOUNTS, SECTIONS, Settings, all_settings
from desktop.settings.secrets import is_reserved

log = logging.getLogger("beistand.settings")

MAX_BYTES: Final = 1 << 20
LOCKED: Final = "locked"
COMMAND_LINE: Final = "command line"


@dataclass(frozen=True, slots=True)
class Problem:
    """A value that was not taken, in the fields of NoticeKind.SETTING_REPLACED."""

    file: str
    """Name of the file, or "command line"."""
    setting: str
    """ "section.key", with the account's number for accounts: "accounts[1].uri"."""
    value: str
    """What was there, shortened; for the window, never for a log."""
    replacement: str
    """What is used instead."""
    what: str
    """What is wrong, completing "the value ...". """

    def __str__(self) -> str:
        return (
            f"{self.file}: {self.setting}: the value {self.value} {self.what}; "
            f"using {self.replacement}."
        )


@dataclass(frozen=True, slots=True)
class UnknownKey:
    """A key nobody knows: kept in the file, without effect."""

    file: str
    key: str
    nearest: str
    """The setting that was probably meant; may be empty."""


@dataclass(frozen=True, slots=True)
class Loaded:
    settings: Settings
    problems: tuple[Problem, ...] = ()
    unknown: tuple[UnknownKey, ...] = ()
    locked: frozenset[str] = frozenset()
    """Names of settings, or "accounts", that only the provisioned file decides."""


def load_settings(
    user: Path | None,
    provisioned: Path | None = None,
    overrides: Mapping[str, str] | None = None,
) -> Loaded:
    """Read and join all layers.

    `user` must exist if it is named; `provisioned` need not. `overrides` maps "section.key" to
    text, as from a command line. Raises LocalError for a file that cannot be read or is no TOML,
    and for an override that names no setting.
    """
    reading = _Reading()
    if provisioned is not None and provisioned.exists():
        document = read_toml(provisioned)
        locks = document.pop(LOCKED, [])
        reading.layer(document, provisioned.name, provisioned.parent)
        reading.lock(locks, provisioned.name)
    if user is not None:
        reading.layer(read_toml(user), user.name, user.parent)
    reading.overrides(overrides or {})
    return reading.result()


def read_toml(path: Path) -> dict[str, Any]:
    """The document in `path`; raises LocalError that names the file and, where known, the line."""
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        what = f"the settings cannot be read ({error.strerror or type(error).__name__})"
        raise LocalError(what, where=str(path), action="Check the path and its rights") from error
    if len(raw) > MAX_BYTES:
        what = f"the settings are larger than {MAX_BYTES >> 20} MiB"
        raise LocalError(what, where=str(path), action="Check the path")
    try:
        return tomllib.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        where = f"{path}:{line}"
        raise LocalError("this is not UTF-8 text", where=where, action="Save as UTF-8") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        # The parser's words end in "(at line 3, column 7)" and may quote a character of the file.
        what = f"the settings are no valid TOML: {error}"
        raise LocalError(what, where=str(path), action="Correct that line") from None


@dataclass(slots=True)
class _Reading:
    """Collects layers, lowest first."""

    sections: dict[str, dict[str, Any]] = field(default_factory=lambda: {s: {} for s in SECTIONS})
    accounts: tuple[Account, ...] = ()
    problems: list[Problem] = field(default_factory=list)
    unknown: list[UnknownKey] = field(default_factory=list)
    locked: frozenset[str] = frozenset()
    """Names of settings, or "accounts", that only the provisioned file decides."""
    files: dict[str, str] = field(default_factory=dict)
    """Who said it last: name of a setting to name of a file."""

    def layer(self, document: Mapping[str, Any], file: str, folder: Path) -> None:
        for name, content in document.items():
            if name == ACCOUNTS:
                self._accounts(content, file, folder)
            elif name not in SECTIONS:
                self._unknown(file, name, (ACCOUNTS, *SECTIONS))
            elif not isinstance(content, dict):
                self._problem(file, name, content, "the defaults", "is no section like [sound]")
            else:
                self._section(name, content, file, folder)

    def lock(self, names: object, file: str) -> None:
        known = {ACCOUNTS, *(s.name for s in all_settings() if s.section != ACCOUNTS)}
        if not isinstance(names, list):
            self._problem(file, LOCKED, names, "no locks", "is not a list of settings")
            return
        good = [name for name in names if isinstance(name, str) and name in known]
        for name in names:
            if name not in good:
                self._problem(file, LOCKED, name, "no lock", "is no setting")
        self.locked = frozenset(good)

    def overrides(self, given: Mapping[str, str]) -> None:
        declared = {s.name: s.declared for s in all_settings() if s.section != ACCOUNTS}
        for name, text in given.items():
            if name not in declared:
                near = "".join(difflib.get_close_matches(name, declared, 1))
                action = f"Did you mean {near}?" if near else "See the list of settings"
                raise LocalError("there is no such setting", where=name[:80], action=action)
            section, key = name.split(".")
            raw = from_text(declared[name], text)
            self._section(section, {key: raw}, COMMAND_LINE, Path.cwd())

    def result(self) -> Loaded:
        settings = Settings(
            accounts=self.accounts,
            **{name: SECTIONS[name](**values) for name, values in self.sections.items()},
        )
        chosen = settings.supervision.account
        if chosen and settings.account(chosen) is None:
            name = "supervision.account"
            self._problem(self.files[name], name, chosen, "the first account", "names no account")
            settings = replace(settings, supervision=replace(settings.supervision, account=""))
        log.info("settings read", extra={"problems": len(self.problems)})
        return Loaded(settings, tuple(self.problems), tuple(self.unknown), self.locked)

    def _section(self, name: str, content: Mapping[str, Any], file: str, folder: Path) -> None:
        target = self.sections[name]
        declared = {s.key: s for s in settings_of(name, SECTIONS[name])}
        for key, raw in content.items():
            if key not in declared:
                self._unknown(file, f"{name}.{key}", (s.name for s in declared.values()))
            elif f"{name}.{key}" in self.locked:
                kept = target.get(key, declared[key].default)
                self._problem(file, f"{name}.{key}", raw, kept, "is locked by your administrator")
            else:
                fallback = target.get(key, declared[key].default)
                self.files[f"{name}.{key}"] = file
                target[key] = self._value(
                    declared[key].declared, raw, fallback, f"{name}.{key}", file, folder
                )

    def _accounts(self, content: object, file: str, folder: Path) -> None:
        if ACCOUNTS in self.locked:
            self._problem(file, ACCOUNTS, "…", "the provisioned ones", "is locked")
            return
        if not isinstance(content, list):
            what = "must be written [[accounts]]"
            self._problem(file, ACCOUNTS, content, "no accounts", what)
            return
        accounts: dict[str, Account] = {}
        for number, raw in enumerate(content, 1):
            account = self._account(raw, f"{ACCOUNTS}[{number}]", file, folder)
            if account is not None and account.name in accounts:
                where = f"{ACCOUNTS}[{number}].name"
                self._problem(file, where, account.name, "the first one only", "is there twice")
            elif account is not None and is_reserved(account.name):
                where, what = f"{ACCOUNTS}[{number}].name", "is a name of Beistand's own secrets"
                self._problem(file, where, account.name, "no account", what)
            elif account is not None:
                accounts[account.name] = account
        self.accounts = tuple(accounts.values())

    def _account(self, raw: object, where: str, file: str, folder: Path) -> Account | None:
        """None where a required value is missing or bad: half an account cannot be used."""
        if not isinstance(raw, dict):
            self._problem(file, where, raw, "no account", "is no [[accounts]] table")
            return None
        declared = {s.key: s for s in settings_of(ACCOUNTS, Account)}
        values: dict[str, Any] = {}
        complete = True
        for key in raw:
            if key not in declared:
                self._unknown(file, f"{where}.{key}", (f"{where}.{known}" for known in declared))
        for key, known in declared.items():
            if key in raw:
                fallback = "no account" if known.declared.required else known.default
                values[key] = self._value(
                    known.declared, raw[key], fallback, f"{where}.{key}", file, folder
                )
                complete &= not (known.declared.required and values[key] == fallback)
            elif known.declared.required:
                self._problem(file, f"{where}.{key}", "", "no account", "is missing")
                complete = False
        return Account(**values) if complete else None

    def _value(
        self, declared: Declared, raw: object, fallback: Any, name: str, file: str, folder: Path
    ) -> Any:
        try:
            return _placed(declared.kind, check(declared, raw), folder)
        except BadValue as error:
            instead = fallback
            if error.instead:
                instead = _placed(declared.kind, error.instead[0], folder)
            self._problem(file, name, raw, instead, str(error))
            return instead

    def _problem(self, file: str, name: str, value: object, used: object, what: str) -> None:
        self.problems.append(Problem(file, name, _shown(value), _shown(used), what))

    def _unknown(self, file: str, key: str, known: Iterable[str]) -> None:
        nearest = "".join(difflib.get_close_matches(key, list(known), 1))
        self.unknown.append(UnknownKey(file, key, nearest))


def _placed(kind: Kind, value: Any, folder: Path) -> Any:
    """`value` with its relative paths counted from `folder`."""
    if kind is Kind.PATH:
        return _resolved(value, folder)
    if kind is Kind.PATHS:
        return tuple(_resolved(item, folder) for item in value)
    if kind is Kind.DEVICES:
        return tuple(_placed_device(item, folder) for item in value)
    return value


def _placed_device(value: str, folder: Path) -> str:
    if not value.startswith(DEVICE_FILE):
        return value
    return DEVICE_FILE + _resolved(value.removeprefix(DEVICE_FILE), folder)


def _resolved(text: str, folder: Path) -> str:
    """`text` as an absolute path; "" stays ""."""
    return str((folder / Path(text).expanduser()).absolute()) if text else text


def _shown(value: object) -> str:
    """A value as a person would write it, at most 60 characters."""
    if isinstance(value, bool):
        text = str(value).lower()
    elif isinstance(value, list | tuple):
        text = f"[{', '.join(map(_shown, value[:10]))}]"
    else:
        text = "nothing" if value == "" else str(value)
    return text if len(text) <= 60 else f"{text[:59]}…"
