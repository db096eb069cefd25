"""`beistand ctl`: the API from the command line. Loads neither Qt nor the engine."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec

from desktop.api import messages as api
from desktop.api.client import ApiClient, NoPhone, connect
from desktop.errors import BeistandError, Fault
from desktop.paths import check_private, default_paths
from desktop.supervision.messages import HelpReason, WantedMode

OK: Final = 0
FAILED: Final = 1
USAGE: Final = 2
NO_PHONE: Final = 3

_ABOUT_A_CALL: Final = {
    "answer": "take the call that rings",
    "decline": "turn away the call that rings",
    "hangup": "end a call",
    "hold": "put a call on hold",
    "unhold": "go on with the call that is held",
    "swap": "talk to the call that is held, hold the other",
    "mute": "shut the microphone for a call",
    "unmute": "open it again",
    "analysis-off": "end the analysis for the rest of the call",
    "help-cancel": "take back the request for help",
    "help-done": "say that the help was there",
    "keep-call": "do not hand the call over to the supervisor now",
}

_ABOUT_A_REQUEST: Final = {
    "escalations": "the requests for help, as JSON",
    "claim": "say that you come; done when you are the one who does",
    "later": "put a request for help aside, on this desktop only",
}

_ABOUT_QUESTIONS: Final = {
    "approvals": "what agents ask to grant, as JSON",
    "allow": "allow it, or less",
    "refuse": "decline it, and say why",
}

_SIDES: Final = {
    Fault.LOCAL: "",
    Fault.NETWORK: " (the network)",
    Fault.REMOTE: " (the other side)",
    Fault.DEFECT: " (a defect in Beistand)",
}


def main(arguments: Sequence[str]) -> int:
    """0 done, 1 not done and why on stderr, 2 bad use, 3 no phone running."""
    options = _parser().parse_args(arguments)
    try:
        request = _request(options)
    except msgspec.ValidationError as error:
        return _say(f"{error}. See beistand ctl {options.action} --help.", USAGE)
    paths = default_paths()
    supervisor = options.supervisor or options.action in {
        *_ABOUT_A_REQUEST,
        *_ABOUT_QUESTIONS,
        "mode",
    }
    role = "supervisor" if supervisor else "agent"
    runtime = paths.runtime_of(role, options.settings or paths.settings_file)
    try:
        for folder in (paths.runtime, runtime):
            check_private(folder)  # else the token, and the phone, might be somebody else's
        with connect(runtime, role) as client:
            return _events(client) if request is None else _do(client, request)
    except NoPhone as error:
        return _say(str(error), NO_PHONE)
    except BeistandError as error:
        return _say(str(error), FAILED)
    except KeyboardInterrupt:
        if request is None:
            return OK
        return _say("interrupted. The status says whether it was done.", FAILED)


def _do(client: ApiClient, request: api.AnyRequest) -> int:
    reply = client.request(request)
    match reply:
        case api.StatusReply(status=status):
            _print(msgspec.json.encode(status).decode())
        case api.EscalationsReply(items=items):
            shown = (
                {"v": reply.v, "items": items} if isinstance(request, api.Escalations) else items[0]
            )
            _print(msgspec.json.encode(shown).decode())
        case api.ApprovalsReply(items=questions):
            everything = {"v": reply.v, "items": questions}
            one = isinstance(request, api.Allow | api.Refuse)
            _print(msgspec.json.encode(questions[0] if one else everything).decode())
        case api.Done(call=call):
            if call:
                _print(call)
        case api.Error():
            return _say(_error_in_words(reply), FAILED)
    return OK


def _events(client: ApiClient) -> int:
    for line in client.events():
        _print(line)
    return OK


def _request(options: argparse.Namespace) -> api.AnyRequest | None:
    """None: events. Raises ValidationError, as the phone would refuse it."""
    fields = {
        name: value
        for name, value in vars(options).items()
        if name not in ("action", "settings", "supervisor", "json") and value is not None
    }
    if options.action == "events":
        return None
    request: api.AnyRequest = msgspec.convert({"request": options.action} | fields, api.AnyRequest)
    return request


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="beistand ctl",
        description="Drive the phone, or the supervisor's desktop, that is running. CALL is an id "
        "out of the status; without one it is the call that you are in, that rings, or that is "
        "held.",
        epilog="Exit codes: 0 done, 1 not done (stderr says why), 2 bad use, 3 no phone running.",
    )
    parser.add_argument(
        "--settings", type=Path, metavar="FILE", help="the settings file that the phone runs with"
    )
    parser.add_argument(
        "--supervisor",
        action="store_true",
        help="ask the supervisor's desktop, not the phone: status, events, its own calls",
    )
    actions = parser.add_subparsers(dest="action", required=True, metavar="COMMAND")

    status = actions.add_parser("status", help="accounts, calls, devices, processes as JSON")
    events = actions.add_parser("events", help="whatever happens, one JSON object a line")
    for one in (status, events):
        one.add_argument("--json", action="store_true", help="there is no other format")

    register = actions.add_parser("register", help="ask the registrar now")
    register.add_argument("account", nargs="?", metavar="ACCOUNT", help="default: all of them")

    dial = actions.add_parser("dial", help="place a call; prints its id")
    dial.add_argument("number", metavar="NUMBER", help="number or SIP address")
    dial.add_argument("--account", metavar="NAME")
    dial.add_argument(
        "--consultation", action="store_true", help="to ask for advice: never analysed"
    )

    rest = actions.add_parser("rest", help="take no calls from now on")
    rest.add_argument("reason", nargs="?", metavar="REASON", help="why")
    actions.add_parser("ready", help="take calls again")

    for name, text in _ABOUT_A_CALL.items():
        _with_call(actions.add_parser(name, help=text))

    ask = actions.add_parser("help", help="ask the supervisors for help with a call")
    ask.add_argument("--reason", choices=[reason.value for reason in HelpReason])
    _with_call(ask)

    for name, text in _ABOUT_A_REQUEST.items():
        command = actions.add_parser(name, help=text)
        command.add_argument("--json", action="store_true", help="there is no other format")
        if name != "escalations":
            command.add_argument("escalation", metavar="ID", help="one of the list's ids")

    for name, text in _ABOUT_QUESTIONS.items():
        command = actions.add_parser(name, help=text)
        command.add_argument("--json", action="store_true", help="there is no other format")
        if name != "approvals":
            command.add_argument("question", metavar="ID", help="one of the list's ids")
        if name == "allow":
            command.add_argument("amount", nargs="?", metavar="AMOUNT", help="default: all of it")
        elif name == "refuse":
            command.add_argument("reason", metavar="REASON", help="the agent reads it")

    dtmf = actions.add_parser("dtmf", help="send touch tones")
    dtmf.add_argument("digits", metavar="DIGITS", help="0-9 * # A-D")
    _with_call(dtmf)

    transfer = actions.add_parser("transfer", help="send the other side of a call elsewhere")
    transfer.add_argument("number", nargs="?", metavar="NUMBER", help="to there, without asking")
    transfer.add_argument("--to-call", dest="other", metavar="ID", help="to that call's other side")
    transfer.add_argument("--call", metavar="ID")

    listener = actions.add_parser("listener", help="what the caller says to a third listener")
    listener.add_argument("step", choices=("grant", "refuse"))
    _with_call(listener)

    mode = actions.add_parser(
        "mode",
        help="how to be in the agent's call: who hears you; takeover waits for a caller on hold",
    )
    mode.add_argument("mode", choices=[mode.value for mode in WantedMode])
    mode.add_argument("escalation", nargs="?", metavar="ID", help="default: the one you are in")
    mode.add_argument("--json", action="store_true", help="there is no other format")

    consent = actions.add_parser("consent", help="what the caller says to the analysis")
    consent.add_argument("step", choices=("ask", "grant", "refuse"))
    _with_call(consent)
    return parser


def _with_call(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("call", nargs="?", metavar="CALL")


def _error_in_words(error: api.Error) -> str:
    return str(BeistandError(f"{error.what}{_SIDES[error.fault]}", action=error.action))


def _print(line: str) -> None:
    """At once: whoever reads may act on it."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _say(what: str, code: int) -> int:
    print(f"beistand ctl: {what}", file=sys.stderr)  # noqa: T201
    return code
