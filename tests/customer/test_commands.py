"""`beistand customer`, `beistand history` and the doctor's look at both, as a person runs them."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from keyrings import MemoryKeyring
from logged_calls import KARLA, row
from record_server import RecordServer, answer

from desktop.__main__ import main
from desktop.compositions.doctor_customers import examine_customers
from desktop.compositions.findings import Verdict
from desktop.paths import paths_under
from desktop.records.call_log import CallLog
from desktop.records.store import open_store
from desktop.settings.files import load_settings
from desktop.settings.secrets import CUSTOMER_LOOKUP, NOTE_POST, SERVICE, SystemSecrets

pytestmark = pytest.mark.process

ROOT = Path(__file__).resolve().parents[2]
KEY = bytes(range(32))

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def settings(tmp_path: Path) -> Callable[[str], Path]:
    def write(text: str) -> Path:
        path = tmp_path / "settings.toml"
        path.write_text(text, "utf-8")
        return path

    return write


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def run_command(*arguments: object) -> tuple[int, str, str]:
        code = main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run_command


@pytest.fixture
def history(hermetic_home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two calls on the disk, as a phone leaves them."""
    monkeypatch.setenv("BEISTAND_PASSWORD_RECORDS_KEY", KEY.hex())
    path = paths_under(hermetic_home).records
    connection = open_store(path, KEY)
    CallLog(connection).add(row(name="Karla Müller"), ("03023125014",))
    CallLog(connection).add(row("+492214710999", "Erik", days_ago=1, duration_s=None))
    connection.close()
    return path


def test_what_a_phone_would_know_and_open(
    settings: Callable[[str], Path], run: Run, tmp_path: Path
) -> None:
    (tmp_path / "all.vcf").write_text(
        "BEGIN:VCARD\nVERSION:3.0\nFN:Karla M.\nTEL:030 23125014\nEND:VCARD\n"
    )
    body = json.dumps({"name": "K. Müller", "contacts_30d": 3, "since": [1]}).encode()
    with RecordServer(answer(body)) as server:
        file = settings(
            f'[customer]\nlookup_url = "{server.url}/{{number}}"\ncontacts = ["all.vcf"]\n'
            'pop_url = "https://crm.example/?q={national}&n={name}"\n'
        )
        code, out, _ = run("customer", "030/231 25014", "--settings", file, "--json")
        text_code, text, _ = run("customer", "sip:+493023125014@pbx", "--settings", file)
    said: dict[str, Any] = json.loads(out)
    assert (code, text_code) == (0, 0)
    assert said["v"] == 1 and said["number"]["key"] == KARLA
    assert said["contact"] == "Karla M." and said["customer"]["name"] == "K. Müller"
    assert said["unreadable_facts"] == ["since"] and said["lookup"] == "found"
    assert said["opens"] == "https://crm.example/?q=03023125014&n=Karla%20M."
    assert "contact:              Karla M." in text


def test_a_system_that_is_gone_is_exit_code_3(settings: Callable[[str], Path], run: Run) -> None:
    file = settings('[customer]\nlookup_url = "http://127.0.0.1:9/{number}"\n')
    code, out, _ = run("customer", "030 23125014", "--settings", file)
    assert code == 3 and "nobody answers" in out


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('lookup_url = "http://crm.example/{number}"', "not encrypted"),
        ('pop_url = "https://{number}/"', "host"),
        ('pop_command = ["sh", "-c", "{number}"]', "shell"),
    ],
)
def test_what_cannot_be_used_is_exit_code_2(
    settings: Callable[[str], Path], run: Run, text: str, said: str
) -> None:
    code, _, err = run("customer", "030", "--settings", settings(f"[customer]\n{text}\n"))
    assert code == 2 and said in err


def test_the_history_is_listed_searched_exported_and_deleted(
    history: Path, run: Run, tmp_path: Path
) -> None:
    code, out, _ = run("history", "list", "--json")
    items = json.loads(out)["items"]
    assert code == 0 and [item["peer_name"] for item in items] == ["Karla Müller", "Erik"]
    assert items[0]["started"].startswith("2026-09-21T")
    _, found, _ = run("history", "list", "--search", "030 231")
    assert found.count("\n") == 1 and "030 23125014  Karla Müller" in found
    code, _, err = run("history", "export", tmp_path / "calls.csv")
    assert code == 0 and "2 calls" in err
    assert "Erik" in (tmp_path / "calls.csv").read_text("utf-8-sig")
    assert run("history", "delete", "--all")[0] == 0
    assert json.loads(run("history", "list", "--json")[1])["items"] == []


def test_without_a_history_or_its_key_it_says_so(
    hermetic_home: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("history", "list")[0] == 2
    path = paths_under(hermetic_home).records
    open_store(path, KEY).close()
    code, _, err = run("history", "list")
    assert code == 2 and "keyring" in err
    monkeypatch.setenv("BEISTAND_PASSWORD_RECORDS_KEY", "00" * 32)
    code, _, err = run("history", "list")
    assert code == 2 and "another key" in err


def test_the_commands_need_no_window_and_no_telephone() -> None:
    script = (
        "import sys; from desktop.__main__ import main; main(['customer', '030 23125014']);"
        "print(*sorted({name.partition('.')[0] for name in sys.modules}), file=sys.stderr)"
    )
    outcome = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert not set(outcome.stderr.split()) & {"PySide6", "pjsua2", "torch", "aiohttp"}


def test_the_secret_goes_into_the_keyring_and_out_in_a_header(
    monkeypatch: pytest.MonkeyPatch, run: Run, settings: Callable[[str], Path]
) -> None:
    import io

    import keyring

    kept = MemoryKeyring()
    monkeypatch.setattr(keyring, "get_keyring", lambda: kept)
    monkeypatch.setattr(sys, "stdin", io.StringIO("Bearer 7\n"))
    code, out, err = run("customer", "--store-secret")
    assert code == 0 and kept.kept == {(SERVICE, CUSTOMER_LOOKUP): "Bearer 7"}
    assert "Bearer" not in out + err
    monkeypatch.setattr(sys, "stdin", io.StringIO("Bearer 8\n"))
    assert run("customer", "--store-note-secret")[0] == 0
    assert kept.kept[(SERVICE, NOTE_POST)] == "Bearer 8"
    with RecordServer(answer(b"{}")) as server:
        file = settings(
            f'[customer]\nlookup_url = "{server.url}/{{number}}"\nlookup_header = "Authorization"\n'
        )
        run("customer", "030 23125014", "--settings", file)
    assert "Authorization: Bearer 7\r\n" in server.asked[0]


# ------------------------------------------------------------ the doctor


def findings(file: Path, home: Path, keyring: MemoryKeyring) -> dict[str, tuple[Verdict, str]]:
    found = examine_customers(
        load_settings(file).settings, paths_under(home), SystemSecrets(keyring, {})
    )
    return {finding.check: (finding.verdict, finding.what) for finding in found}


def test_the_doctor_finds_everything_well(
    settings: Callable[[str], Path], tmp_path: Path, hermetic_home: Path
) -> None:
    (tmp_path / "all.vcf").write_text(
        "BEGIN:VCARD\nVERSION:3.0\nFN:Karla\nTEL:030 23125014\nEND:VCARD\n"
    )
    with RecordServer(answer(b"", "404 Not Found")) as server:
        file = settings(
            f'[customer]\nlookup_url = "{server.url}/{{number}}"\ncontacts = ["all.vcf"]\n'
            'pop_url = "https://crm.example/{number}"\n'
        )
        found = findings(file, hermetic_home, MemoryKeyring())
    assert {verdict for verdict, _ in found.values()} == {Verdict.OK}
    assert found["contacts"][1] == "with a number: 1"
    assert found["crm"][1] == "would open https://crm.example/0"
    assert found["history"][1].startswith("none yet")


def test_the_doctor_names_what_is_missing(
    settings: Callable[[str], Path], hermetic_home: Path, history: Path
) -> None:
    file = settings(
        '[customer]\nlookup_url = "http://127.0.0.1:9/{number}"\ncontacts = ["gone.vcf"]\n'
        'pop_url = "gopher://crm.example/{number}"\n'
    )
    found = findings(file, hermetic_home, MemoryKeyring())
    assert found["lookup"] == (
        Verdict.MISSING,
        "127.0.0.1:9: nobody answers, ClientConnectorError",
    )
    assert found["crm"][0] is Verdict.MISSING
    assert found["history"] == (
        Verdict.MISSING,
        "the records are there, their key is not in the keyring",
    )
    keyring = MemoryKeyring()
    keyring.kept[SERVICE, "records-key"] = KEY.hex()
    assert findings(file, hermetic_home, keyring)["history"] == (
        Verdict.OK,
        "2 calls, encrypted, kept for 90 days",
    )


@pytest.mark.parametrize(
    ("note", "verdict", "what"),
    [
        ("", None, ""),
        ('post_url = "https://crm.example"', Verdict.OK, "can be posted"),
        ('post_url = "http://crm.example"', Verdict.MISSING, "not encrypted"),
        ("post_url = \"https://crm.example\"\npost_body = '{}'", Verdict.MISSING, "no {note}"),
        ('template_en = "gone.txt"', Verdict.MISSING, "gone.txt"),
    ],
)
def test_the_doctor_looks_at_notes(
    settings: Callable[[str], Path],
    hermetic_home: Path,
    note: str,
    verdict: Verdict | None,
    what: str,
) -> None:
    found = findings(settings(f"[note]\n{note}\n"), hermetic_home, MemoryKeyring()).get("notes")
    assert (found[0] if found is not None else None) is verdict
    assert found is None or what in found[1]
