"""Saving a card: whole or not at all, never over what somebody else wrote, and said why not."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.knowledge.card_file import NotSaved, Trouble, keep_beside, open_text, save_text
from desktop.knowledge.flaws import CardError
from desktop.knowledge.library import CardFolder, LibraryReader
from desktop.knowledge.reader import MAX_BYTES

pytestmark = pytest.mark.process

TEXT = "---\nid: a\ntitle: A\nlang: de\n---\nLead.\n"


def leftovers(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name.startswith("."))


def test_a_new_card_makes_its_folder_and_the_library_finds_it(tmp_path: Path) -> None:
    reader = LibraryReader([CardFolder(tmp_path / "cards", at_home=True)], "de")
    assert not reader.read().missing, "the own folder need not be there"
    path = tmp_path / "cards" / "de" / "a.md"
    raw = save_text(path, TEXT, None)
    assert path.read_bytes() == raw == TEXT.encode() and not leftovers(path.parent)
    (card,) = reader.read().cards
    assert card.path == path
    path.unlink()
    assert not reader.read().cards, "deleted at home is deleted"


def test_line_ends_and_rights_stay(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(TEXT.replace("\n", "\r\n").encode())
    path.chmod(0o640)
    opened = open_text(path)
    assert opened.text == TEXT
    save_text(path, opened.text.replace("Lead", "Other"), opened.raw)
    assert path.read_bytes() == TEXT.replace("Lead", "Other").replace("\n", "\r\n").encode()
    assert path.stat().st_mode & 0o777 == 0o640


def test_nobodys_changes_are_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(TEXT, "utf-8")
    began_with = open_text(path).raw
    path.write_text("theirs", "utf-8")
    with pytest.raises(NotSaved) as refused:
        save_text(path, TEXT + "mine", began_with)
    assert refused.value.trouble is Trouble.CHANGED
    assert path.read_text("utf-8") == "theirs" and not leftovers(tmp_path)
    with pytest.raises(NotSaved) as refused:
        save_text(path, TEXT, None)  # a new card of a name that is taken
    assert refused.value.trouble is Trouble.CHANGED and path.read_text("utf-8") == "theirs"


def test_what_gives_way_is_kept_under_a_name_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    names = [keep_beside(path, text).name for text in (b"one", b"two")]
    assert names == ["a.md.kept-1", "a.md.kept-2"]
    assert not LibraryReader([CardFolder(tmp_path)], "de").read().problems, "it is no card"


@pytest.mark.parametrize("loss", ["folder", "mount"])
def test_a_folder_that_has_gone_is_not_made_anew(tmp_path: Path, loss: str) -> None:
    path = tmp_path / "share" / "a.md"
    path.parent.mkdir()
    path.write_text(TEXT, "utf-8")
    began_with = open_text(path).raw
    path.parent.rename(tmp_path / "elsewhere")
    if loss == "mount":  # where the share was, there is an empty folder
        path.parent.mkdir()
    with pytest.raises(NotSaved) as refused:
        save_text(path, TEXT + "mine", began_with)
    assert refused.value.trouble is Trouble.GONE and not path.exists()


_TRY = """
import subprocess, sys
from pathlib import Path
from desktop.knowledge.card_file import NotSaved, keep_beside, save_text
folder = Path(sys.argv[1])
path = folder / "a.md"
save_text(path, "old", None)
if sys.argv[2] == "full":
    with open(folder / "fill", "wb", buffering=0) as fill:
        try:
            while True:
                fill.write(bytes(4096))
        except OSError:
            pass
else:
    subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
for work in (lambda: save_text(path, "x" * 9_000, b"old"), lambda: keep_beside(path, bytes(9_000))):
    try:
        work()
    except NotSaved as error:
        print(error.trouble.value)
print(path.read_text(), sorted(p.name for p in folder.iterdir() if p.name != "fill"))
"""


@pytest.mark.parametrize("what", ["full", "read_only"])
def test_a_full_or_a_read_only_disk_is_said_and_costs_nothing(tmp_path: Path, what: str) -> None:
    """A small file system of its own, mounted for that process only."""
    if shutil.which("unshare") is None:
        pytest.skip("there is no unshare")
    mount = f"mount -t tmpfs -o size=64k beistand {tmp_path} && exec {sys.executable} -c"
    command = ["unshare", "-rm", "sh", "-c", f'{mount} "$0" {tmp_path} {what}', _TRY]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        command, capture_output=True, text=True, env=environment, check=False, timeout=60
    )
    if "unshare" in done.stderr or "mount:" in done.stderr:
        pytest.skip(f"no file system of its own may be mounted here: {done.stderr.strip()[:80]}")
    assert done.stdout.split("\n")[:3] == [what, what, "old ['a.md']"], done.stderr


def test_what_is_no_text_is_not_opened_to_be_spoilt(tmp_path: Path) -> None:
    big, binary, pipe = (tmp_path / name for name in ("big.md", "binary.md", "pipe.md"))
    big.write_bytes(b"x" * 5_000_000)
    binary.write_bytes(b"\xff\xfe\x00")
    os.mkfifo(pipe)
    for path, words in ((big, f"{MAX_BYTES // 1024} KiB"), (binary, "UTF-8"), (pipe, "no file")):
        with pytest.raises(CardError) as refused:
            open_text(path)
        assert words in refused.value.what
