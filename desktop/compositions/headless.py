"""Builds a desktop without a window and runs it: `run --headless`, `supervisor --headless`. No Qt.

The inbox is the app thread: what other threads post is done there, in order, and time passes there.
"""

import locale
import signal
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, Literal, Protocol

from desktop.clock import MonotonicClock
from desktop.compositions.phone import AgentPhone
from desktop.compositions.profile import Profile, engine_configuration, load_profile
from desktop.compositions.supervision import Supervision, supervisor_configuration
from desktop.presenters.notices import Notices
from desktop.processes.inbox import Inbox, Post
from desktop.settings.model import chosen_language
from desktop.settings.secrets import environment_variable

TICK_S: Final = 0.5


class _Desktop(Protocol):
    """What can be run without a window."""

    def start(self) -> None: ...
    def tick(self) -> None: ...
    def stop(self) -> None: ...


def run_headless(
    role: Literal["agent", "supervisor"],
    settings_file: Path | None,
    *,
    overrides: Mapping[str, str] | None = None,
    verbose: bool,
) -> int:
    """In the foreground until SIGINT or SIGTERM; then hang up, unregister, and return 0."""
    inbox = Inbox(MonotonicClock())
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: inbox.post(inbox.stop))
    notices = Notices()
    profile = load_profile(settings_file, role, notices, overrides=overrides, verbose=verbose)
    language = chosen_language(profile.settings.appearance, locale.getlocale()[0])
    build = _supervision if role == "supervisor" else _phone
    desktop = build(profile, language, notices, inbox.post)

    said: set[str] = set()

    def tick() -> None:
        inbox.after(TICK_S, tick)
        desktop.tick()
        _say_new(notices, said)

    _say_new(notices, said)
    desktop.start()
    inbox.after(TICK_S, tick)
    try:
        inbox.run()
    finally:
        desktop.stop()
    return 0


def _phone(profile: Profile, language: str, notices: Notices, post: Post) -> _Desktop:
    return AgentPhone(
        profile,
        engine_configuration(profile.settings, language),
        notices,
        language=language,
        ask=say_what_password,
        post=post,
        open_url=_no_browser,
        changed=lambda: None,
        watch=lambda event: None,
    )


def _supervision(profile: Profile, language: str, notices: Notices, post: Post) -> _Desktop:
    return Supervision(
        profile,
        supervisor_configuration(engine_configuration(profile.settings, language)),
        notices,
        language=language,
        ask=say_what_password,
        post=post,
        changed=lambda: None,
    )


def _no_browser(url: str) -> bool:
    """One that needs no screen would take the terminal, and the phone's only thread with it."""
    return False


def _say_new(notices: Notices, said: set[str]) -> None:
    """There is no window to say it. What is over and comes again is said again."""
    for notice in notices.views:
        if notice.notice_id in said:
            continue
        params = ", ".join(f"{name} {value}" for name, value in notice.params if value)
        print(  # noqa: T201
            f"beistand: {notice.kind.value.replace('_', ' ')}: {params}", file=sys.stderr
        )
    said.clear()
    said.update(notice.notice_id for notice in notices.views)


def say_what_password(
    account: str, can_store: bool, wrong: bool, answered: Callable[[str, bool], None]
) -> None:
    """Nobody is there to type it: say where it is looked for."""
    what = "is refused" if wrong else "is needed"
    print(  # noqa: T201
        f"beistand: the password of account {account} {what}. Set {environment_variable(account)} "
        "or store it with the window, then start again.",
        file=sys.stderr,
    )
