"""The settings about what an agent may decide alone."""

from dataclasses import dataclass

from desktop.settings.declaration import Kind, setting


@dataclass(frozen=True, slots=True)
class Discretion:
    """[discretion]"""

    policy: str = setting(
        "",
        Kind.PATH,
        "What agents may grant alone, must tell and must ask for (TOML), mostly laid down by "
        "provisioning; read again whenever it changes. Empty: the window offers nothing to grant.",
    )
    unsigned_policy: str = setting(
        "accept",
        Kind.CHOICE,
        "refuse: only a policy with a signature beside it (`policy.toml.sig`, Ed25519) by one of "
        "the signers is followed. A signature that does not fit is refused in any case. A value "
        "that is neither counts as refuse.",
        choices=("accept", "refuse"),
        safe="refuse",
    )
    signers: tuple[str, ...] = setting(
        (), Kind.TEXTS, "Public keys of those who may sign it, in base64: `beistand policy key`."
    )
    role: str = setting("agent", Kind.TEXT, "The role that you have in it.")
