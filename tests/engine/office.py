"""Certificates: an authority of our own and what it signs."""

import subprocess
from pathlib import Path

from kamailio import Identity


class Office:
    """A certificate authority of our own and what it has signed."""

    def __init__(self, folder: Path, name: str = "Office") -> None:
        folder.mkdir()
        self._folder = folder
        self.ca = folder / "ca.pem"
        self._run("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
                  "-subj", f"/CN={name} CA", "-keyout", "ca.key", "-out", "ca.pem")  # fmt: skip

    def identity(self, name: str, names: str, *, days: int = 2, asks: bool = False) -> Identity:
        """`names` as in subjectAltName: "IP:127.0.0.1"; `days` < 0: it has expired."""
        (self._folder / f"{name}.ext").write_text(f"subjectAltName={names}\n")
        self._run("req", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={name}.example",
                  "-keyout", f"{name}.key", "-out", f"{name}.csr")  # fmt: skip
        self._run("x509", "-req", "-in", f"{name}.csr", "-CA", "ca.pem", "-CAkey", "ca.key",
                  "-CAcreateserial", "-days", str(days), "-extfile", f"{name}.ext",
                  "-out", f"{name}.pem")  # fmt: skip
        return Identity(
            self._folder / f"{name}.pem",
            self._folder / f"{name}.key",
            self.ca if asks else None,
        )

    def _run(self, *arguments: str) -> None:
        subprocess.run(["openssl", *arguments], cwd=self._folder, check=True, capture_output=True)
