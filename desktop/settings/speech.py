"""The settings of speech recognition."""

from dataclasses import dataclass

from desktop.settings.declaration import Kind, setting


@dataclass(frozen=True, slots=True)
class Speech:
    """[speech]"""

    recognition: bool = setting(
        True,
        Kind.FLAG,
        "Write down what the customer says, once they have agreed and where the model whisper-base "
        'and the package of "beistand[speech]" are installed; cards then come by topic as well. In '
        "mode notice only with a notice_wav of your own, which has to say so: Beistand's does not.",
    )
    language: str = setting(
        "auto",
        Kind.CHOICE,
        "What customers speak; auto hears it once in each call.",
        choices=("auto", "de", "en", "fr", "it"),
    )
    transcript: bool = setting(
        True,
        Kind.FLAG,
        "Show the customer's last words in the companion window and beside the call, personal data "
        "masked. Kept in memory until the call ends, but for what the agent takes into the note.",
    )
    threads: int = setting(
        2,
        Kind.WHOLE,
        "Processor threads that writing down may use, at the lowest priority.",
        minimum=1,
        maximum=16,
    )
