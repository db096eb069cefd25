"""Devices chosen in the window: used at once, kept in the file, and said where they are not."""

from pathlib import Path

import pytest

from desktop.compositions.sign_in import SignIn
from desktop.compositions.sound_choice import SoundChoice
from desktop.presenters.notices import Notices
from desktop.settings.files import load_settings
from desktop.settings.secrets import SystemSecrets
from desktop.telephony.engine.configuration import AccountConfig, SoundConfig
from desktop.telephony.engine.messages import Configure
from ui.notice_states import NoticeKind
from ui.sound_state import SoundRole

pytestmark = pytest.mark.unit

DIRECT = AccountConfig("desk", "sip:agent@127.0.0.1")
SOUND = SoundConfig(gain_control=False)


class Desk:
    """A choice, what the engine is told of it, and what is kept."""

    def __init__(self, file: Path) -> None:
        self.configured: list[Configure] = []
        self.notices = Notices()
        self.sign_in = SignIn(
            Configure((DIRECT,), SOUND),
            SystemSecrets(),
            self.notices,
            configure=self.configured.append,
            ask=lambda *asked: None,
            post=lambda call: call(),
        )
        self.choice = SoundChoice(SOUND, self.sign_in, file, self.notices)


def test_what_is_chosen_is_used_at_once_and_next_time(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    desk = Desk(file)
    desk.sign_in.begin()
    desk.choice.prefer(SoundRole.HEADSET, ("Headset", "default"))
    desk.choice.prefer(SoundRole.RING, ("Loudspeaker",))
    told = desk.configured[-1]
    assert told.accounts == (DIRECT,)
    assert told.sound == SoundConfig(
        output=("Headset", "default"), ring=("Loudspeaker",), gain_control=False
    )
    kept = load_settings(file).settings.sound
    assert (kept.input, kept.output) == (("default",), ("Headset", "default"))
    assert kept.ring == ("Loudspeaker",)
    assert desk.notices.views == ()


def test_before_the_passwords_are_known_nothing_is_configured(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "settings.toml")
    desk.choice.prefer(SoundRole.MICROPHONE, ("Headset",))
    assert desk.configured == [], "an engine that is found running would give up its accounts"
    desk.sign_in.begin()
    assert desk.configured[-1].sound.input == ("Headset",)


def test_what_cannot_be_kept_is_used_and_said(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text("[sound")
    desk = Desk(file)
    desk.sign_in.begin()
    desk.choice.prefer(SoundRole.MICROPHONE, ("Headset",))
    assert desk.configured[-1].sound.input == ("Headset",)
    assert [view.kind for view in desk.notices.views] == [NoticeKind.SETTING_NOT_KEPT]
    file.unlink()
    desk.choice.prefer(SoundRole.MICROPHONE, ("Webcam",))
    assert desk.notices.views == ()
