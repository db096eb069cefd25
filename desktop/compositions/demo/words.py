"""What the customer of the bundled call says, as recognition will hand it over: scripted for now.

Stands in for the recogniser at its port, `inference.messages.Utterance`, and like it hears nothing
that began before the caller agreed.
"""

from collections.abc import Iterator

from desktop.assist.replay import Speaker, read_transcript
from inference.messages import Utterance
from resources import resource


class ScriptedWords:
    """Times are seconds since the customer's recording began."""

    def __init__(self) -> None:
        file = resource("demo", "call_de.json")
        transcript = read_transcript(file.read_bytes(), file.name)
        self._waiting = [
            said for said in transcript.utterances if said.speaker is not Speaker.AGENT
        ]

    def due(
        self, call_id: str, *, began_s: float, agreed_s: float, now_s: float
    ) -> Iterator[Utterance]:
        """What was said to its end by call time `now_s`, each once."""
        while self._waiting and began_s + self._waiting[0].end_s <= now_s:
            said = self._waiting.pop(0)
            start_s, end_s = began_s + said.start_s, began_s + said.end_s
            if start_s >= agreed_s:
                yield Utterance(call_id, 0, start_s, end_s, said.text)
