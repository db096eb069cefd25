"""The overlay's place survives a restart; the hands press only what is there."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.shell.places import Places
from desktop.shell.robot import Pause, Robot, Script, StageFailed, Until, can_press, press
from desktop.shell.throttle import Throttle

pytestmark = pytest.mark.widget


def test_the_latest_place_on_a_connected_screen_counts(tmp_path: Path) -> None:
    places = Places(tmp_path / "places.json")
    places.remember("left", 10, 20)
    places.remember("right", 30, 40)
    again = Places(tmp_path / "places.json")
    assert again.last_seen(["left", "right"]) == (30, 40)
    assert again.last_seen(["left"]) == (10, 20)
    assert again.last_seen(["projector"]) is None


@pytest.mark.parametrize("content", ["", "[]", '{"a": 1}', '{"a": ["x", "y"]}'])
def test_a_broken_file_is_as_good_as_none(tmp_path: Path, content: str) -> None:
    file = tmp_path / "places.json"
    file.write_text(content, "utf-8")
    assert Places(file).last_seen(["a"]) is None


def test_a_button_is_pressed_by_its_words_and_only_if_it_can_be_seen(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    button = QPushButton("Go", window)
    pressed: list[bool] = []
    button.clicked.connect(lambda: pressed.append(True))
    assert not can_press(window, "Go")
    with pytest.raises(StageFailed):
        press(window, "Go")
    window.show()
    press(window, "Go")
    assert pressed == [True]


def test_a_stage_that_does_not_come_about_is_named(qtbot: QtBot) -> None:
    ends: list[StageFailed | None] = []

    def script() -> Script:
        yield Pause(0.0)
        yield Until("the impossible", lambda: False, 0.1)

    robot = Robot(script(), ends.append)
    robot.start()
    qtbot.waitUntil(lambda: bool(ends), timeout=5_000)
    assert ends[0] is not None and ends[0].stage == "the impossible"


def test_many_requests_are_few_renderings_and_the_last_one_counts(qtbot: QtBot) -> None:
    value, shown = [0], list[int]()
    throttle = Throttle(lambda: shown.append(value[0]), interval_ms=50)
    for number in range(1, 40):
        value[0] = number
        throttle.request()
        qtbot.wait(5)
    qtbot.waitUntil(lambda: bool(shown) and shown[-1] == 39, timeout=2_000)
    assert len(shown) <= 10
