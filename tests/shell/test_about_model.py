"""The window about the model opens once, stays true, and takes nothing from a ringing phone."""

from dataclasses import replace
from pathlib import Path
from typing import cast
from unittest.mock import MagicMock

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget
from pytestqt.qtbot import QtBot

from desktop.presenters.agent import AgentPresenter
from desktop.shell.about_model import AboutModel
from desktop.shell.agent_shell import AgentShell
from desktop.shell.places import Places
from desktop.shell.tray import Tray
from ui.call_states import (
    CallPhaseView,
    CallView,
)
from ui.model_states import ModelCardState, ModelUse
from ui.states import (
    OverlayState,
    PhoneState,
)
from ui.words import Text, text

pytestmark = pytest.mark.widget

STATE = ModelCardState(ModelUse.LARGE, "# Card")


class Fixture:
    """The window and what it is told."""

    def __init__(self) -> None:
        self.state: ModelCardState | None = STATE
        self.about = AboutModel(lambda: self.state)


def test_it_opens_once_and_follows_what_is_in_use(qtbot: QtBot) -> None:
    fixture = Fixture()
    about = fixture.about
    about.refresh()
    assert about.window is None
    about.open(ringing=False)
    window = about.window
    assert window is not None
    qtbot.addWidget(window)
    assert window.isVisible()
    said = window.use.text()
    fixture.state = replace(STATE, use=ModelUse.SMALL_LATE)
    about.refresh()
    assert window.use.text() != said
    window.reject()
    assert not window.isVisible()
    about.open(ringing=False)
    assert about.window is window
    assert window.isVisible()
    about.stop()
    assert about.window is None


def test_while_a_call_rings_its_keys_stay_with_the_phone(qtbot: QtBot) -> None:
    about = Fixture().about
    quiet = Qt.WidgetAttribute.WA_ShowWithoutActivating
    about.open(ringing=True)
    window = about.window
    assert window is not None
    qtbot.addWidget(window)
    assert window.isVisible()
    assert window.testAttribute(quiet)
    about.open(ringing=False)
    assert not window.testAttribute(quiet)


def test_with_nothing_to_show_nothing_opens() -> None:
    fixture = Fixture()
    fixture.state = None
    fixture.about.open(ringing=False)
    assert fixture.about.window is None


def actions(tray: Tray) -> dict[str, QAction]:
    menu = tray._menu
    assert isinstance(menu, QMenu)
    return {action.text(): action for action in menu.actions()}


def test_the_tray_leads_there_where_there_is_a_model(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    asked: list[bool] = []
    with_model = Tray(window, lambda: None, about_model=lambda: asked.append(True))
    actions(with_model)[text(Text.ABOUT_MODEL)].trigger()
    assert asked == [True]
    assert text(Text.ABOUT_MODEL) not in actions(Tray(window, lambda: None))


@pytest.mark.parametrize("ringing", [False, True])
def test_the_phone_s_wish_opens_it_and_the_end_takes_it_away(
    qtbot: QtBot, tmp_path: Path, ringing: bool
) -> None:
    call = CallView("1", "Kundin", "", CallPhaseView.RINGING_IN) if ringing else None
    shell = AgentShell(
        motion=False, places=Places(tmp_path / "places.json"), quit_program=lambda: None
    )
    presenter = MagicMock()
    presenter.phone_view = lambda: PhoneState(call=call)
    presenter.overlay_view = OverlayState
    presenter.model_card_view = lambda: STATE
    shell.connect_presenter(cast(AgentPresenter, presenter), lambda: None)
    shell.render_now()
    shell.phone.about_model_requested.emit()
    window = shell._about_model.window
    assert window is not None
    assert window.isVisible()
    assert window.testAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating) is ringing
    presenter.model_card_view = lambda: replace(STATE, use=ModelUse.FAILED)
    said = window.use.text()
    shell.render_now()
    assert window.use.text() != said
    shell.stop()
    assert shell._about_model.window is None
