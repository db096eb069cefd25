"""The settings of the note after a call."""

from dataclasses import dataclass

from desktop.settings.declaration import Kind, setting


@dataclass(frozen=True, slots=True)
class Note:
    """[note]"""

    template_de: str = setting(
        "", Kind.PATH, "Template of the German draft (UTF-8 text). Empty: Beistand's own."
    )
    template_en: str = setting(
        "", Kind.PATH, "Template of the English draft (UTF-8 text). Empty: Beistand's own."
    )
    post_url: str = setting(
        "",
        Kind.TEXT,
        "Where a finished note is posted to: an https address with the placeholders of pop_url. "
        "http only to this machine. Empty: notes are copied by hand.",
    )
    post_body: str = setting(
        "",
        Kind.TEXT,
        "JSON that is posted. In its texts: `{note}`, `{id}`, `{began}`, `{duration_s}` and the "
        "placeholders of pop_url. Empty: "
        '`{"id": "{id}", "phone": "{number}", "began": "{began}", "text": "{note}"}`.',
    )
    post_header: str = setting(
        "",
        Kind.TEXT,
        "Header that carries the secret for it, such as Authorization; `beistand customer "
        "--store-note-secret` puts its value into the keyring.",
    )
