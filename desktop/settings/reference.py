"""The reference page of all settings, written from their declarations.

`python -m desktop.settings.reference` prints it; a test compares it with the shipped page.
"""

import json
import math
import sys
from typing import Final

from desktop.settings.account import Account
from desktop.settings.declaration import Kind, Setting, settings_of
from desktop.settings.model import ACCOUNTS, SECTIONS

_HEAD: Final = """\
# Settings

Written by `python -m desktop.settings.reference` from the declarations; do not edit.

One TOML file, UTF-8. Layers, lowest first: defaults, the provisioned file, your file, the command
line. The provisioned file may lock settings with a first line like
`locked = ["analysis.consent_mode", "accounts"]`. A bad value is replaced by its default and the
window says so; unknown keys are kept. Relative paths count from the folder of the file. Passwords
are never in here: they are in the system's keyring or in `BEISTAND_PASSWORD_<ACCOUNT>`.
"""


def reference_page() -> str:
    """The page in Markdown."""
    parts = [_HEAD, _section("[[accounts]]", "One block per account.", ACCOUNTS, Account)]
    parts += [_section(f"[{name}]", "", name, model) for name, model in SECTIONS.items()]
    return "\n".join(parts)


def _section(title: str, text: str, section: str, model: type) -> str:
    rows = "".join(map(_row, settings_of(section, model)))
    intro = f"\n{text}\n" if text else ""
    return f"## {title}\n{intro}\n| key | value | default | |\n|---|---|---|---|\n{rows}"


def _row(setting: Setting) -> str:
    declared = setting.declared
    value = declared.kind.value
    if declared.choices:
        value = ", ".join(f"`{choice}`" for choice in declared.choices)
        value = f"list of {value}" if declared.kind is Kind.CHOICES else value
    elif math.isfinite(declared.minimum):
        value += f", {declared.minimum:g} to {declared.maximum:g}"
    if declared.unit:
        value += f" {declared.unit}"
    default = setting.default
    shown = "required" if declared.required else f"`{json.dumps(default)}`"
    return f"| `{setting.key}` | {value} | {shown} | {declared.help} |\n"


if __name__ == "__main__":
    sys.stdout.write(reference_page())
