"""`beistand policy`: what programs and people get from it."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from desktop.compositions.policy_commands import main
from desktop.compositions.profile import load_profile
from desktop.errors import LocalError
from desktop.presenters.notices import Notices
from desktop.records.ledger import Entry, Ledger
from desktop.records.store import open_store
from resources import resource

pytestmark = pytest.mark.unit

NOON = 1_790_000_000.0
EXAMPLE = str(resource("policy/example.toml"))


def test_check_says_every_rule(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", EXAMPLE, "--lang", "de"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 6 and lines[1].startswith("  small-gesture: Gutschrift")
    assert main(["check", EXAMPLE, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["v"], answer["ok"], len(answer["rules"])) == (1, True, 5)


def test_check_names_file_and_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "policy.toml"
    file.write_text(Path(EXAMPLE).read_text().replace("inform = 60", "inform = 10"))
    assert main(["check", str(file)]) == 1
    line = next(n for n, text in enumerate(file.read_text().splitlines(), 1) if "inform =" in text)
    assert capsys.readouterr().err.startswith(f"{file}:{line}: inform ends at 10, below alone")
    assert main(["check", str(file), "--json"]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert (answer["ok"], answer["findings"][0]["line"]) == (False, line)


def test_quote_answers_one_and_many(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "request.json"
    file.write_text('{"kind": "credit", "amount": "12.50", "case": "A", "customer": "C"}')
    assert main(["quote", "--policy", EXAMPLE, "--request", str(file), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["v"], answer["decision"], answer["limit"], answer["remaining"]) == (
        1,
        "alone",
        60,
        90,
    )
    assert answer["reason"]
    file.write_text(
        '[{"kind": "credit", "amount": 45, "customer": "C"}, {"kind": "callback"}, '
        '{"kind": "credit", "amount": 1}]'
    )
    assert main(["quote", "--policy", EXAMPLE, "--request", str(file), "--json"]) == 0
    answers = json.loads(capsys.readouterr().out)
    assert answers["v"] == 1
    assert [one["decision"] for one in answers["items"]] == ["inform", "alone", "ask"]
    assert main(["quote", "--policy", EXAMPLE, "--request", str(file), "--lang", "de"]) == 0
    assert capsys.readouterr().out.startswith("Allein zu entscheiden, die Leitung erfährt es")


def test_quote_says_what_check_says_of_a_policy_that_cannot_be_followed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "policy.toml"
    wrong = Path(EXAMPLE).read_text().replace("inform = 60", "inform = 10")
    file.write_text(wrong.replace('currency = "EUR"', 'currency = "EUX"'))
    assert main(["check", str(file)]) == 1
    said = capsys.readouterr().err
    assert len(said.splitlines()) == 2 and said.startswith(f"{file}:")
    assert main(["quote", "--policy", str(file), "--request", "none.json"]) == 1
    assert capsys.readouterr().err == said


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "no JSON"),
        ("[" * 100_000, "no JSON"),
        ("3", "no request"),
        ('{"amount": 3}', "kind"),
        ('{"kind": "kredit"}', "kredit"),
        ('{"kind": "credit", "amount": -3}', "no amount"),
        ('{"kind": "credit", "amonut": 3}', "amonut"),
        ('{"kind": "credit", "at": "2026-11-20T10:00:00"}', "time zone"),
        ('{"kind": "credit"}', "the amount of the request is missing"),
        ('{"kind": "credit", "amount": 9e999999}', "below 10^12"),
        ('{"kind": "credit", "amount": 1e-9999999999999999999}', "no amount"),
        ('{"kind": "credit", "at": "0001-01-01T00:00:00Z"}', "the year 1"),
        ('{"kind": "credit", "topic": "Late-Delivery"}', "topic"),
        ('[{"kind": "callback"}, {"kind": "x"}]', "item 1"),
    ],
)
def test_what_is_no_request_is_named(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "request.json"
    file.write_text(text)
    with pytest.raises(LocalError) as error:
        main(["quote", "--policy", EXAMPLE, "--request", str(file)])
    assert says in str(error.value) and str(file) in str(error.value)


def test_report_reads_this_computers_ledger(
    hermetic_home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BEISTAND_PASSWORD_RECORDS_KEY", "5a" * 32)
    with pytest.raises(LocalError, match="nothing is kept"):
        main(["report"])
    path = load_profile(None, "command", Notices()).paths.records
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = open_store(path, bytes.fromhex("5a" * 32))
    for number in range(6):
        Ledger(connection).append(f"{number}", NOON, lambda _, n=number: _grant(n, NOON))
    Ledger(connection).undo("5", "6", NOON, within_s=1.0)
    connection.close()
    assert main(["report", "--lang", "de"]) == 0
    assert "| `fee` | 5 | 5 | 0 | 50\N{NO-BREAK SPACE}€ |" in capsys.readouterr().out
    assert main(["report", "--since", "2100-01"]) == 0
    assert "too few customers" in capsys.readouterr().out


def test_report_is_of_whole_months(capsys: pytest.CaptureFixture[str]) -> None:
    """Two that are a day apart would tell what was granted on that day."""
    with pytest.raises(SystemExit):
        main(["report", "--since", "2026-11-02"])
    assert "is no month like 2026-11" in capsys.readouterr().err


def _grant(number: int, at: float) -> Entry:
    return Entry(
        id="",
        at=at,
        decision="alone",
        rule="fee",
        kind="credit",
        case_id=f"call-{number}",
        customer=f"C-{number}",
        amount=Decimal(10),
        currency="EUR",
    )
