"""Builds the supervisor's desktop with its window and runs it: `beistand supervisor`."""

from collections.abc import Mapping
from pathlib import Path

from desktop.compositions.profile import Profile, engine_configuration, load_profile
from desktop.compositions.supervision import Supervision, supervisor_configuration
from desktop.presenters.notices import Notices
from desktop.shell.application import language_of, make_application, quit_program, run_until_quit
from desktop.shell.dispatcher import Dispatcher
from desktop.shell.supervisor_shell import SupervisorShell
from desktop.telephony.engine.messages import Chime, Configure


class SupervisorDesktop:
    """One supervisor's desktop and its window, joined. `start` first, `stop` last."""

    def __init__(self, profile: Profile, configuration: Configure, notices: Notices) -> None:
        self.shell = SupervisorShell(
            motion=not profile.settings.appearance.reduced_motion, quit_program=quit_program
        )
        self._dispatcher = Dispatcher()
        self._supervision = Supervision(
            profile,
            configuration,
            notices,
            language=language_of(profile.settings.appearance),
            ask=self.shell.ask_password,
            post=self._dispatcher.post,
            changed=self.shell.changed,
        )
        self.telephone = self._supervision.telephone
        self.team = self._supervision.team
        self.presenter = self._supervision.presenter
        self.shell.connect_presenter(self.presenter, self._supervision.tick)
        self.shell.connect_questions(self._supervision.questions)
        self.shell.popped_up.connect(self._chime)
        if self._supervision.board is not None:
            self.shell.connect_board(self._supervision.board)

    def start(self) -> None:
        """Show the window first; everything else comes behind it."""
        self.shell.show()
        self._supervision.start()

    def stop(self) -> None:
        self.shell.stop()
        self._supervision.stop()

    def _chime(self) -> None:
        self.telephone.engine.send(Chime())


def run_supervisor(
    settings_file: Path | None, *, overrides: Mapping[str, str] | None = None, verbose: bool
) -> int:
    """`beistand supervisor`: until the user ends the program."""
    notices = Notices()
    profile = load_profile(
        settings_file, "supervisor", notices, overrides=overrides, verbose=verbose
    )
    appearance = profile.settings.appearance
    app = make_application(appearance)
    configuration = supervisor_configuration(
        engine_configuration(profile.settings, language_of(appearance))
    )
    desktop = SupervisorDesktop(profile, configuration, notices)
    desktop.start()
    return run_until_quit(app, desktop.stop)
