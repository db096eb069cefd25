"""Devices chosen in the sound window: used at once, also in mid call, and kept for next time."""

from pathlib import Path
from typing import Final

import msgspec

from desktop.compositions.sign_in import SignIn
from desktop.errors import LocalError
from desktop.presenters.notices import Notices
from desktop.settings.writing import write_setting
from desktop.telephony.engine.configuration import SoundConfig
from ui.notice_states import NoticeKind
from ui.sound_state import SoundRole

SECTION: Final = "sound"
KEYS: Final = {SoundRole.MICROPHONE: "input", SoundRole.HEADSET: "output", SoundRole.RING: "ring"}


class SoundChoice:
    """Lives on the app thread."""

    def __init__(self, sound: SoundConfig, sign_in: SignIn, file: Path, notices: Notices) -> None:
        """`file`: the user's settings."""
        self._sound = sound
        self._sign_in = sign_in
        self._file = file
        self._notices = notices

    def prefer(self, role: SoundRole, order: tuple[str, ...]) -> None:
        """Use the first of `order` that works for `role`, from now on."""
        key = KEYS[role]
        self._sound = msgspec.structs.replace(self._sound, **{key: order})
        self._sign_in.use_sound(self._sound)
        self._notices.resolve(NoticeKind.SETTING_NOT_KEPT)
        try:
            write_setting(self._file, SECTION, key, order)
        except LocalError as error:
            name = f"{SECTION}.{key}"
            self._notices.add(NoticeKind.SETTING_NOT_KEPT, setting=name, detail=str(error))
