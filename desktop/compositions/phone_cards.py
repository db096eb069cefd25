"""The cards of an agent's phone, joined: library and watch, use and counts, editor. No Qt."""

from collections.abc import Callable

from desktop.assist.assist import Assist
from desktop.clock import Clock
from desktop.compositions.card_editing import card_editor
from desktop.compositions.card_folders import card_folders
from desktop.compositions.profile import Profile
from desktop.knowledge.catalogue import Catalogue
from desktop.knowledge.library import Library
from desktop.knowledge.watch import LibraryWatch
from desktop.presenters.card_use import CardUse
from desktop.presenters.cards import Cards
from desktop.presenters.notices import Notices
from desktop.records.card_counts import CardCounts
from desktop.telephony.registry import CallRegistry


class PhoneCards:
    """Lives on the app thread, which `post` reaches from any other. `start` first, `stop` last.

    `on_read` is given what has been read anew, `collapsed` says whether the overlay is, and
    `changed` is called after whatever can be seen.
    """

    def __init__(
        self,
        profile: Profile,
        notices: Notices,
        *,
        language: str,
        registry: CallRegistry,
        assist: Assist,
        clock: Clock,
        post: Callable[[Callable[[], None]], None],
        on_read: Callable[[Catalogue], None],
        collapsed: Callable[[], bool],
        changed: Callable[[], None],
    ) -> None:
        settings = profile.settings
        self._changed = changed
        self.cards = Cards(Catalogue.of(Library(())), notices)
        self._watch = LibraryWatch(
            card_folders(settings.knowledge, profile.paths),
            language,
            lambda catalogue: post(lambda: on_read(catalogue)),
            team=settings.agent.team,
        )
        self._counts = CardCounts(
            profile.paths.card_counts,
            post=post,
            changed=self._counts_changed,
            wanted=settings.knowledge.count_cards,
        )
        self.card_use = CardUse(
            self._counts,
            registry=registry,
            assist=assist,
            notices=notices,
            collapsed=collapsed,
        )
        registry.add_listener(self.card_use)
        self.editor = card_editor(
            own=profile.paths.cards,
            language=language,
            team=settings.agent.team,
            library=lambda: self.cards.catalogue.library,
            counts=self.card_use.view,
            clock=clock,
            post=post,
            changed=changed,
        )

    def start(self) -> None:
        """Returns at once; folders and counts are read on threads of their own. Until `on_read`,
        a second or so after the first window, there are no cards."""
        self._watch.start()
        self._counts.start()

    def stop(self) -> None:
        self._watch.stop()
        self._counts.stop()

    def _counts_changed(self) -> None:
        self.card_use.counts_changed()
        self._changed()
