"""What every composition reads first: settings, their problems, passwords, folders."""

import dataclasses
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from desktop.errors import LocalError
from desktop.logging import set_up_logging
from desktop.paths import Paths, default_paths, private_folder
from desktop.presenters.notices import Notices
from desktop.settings.account import Account
from desktop.settings.files import Loaded, load_settings
from desktop.settings.model import Settings
from desktop.settings.sound import Sound
from desktop.telephony.consent import ConsentMode
from desktop.telephony.engine.configuration import AccountConfig, SoundConfig
from desktop.telephony.engine.messages import Configure
from desktop.telephony.sip_uri import parse_sip_uri
from resources import resource
from ui.notice_states import NoticeKind

log = logging.getLogger("beistand.settings")


@dataclass(frozen=True, slots=True)
class Profile:
    """Who runs here, and where: one per settings file and role."""

    settings: Settings
    settings_file: Path
    paths: Paths
    runtime: Path
    """Private folder of this profile's engine and sockets."""
    locked: frozenset[str] = frozenset()
    """Settings that only the administrator changes."""


def load_profile(
    file: Path | None,
    role: str,
    notices: Notices,
    *,
    overrides: Mapping[str, str] | None = None,
    verbose: bool = False,
) -> Profile:
    """Read the settings; a broken file of the user's own is said in the window, not fatal.

    `file` is what the command line named: if that one is broken the command fails (LocalError).
    Logging is set up first, so that what the settings have to say reaches the log.
    """
    paths = default_paths()
    paths.create()
    set_up_logging(paths.logs / f"{role}.log", verbose=verbose)
    loaded = _load(file, paths, notices, overrides or {})
    for problem in loaded.problems:
        log.warning("setting replaced", extra={"setting": problem.setting, "why": problem.what})
        notices.add(
            NoticeKind.SETTING_REPLACED,
            problem.setting,
            file=problem.file,
            setting=problem.setting,
            value=problem.value,
            replacement=problem.replacement,
            why=problem.what,
        )
    for unknown in loaded.unknown:
        notices.add(
            NoticeKind.SETTING_UNKNOWN,
            unknown.key,
            file=unknown.file,
            setting=unknown.key,
            nearest=unknown.nearest,
        )
    chosen = (file or paths.settings_file).resolve()
    runtime = private_folder(paths.runtime_of(role, chosen))
    return Profile(loaded.settings, chosen, paths, runtime, loaded.locked)


def _load(
    file: Path | None, paths: Paths, notices: Notices, overrides: Mapping[str, str]
) -> Loaded:
    if file is not None:
        return load_settings(file, paths.provisioned, overrides)
    own = paths.settings_file if paths.settings_file.exists() else None
    try:
        return load_settings(own, paths.provisioned, overrides)
    except LocalError as error:
        notices.add(NoticeKind.SETTINGS_UNREADABLE, file=error.where, detail=error.what)
        return load_settings(None, paths.provisioned, overrides)


def account_config(account: Account, password: str = "") -> AccountConfig:
    """Every setting of an account has the engine's name for it."""
    return AccountConfig(**dataclasses.asdict(account), password=password)


def sound_config(sound: Sound) -> SoundConfig:
    return SoundConfig(
        input=sound.input,
        output=sound.output,
        ring=sound.ring,
        echo_cancellation=sound.echo_cancellation,
        noise_suppression=sound.noise_suppression,
        gain_control=sound.gain_control,
    )


def engine_configuration(settings: Settings, language: str) -> Configure:
    """What the engine is told after every attach, but for the passwords (see `sign_in`)."""
    mode = ConsentMode(settings.analysis.consent_mode)
    notice = settings.analysis.notice_wav
    if mode is ConsentMode.NOTICE and not notice:
        notice = str(resource("notice", f"notice_{language}.wav"))
    return Configure(
        accounts=tuple(map(account_config, settings.accounts)),
        sound=sound_config(settings.sound),
        consent_mode=mode,
        notice_wav=notice,
        internal_numbers=settings.analysis.internal_numbers,
    )


def writes_words(settings: Settings) -> bool:
    """Whether what customers say is written down: wanted, and what they hear before says so."""
    mode = ConsentMode(settings.analysis.consent_mode)
    announced = mode is not ConsentMode.NOTICE or bool(settings.analysis.notice_wav)
    return settings.speech.recognition and mode is not ConsentMode.OFF and announced


def spoken_language(settings: Settings) -> str:
    """de, en, fr or it; empty: heard in each call."""
    return "" if settings.speech.language == "auto" else settings.speech.language


def consent_sentence(settings: Settings, language: str) -> str:
    """The deployer's own sentence to ask with; empty: Beistand's."""
    analysis = settings.analysis
    return analysis.consent_sentence_en if language == "en" else analysis.consent_sentence_de


def supervisor_chain(settings: Settings) -> tuple[tuple[str, ...], ...]:
    """Who is asked for help, group after group."""
    supervision = settings.supervision
    return (supervision.supervisors, *(tuple(item.split()) for item in supervision.chain))


def supervision_name(settings: Settings) -> str:
    """What the other side of a request for help reads."""
    if settings.supervision.display_name:
        return settings.supervision.display_name
    account = settings.account(settings.supervision.account)
    return parse_sip_uri(account.uri).user or account.name if account is not None else ""
