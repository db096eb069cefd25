"""What can be wrong with a card, marked for translation.

The English is `desktop.knowledge`'s, which knows no windows; a test finds what is missing here.
"""

from typing import Final

from ui.words.marking import QT_TRANSLATE_NOOP

CARD_FLAWS: Final = (
    QT_TRANSLATE_NOOP("CardFlaw", 'the front matter is no list of "key: value"'),
    QT_TRANSLATE_NOOP("CardFlaw", '"{key}" must be a number from {low} to {high}'),
    QT_TRANSLATE_NOOP("CardFlaw", "the front matter is no valid YAML ({problem})"),
    QT_TRANSLATE_NOOP("CardFlaw", 'Put texts with ":" or "#" in quotes'),
    QT_TRANSLATE_NOOP("CardFlaw", "Check dates and special characters"),
    QT_TRANSLATE_NOOP("CardFlaw", "Rewrite it"),
    QT_TRANSLATE_NOOP("CardFlaw", '"{key}" must be a mapping'),
    QT_TRANSLATE_NOOP("CardFlaw", "Write {key}: {{name: value}}"),
    QT_TRANSLATE_NOOP("CardFlaw", '"{key}" must be a text'),
    QT_TRANSLATE_NOOP("CardFlaw", 'Write {key}: "…"'),
    QT_TRANSLATE_NOOP("CardFlaw", '"{key}" must be true or false'),
    QT_TRANSLATE_NOOP("CardFlaw", "Write {key}: true"),
    QT_TRANSLATE_NOOP("CardFlaw", "Correct it"),
    QT_TRANSLATE_NOOP("CardFlaw", '"{key}" must be a whole number'),
    QT_TRANSLATE_NOOP("CardFlaw", "Leave out the decimals"),
    QT_TRANSLATE_NOOP("CardFlaw", '"{key}" must be a list of texts'),
    QT_TRANSLATE_NOOP("CardFlaw", "Write {key}: [a, b]"),
    QT_TRANSLATE_NOOP("CardFlaw", '"{key}" has an unknown value'),
    QT_TRANSLATE_NOOP("CardFlaw", '"{key}" must be a date'),
    QT_TRANSLATE_NOOP("CardFlaw", "Write {key}: 2026-12-31"),
    QT_TRANSLATE_NOOP("CardFlaw", '"{key}" is there twice'),
    QT_TRANSLATE_NOOP("CardFlaw", "Keep one of them"),
    QT_TRANSLATE_NOOP("CardFlaw", "Choose from {allowed}"),
    QT_TRANSLATE_NOOP("CardFlaw", '"{key}" may hold a-z, 0-9 and - only'),
    QT_TRANSLATE_NOOP("CardFlaw", '"{key}" is no language code'),
    QT_TRANSLATE_NOOP("CardFlaw", "the card cannot be read ({problem})"),
    QT_TRANSLATE_NOOP("CardFlaw", 'the first line is not "---"'),
    QT_TRANSLATE_NOOP("CardFlaw", "Begin with the front matter"),
    QT_TRANSLATE_NOOP("CardFlaw", "the front matter does not end"),
    QT_TRANSLATE_NOOP("CardFlaw", 'Close it with "---"'),
    QT_TRANSLATE_NOOP("CardFlaw", "the card is larger than {kib} KiB"),
    QT_TRANSLATE_NOOP("CardFlaw", "Shorten it"),
    QT_TRANSLATE_NOOP("CardFlaw", 'Write {{{{customer.name|"instead"}}}} on one line'),
    QT_TRANSLATE_NOOP("CardFlaw", "the card has no lead sentence"),
    QT_TRANSLATE_NOOP("CardFlaw", 'Write one below the "---"'),
    QT_TRANSLATE_NOOP("CardFlaw", "Write it like upset-caller"),
    QT_TRANSLATE_NOOP("CardFlaw", "Write lang: de or lang: en"),
    QT_TRANSLATE_NOOP("CardFlaw", "this is no file"),
    QT_TRANSLATE_NOOP("CardFlaw", "Put a text file in its place"),
    QT_TRANSLATE_NOOP("CardFlaw", "Check the file's rights"),
    QT_TRANSLATE_NOOP("CardFlaw", "this is not UTF-8 text"),
    QT_TRANSLATE_NOOP("CardFlaw", "Save the file as UTF-8"),
    QT_TRANSLATE_NOOP("CardFlaw", "a placeholder cannot be read"),
    QT_TRANSLATE_NOOP("CardFlaw", '"{title}" is no section of a card'),
    QT_TRANSLATE_NOOP("CardFlaw", "Use ## Sagen, ## Tun, ## Spielraum or the English"),
    QT_TRANSLATE_NOOP("CardFlaw", '"{title}" is there twice'),
    QT_TRANSLATE_NOOP("CardFlaw", "Join the two"),
    QT_TRANSLATE_NOOP("CardFlaw", "Mend the card"),
    QT_TRANSLATE_NOOP(
        "CardFlaw", "a note has {count} characters; at most {most} fit a customer's record"
    ),
    QT_TRANSLATE_NOOP(
        "CardFlaw", "a title has {count} characters; at most {most} are read in a call"
    ),
    QT_TRANSLATE_NOOP(
        "CardFlaw", "a lead has {count} characters; at most {most} are read in a call"
    ),
    QT_TRANSLATE_NOOP(
        "CardFlaw", "a sentence to say has {count} characters; at most {most} are read in a call"
    ),
    QT_TRANSLATE_NOOP(
        "CardFlaw", "a step has {count} characters; at most {most} are read in a call"
    ),
    QT_TRANSLATE_NOOP("CardFlaw", "there are {count} steps; only {most} are shown"),
    QT_TRANSLATE_NOOP("CardFlaw", "the card {id} ({lang}) is also in {file}"),
    QT_TRANSLATE_NOOP("CardFlaw", "Give one of them another id"),
    QT_TRANSLATE_NOOP("CardFlaw", "the title is also that of {file}"),
    QT_TRANSLATE_NOOP("CardFlaw", "Join the cards, or tell them apart"),
    QT_TRANSLATE_NOOP("CardFlaw", "the phrase “{phrase}” has no word that can be heard"),
    QT_TRANSLATE_NOOP("CardFlaw", "the review was due on {day}; check the card and set verified"),
    QT_TRANSLATE_NOOP("CardFlaw", "the lead is more than one sentence; move the rest to the steps"),
    QT_TRANSLATE_NOOP("CardFlaw", "discretion: agent_max_eur is above ask_above_eur"),
    QT_TRANSLATE_NOOP("CardFlaw", "nobody owns the card; add owner"),
    QT_TRANSLATE_NOOP("CardFlaw", "nobody looks after the card; add verified and review_days"),
    QT_TRANSLATE_NOOP("CardFlaw", "verified lies in the future"),
    QT_TRANSLATE_NOOP("CardFlaw", "there is HTML in a text; it is shown as it stands, never run"),
    QT_TRANSLATE_NOOP("CardFlaw", "there are invisible direction marks in a text"),
    QT_TRANSLATE_NOOP(
        "CardFlaw", "the topic “{phrase}” is everyday speech; the card will come up in many calls"
    ),
    QT_TRANSLATE_NOOP("CardFlaw", "the topic “{phrase}” has {count} words; nobody says them all"),
    QT_TRANSLATE_NOOP(
        "CardFlaw", "“{phrase}” keeps its own card away: “{unwanted}” under not is in it"
    ),
    QT_TRANSLATE_NOOP(
        "CardFlaw", "“{phrase}” under not is everyday speech; it hardly keeps the card away"
    ),
    QT_TRANSLATE_NOOP(
        "CardFlaw", "an amount is written out; where there is a policy, none of this is shown"
    ),
    QT_TRANSLATE_NOOP("CardFlaw", 'Write {{{{may.credit|"instead"}}}}, which the policy fills'),
    QT_TRANSLATE_NOOP("CardFlaw", "Write a longer phrase, make it an example, or take it away"),
)
