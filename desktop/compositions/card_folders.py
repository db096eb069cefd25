"""Which folders of cards there are, lowest layer first."""

from pathlib import Path
from typing import Final

from desktop.knowledge.card import Layer
from desktop.knowledge.library import CardFolder
from desktop.paths import Paths
from desktop.settings.model import Knowledge
from resources import resource

SHIPPED: Final = CardFolder(resource("cards"), Layer.SHIPPED)


def card_folders(settings: Knowledge, paths: Paths) -> tuple[CardFolder, ...]:
    """Shipped, the team's, the agent's own: named in the settings, and `cards` in the data folder,
    which the editor writes to."""
    return (
        SHIPPED,
        *(CardFolder(Path(folder), Layer.TEAM) for folder in settings.team_folders),
        *(CardFolder(Path(folder), Layer.OWN) for folder in settings.folders),
        CardFolder(paths.cards, Layer.OWN, at_home=True),
    )
