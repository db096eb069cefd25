"""Looking up one wheel in a Python package registry: the simple index (PEP 691 JSON, PEP 503 HTML).

Nothing is executed and nothing is installed: a wheel is a ZIP file, and we take pieces out of it.
"""

import http.client
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any, Final
from urllib.parse import parse_qs, unquote, urldefrag, urljoin, urlsplit

from inference.fetching.problems import FetchProblem, Unfit, Unreachable
from inference.fetching.web import Web, in_words, shown

ACCEPT: Final = (
    "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, "
    "text/html;q=0.1"
)
LARGEST_PAGE: Final = 20 << 20
"""One project's page; the longest on the public registry have a few megabytes."""


@dataclass(frozen=True, slots=True)
class Wheel:
    url: str
    sha256: str | None
    """None: the index does not say."""
    size_bytes: int | None


def find_wheel(web: Web, indexes: tuple[str, ...], package: str, version: str) -> Wheel:
    """The wheel of exactly this version, of the first index that has it.

    Raises Unreachable where an index could not be asked, Unfit where none has it.
    """
    problem: FetchProblem | None = None
    for index in indexes:
        page = f"{index}/{normal(package)}/"
        try:
            wheels = dict(_read(web, page))
        except FetchProblem as error:
            if problem is None or isinstance(error, Unreachable):
                problem = error
            continue
        for name, wheel in wheels.items():
            if _is(name, package, version):
                return wheel
        problem = problem or Unfit(f"{package} {version} has no wheel there", where=shown(page))
    raise problem or Unfit(
        "pip is set to use no index that can be reached by HTTP",
        action="Look at: pip config list",
    )


def normal(name: str) -> str:
    """A package's name as indexes write it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _is(file: str, package: str, version: str) -> bool:
    """Whether a wheel's file name is of this package and version, for every platform (PEP 427)."""
    parts = file.removesuffix(".whl").split("-")
    return (
        file.endswith(".whl")
        and len(parts) >= 5
        and normal(parts[0]) == normal(package)
        and parts[1] == version
        and parts[-2:] == ["none", "any"]
    )


def _read(web: Web, page: str) -> Iterator[tuple[str, Wheel]]:
    """File names and wheels of a project's page."""
    with web.open(page, {"Accept": ACCEPT}) as response:
        try:
            body = response.read(LARGEST_PAGE)
        except (OSError, ValueError, http.client.HTTPException) as error:
            raise in_words(error, page) from None
        base, kind = response.url, response.headers.get_content_type()
    try:
        text = body.decode("utf-8")
        yield from _json(text, base) if kind.endswith("json") else _html(text, base)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Unfit(
            "this answer is no package index",
            where=shown(page),
            action="Look at the index that pip is set to: pip config list",
        ) from None


def _json(text: str, base: str) -> Iterator[tuple[str, Wheel]]:
    content: dict[str, Any] = json.loads(text)
    for file in content["files"]:
        size = file.get("size")
        wheel = Wheel(
            urljoin(base, file["url"]),
            file.get("hashes", {}).get("sha256"),
            size if isinstance(size, int) else None,
        )
        yield file["filename"], wheel


def _html(text: str, base: str) -> Iterator[tuple[str, Wheel]]:
    links = _Links(base)
    links.feed(text)
    for link in links.found:
        url, fragment = urldefrag(urljoin(links.base, link))
        sha256 = parse_qs(fragment).get("sha256", [None])[0]
        yield unquote(urlsplit(url).path.rpartition("/")[2]), Wheel(url, sha256, None)


class _Links(HTMLParser):
    def __init__(self, base: str) -> None:
        super().__init__()
        self.base = base
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        target = dict(attrs).get("href")
        if target and tag == "a":
            self.found.append(target)
        elif target and tag == "base":
            self.base = urljoin(self.base, target)
