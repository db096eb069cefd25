"""Settings files: the smallest one works, a bad one heals, a broken one is named."""

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.errors import LocalError
from desktop.settings.account import Account
from desktop.settings.declaration import BadValue, check
from desktop.settings.files import MAX_BYTES, load_settings
from desktop.settings.model import SECTIONS, Appearance, Settings, all_settings, chosen_language
from desktop.settings.reference import reference_page
from desktop.telephony.consent import ConsentMode
from resources import resource

pytestmark = pytest.mark.unit

Write = Callable[..., Path]

SMALLEST = """
[[accounts]]
name = "desk"
uri = "sip:agent@127.0.0.1"
registrar = ""
transport = "udp"
local_address = "127.0.0.1"
local_port = 5060
trusted_peers = ["127.0.0.1"]
auto_answer = true
auto_answer_delay_s = 0
"""


def test_the_smallest_file_works_as_it_stands(write: Write) -> None:
    loaded = load_settings(write(SMALLEST))
    assert loaded.problems == () and loaded.unknown == ()
    assert loaded.settings == Settings(
        accounts=(
            Account(
                name="desk",
                uri="sip:agent@127.0.0.1",
                local_address="127.0.0.1",
                local_port=5060,
                trusted_peers=("127.0.0.1",),
                auto_answer=True,
            ),
        )
    )


def test_without_any_file_there_are_defaults() -> None:
    settings = load_settings(None).settings
    assert settings == Settings()
    assert (settings.analysis.consent_mode, settings.supervision.expires_s) == ("consent", 90.0)


def test_every_section(write: Write) -> None:
    path = write(
        SMALLEST
        + """
        [sound]
        input = "file:voice.wav"
        output = "null"
        [analysis]
        consent_mode = "notice"
        notice_wav = "notice.wav"
        threads = 2
        [supervision]
        supervisors = ["sip:anna@127.0.0.1:5070", ""]
        eta_s = 30
        [knowledge]
        folders = ["cards", "/srv/cards"]
        [appearance]
        language = "en"
        reduced_motion = true
        """
    )
    loaded = load_settings(path)
    assert loaded.problems == ()
    settings, here = loaded.settings, path.parent
    assert settings.sound.input == (f"file:{here / 'voice.wav'}",)
    assert settings.sound.output == ("null",)
    assert settings.analysis.notice_wav == str(here / "notice.wav")
    assert settings.supervision.supervisors == ("sip:anna@127.0.0.1:5070",)
    assert settings.supervision.eta_s == 30.0
    assert settings.knowledge.folders == (str(here / "cards"), str(Path("/srv/cards").absolute()))
    assert settings.appearance.language == "en" and settings.appearance.reduced_motion


@pytest.mark.parametrize(
    ("text", "setting", "value", "replacement", "what"),
    [
        ("[analysis]\nthreads = 0", "analysis.threads", "0", "1", "is not from 1 to 64"),
        (
            "[supervision]\neta_s = 999",
            "supervision.eta_s",
            "999",
            "20.0",
            "is not from 0 to 600 s",
        ),
        ('[appearance]\ntheme = "pink"', "appearance.theme", "pink", "auto", "is none of auto,"),
        (
            '[analysis]\nprofile = "fact"',
            "analysis.profile",
            "fact",
            "facts",
            "is none of tension,",
        ),
        ("[analysis]\nprofile = true", "analysis.profile", "true", "facts", "is not a text"),
        ("[appearance]\nreduced_motion = 1", "appearance.reduced_motion", "1", "false", "neither"),
        ('[sound]\nring = "a\\u0000"', "sound.ring", "a\0", "[default]", "control characters"),
        ("[sound]\nring = 3", "sound.ring", "3", "[default]", "is not a text"),
        ("[knowledge]\nfolders = 3", "knowledge.folders", "3", "[]", "is not a list"),
        (
            '[supervision]\nsupervisors = ["sip:a@b", "anna"]',
            "supervision.supervisors",
            "[sip:a@b, anna]",
            "[sip:a@b]",
            'has an item that is not like "sip:name@host"',
        ),
        (
            '[supervision]\nsupervisors = ["sip:leitung@pbx.example:99999"]',
            "supervision.supervisors",
            "[sip:leitung@pbx.example:99999]",
            "[]",
            "the port of the address is not between 1 and 65535",
        ),
        (
            '[supervision]\naccount = "front"',
            "supervision.account",
            "front",
            "the first account",
            "names no account",
        ),
        (
            '[knowledge]\nfolders = ["/srv/cards", "~nobody-here/x"]',
            "knowledge.folders",
            "[/srv/cards, ~nobody-here/x]",
            "[/srv/cards]",
            "the home of a user who is not known here",
        ),
        (
            '[sound]\ninput = "file:~nobody-here/x.wav"',
            "sound.input",
            "file:~nobody-here/x.wav",
            "[default]",
            "the home of a user who is not known here",
        ),
        ("sound = 3", "sound", "3", "the defaults", "is no section like [sound]"),
        ("accounts = 3", "accounts", "3", "no accounts", "must be written [[accounts]]"),
        ("accounts = [3]", "accounts[1]", "3", "no account", "is no [[accounts]] table"),
    ],
)
def test_a_bad_value_is_replaced_and_named(
    write: Write, text: str, setting: str, value: str, replacement: str, what: str
) -> None:
    (problem,) = load_settings(write(text)).problems
    assert (problem.file, problem.setting) == ("settings.toml", setting)
    assert (problem.value, problem.replacement) == (value, replacement)
    assert what in problem.what
    assert str(problem) == (
        f"settings.toml: {setting}: the value {value} {problem.what}; using {replacement}."
    )


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (f'[sound]\nring = "{"x" * 1001}"', "longer than 1000"),
        (f"[knowledge]\nfolders = {['x'] * 101}", "more than 100"),
    ],
)
def test_too_much_is_not_shown_in_full(write: Write, text: str, what: str) -> None:
    (problem,) = load_settings(write(text)).problems
    assert what in problem.what and len(problem.value) <= 60


@pytest.mark.parametrize(
    ("old", "new", "setting", "kept"),
    [
        ('name = "desk"', 'name = ""', "accounts[1].name", 0),
        ('name = "desk"', "", "accounts[1].name", 0),
        ('name = "desk"', 'name = "records-key"', "accounts[1].name", 0),
        ('name = "desk"', 'name = "desk-turn"', "accounts[1].name", 0),
        ('uri = "sip:agent@127.0.0.1"', 'uri = "agent"', "accounts[1].uri", 0),
        ('uri = "sip:agent@127.0.0.1"', 'uri = "sip:agent@pbx:0"', "accounts[1].uri", 0),
        ('registrar = ""', 'registrar = "sip:pbx example"', "accounts[1].registrar", 1),
        ('registrar = ""', 'registrar = "pbx.example:99999"', "accounts[1].registrar", 1),
        ('registrar = ""', 'registrar = "tel:030"', "accounts[1].registrar", 1),
        ('registrar = ""', 'ca_file = "~nobody-here/ca.pem"', "accounts[1].ca_file", 1),
        ("local_port = 5060", "local_port = 70000", "accounts[1].local_port", 1),
        ("local_port = 5060", "local_port = 1.5", "accounts[1].local_port", 1),
        ('transport = "udp"', 'transport = "smoke"', "accounts[1].transport", 1),
        ('["127.0.0.1"]', '["localhost"]', "accounts[1].trusted_peers", 1),
        ('local_address = "127.0.0.1"', 'local_address = "here"', "accounts[1].local_address", 1),
        ("delay_s = 0", "delay_s = nan", "accounts[1].auto_answer_delay_s", 1),
    ],
)
def test_a_bad_account_is_left_out_only_where_it_must(
    write: Write, old: str, new: str, setting: str, kept: int
) -> None:
    assert old in SMALLEST
    loaded = load_settings(write(SMALLEST.replace(old, new)))
    assert [problem.setting for problem in loaded.problems] == [setting]
    assert len(loaded.settings.accounts) == kept


@pytest.mark.parametrize(
    "registrar", ["pbx.example", "10.0.0.5:5070", "sip:pbx.example;transport=tcp", "[::1]:5060"]
)
def test_a_registrar_as_people_write_it(write: Write, registrar: str) -> None:
    loaded = load_settings(write(SMALLEST.replace('registrar = ""', f'registrar = "{registrar}"')))
    assert loaded.problems == () and loaded.settings.accounts[0].registrar == registrar


def test_an_unknown_account_for_supervision_is_the_first_one(write: Write) -> None:
    user = write(SMALLEST + '[supervision]\naccount = "desk"')
    assert load_settings(user).settings.supervision.account == "desk"
    loaded = load_settings(user, None, {"supervision.account": "front"})
    assert loaded.settings.supervision.account == ""
    assert [(p.file, p.setting) for p in loaded.problems] == [
        ("command line", "supervision.account")
    ]


def test_the_good_ones_of_a_list_with_a_bad_one_are_placed_too(write: Write) -> None:
    path = write('[knowledge]\nfolders = ["cards", 3]')
    assert load_settings(path).settings.knowledge.folders == (str(path.parent / "cards"),)


def test_two_accounts_of_one_name(write: Write) -> None:
    loaded = load_settings(write(SMALLEST + SMALLEST.replace("5060", "5062")))
    assert [account.local_port for account in loaded.settings.accounts] == [5060]
    assert loaded.problems[0].setting == "accounts[2].name"


def test_finds_accounts_by_name(write: Write) -> None:
    settings = load_settings(write(SMALLEST)).settings
    assert settings.account("") == settings.account("desk") == settings.accounts[0]
    assert settings.account("other") is None and Settings().account("") is None


def test_unknown_keys_are_told_with_what_was_meant(write: Write) -> None:
    loaded = load_settings(
        write(SMALLEST.replace("registrar", "registar") + '[analisys]\nx=1\n[sound]\ninptu="null"')
    )
    assert loaded.problems == ()
    assert [(key.key, key.nearest) for key in loaded.unknown] == [
        ("accounts[1].registar", "accounts[1].registrar"),
        ("analisys", "analysis"),
        ("sound.inptu", "sound.input"),
    ]


# ---------------------------------------------------------------- layers


def test_layers_override_each_other(write: Write) -> None:
    provisioned = write('[analysis]\ndevice="cpu"\nthreads=4\n[appearance]\ntheme="dark"', "p.toml")
    user = write('[analysis]\nthreads=2\n[appearance]\ntheme="light"', "u.toml")
    settings = load_settings(user, provisioned, {"appearance.theme": "auto"}).settings
    assert (settings.analysis.device, settings.analysis.threads) == ("cpu", 2)
    assert settings.appearance.theme == "auto"


def test_a_bad_user_value_falls_back_to_the_layer_below(write: Write) -> None:
    provisioned = write("[analysis]\nthreads=4", "p.toml")
    loaded = load_settings(write("[analysis]\nthreads=99", "u.toml"), provisioned)
    assert loaded.settings.analysis.threads == 4
    assert loaded.problems[0].replacement == "4"


def test_locks_hold_against_user_and_command_line(write: Write) -> None:
    provisioned = write(
        'locked = ["analysis.consent_mode", "accounts", "no.such", 3]\n'
        '[analysis]\nconsent_mode="off"\n' + SMALLEST.replace("desk", "provisioned"),
        "p.toml",
    )
    user = write('[analysis]\nconsent_mode="notice"\n' + SMALLEST, "u.toml")
    loaded = load_settings(user, provisioned, {"analysis.consent_mode": "consent"})
    assert loaded.settings.analysis.consent_mode == "off"
    assert [account.name for account in loaded.settings.accounts] == ["provisioned"]
    assert [problem.setting for problem in loaded.problems] == [
        "locked",
        "locked",
        "analysis.consent_mode",
        "accounts",
        "analysis.consent_mode",
    ]


def test_devices_are_one_or_an_order_and_a_bad_one_costs_only_itself(write: Write) -> None:
    loaded = load_settings(write('[sound]\ninput = ["Headset", 3, "default"]\noutput = "Speaker"'))
    assert loaded.settings.sound.input == ("Headset", "default")
    assert loaded.settings.sound.output == ("Speaker",)
    assert [problem.setting for problem in loaded.problems] == ["sound.input"]


def test_a_lock_without_a_value_keeps_the_default(write: Write) -> None:
    provisioned = write('locked = ["sound.ring"]', "p.toml")
    assert load_settings(None, provisioned).locked == {"sound.ring"}
    loaded = load_settings(write('[sound]\nring="null"', "u.toml"), provisioned)
    assert loaded.settings.sound.ring == ("default",) and len(loaded.problems) == 1


def test_locks_that_are_no_list(write: Write) -> None:
    assert load_settings(None, write("locked = true")).problems[0].setting == "locked"


def test_a_provisioned_file_need_not_exist(tmp_path: Path) -> None:
    assert load_settings(None, tmp_path / "gone.toml").settings == Settings()


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("analysis.threads", "3", 3),
        ("supervision.eta_s", "12.5", 12.5),
        ("appearance.reduced_motion", "True", True),
        ("supervision.supervisors", "sip:a@b, sip:c@d", ("sip:a@b", "sip:c@d")),
        ("sound.input", "null", ("null",)),
        ("sound.input", "USB, Headset", ("USB, Headset",)),
        ("analysis.device", "cuda", "cuda"),
    ],
)
def test_the_command_line_is_text(name: str, text: str, value: object) -> None:
    loaded = load_settings(None, None, {name: text})
    section, key = name.split(".")
    assert loaded.problems == ()
    assert getattr(getattr(loaded.settings, section), key) == value


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("analysis.threads", "three"),
        ("supervision.eta_s", "soon"),
        ("appearance.reduced_motion", "ja"),
    ],
)
def test_a_bad_command_line_value_is_replaced(name: str, text: str) -> None:
    loaded = load_settings(None, None, {name: text})
    assert [(p.file, p.setting, p.value) for p in loaded.problems] == [("command line", name, text)]
    assert loaded.settings == Settings()


def test_an_unknown_override_is_an_error() -> None:
    with pytest.raises(LocalError, match=r"Did you mean sound\.input"):
        load_settings(None, None, {"sound.inptu": "x"})
    with pytest.raises(LocalError, match="no such setting"):
        load_settings(None, None, {"accounts.name": "x"})


# ---------------------------------------------------------------- files that cannot be read


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"[sound]\ninput = \n", "line 2"),
        (b"[sound]\ninput = \"\xff\"\n", ":2"),
        (b"#" * (MAX_BYTES + 1), "larger than 1 MiB"),
        (b"x = " + b"[" * 100_000, "no valid TOML"),
    ],
)  # fmt: skip
def test_a_broken_file_is_named(tmp_path: Path, raw: bytes, words: str) -> None:
    path = tmp_path / "broken.toml"
    path.write_bytes(raw)
    with pytest.raises(LocalError) as raised:
        load_settings(path)
    assert "broken.toml" in str(raised.value) and words in str(raised.value)
    assert raised.value.action


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(LocalError, match=r"gone\.toml"):
        load_settings(tmp_path / "gone.toml")


_toml = st.recursive(
    st.one_of(st.booleans(), st.integers(-9, 10**12), st.floats(), st.text(max_size=8)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text("abc", min_size=1), inner, max_size=2)
    ),
    max_leaves=5,
)
_names = [(s.section, s.key) for s in all_settings()]


def _toml_of(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f'"{key}" = {_toml_of(item)}' for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml_of, value)) + "]"
    if isinstance(value, float):
        return repr(value)
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


@given(st.lists(st.tuples(st.sampled_from(_names), _toml), max_size=4, unique_by=lambda n: n[0]))
@settings(deadline=None)
def test_whatever_is_in_the_file_there_are_settings(
    tmp_path_factory: pytest.TempPathFactory, values: list[tuple[tuple[str, str], object]]
) -> None:
    """Any value of any key: settings come out, and each within its declaration."""
    lines = []
    for section in ("accounts", *SECTIONS):
        lines.append("[[accounts]]" if section == "accounts" else f"[{section}]")
        lines += [f"{key} = {_toml_of(v)}" for (where, key), v in values if where == section]
    path = tmp_path_factory.mktemp("any") / "settings.toml"
    path.write_text("\n".join(lines), encoding="utf-8", errors="replace")
    loaded = load_settings(path)
    for declared in all_settings():
        owners: list[Any] = (
            list(loaded.settings.accounts)
            if declared.section == "accounts"
            else [getattr(loaded.settings, declared.section)]
        )
        for owner in owners:
            value = getattr(owner, declared.key)
            check(declared.declared, list(value) if isinstance(value, tuple) else value)


# ---------------------------------------------------------------- declarations


@pytest.mark.parametrize("setting", list(all_settings()), ids=lambda setting: setting.name)
def test_every_setting_is_declared_well(setting: Any) -> None:
    declared = setting.declared
    assert declared.help.endswith(".") and "\n" not in declared.help and "|" not in declared.help
    default = list(setting.default) if isinstance(setting.default, tuple) else setting.default
    if declared.required:
        with pytest.raises(BadValue):
            check(declared, default)
    else:
        assert check(declared, default) == setting.default
    assert bool(declared.choices) == (declared.kind.value in ("one of", "list of"))
    if setting.key.endswith("_s"):
        assert declared.unit == "s"


def test_what_a_bad_value_becomes_is_a_choice_too() -> None:
    safe = {s.name: s.declared for s in all_settings() if s.declared.safe}
    assert set(safe) == {"analysis.profile", "discretion.unsigned_policy"}
    assert all(declared.safe in declared.choices for declared in safe.values())


def test_the_profile_without_emotion_can_be_locked(write: Write) -> None:
    provisioned = write('locked = ["analysis.profile"]\n[analysis]\nprofile = "facts"\n', "p.toml")
    user = write('[analysis]\nprofile = "tension"\n' + SMALLEST, "u.toml")
    loaded = load_settings(user, provisioned, {"analysis.profile": "tension"})
    assert loaded.settings.analysis.profile == "facts"
    assert [problem.setting for problem in loaded.problems] == ["analysis.profile"] * 2


def test_all_fields_are_settings() -> None:
    for model in (Account, *SECTIONS.values()):
        assert all("setting" in field.metadata for field in dataclasses.fields(model))


def test_the_choices_are_those_of_the_engine() -> None:
    (consent,) = [s for s in all_settings() if s.name == "analysis.consent_mode"]
    assert set(consent.declared.choices) == {mode.value for mode in ConsentMode}


def test_the_reference_page_is_current() -> None:
    shipped = resource("handbook", "settings.md").read_text(encoding="utf-8")
    assert shipped == reference_page(), "run python -m desktop.settings.reference"
    for setting in all_settings():
        assert f"| `{setting.key}` |" in shipped


@pytest.mark.parametrize(
    ("wanted", "system", "chosen"),
    [
        ("auto", "en_GB", "en"),
        ("auto", "EN", "en"),
        ("auto", "de_AT", "de"),
        ("auto", "fr_FR", "de"),
        ("auto", None, "de"),
        ("en", "de_DE", "en"),
        ("de", "en_US", "de"),
    ],
)
def test_speaks_german_unless_the_system_speaks_english(
    wanted: str, system: str | None, chosen: str
) -> None:
    assert chosen_language(Appearance(language=wanted), system) == chosen
