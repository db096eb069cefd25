"""Builds the supervisor's desktop and runs it: `beistand supervisor`."""

from collections.abc import Mapping
from pathlib import Path

from msgspec.structs import replace

from desktop.compositions.profile import (
    Profile,
    engine_configuration,
    load_profile,
    supervision_name,
)
from desktop.compositions.team import team_line
from desktop.compositions.telephone import Telephone
from desktop.presenters.notices import Notices
from desktop.presenters.supervisor import SupervisorPresenter
from desktop.settings.secrets import TEAM_BROKER, SystemSecrets
from desktop.shell.application import language_of, make_application, quit_program, run_until_quit
from desktop.shell.dispatcher import Dispatcher
from desktop.shell.supervisor_shell import SupervisorShell
from desktop.supervision.inbox import SupervisionInbox
from desktop.supervision.mqtt.topics import Role
from desktop.telephony.consent import ConsentMode
from desktop.telephony.engine.configuration import SoundConfig
from desktop.telephony.engine.messages import Configure
from desktop.telephony.registry import CallRegistry
from ui.states import NoticeAction


class SupervisorDesktop:
    """Everything of one supervisor's desktop, joined. There is no worker: nothing is analysed."""

    def __init__(self, profile: Profile, configuration: Configure, notices: Notices) -> None:
        settings = profile.settings
        self.shell = SupervisorShell(
            motion=not settings.appearance.reduced_motion, quit_program=quit_program
        )
        self._dispatcher = Dispatcher()
        self.telephone = Telephone(
            profile, configuration, notices, ask=self.shell.ask_password, post=self._dispatcher.post
        )
        self.team = team_line(
            profile,
            Role.SUPERVISOR,
            notices,
            SystemSecrets(),
            clock=self.telephone.clock,
            ask=self.shell.ask_password,
            post=self._dispatcher.post,
            on_roll=self.shell.changed,
        )
        transport = self.telephone.transport if self.team is None else self.team.transport
        inbox = SupervisionInbox(
            transport,
            name=supervision_name(settings),
            eta_s=settings.supervision.eta_s,
        )
        transport.connect(inbox)
        account = settings.account(settings.supervision.account)
        self.presenter = SupervisorPresenter(
            registry=CallRegistry(),
            control=self.telephone.control,
            inbox=inbox,
            transport=self.telephone.transport,
            notices=notices,
            clock=self.telephone.clock,
            account_name=account.name if account is not None else "",
            eta_s=settings.supervision.eta_s,
            changed=self.shell.changed,
            on_action=self._act,
        )
        self.shell.connect_presenter(self.presenter, self._tick)

    def start(self) -> None:
        """Show the window first; engine and keyring come behind it."""
        self.shell.show()
        self.telephone.start(self.presenter)
        if self.team is not None:
            self.team.start()

    def stop(self) -> None:
        self.shell.stop()
        if self.team is not None:
            self.team.stop()
        self.telephone.engine.stop()

    def _tick(self) -> None:
        if self.team is not None:
            self.team.tick()
        self.presenter.tick()

    def _act(self, action: NoticeAction, subject: str) -> None:
        match action:
            case NoticeAction.SIGN_IN if subject == TEAM_BROKER and self.team is not None:
                self.team.ask(wrong=True)
            case NoticeAction.SIGN_IN:
                self.telephone.sign_in.ask(subject)
            case NoticeAction.RETRY_PHONE:
                self.telephone.engine.retry()
            case _:
                pass


def supervisor_configuration(configuration: Configure) -> Configure:
    """A supervisor's desktop takes no calls yet: no sound, no analysis, no automatic answer."""
    return replace(
        configuration,
        accounts=tuple(
            replace(account, auto_answer=False, auto_answer_headers=False)
            for account in configuration.accounts
        ),
        sound=SoundConfig(input=("null",), output=("null",), ring=("null",)),
        consent_mode=ConsentMode.OFF,
    )


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
