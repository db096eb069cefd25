"""Builds the agent's softphone and runs it: `beistand run`."""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from desktop.assist.assist import Assist
from desktop.assist.session import AssistSession
from desktop.assist.worker import WorkerClient
from desktop.compositions.customers import Customers
from desktop.compositions.profile import (
    Profile,
    engine_configuration,
    load_profile,
    supervision_name,
)
from desktop.compositions.telephone import Telephone
from desktop.knowledge.library import Library, load_library
from desktop.knowledge.selector import CardSelector
from desktop.presenters.agent import AgentPresenter
from desktop.presenters.agent_views import AgentViews
from desktop.presenters.call_intents import CallIntents
from desktop.presenters.notices import Notices
from desktop.presenters.sound import SoundPresenter
from desktop.shell.agent_shell import AgentShell
from desktop.shell.application import language_of, make_application, quit_program, run_until_quit
from desktop.shell.open_url import open_url
from desktop.shell.places import Places
from desktop.supervision.desk import SupervisionDesk
from desktop.telephony.availability import Availability
from desktop.telephony.consent import ConsentMode
from desktop.telephony.engine.messages import Configure, Event
from desktop.telephony.number_plan import NumberPlan
from desktop.telephony.registry import CallRegistry
from inference.messages import Estimate, LegProblem
from inference.tension.facts_only import FactsTracker
from inference.tension.tracker import TensionTracker
from resources import resource
from ui.states import NoticeAction, NoticeKind


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
        self._watch = watch
        self.notices = notices
        self.shell = AgentShell(
            motion=not settings.appearance.reduced_motion,
            places=Places(profile.paths.config / "places.json"),
            quit_program=quit_program,
        )
        self.telephone = Telephone(
            profile, configuration, notices, ask=self.shell.ask_password, watch=self._heard
        )
        self._sound = SoundPresenter(self.telephone.engine.send, self.shell.changed)
        self.registry = CallRegistry()
        library = _library(profile, language, notices)
        today = datetime.now().astimezone().date()
        facts_only = settings.analysis.profile == "facts"
        self.assist = Assist(
            lambda: AssistSession(
                tracker=FactsTracker() if facts_only else TensionTracker(),
                selector=CardSelector(library, today),
            )
        )
        desk = SupervisionDesk(
            self.telephone.transport,
            supervisors=settings.supervision.supervisors,
            agent_name=supervision_name(settings),
            expires_s=settings.supervision.expires_s,
        )
        self.telephone.transport.connect(desk)
        self.customers = Customers(
            profile,
            notices,
            registry=self.registry,
            assist=self.assist,
            clock=self.telephone.clock,
            post=self.telephone.post,
            open_url=open_url,
            changed=self.shell.changed,
            is_internal=NumberPlan(settings.analysis.internal_numbers).is_internal,
        )
        availability = Availability(
            wrap_up_s=settings.agent.wrap_up_s, code=int(settings.agent.not_ready_code)
        )
        account = settings.account("")
        sentences = settings.analysis
        views = AgentViews(
            registry=self.registry,
            assist=self.assist,
            desk=desk,
            customers=self.customers.presenter,
            history=self.customers.history,
            notices=notices,
            library=library,
            clock=self.telephone.clock,
            consent_mode=configuration.consent_mode,
            account_name=account.name if account is not None else "",
            consent_sentence=(
                sentences.consent_sentence_en if language == "en" else sentences.consent_sentence_de
            ),
            availability=availability,
            reasons=settings.agent.not_ready_reasons,
            last_dialled=lambda: self.telephone.control.last_dialled,
            facts_only=facts_only,
        )
        self.presenter = AgentPresenter(
            registry=self.registry,
            control=self.telephone.control,
            calls=CallIntents(
                registry=self.registry,
                control=self.telephone.control,
                notices=notices,
                availability=availability,
                clock=self.telephone.clock,
                changed=self.shell.changed,
            ),
            assist=self.assist,
            desk=desk,
            customers=self.customers.presenter,
            transport=self.telephone.transport,
            notices=notices,
            views=views,
            clock=self.telephone.clock,
            collapsed=settings.appearance.overlay_collapsed,
            changed=self.shell.changed,
            on_action=self._act,
        )
        self.worker: WorkerClient | None = None
        if configuration.consent_mode is not ConsentMode.OFF:
            self.worker = WorkerClient(
                profile.runtime,
                device=settings.analysis.device,
                threads=settings.analysis.threads,
                models=profile.paths.model_folders,
                tension=not facts_only,
                log_file=profile.paths.logs / "worker.log",
                post=self.telephone.post,
                on_evidence=self._evidence,
                on_status=self.presenter.worker_changed,
            )
            self.presenter.use_worker(self.worker)
        self.shell.connect_presenter(self.presenter)
        self.shell.connect_customers(self.customers.presenter, self.customers.history)
        self.shell.connect_sound(self._sound)

    def start(self) -> None:
        """Show the window first; engine, worker and keyring come behind it."""
        self.shell.show()
        self.telephone.start(self.presenter)
        self.customers.start()
        if self.worker is not None:
            self.worker.start()

    def stop(self) -> None:
        """A wanted end: hang up, unregister, end engine and worker.

        Only a desktop that crashes leaves its engine and the call behind.
        """
        self.shell.stop()
        self.customers.stop()
        if self.worker is not None:
            self.worker.stop()
        self.telephone.engine.stop()

    def _heard(self, event: Event) -> None:
        self._watch(event)
        self._sound.event(event)

    def _evidence(self, message: Estimate | LegProblem) -> None:
        self._watch(message)
        self.presenter.evidence(message)

    def _act(self, action: NoticeAction, subject: str) -> None:
        """The button of a notice: what only this composition can reach."""
        match action:
            case NoticeAction.SIGN_IN:
                self.telephone.sign_in.ask(subject)
            case NoticeAction.RETRY_PHONE:
                self.telephone.engine.retry()
            case NoticeAction.RETRY_ANALYSIS if self.worker is not None:
                self.worker.retry()
            case _:
                pass


def _library(profile: Profile, language: str, notices: Notices) -> Library:
    folders = [resource("cards"), *map(Path, profile.settings.knowledge.folders)]
    library = load_library(folders, language)
    for problem in library.problems:
        notices.add(
            NoticeKind.CARD_UNREADABLE, problem.where, file=problem.where, detail=problem.what
        )
    return library


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
