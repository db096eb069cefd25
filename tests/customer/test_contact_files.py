"""Contacts are read again when their files have changed, and only once those are complete."""

import queue
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktop.customer.contact_files import ContactFiles, look
from desktop.customer.contacts import Contacts
from desktop.customer.numbers import Numbering

pytestmark = pytest.mark.process

LOOK_S = 0.4
Watch = Callable[..., "queue.SimpleQueue[Contacts]"]


def card(name: str) -> str:
    return f"BEGIN:VCARD\nVERSION:3.0\nFN:{name}\nTEL:030 23125014\nEND:VCARD\n"


def names(contacts: Contacts) -> list[str]:
    return [contact.name for contact in contacts.everybody]


@pytest.fixture
def watch() -> Iterator[Watch]:
    made: list[ContactFiles] = []

    def make(*places: Path) -> "queue.SimpleQueue[Contacts]":
        used: queue.SimpleQueue[Contacts] = queue.SimpleQueue()
        made.append(ContactFiles(places, Numbering("DE"), used.put, look_s=LOOK_S))
        made[-1].start()
        return used

    yield make
    for one in made:
        one.stop()


def test_a_change_a_new_file_and_a_lost_one_are_followed(watch: Watch, tmp_path: Path) -> None:
    file = tmp_path / "all.vcf"
    file.write_text(card("Karla"))
    used = watch(tmp_path)
    assert names(used.get(timeout=5)) == ["Karla"]
    file.write_text(card("Karla Müller"), "utf-8")
    assert names(used.get(timeout=5)) == ["Karla Müller"]
    other = tmp_path / "b.vcf"
    other.write_text(card("Erik"))
    other.replace(file)  # as most programs save
    assert names(used.get(timeout=5)) == ["Erik"]
    file.unlink()
    assert names(used.get(timeout=5)) == []
    with pytest.raises(queue.Empty):
        used.get(timeout=3 * LOOK_S)  # nothing changes, nothing is read


def test_a_file_that_is_being_written_is_read_when_it_is_complete(
    watch: Watch, tmp_path: Path
) -> None:
    file = tmp_path / "all.vcf"
    file.write_text(card("Karla"))
    used = watch(file)
    used.get(timeout=5)
    everybody = [f"Nr. {number}" for number in range(12)]
    with file.open("w") as writing:
        for name in everybody:  # for longer than the watcher waits, never so long at a time
            writing.write(card(name))
            writing.flush()
            with pytest.raises(queue.Empty):
                used.get(timeout=LOOK_S / 3)
    assert names(used.get(timeout=5)) == everybody


def test_a_place_that_is_gone_comes_back(watch: Watch, tmp_path: Path) -> None:
    place = tmp_path / "drive" / "all.vcf"
    used = watch(place)
    assert len(used.get(timeout=5).problems) == 1
    place.parent.mkdir()
    place.write_text(card("Karla"))
    back = used.get(timeout=5)
    assert (names(back), back.problems) == (["Karla"], ())


def test_a_folder_that_may_not_be_read_is_said(
    watch: Watch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(folder: Path) -> Iterator[Path]:  # whoever runs the tests may be allowed all
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", refuse)
    assert len(watch(tmp_path).get(timeout=5).problems) == 1


def test_the_same_state_looks_the_same(tmp_path: Path) -> None:
    (tmp_path / "all.vcf").write_text(card("Karla"))
    places = (tmp_path, tmp_path / "gone.vcf")
    assert look(places) == look(places) != ()
