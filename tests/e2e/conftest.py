"""A real agent's desktop in this process, with its own engine and worker, and a real caller."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from desks import Desk, free_port, settings_toml
from endpoints import Endpoint, quiet_config
from pytestqt.qtbot import QtBot


@pytest.fixture
def desk(tmp_path: Path, qtbot: QtBot) -> Iterator[Callable[..., Desk]]:
    made: list[Desk] = []

    def make(more: str = "", *, port: int | None = None, **options: Any) -> Desk:
        port = port or free_port()
        settings = tmp_path / "settings.toml"
        settings.write_text(settings_toml(port, more, **options), "utf-8")
        one = Desk(settings, port)
        made.append(one)
        return one

    yield make
    for one in made:
        one.close()


@pytest.fixture
def caller(tmp_path: Path) -> Iterator[Endpoint]:
    """A customer: an engine of its own without a window."""
    folder = tmp_path / "caller"
    folder.mkdir(mode=0o700)
    with Endpoint(folder, quiet_config("kundin")) as endpoint:
        yield endpoint
