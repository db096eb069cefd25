"""Builds the agent's softphone with its windows and runs it: `beistand run`."""

from collections.abc import Callable, Mapping
from pathlib import Path

from desktop.compositions.phone import AgentPhone
from desktop.compositions.profile import Profile, engine_configuration, load_profile
from desktop.compositions.sound_choice import KEYS, SECTION, SoundChoice
from desktop.presenters.notices import Notices
from desktop.presenters.sound import SoundPresenter
from desktop.shell.agent_shell import AgentShell
from desktop.shell.application import language_of, make_application, quit_program, run_until_quit
from desktop.shell.dispatcher import Dispatcher
from desktop.shell.open_url import open_url
from desktop.shell.places import Places
from desktop.telephony.engine.messages import Configure, Event
from inference.messages import Evidence


class AgentDesktop:
    """One agent's phone and its windows, joined. `start` first, `stop` last.

    `watch` hears on the app thread what engine and worker say, before anybody acts on it: for the
    demo and the benchmarks.
    """

    def __init__(
        self,
        profile: Profile,
        configuration: Configure,
        notices: Notices,
        *,
        language: str,
        watch: Callable[[Event | Evidence], None] = lambda event: None,
    ) -> None:
        self._watch = watch
        self.notices = notices
        self.shell = AgentShell(
            motion=not profile.settings.appearance.reduced_motion,
            places=Places(profile.paths.config / "places.json"),
            quit_program=quit_program,
        )
        self._dispatcher = Dispatcher()
        self._phone = AgentPhone(
            profile,
            configuration,
            notices,
            language=language,
            ask=self.shell.ask_password,
            post=self._dispatcher.post,
            open_url=open_url,
            changed=self.shell.changed,
            watch=self._heard,
        )
        self.telephone = self._phone.telephone
        self.registry = self._phone.registry
        self.assist = self._phone.assist
        self.customers = self._phone.customers
        self.presenter = self._phone.presenter
        self.worker = self._phone.worker
        choice = SoundChoice(
            configuration.sound, self.telephone.sign_in, profile.settings_file, notices
        )
        self._sound = SoundPresenter(
            self.telephone.engine.send,
            self.shell.changed,
            orders={role: getattr(configuration.sound, key) for role, key in KEYS.items()},
            locked={role for role, key in KEYS.items() if f"{SECTION}.{key}" in profile.locked},
            prefer=choice.prefer,
        )
        self.shell.connect_presenter(self.presenter, self._phone.tick)
        self.shell.connect_customers(
            self.customers.presenter, self.customers.history, self.customers.typed
        )
        self.shell.connect_notes(self._phone.notes)
        self.shell.connect_goodwill(self._phone.goodwill.presenter, self._phone.goodwill.asking)
        self.shell.connect_sound(self._sound)
        self.shell.connect_cards(self._phone.cards.editor, self._phone.cards.card_use)

    def start(self) -> None:
        """Show the window first; everything else comes behind it."""
        self.shell.show()
        self._phone.start()

    def stop(self) -> None:
        self.shell.stop()
        self._phone.stop()

    def _heard(self, event: Event | Evidence) -> None:
        self._watch(event)
        if not isinstance(event, Evidence):
            self._sound.event(event)


def run_agent(
    settings_file: Path | None, *, overrides: Mapping[str, str] | None = None, verbose: bool
) -> int:
    """`beistand run`: until the user ends the program."""
    notices = Notices()
    profile = load_profile(settings_file, "agent", notices, overrides=overrides, verbose=verbose)
    appearance = profile.settings.appearance
    app = make_application(appearance)
    language = language_of(appearance)
    configuration = engine_configuration(profile.settings, language)
    desktop = AgentDesktop(profile, configuration, notices, language=language)
    desktop.start()
    return run_until_quit(app, desktop.stop)
