"""The settings about customers and about what is kept of calls."""

from dataclasses import dataclass

from desktop.settings.declaration import Kind, setting


@dataclass(frozen=True, slots=True)
class Customer:
    """[customer]"""

    country: str = setting(
        "DE", Kind.COUNTRY, "Where this telephone stands: whose national numbers are meant."
    )
    outside_line: str = setting(
        "",
        Kind.TEXT,
        "Digits for an outside line, where the telephone system puts them before numbers.",
    )
    contacts: tuple[str, ...] = setting(
        (), Kind.PATHS, "vCard files (.vcf), or folders of them; read again when they change."
    )
    lookup_url: str = setting(
        "",
        Kind.TEXT,
        "Your system's answer about a caller in JSON: an https address with `{number}` "
        "(+493023125014) or `{national}` (03023125014). http only to this machine.",
    )
    lookup_header: str = setting(
        "",
        Kind.TEXT,
        "Header that carries the lookup's secret, such as Authorization; `beistand customer "
        "--store-secret` puts its value into the keyring.",
    )
    lookup_file: str = setting(
        "", Kind.PATH, "CSV file to look into where there is no lookup_url; a row per customer."
    )
    lookup_columns: tuple[str, ...] = setting(
        ("number",), Kind.TEXTS, "Columns of that file that hold telephone numbers."
    )
    name_field: str = setting(
        "name",
        Kind.TEXT,
        "Where the answer has the customer's name: a path like `data.0.name`, in a CSV file a "
        "column. Empty: nowhere.",
    )
    id_field: str = setting(
        "id",
        Kind.TEXT,
        "The same for: the customer's id in your system. What is granted is written under it "
        "and under a keyed hash of the number.",
    )
    since_field: str = setting("since", Kind.TEXT, "The same for: customer since.")
    tariff_field: str = setting("tariff", Kind.TEXT, "The same for: tariff or product.")
    contacts_30d_field: str = setting(
        "contacts_30d", Kind.TEXT, "The same for: how many contacts within the last 30 days."
    )
    open_matters_field: str = setting(
        "open_matters",
        Kind.TEXT,
        "The same for: open matters, a list; in a cell with a stroke between them.",
    )
    notes_field: str = setting("notes", Kind.TEXT, "The same for: a note.")
    repeated_from: int = setting(
        2,
        Kind.WHOLE,
        "From how many earlier contacts within 30 days the companion says so.",
        unit="contacts",
        minimum=1,
        maximum=100,
    )
    pop_url: str = setting(
        "",
        Kind.TEXT,
        "Address to open about a caller. Placeholders, behind the host only: `{number}`, "
        "`{national}`, `{name}`, `{account}`, `{direction}`.",
    )
    pop_command: tuple[str, ...] = setting(
        (),
        Kind.TEXTS,
        "Program to start instead, and its arguments with the same placeholders; never a shell.",
    )
    pop_schemes: tuple[str, ...] = setting(
        ("https", "http"), Kind.TEXTS, "What pop_url may begin with."
    )
    pop_when: str = setting(
        "click",
        Kind.CHOICE,
        "When it is opened: by the button only, or also by itself when a customer's call rings or "
        "is answered.",
        choices=("click", "ringing", "answered"),
    )


@dataclass(frozen=True, slots=True)
class Records:
    """[records]"""

    keep_days: int = setting(
        90,
        Kind.WHOLE,
        "How long calls stay in the encrypted history. 0: none is written, and old ones go.",
        unit="days",
        minimum=0,
        maximum=3_650,
    )
