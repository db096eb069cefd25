"""Builds what an agent may grant: the policy that the settings name, read behind the window."""

from collections.abc import Callable
from pathlib import Path

from desktop.assist.assist import Assist
from desktop.compositions.customers import Customers
from desktop.discretion.money import Language
from desktop.discretion.policy import Policy
from desktop.discretion.signing import read_signed_policy
from desktop.errors import LocalError
from desktop.presenters.goodwill import Goodwill
from desktop.presenters.notices import Notices
from desktop.processes.background import Background
from desktop.settings.discretion import Discretion
from desktop.telephony.registry import CallRegistry
from ui.notice_states import NoticeKind


def policy_of(settings: Discretion) -> Policy:
    """The policy that the settings name. Raises LocalError."""
    return read_signed_policy(
        Path(settings.policy),
        settings.signers,
        unsigned=settings.unsigned_policy == "accept",
    )


class PhoneGoodwill:
    """Lives on the app thread, which `post` reaches. `start` first, `stop` last.

    A policy that is not followed is said, and nothing is granted.
    """

    def __init__(
        self,
        settings: Discretion,
        notices: Notices,
        *,
        registry: CallRegistry,
        assist: Assist,
        customers: Customers,
        language: str,
        facts_only: bool,
        post: Callable[[Callable[[], None]], None],
        changed: Callable[[], None],
    ) -> None:
        self._settings = settings
        self._notices = notices
        self._post = post
        spoken: Language = "en" if language == "en" else "de"
        self.presenter = Goodwill(
            registry=registry,
            assist=assist,
            callers=customers.callers,
            records=customers.records,
            role=settings.role,
            language=spoken,
            always_offer=facts_only,
            changed=changed,
        )
        self._thread = Background("policy")  # it may lie on a share that hangs

    def start(self) -> None:
        if self._settings.policy:
            self._thread.post(self._read)
        self._thread.start()

    def stop(self) -> None:
        self._thread.stop()

    def _read(self) -> None:
        """On the thread "policy"."""
        try:
            policy = policy_of(self._settings)
        except LocalError as error:
            said = error  # `error` is gone when the app thread comes to it
            self._post(lambda: self._refused(said))
        else:
            self._post(lambda: self.presenter.use(policy))

    def _refused(self, error: LocalError) -> None:
        self._notices.add(NoticeKind.POLICY_REFUSED, file=error.where, detail=str(error))
