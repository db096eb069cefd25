"""Which package index counts: what pip is told, in pip's own order."""

import os
import sys
from pathlib import Path

import pytest

from inference.fetching import pip_settings
from inference.fetching.web import shown

pytestmark = pytest.mark.unit

NONE = {"PIP_CONFIG_FILE": os.devnull}


def test_the_public_registry_where_pip_is_told_nothing() -> None:
    assert pip_settings.index_urls(NONE) == (pip_settings.DEFAULT,)


def test_the_environment_counts_before_the_files(tmp_path: Path) -> None:
    told = tmp_path / "told.conf"
    told.write_text("[global]\nindex-url = https://a.example/simple/\n")
    environ = {"PIP_CONFIG_FILE": str(told)}

    assert pip_settings.index_urls(environ) == ("https://a.example/simple",)
    environ["PIP_INDEX_URL"] = "https://b.example/simple"
    assert pip_settings.index_urls(environ) == ("https://b.example/simple",)


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="where Linux has pip's files")
def test_the_users_file_counts_before_the_machines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "nobody")
    monkeypatch.setattr(sys, "prefix", str(tmp_path / "no-site"))
    environ = {"XDG_CONFIG_HOME": str(tmp_path / "user"), "XDG_CONFIG_DIRS": str(tmp_path / "all")}
    for folder, text in (
        ("user", "[install]\nindex-url = https://mine.example/simple\n"),
        ("all", "[global]\nindex-url = https://all.example/simple\n"
         "extra-index-url =\n  https://more.example/simple\n  file:///srv/simple\n"),
    ):  # fmt: skip
        (tmp_path / folder / "pip").mkdir(parents=True)
        (tmp_path / folder / "pip" / "pip.conf").write_text(text)

    assert pip_settings.index_urls(environ) == (
        "https://mine.example/simple",
        "https://more.example/simple",  # what is no HTTP is left to pip
    )


def test_a_broken_file_is_as_good_as_none(tmp_path: Path) -> None:
    (tmp_path / "pip.conf").write_bytes(b"\xff[[[")

    urls = pip_settings.index_urls({"PIP_CONFIG_FILE": str(tmp_path / "pip.conf")})
    assert urls and all(url.startswith("http") for url in urls)


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("https://me:pass@host:8/a/b?token=1#x", "https://host:8/a/b"),
        ("https://me:p/w?d#@host/a", "https://host/a"),
        ("me:pass@host:3128", "host:3128"),
        ("host", "host"),
    ],
)
def test_an_address_is_shown_without_what_is_secret(url: str, text: str) -> None:
    assert shown(url) == text
