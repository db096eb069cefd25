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
from ui.words.board import (
    activity,
    asking_line,
    asking_title,
    board_facts,
    board_nobody,
    board_title,
    desk_spoken,
    desk_time,
)
from ui.words.calls import (
    agent_reason,
    agent_state,
    analysis,
    call_line,
    ended,
    registration,
    security,
)
from ui.words.customer import (
    call_kind,
    customer_rows,
    history_line,
    history_peer,
    lookup_line,
    not_kept,
    nothing_in_history,
    typed_peer,
)
from ui.words.editor import (
    card_counts,
    card_flaw,
    card_note,
    card_place,
    dry_line,
    dry_run_outcome,
    flaws_title,
    preview_title,
    save_step,
    supposed_contacts,
    supposed_level,
)
from ui.words.help import help_away, help_reason, pushed_line
from ui.words.labels import Text, text
from ui.words.models import card_language, card_missing, model_use, recognition
from ui.words.notes import note_outcome, note_title
from ui.words.notices import NoticeText, more, notice, notice_action
from ui.words.quality import quality_line, quality_rows
from ui.words.sound import (
    sound_device,
    sound_instead,
    sound_level,
    sound_place,
    sound_trial,
)
from ui.words.texts import sent_text
from ui.words.times import clock, duration, quoted, whole_number

__all__ = [
    "NoticeText",
    "Text",
    "activity",
    "agent_reason",
    "agent_state",
    "analysis",
    "asking_line",
    "asking_title",
    "board_facts",
    "board_nobody",
    "board_title",
    "call_kind",
    "call_line",
    "card_counts",
    "card_flaw",
    "card_language",
    "card_missing",
    "card_note",
    "card_place",
    "card_why",
    "clock",
    "consent_sentence",
    "customer_rows",
    "desk_spoken",
    "desk_time",
    "dry_line",
    "dry_run_outcome",
    "duration",
    "ended",
    "flaws_title",
    "headline",
    "help_away",
    "help_line",
    "help_reason",
    "history_line",
    "history_peer",
    "level",
    "level_line",
    "lookup_line",
    "model_note",
    "model_use",
    "more",
    "not_kept",
    "note_outcome",
    "note_title",
    "nothing_in_history",
    "notice",
    "notice_action",
    "preview_title",
    "pushed_line",
    "quality_line",
    "quality_rows",
    "quoted",
    "reason",
    "recognition",
    "registration",
    "request_facts",
    "request_line",
    "request_title",
    "save_step",
    "security",
    "sent_text",
    "sound_device",
    "sound_instead",
    "sound_level",
    "sound_place",
    "sound_trial",
    "supposed_contacts",
    "supposed_level",
    "text",
    "typed_peer",
    "unknown_why",
    "whole_number",
]
