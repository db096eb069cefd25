"""Builds the agent's phone without its windows: what `beistand run` is, with Qt and headless."""

from collections.abc import Callable
from datetime import datetime

from desktop.api.feed import Feed
from desktop.api.server import ApiServer
from desktop.api.service import Service
from desktop.assist.assist import Assist
from desktop.assist.session import AssistSession
from desktop.assist.worker import WorkerClient
from desktop.compositions.agent_help import AgentHelp
from desktop.compositions.breathers import breathers_of
from desktop.compositions.customers import Customers
from desktop.compositions.goodwill import PhoneGoodwill
from desktop.compositions.headset_buttons import HeadsetButtons
from desktop.compositions.notes import post_or_none, template_or_own
from desktop.compositions.phone_cards import PhoneCards
from desktop.compositions.profile import Profile, consent_sentence, spoken_language, writes_words
from desktop.compositions.sign_in import Ask
from desktop.compositions.telephone import Telephone
from desktop.presenters.agent import AgentPresenter
from desktop.presenters.agent_views import AgentViews
from desktop.presenters.call_intents import CallIntents
from desktop.presenters.call_notes import CallNotes
from desktop.presenters.call_quality import CallQualities
from desktop.presenters.call_texts import CallTexts
from desktop.presenters.dial_accounts import DialAccounts
from desktop.presenters.notices import Notices
from desktop.settings.secrets import SystemSecrets
from desktop.telephony.availability import Availability
from desktop.telephony.consent import ConsentMode
from desktop.telephony.engine.client import EngineState
from desktop.telephony.engine.messages import Configure, Event
from desktop.telephony.number_plan import NumberPlan
from desktop.telephony.registry import CallRegistry
from inference.messages import Evidence
from inference.tension.facts_only import FactsTracker
from inference.tension.tracker import TensionTracker
from ui.notice_states import NoticeAction


class AgentPhone:
    """Everything of one agent's phone but the windows, joined. `start` first, `stop` last.

    Lives on the app thread, which `post` reaches from any other. `ask` asks for a password,
    `open_url` opens the CRM, `changed` is called after whatever can be seen. `watch` hears what
    engine and worker say, before anybody acts on it.
    """

    def __init__(
        self,
        profile: Profile,
        configuration: Configure,
        notices: Notices,
        *,
        language: str,
        ask: Ask,
        post: Callable[[Callable[[], None]], None],
        open_url: Callable[[str], bool],
        changed: Callable[[], None],
        watch: Callable[[Event | Evidence], None],
    ) -> None:
        settings = profile.settings
        self._watch = watch
        self._show = changed
        self.telephone = Telephone(profile, configuration, notices, ask=ask, post=post)
        clock = self.telephone.clock
        control = self.telephone.control
        self.registry = CallRegistry()
        facts_only = settings.analysis.profile == "facts"
        recognition = writes_words(settings)
        self.assist = Assist(
            lambda: AssistSession(
                tracker=FactsTracker() if facts_only else TensionTracker(),
                catalogue=self.cards.cards.catalogue,
                today=datetime.now().astimezone().date(),
            )
        )
        self.cards = PhoneCards(
            profile,
            notices,
            language=language,
            registry=self.registry,
            assist=self.assist,
            clock=clock,
            post=post,
            on_read=lambda catalogue: self.presenter.use_cards(catalogue),
            collapsed=lambda: self.presenter.collapsed,
            changed=self._changed,
        )
        cards = self.cards.cards
        availability = Availability(
            wrap_up_s=settings.agent.wrap_up_s, code=int(settings.agent.not_ready_code)
        )
        self._help = AgentHelp(
            profile,
            notices,
            self.telephone,
            registry=self.registry,
            availability=availability,
            assist=self.assist,
            title=cards.title,
            tell=lambda call_id, rule: self.presenter.get_help(call_id, rule),
            ask=ask,
            post=post,
        )
        self._note_post = post_or_none(settings.note, SystemSecrets(), notices)
        # before those that forget a call when it ends
        self.notes = CallNotes(
            registry=self.registry,
            assist=self.assist,
            availability=availability,
            who=lambda call: self.customers.who(call),
            card=cards.find,
            granted=lambda call_id: self.goodwill.presenter.granted(call_id),
            template=template_or_own(settings.note, language, notices),
            post=self._note_post,
            on_app_thread=post,
            notices=notices,
            clock=clock,
            country=settings.customer.country,
            changed=self._changed,
        )
        self.customers = Customers(
            profile,
            notices,
            registry=self.registry,
            assist=self.assist,
            clock=clock,
            post=post,
            open_url=open_url,
            changed=self._changed,
            is_internal=NumberPlan(settings.analysis.internal_numbers).is_internal,
        )
        self.goodwill = PhoneGoodwill(
            settings.discretion,
            notices,
            registry=self.registry,
            assist=self.assist,
            customers=self.customers,
            approvals=self._help.approvals,
            language=language,
            facts_only=facts_only,
            clock=clock,
            note_without=self.notes.taken_back,
            post=post,
            changed=self._changed,
        )
        qualities = CallQualities(self.registry, notices)
        texts = CallTexts(self.registry, control, self._changed)
        accounts = DialAccounts(self.registry, control)
        account = settings.account("")
        views = AgentViews(
            registry=self.registry,
            assist=self.assist,
            desk=self._help.desk,
            joining=self._help.joining,
            rules=self._help.rules,
            customers=self.customers.presenter,
            history=self.customers.history,
            qualities=qualities,
            texts=texts,
            notes=self.notes,
            goodwill=self.goodwill.presenter,
            accounts=accounts,
            typed=self.customers.typed,
            notices=notices,
            cards=cards,
            card_use=self.cards.card_use,
            clock=clock,
            consent_mode=configuration.consent_mode,
            account_name=account.name if account is not None else "",
            consent_sentence=consent_sentence(settings, language),
            availability=availability,
            reasons=settings.agent.not_ready_reasons,
            last_dialled=lambda: control.last_dialled,
            facts_only=facts_only,
            recognition=recognition,
            transcript=settings.speech.transcript,
            country=settings.customer.country,
        )
        calls = CallIntents(
            registry=self.registry,
            control=control,
            accounts=accounts,
            notices=notices,
            availability=availability,
            clock=clock,
            changed=self._changed,
        )
        self.presenter = AgentPresenter(
            registry=self.registry,
            control=control,
            calls=calls,
            qualities=qualities,
            texts=texts,
            assist=self.assist,
            desk=self._help.desk,
            joining=self._help.joining,
            rules=self._help.rules,
            customers=self.customers.presenter,
            transport=self.telephone.transport,
            notices=notices,
            views=views,
            cards=cards,
            clock=clock,
            collapsed=settings.appearance.overlay_collapsed,
            changed=self._changed,
            on_action=self._act,
        )
        self.breathers = breathers_of(
            settings, self.registry, self.assist, availability, notices, calls, clock, self._changed
        )
        self._headsets = HeadsetButtons(
            settings.sound, self.registry, calls, notices, clock, post, self._changed
        )
        self.worker: WorkerClient | None = None
        if configuration.consent_mode is not ConsentMode.OFF:
            self.worker = WorkerClient(
                profile.runtime,
                device=settings.analysis.device,
                threads=settings.analysis.threads,
                models=profile.paths.model_folders,
                tension=not facts_only,
                recognition=recognition,
                language=spoken_language(settings),
                recognition_threads=settings.speech.threads,
                log_file=profile.paths.logs / "worker.log",
                post=post,
                on_evidence=self._evidence,
                on_status=self.presenter.worker_changed,
            )
            self.presenter.use_worker(self.worker)
        self._api = ApiServer(
            profile.runtime,
            post=post,
            on_request=lambda request, answer: self._service.request(request, answer),
        )
        self._feed = Feed(
            registry=self.registry,
            notices=notices,
            tension=self.assist.tension,
            help_state=self._help.rules.help_state,
            engine_pid=lambda: self.telephone.engine.pid,
            worker=self._worker_process,
            presence=lambda: availability.presence,
            clock=clock,
            publish=self._api.publish,
        )
        self._service = Service(
            registry=self.registry,
            control=control,
            usable_account=accounts.for_call,
            ask_for_help=self.presenter.ask_for_help,
            end_help=self.presenter.end_help,
            joining=self._help.joining,
            rest=calls.rest,
            come_back=calls.come_back,
            status=self._feed.status,
            clock=clock,
        )
        self.registry.add_listener(self._feed)

    def start(self) -> None:
        """Returns at once; engine, worker and keyring come behind it."""
        self._api.start()
        self.telephone.start(self)
        self.customers.start()
        self.goodwill.start()
        self.cards.start()
        self._help.start()
        self._headsets.start()
        if self._note_post is not None:
            self._note_post.start()
        if self.worker is not None:
            self.worker.start()

    def tick(self) -> None:
        """About twice a second."""
        self.presenter.tick()
        self.customers.presenter.tick()
        self.goodwill.tick()
        self.breathers.tick()
        self.notes.tick()
        self._service.tick()
        self._help.tick()

    def stop(self) -> None:
        """A wanted end: hang up, unregister, end engine and worker.

        Only a crash leaves engine and call behind. The call ends first: nobody is kept on the
        line by a disk or a keyring.
        """
        self.telephone.engine.stop()
        self._headsets.stop()
        self._help.stop()
        self.cards.stop()
        self.goodwill.stop()
        self.customers.stop()
        if self._note_post is not None:
            self._note_post.stop()
        if self.worker is not None:
            self.worker.stop()
        self._api.stop()

    def _changed(self) -> None:
        self._feed.look()
        self._help.look()
        self.cards.card_use.look()
        self.goodwill.presenter.look()
        self._show()

    def engine_event(self, event: Event) -> None:
        """`telephone.EngineListener`: programs are told when the phone knows."""
        self._watch(event)
        self.presenter.engine_event(event)
        self.customers.history.engine_event(event)
        self._feed.engine_event(event)
        self._service.engine_event(event)

    def engine_state(self, state: EngineState) -> None:
        """`telephone.EngineListener`."""
        self.presenter.engine_state(state)
        self._feed.engine_state(state)
        self._service.engine_state(state)

    def _evidence(self, message: Evidence) -> None:
        self._watch(message)
        self.presenter.evidence(message)

    def _worker_process(self) -> tuple[str, int | None]:
        one = self.worker
        return ("off", None) if one is None else (one.status.state.value, one.pid)

    def _act(self, action: NoticeAction, subject: str) -> None:
        """The button of a notice: what only this composition can reach."""
        match action:
            case NoticeAction.SIGN_IN:
                if not self._help.sign_in(subject):
                    self.telephone.sign_in.ask(subject)
            case NoticeAction.RETRY_PHONE:
                self.telephone.engine.retry()
            case NoticeAction.REST:
                self.breathers.take()
            case NoticeAction.UNDO:
                self.goodwill.late.undo(subject)
            case NoticeAction.RETRY_ANALYSIS if self.worker is not None:
                self.worker.retry()
