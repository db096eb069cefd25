"""Every kind has words in both languages, and the catalogues are complete and compiled."""

import re
import shutil
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import replace
from enum import Enum
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from resources import resource
from ui import words
from ui.call_states import (
    CallPhaseView,
    CallView,
)
from ui.gallery_samples import notice
from ui.gallery_states import overlay_states
from ui.model_states import ModelUse
from ui.notice_states import NoticeAction, NoticeKind, NoticeView, Severity
from ui.overlay import Overlay
from ui.states import (
    AnalysisView,
    ConsentStep,
    HelpStep,
    Level,
    ModelNote,
    OverlayState,
    ReasonChip,
    ReasonKind,
    RegistrationView,
    Tendency,
    UnknownWhy,
    WhyKind,
)
from ui.supervisor_states import RequestStep, RequestView
from ui.translation import LANGUAGES, Language
from ui.words import Text
from ui.words.catalogue import compile_catalogues, update
from ui.words.notices import NOTICES, Side

pytestmark = pytest.mark.widget

Speak = Callable[[Language], None]


def _tendency(value: Tendency) -> str:
    state = OverlayState(peer="a", level=Level.TENSE, tendency=value)
    steady = OverlayState(peer="a", level=Level.TENSE)
    return words.level_line(state).replace(words.level_line(steady), "")


SAID: list[tuple[type[Enum], Callable[[object], str], set[object]]] = [
    (Level, words.level, set()),
    (Tendency, _tendency, {Tendency.STEADY}),
    (UnknownWhy, words.unknown_why, {UnknownWhy.NONE}),
    (ReasonKind, lambda kind: words.reason(ReasonChip(kind, 3)), set()),
    (ModelNote, words.model_note, {ModelNote.NONE}),
    (ModelUse, words.model_use, set()),
    (RegistrationView, words.registration, set()),
    (
        CallPhaseView,
        lambda phase: words.call_line(CallView("1", "", "", phase, end_code=486)),
        set(),
    ),
    (HelpStep, words.help_line, {HelpStep.UNAVAILABLE, HelpStep.IDLE}),
    (
        RequestStep,
        lambda step: words.request_line(RequestView("1", "Platz 1", step)),
        set(),
    ),
    (
        ConsentStep,
        words.consent_sentence,
        set(ConsentStep) - {ConsentStep.ASK, ConsentStep.ANNOUNCING, ConsentStep.NOTICE_FAILED},
    ),
    (NoticeAction, words.notice_action, {NoticeAction.NONE}),
    (Text, words.text, set()),
]


@pytest.mark.parametrize(
    ("kinds", "say", "silent"), SAID, ids=lambda value: getattr(value, "__name__", "")
)
def test_every_kind_is_said_in_both_languages(
    speak: Speak,
    kinds: type[Enum],
    say: Callable[[object], str],
    silent: set[object],
) -> None:
    said: dict[Language, list[str]] = {}
    for language in LANGUAGES:
        speak(language)
        said[language] = [say(kind) for kind in kinds if kind not in silent]
        assert all(said[language]), [kind for kind in kinds if not say(kind)]
        assert not any("%n" in text for text in said[language])
        assert not any(say(kind) for kind in silent)
    places = {lang: [re.findall(r"{\w+}", text) for text in said[lang]] for lang in LANGUAGES}
    assert places["de"] == places["en"]
    translated = [de for de, en in zip(said["de"], said["en"], strict=True) if de != en]
    assert translated == said["de"], "not translated"


MOODS = re.compile(
    "calm|elevated|tense|easing|mood|anger|unclear"
    "|ruhig|erhöht|angespannt|löst sich|Stimmung|unklar|Ärger",
    re.IGNORECASE,
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_levels_no_word_claims_a_mood(
    speak: Speak, language: Language, qtbot: QtBot
) -> None:
    speak(language)
    shown = [(n, s) for n, s in overlay_states(language) if s.facts_only]
    assert len(shown) >= 6
    for name, state in shown:
        window = Overlay(motion=False)
        qtbot.addWidget(window)
        window.show_state(replace(state, card=None))
        widgets = [window, *window.findChildren(QWidget)]
        said = [label.text() for label in window.findChildren(QLabel) if not label.isHidden()]
        for widget in widgets:
            said += [widget.accessibleName(), widget.accessibleDescription(), widget.toolTip()]
        said.append(window.windowTitle())
        assert any(said)
        assert not [text for text in said if MOODS.search(text)], name


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", NoticeKind)
def test_every_notice_says_what_whose_side_and_what_to_do(
    speak: Speak, language: Language, kind: NoticeKind
) -> None:
    speak(language)
    said = words.notice(notice(kind, Severity.ERROR))
    nobodys = NOTICES[kind].side is Side.NOBODY
    assert bool(said.whose) is not nobodys
    for part in filter(None, (said.what, said.whose, said.todo)):
        assert part.endswith((".", ").", "“.", "”.")) or "030" in part
        assert "{" not in part
        assert "?" not in part
    assert "connection refused" in said.detail
    assert ("8 s" in said.todo) is (kind is NoticeKind.REGISTRAR_UNREACHABLE)


@pytest.mark.parametrize("kind", NoticeKind)
def test_a_notice_without_its_parameters_is_still_shown(speak: Speak, kind: NoticeKind) -> None:
    said = words.notice(NoticeView("1", kind, Severity.ERROR))
    assert said.what
    assert "{" not in said.what + said.todo


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_failed_command_is_named(speak: Speak, language: Language) -> None:
    speak(language)
    commands = ("", "Dial", "Answer", "HangUp", "SetMute", "SetHold", "SendDtmf", "StepConsent")
    said = [
        words.notice(
            NoticeView(
                "1",
                NoticeKind.COMMAND_FAILED,
                Severity.ERROR,
                (("command", command), ("detail", "boom")),
            )
        )
        for command in commands
    ]
    assert len({each.what for each in said}) == len(commands)
    assert {each.detail for each in said} == {"detail: boom"}


def test_help_is_seen_only_once_it_is_delivered(speak: Speak) -> None:
    assert words.help_line(HelpStep.RAISED) == "Bitte gesendet, noch nicht gesehen"
    assert words.help_line(HelpStep.DELIVERED) == (
        "Wird der Teamleitung angezeigt, noch keine Antwort"
    )


def test_a_model_with_a_stand_in_leaves_nothing_unclear(speak: Speak) -> None:
    said = words.notice(notice(NoticeKind.MODEL_REPLACED, Severity.WARNING))
    assert "Ersatz" in said.what
    assert "unklar" not in said.what


def test_the_brief_s_own_words(speak: Speak) -> None:
    tense = OverlayState(peer="A", call_s=391, level=Level.TENSE, level_s=42)
    assert words.level(Level.TENSE) == "angespannt"
    rising = OverlayState(
        peer="A", call_s=391, level=Level.TENSE, level_s=42, tendency=Tendency.RISING
    )
    assert words.level_line(rising) == "seit 0:42 · steigt · 06:31"
    assert words.level_line(tense) == "seit 0:42 · 06:31"
    assert words.reason(ReasonChip(ReasonKind.LOUDER, 6.2)) == "6 dB lauter als zu Beginn"
    unreachable = notice(NoticeKind.REGISTRAR_UNREACHABLE, Severity.ERROR)
    said = words.notice(unreachable)
    assert f"{said.what} {said.whose} {said.todo}" == (
        "Der Anmeldeserver antwortet nicht (10.0.0.5:5060). Liegt meist am Netz. "
        "Neuer Versuch in 8 s."
    )


@pytest.mark.parametrize(
    ("language", "one", "three"),
    [
        ("de", "1 Unterbrechung", "3 Unterbrechungen"),
        ("en", "1 interruption", "3 interruptions"),
    ],
)
def test_plurals(speak: Speak, language: Language, one: str, three: str) -> None:
    speak(language)
    assert words.reason(ReasonChip(ReasonKind.INTERRUPTIONS, 1)) == one
    assert words.reason(ReasonChip(ReasonKind.INTERRUPTIONS, 3)) == three


def test_times() -> None:
    assert words.clock(391.9) == "06:31"
    assert words.clock(3872) == "1:04:32"
    assert words.clock(-1) == "00:00"
    assert words.duration(42) == "0:42"


def test_quotation_marks_are_the_language_s_and_never_doubled(speak: Speak) -> None:
    assert words.quoted("Guten Tag.") == "„Guten Tag.“"
    assert words.quoted("„Guten Tag.“") == "„Guten Tag.“"
    speak("en")
    assert words.quoted("Hello.") == "“Hello.”"
    assert words.quoted("") == ""


def test_why_a_card_is_shown(speak: Speak) -> None:
    why = ((WhyKind.STATE, "tense"), (WhyKind.PHASE, "opening"), (WhyKind.PHASE, "nonsense"))
    assert words.card_why(why) == "weil: angespannt · das Gespräch beginnt"
    assert words.card_why(()) == ""
    assert words.card_why(((WhyKind.BY_HAND, ""),)) == "weil: von Ihnen gewählt"


def test_security_and_analysis(speak: Speak) -> None:
    assert words.security("tls") != words.security("udp")
    assert words.analysis(AnalysisView(True, "cuda: H200")) == "Analyse bereit · H200"
    assert words.analysis(AnalysisView(True, "cpu")) == "Analyse bereit · Prozessor"
    assert words.analysis(AnalysisView()) == "Analyse noch nicht bereit"


def test_unfamiliar_end_codes_still_say_something(speak: Speak) -> None:
    assert words.ended(486) == "besetzt"
    assert words.ended(499) == "nicht verbunden"
    assert words.ended(200) == "beendet"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_is_complete(language: Language) -> None:
    tree = ET.parse(resource("translations", f"beistand_{language}.ts"))
    for message in tree.iter("message"):
        translation = message.find("translation")
        assert translation is not None
        assert "type" not in translation.attrib, message.findtext("source")
        forms = translation.findall("numerusform")
        assert all(form.text for form in forms) if forms else translation.text


def test_catalogues_are_up_to_date_with_the_code(tmp_path: Path) -> None:
    folder = resource("translations")
    for ts in folder.glob("*.ts"):
        shutil.copy(ts, tmp_path)
    update(tmp_path)
    compile_catalogues(tmp_path, tmp_path)
    for language in LANGUAGES:
        for suffix in ("ts", "qm"):
            name = f"beistand_{language}.{suffix}"
            committed, fresh = (folder / name).read_bytes(), (tmp_path / name).read_bytes()
            assert committed.replace(b"\r", b"") == fresh.replace(b"\r", b""), name
