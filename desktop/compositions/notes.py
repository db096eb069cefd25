"""Builds what notes after a call need: the template, and the way into the CRM."""

from pathlib import Path

from desktop.assist.note_template import NoteTemplate, read_note_template
from desktop.customer.note_post import NotePost
from desktop.errors import LocalError
from desktop.presenters.notices import Notices
from desktop.settings.note import Note
from desktop.settings.secrets import NOTE_POST, NoKeyring, Secrets
from resources import resource
from ui.notice_states import NoticeKind


def template_of(settings: Note, language: str) -> NoteTemplate:
    """The template of notes in `language`; raises LocalError."""
    chosen = settings.template_en if language == "en" else settings.template_de
    if chosen:
        return read_note_template(Path(chosen), language)
    return own_template(language)


def own_template(language: str) -> NoteTemplate:
    """Beistand's own."""
    return read_note_template(resource("notes", f"note_{language}.txt"), language)


def post_of(settings: Note, secrets: Secrets) -> NotePost | None:
    """The way into the CRM; None where notes are copied by hand. Raises LocalError.

    Its secret is in the keyring, or in BEISTAND_PASSWORD_NOTE_POST.
    """
    if not settings.post_url:
        return None

    def secret() -> str | None:
        try:
            return secrets.password_for(NOTE_POST)
        except NoKeyring:
            return None  # the server will say so

    return NotePost(
        settings.post_url, settings.post_body, header=settings.post_header, secret=secret
    )


def template_or_own(settings: Note, language: str, notices: Notices) -> NoteTemplate:
    """A template that cannot be used is said; the draft is then Beistand's own."""
    try:
        return template_of(settings, language)
    except LocalError as error:
        _unusable(notices, f"template_{language}", error)
        return own_template(language)


def post_or_none(settings: Note, secrets: Secrets, notices: Notices) -> NotePost | None:
    """A way that can only fail is none, and said."""
    try:
        return post_of(settings, secrets)
    except LocalError as error:
        _unusable(notices, "post_url", error)
        return None


def _unusable(notices: Notices, key: str, error: LocalError) -> None:
    name = f"note.{key}"
    notices.add(NoticeKind.CUSTOMER_SETTING, name, setting=name, detail=str(error))
