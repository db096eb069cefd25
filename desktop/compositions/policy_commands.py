"""`beistand policy`: what a policy says, what is wrong with it, its answers, what came of it.

Knows its own words (`desktop.__main__` only lists it). Data on stdout, the rest on stderr.
"""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import msgspec

from desktop.compositions.ledger_commands import beginning, month, own_ledger
from desktop.discretion.explaining import explained, said, whole
from desktop.discretion.money import Language
from desktop.discretion.policy import Policy, amount_of
from desktop.discretion.policy_file import PolicyError, read_policy
from desktop.discretion.quote import quote
from desktop.discretion.report import report
from desktop.discretion.report_page import page
from desktop.discretion.request import Request
from desktop.discretion.signing import new_key, read_signed_policy, sign, signature_file
from desktop.errors import LocalError

OK: Final = 0
WRONG: Final = 1
"""The policy cannot be followed."""

_MOST_BYTES: Final = 10_000_000
_ENCODER: Final = msgspec.json.Encoder(decimal_format="number")


def main(arguments: Sequence[str]) -> int:
    """Run one of the commands; the exit code as in the command line contract.

    Raises BeistandError for what cannot be read, which is exit code 2.
    """
    options = _parser().parse_args(arguments)
    if options.action == "key":
        return _key(options)
    if options.action == "report":
        return _report(options)
    try:
        if options.action == "sign":
            return _sign(options)
        policy = _followed(options)
    except PolicyError as error:
        return _wrong(error, options)
    return (_check if options.action == "check" else _quote)(policy, options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="beistand policy", description="What agents may decide alone."
    )
    actions = parser.add_subparsers(dest="action", required=True, metavar="COMMAND")
    check = actions.add_parser("check", help="every rule in a sentence, and what is wrong")
    check.add_argument("policy", type=Path, metavar="FILE", help="the policy (TOML)")
    asked = actions.add_parser("quote", help="what the policy says of a request")
    asked.add_argument("--policy", type=Path, required=True, metavar="FILE")
    asked.add_argument(
        "--request", type=Path, required=True, metavar="FILE", help="JSON: a request, or a list"
    )
    told = actions.add_parser(
        "report", help="which rules are used most, on which topics, at what cost (Markdown)"
    )
    told.add_argument("--since", type=month, metavar="MONTH", help="from this month on, 2026-11")
    told.add_argument("--settings", type=Path, metavar="FILE")
    for command in (check, asked, told):
        command.add_argument("--lang", choices=("de", "en"), default="en")
    check.add_argument(
        "--signer",
        action="append",
        default=[],
        metavar="KEY",
        help="only if it is signed by this public key; may be given again",
    )
    key = actions.add_parser("key", help="make a key to sign policies with")
    key.add_argument("file", type=Path, metavar="FILE", help="where the private key goes")
    signing = actions.add_parser("sign", help="sign a policy: FILE.sig beside it")
    signing.add_argument("policy", type=Path, metavar="FILE")
    signing.add_argument("--key", type=Path, required=True, metavar="FILE", help="private, PEM")
    for command in (check, asked, signing):
        command.add_argument("--json", action="store_true")
    return parser


def _followed(options: argparse.Namespace) -> Policy:
    signers = options.signer if options.action == "check" else ()
    if signers:
        return read_signed_policy(options.policy, signers, unsigned=False)
    return read_policy(options.policy)


def _key(options: argparse.Namespace) -> int:
    """The private key for its owner alone, the public one on stdout."""
    pem, public = new_key()
    try:
        descriptor = os.open(options.file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(pem)
    except OSError as error:
        raise LocalError(
            f"the key cannot be written ({error.strerror or error})",
            where=str(options.file),
            action="Name a file that is not there yet",
        ) from error
    sys.stdout.write(f"{public}\n")
    sys.stderr.write("beistand: put that line into discretion.signers; keep the file secret\n")
    return OK


def _sign(options: argparse.Namespace) -> int:
    try:
        pem = options.key.read_bytes()
    except OSError as error:
        raise LocalError(
            f"the key cannot be read ({error.strerror or error})", where=str(options.key)
        ) from error
    public = sign(options.policy, pem)
    if options.json:
        _print({"v": 1, "ok": True, "signer": public, "file": str(signature_file(options.policy))})
    else:
        sys.stdout.write(f"{public}\n")
    return OK


def _report(options: argparse.Namespace) -> int:
    with own_ledger(options.settings) as ledger:
        found = report(ledger.standing(beginning(options.since) or 0.0))
    today = datetime.now().astimezone().date()
    sys.stdout.write(page(found, options.lang, since=options.since, today=today))
    return OK


def _check(policy: Policy, options: argparse.Namespace) -> int:
    language: Language = options.lang
    rules = [(rule.id, explained(policy, rule, language)) for rule in policy.rules]
    if options.json:
        items = [{"id": name, "text": text} for name, text in rules]
        _print({"v": 1, "ok": True, "policy": whole(policy, language), "rules": items})
        return OK
    sys.stdout.write(f"{whole(policy, language)}\n")
    for name, text in rules:
        sys.stdout.write(f"  {name}: {text}\n")
    return OK


def _wrong(error: PolicyError, options: argparse.Namespace) -> int:
    if options.json:
        items = [
            {"line": one.line, "what": one.what, "action": one.action} for one in error.findings
        ]
        _print({"v": 1, "ok": False, "findings": items})
    for one in error.findings:
        end = "" if one.action.endswith("?") else "."
        sys.stderr.write(f"{error.file}:{one.line}: {one.what}. {one.action}{end}\n")
    return WRONG


def _quote(policy: Policy, options: argparse.Namespace) -> int:
    content = _read(options.request)
    now = datetime.now(UTC)
    if isinstance(content, list):
        answers = [
            _answer(policy, one, f"{options.request}: item {number}", now, options.lang)
            for number, one in enumerate(content)
        ]
    else:
        answers = [_answer(policy, content, str(options.request), now, options.lang)]
    if options.json:
        _print({"v": 1, "items": answers} if isinstance(content, list) else {"v": 1, **answers[0]})
    else:
        sys.stdout.writelines(f"{one['reason']}\n" for one in answers)
    return OK


def _answer(
    policy: Policy, content: object, where: str, now: datetime, language: Language
) -> dict[str, Any]:
    if isinstance(content, dict):
        content = {"at": now, **content}
    try:
        request = msgspec.convert(content, Request)
        for one in request.granted:  # somebody wrote them by hand; the ledger's own may lack it
            rule = policy.rule_for(one.role, one.topic, one.kind)
            if one.amount is None and rule is not None and rule.has_amounts:
                raise ValueError(f"the amount of a grant is missing, which {rule.id} goes by")
        answer = quote(policy, request)
    except (msgspec.ValidationError, ValueError) as error:
        raise LocalError(
            f"this is no request: {error}",
            where=where,
            action="It needs kind, and may have amount, currency, role, topic, at, case, customer "
            "and granted",
        ) from error
    return {
        "decision": answer.decision,
        "limit": answer.limit,
        "remaining": answer.remaining,
        "currency": answer.currency,
        "rule": "" if answer.rule is None else answer.rule.id,
        "because": answer.because,
        "reason": said(answer, language),
    }


def _read(file: Path) -> object:
    try:
        with file.open("rb") as opened:
            raw = opened.read(_MOST_BYTES + 1)
    except OSError as error:
        raise LocalError(
            f"the request cannot be read ({error.strerror or error})",
            where=str(file),
            action="Check the path and who may read the file",
        ) from error
    if len(raw) > _MOST_BYTES:
        raise LocalError("the file is larger than 10 MB", where=str(file))
    try:
        return json.loads(raw, parse_float=amount_of)
    except (ValueError, RecursionError) as error:
        raise LocalError(
            f"this is no JSON: {error}", where=str(file), action="Write one object or a list"
        ) from error


def _print(content: object) -> None:
    sys.stdout.write(_ENCODER.encode(content).decode() + "\n")
