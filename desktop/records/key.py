"""The key of the records: 32 random bytes in the system's keyring, made at the first start.

In the environment it is BEISTAND_PASSWORD_RECORDS_KEY, in hexadecimal.
"""

import hmac
import secrets as random

from desktop.errors import LocalError
from desktop.records.store import KEY_BYTES
from desktop.settings.secrets import RECORDS_KEY, NoKeyring, Secrets


class KeyLost(LocalError):
    """The records are there and their key is not."""


def key_of_records(secrets: Secrets, *, exists: bool) -> bytes:
    """The key; a new one where there are no records yet (`exists` says that there are).

    Raises NoKeyring where no key can be kept, KeyLost where it is gone: a new key would make the
    old records unreadable for ever, and the right keyring may be back tomorrow.
    """
    kept = secrets.password_for(RECORDS_KEY)
    if not kept and exists:
        raise KeyLost(
            "the records are there, their key is not in the keyring",
            action="Unlock the keyring that has it, or delete the records",
        )
    if not kept:
        secrets.store_password(RECORDS_KEY, random.token_hex(KEY_BYTES))
        kept = secrets.password_for(RECORDS_KEY)
        if not kept:
            raise NoKeyring("the keyring of this system keeps nothing", action="Mend it")
    try:
        key = bytes.fromhex(kept)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise KeyLost("the key of the records is damaged", action="Put the right one back")
    return key


def alias(key: bytes, number: str) -> str:
    """What a customer of that number is called in the ledger; empty for none.

    The same for the same number and key, and without the key nobody's: HMAC-SHA256 (RFC 2104), of
    which 128 bits are left.
    """
    if not number:
        return ""
    own = hmac.digest(key, b"customers of the ledger", "sha256")
    return f"#{hmac.digest(own, number.encode(), 'sha256')[:16].hex()}"
