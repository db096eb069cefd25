"""How a process ended, in words."""

import signal
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ProcessOutcome:
    """`code` as in `subprocess.Popen.returncode`: negative is a signal, None is unknown."""

    code: int | None

    @property
    def in_words(self) -> str:
        if self.code is None:
            return "ended without a word"
        if self.code == 0:
            return "ended normally"
        if self.code > 0:
            return f"ended with exit code {self.code}"
        try:
            name = signal.Signals(-self.code).name
        except ValueError:
            name = f"signal {-self.code}"
        return f"was ended by {name}"
