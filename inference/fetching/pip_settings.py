"""Where this machine's Python packages come from: the index that pip is set to use.

A company that mirrors the registry has told pip so; what is right for pip is right for us. Read as
pip reads it: environment, then pip's files, a site's before the user's before the machine's
(https://pip.pypa.io/en/stable/topics/configuration/).
"""

import configparser
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

DEFAULT: Final = "https://pypi.org/simple"
_SECTIONS: Final = ("download", "install", "global")


def index_urls(environ: Mapping[str, str] = os.environ) -> tuple[str, ...]:
    """The registry's simple indexes, in the order to ask; only those reached by HTTP."""
    files = [_read(path) for path in _files(environ)]
    chosen = [environ.get("PIP_INDEX_URL") or _first(files, "index-url") or DEFAULT]
    more = environ.get("PIP_EXTRA_INDEX_URL") or _first(files, "extra-index-url")
    chosen += more.split()
    return tuple(url.rstrip("/") for url in chosen if url.startswith(("http://", "https://")))


def _files(environ: Mapping[str, str]) -> Iterator[Path]:
    """pip's files, the strongest first."""
    named = environ.get("PIP_CONFIG_FILE", "")
    if named == os.devnull:
        return
    name = "pip.ini" if sys.platform == "win32" else "pip.conf"
    if named:
        yield Path(named)
    yield Path(sys.prefix) / name
    home = Path.home()
    if not (named and Path(named).exists()):
        if sys.platform == "win32":
            yield Path(environ.get("APPDATA", str(home))) / "pip" / name
        else:
            if sys.platform == "darwin":
                yield home / "Library" / "Application Support" / "pip" / name
            yield Path(environ.get("XDG_CONFIG_HOME") or home / ".config") / "pip" / name
            yield home / ".pip" / name
    if sys.platform == "win32":
        yield Path(environ.get("PROGRAMDATA", "C:\\ProgramData")) / "pip" / name
    elif sys.platform == "darwin":
        yield Path("/Library/Application Support/pip") / name
    else:
        for folder in (environ.get("XDG_CONFIG_DIRS") or "/etc/xdg").split(os.pathsep):
            yield Path(folder) / "pip" / name
        yield Path("/etc") / name


def _read(path: Path) -> configparser.RawConfigParser:
    parser = configparser.RawConfigParser()
    try:
        parser.read_string(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, configparser.Error):
        pass  # pip itself will complain about a broken file; a missing one is normal
    return parser


def _first(files: list[configparser.RawConfigParser], key: str) -> str:
    for parser in files:
        for section in _SECTIONS:
            if found := parser.get(section, key, fallback="").strip():
                return found
    return ""
