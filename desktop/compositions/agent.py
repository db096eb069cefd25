"""Builds the agent's softphone and runs it: `beistand run`."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from desktop.assist.assist import Assist
from desktop.assist.session import AssistSession
from desktop.assist.worker import WorkerClient
from desktop.clock import MonotonicClock
from desktop.compositions.profile import (
    Profile,
    engine_configuration,
    load_profile,
    supervision_name,
)
from desktop.compositions.sign_in import SignIn
from desktop.knowledge.library import Library, load_library
from desktop.knowledge.selector import CardSelector
from desktop.logging import set_up_logging
from desktop.presenters.agent import AgentPresenter
from desktop.presenters.agent_views import AgentViews
from desktop.presenters.notices import Notices
from desktop.settings.secrets import SystemSecrets
from desktop.shell.agent_shell import AgentShell
from desktop.shell.application import (
    language_of,
    make_application,
    quit_program,
    run_until_quit,
)
from desktop.shell.dispatcher import Dispatcher
from desktop.shell.password import PasswordQuestions
from desktop.shell.places import Places
from desktop.supervision.desk import SupervisionDesk
from desktop.supervision.sip_message import SipMessageTransport
from desktop.telephony.consent import ConsentMode
from desktop.telephony.control import CallControl
from desktop.telephony.engine.client import EngineClient
from desktop.telephony.engine.messages import AccountChanged, Configure, Event
from desktop.telephony.registry import CallRegistry
from inference.messages import Estimate, LegProblem
from inference.tension.tracker import TensionTracker
from resources import resource
from ui.states import NoticeKind


class AgentDesktop:
    """Everything of one agent's desktop, joined. `start` first, `stop` last.

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
        watch: Callable[[Event | Estimate | LegProblem], None] = lambda event: None,
    ) -> None:
        settings = profile.settings
        clock = MonotonicClock()
        self._dispatcher = Dispatcher()
        self._watch = watch
        self.notices = notices
        self.shell = AgentShell(
            motion=not settings.appearance.reduced_motion,
            places=Places(profile.paths.config / "places.json"),
            quit_program=quit_program,
        )
        self.registry = CallRegistry()
        library = _library(profile, language, notices)
        today = datetime.now().astimezone().date()
        self.assist = Assist(
            lambda: AssistSession(tracker=TensionTracker(), selector=CardSelector(library, today))
        )
        self.engine = EngineClient(
            profile.runtime,
            on_event=lambda event: self.post(lambda: self._engine_event(event)),
            on_state=lambda state: self.post(lambda: self.presenter.engine_state(state)),
        )
        control = CallControl(
            self.engine.send, configuration.accounts, settings.supervision.account
        )
        transport = SipMessageTransport(
            control.send_message, clock=clock, on_rejected=self._message_rejected
        )
        account = settings.account(settings.supervision.account)
        account_name = account.name if account is not None else ""
        desk = SupervisionDesk(
            transport,
            supervisors=settings.supervision.supervisors,
            agent_name=supervision_name(settings),
            expires_s=settings.supervision.expires_s,
        )
        transport.connect(desk)
        consent_mode = configuration.consent_mode
        views = AgentViews(
            registry=self.registry,
            assist=self.assist,
            desk=desk,
            notices=notices,
            library=library,
            clock=clock,
            consent_mode=consent_mode,
            account_name=account_name,
            consent_sentence=(
                settings.analysis.consent_sentence_en
                if language == "en"
                else settings.analysis.consent_sentence_de
            ),
        )
        self.presenter = AgentPresenter(
            registry=self.registry,
            control=control,
            assist=self.assist,
            desk=desk,
            transport=transport,
            notices=notices,
            views=views,
            clock=clock,
            collapsed=settings.appearance.overlay_collapsed,
            changed=self.shell.changed,
        )
        self.worker: WorkerClient | None = None
        if consent_mode is not ConsentMode.OFF:
            self.worker = WorkerClient(
                profile.runtime,
                device=settings.analysis.device,
                threads=settings.analysis.threads,
                post=self.post,
                on_evidence=self._evidence,
                on_status=self.presenter.worker_changed,
            )
            self.presenter.use_worker(self.worker)
        self._sign_in = SignIn(
            configuration,
            SystemSecrets(),
            notices,
            configure=self.engine.configure,
            ask=PasswordQuestions(self.shell.phone).ask,
        )
        self.shell.connect_presenter(self.presenter)

    def start(self) -> None:
        """Show the window first; engine, worker and keyring come behind it."""
        self.shell.show()
        self.engine.start()
        if self.worker is not None:
            self.worker.start()
        self.post(self._sign_in.begin)

    def stop(self, *, keep_calls: bool = True) -> None:
        """End the worker; leave the engine to a call that is still up, else end it too.

        Without `keep_calls` the engine hangs up and ends in any case.
        """
        self.shell.stop()
        if self.worker is not None:
            self.worker.stop()
        if keep_calls and self.registry.calls:
            self.engine.detach()
        else:
            self.engine.stop()

    def _engine_event(self, event: Event) -> None:
        self._watch(event)
        self.presenter.engine_event(event)
        if isinstance(event, AccountChanged):
            self._sign_in.follow(event.account)

    def _evidence(self, message: Estimate | LegProblem) -> None:
        self._watch(message)
        self.presenter.evidence(message)

    def post(self, call: Callable[[], None]) -> None:
        """Run `call` on the app thread; from any thread."""
        self._dispatcher.post(call)

    def _message_rejected(self, sender: str, error: Exception) -> None:
        self.notices.add(NoticeKind.MESSAGE_REJECTED, sender, sender=sender, detail=str(error))


def _library(profile: Profile, language: str, notices: Notices) -> Library:
    folders = [resource("cards"), *map(Path, profile.settings.knowledge.folders)]
    library = load_library(folders, language)
    for problem in library.problems:
        notices.add(
            NoticeKind.CARD_UNREADABLE, problem.where, file=problem.where, detail=problem.what
        )
    return library


def run_agent(settings_file: Path | None, *, verbose: bool) -> int:
    """`beistand run`: until the window is closed for good."""
    notices = Notices()
    profile = load_profile(settings_file, "agent", notices)
    set_up_logging(profile.paths.logs / "desktop.log", verbose=verbose)
    appearance = profile.settings.appearance
    app = make_application(appearance)
    language = language_of(appearance)
    configuration = engine_configuration(profile.settings, language)
    desktop = AgentDesktop(profile, configuration, notices, language=language)
    desktop.start()
    return run_until_quit(app, desktop.stop)
