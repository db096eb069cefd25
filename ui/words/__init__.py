"""All words of the windows: kinds and numbers in, German or English out.

Sources are English and sit in the code; German is resources/translations/beistand_de.ts. After a
change run `python -m ui.words.catalogue`, fill in what is marked unfinished, and run it again.

Owns no widget and no state: each function asks the installed translator anew, so a widget that
says its state again after a LanguageChange speaks the new language.
"""

from ui.words.assist import (
    card_why,
    consent_sentence,
    headline,
    help_line,
    level,
    level_line,
    model_note,
    reason,
    request_facts,
    request_line,
    request_title,
    unknown_why,
)
from ui.words.calls import (
    analysis,
    call_line,
    ended,
    registration,
    security,
)
from ui.words.labels import Text, text
from ui.words.models import card_language, card_missing, model_use
from ui.words.notices import NoticeText, more, notice, notice_action
from ui.words.sound import (
    sound_device,
    sound_instead,
    sound_known,
    sound_level,
    sound_trial,
)
from ui.words.times import clock, duration, quoted, whole_number

__all__ = [
    "NoticeText",
    "Text",
    "analysis",
    "call_line",
    "card_language",
    "card_missing",
    "card_why",
    "clock",
    "consent_sentence",
    "duration",
    "ended",
    "headline",
    "help_line",
    "level",
    "level_line",
    "model_note",
    "model_use",
    "more",
    "notice",
    "notice_action",
    "quoted",
    "reason",
    "registration",
    "request_facts",
    "request_line",
    "request_title",
    "security",
    "sound_device",
    "sound_instead",
    "sound_known",
    "sound_level",
    "sound_trial",
    "text",
    "unknown_why",
    "whole_number",
]
