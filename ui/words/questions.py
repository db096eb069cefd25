"""Words about agents' questions to their supervisor."""

from typing import Final

from PySide6.QtCore import QCoreApplication

from ui.question_states import OnSilence, QuestionStep, QuestionView
from ui.words.goodwill import goodwill_kind, goodwill_reason
from ui.words.marking import QT_TRANSLATE_NOOP
from ui.words.times import whole_number

translate = QCoreApplication.translate

_SILENCE: Final = {
    OnSilence.NO: QT_TRANSLATE_NOOP("Questions", "without an answer it stays a no"),
    OnSilence.INFORM: QT_TRANSLATE_NOOP("Questions", "without an answer the agent may grant it"),
    OnSilence.CALLBACK: QT_TRANSLATE_NOOP(
        "Questions", "without an answer the customer is promised a call back"
    ),
}
_STEPS: Final = {
    QuestionStep.SAYING: QT_TRANSLATE_NOOP("Questions", "Your answer is on its way …"),
    QuestionStep.FAILED: QT_TRANSLATE_NOOP(
        "Questions", "Your answer did not arrive: the agent's desktop is not there. Try again."
    ),
    QuestionStep.ALLOWED: QT_TRANSLATE_NOOP("Questions", "Allowed by {by}: {allowed}"),
    QuestionStep.DECLINED: QT_TRANSLATE_NOOP("Questions", "Declined by {by}"),
    QuestionStep.SILENT: QT_TRANSLATE_NOOP(
        "Questions", "Nobody answered in time. An answer still counts."
    ),
    QuestionStep.WITHDRAWN: QT_TRANSLATE_NOOP("Questions", "The agent does not ask any more"),
    QuestionStep.GRANTED: QT_TRANSLATE_NOOP("Questions", "Granted"),
}


def question_title(view: QuestionView) -> str:
    """ "Anna asks: Credit · 100 €"."""
    what = " · ".join(filter(None, (goodwill_kind(view.kind), view.amount)))
    return translate("Questions", "{agent} asks: {what}").format(agent=view.agent, what=what)


def question_facts(view: QuestionView) -> str:
    """Why, what instead, and under which rule."""
    parts = [goodwill_reason(view.reason), view.what]
    parts.append(translate("Questions", "rule {rule}").format(rule=view.rule))
    return " · ".join(filter(None, parts))


def question_line(view: QuestionView) -> str:
    """How it stands."""
    if view.step in _STEPS:
        allowed = view.allowed or goodwill_kind(view.kind)
        return translate("Questions", _STEPS[view.step]).format(by=view.by or "?", allowed=allowed)
    silence = translate("Questions", _SILENCE[view.on_silence])
    if view.left_s is None:
        return silence
    left = translate("Questions", "{seconds} s left; {silence}")
    return left.format(seconds=whole_number(view.left_s), silence=silence)
