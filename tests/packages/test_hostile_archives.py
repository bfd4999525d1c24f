"""Archives that are damaged or dangerous are refused whole, before a member is read."""

from __future__ import annotations

import stat
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from support import archives

from documine_nb.errors import IntegrityError, StorageError, UnsafeArchiveError
from documine_nb.packages import PackageArchive, read_reports
from documine_nb.transport.archive_check import check_archive


@pytest.fixture(params=["read", "download"])
def refuse(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[bytes], None]:
    """Open an archive as the reader does, or check it as the download does: one audit."""

    def open_it(content: bytes) -> None:
        path = archives.write(tmp_path, content)
        if request.param == "download":
            check_archive(path)
            return
        with PackageArchive(path) as package:
            for member in package.members:
                package.read(member)

    return open_it


@pytest.mark.fault("B74")
@pytest.mark.parametrize(
    ("content", "what"),
    [
        pytest.param(b"", "empty: it has 0 bytes", id="empty file"),
        pytest.param(b"<html><title>Sign in</title>", "begins with '<html>", id="html"),
        pytest.param(archives.good()[:-30], "its end is missing", id="30 bytes cut"),
        pytest.param(archives.good()[:-5], "its end is missing", id="5 bytes cut"),
        pytest.param(archives.good()[:200], "its end is missing", id="truncated"),
        pytest.param(archives.good() + b"junk", "4 bytes follow its end", id="appended junk"),
        pytest.param(b"PKjunk" + archives.good(), "6 bytes stand before", id="prepended junk"),
        pytest.param(archives.good() * 2, "bytes stand before", id="two archives"),
        pytest.param(archives.flipped(), "'Reports/a.json' in .* damaged", id="bit flip"),
    ],
)
def test_a_damaged_archive_is_no_whole_archive(
    refuse: Callable[[bytes], None], content: bytes, what: str
) -> None:
    with pytest.raises(IntegrityError, match=what):
        refuse(content)


@pytest.mark.fault("B74")
@pytest.mark.parametrize(
    ("content", "why"),
    [
        pytest.param(archives.encrypted(), "encrypted", id="encrypted"),
        pytest.param(archives.compressed_as(9), "compression 9", id="deflate64"),
        pytest.param(archives.compressed_as(14), "compression 14", id="lzma"),
        pytest.param(archives.special(stat.S_IFLNK | 0o777), "a link", id="symbolic link"),
        pytest.param(archives.special(stat.S_IFBLK | 0o600), "a device", id="device"),
    ],
)
def test_what_cannot_be_read_safely_names_its_member(
    refuse: Callable[[bytes], None], content: bytes, why: str
) -> None:
    with pytest.raises(UnsafeArchiveError, match=rf"'(Reports|Original)/.*{why}"):
        refuse(content)


@pytest.mark.fault("B75")
@pytest.mark.parametrize(
    "name",
    [
        "../evil.json",
        "a/../../evil.json",
        "/etc/passwd",
        "C:/evil.json",
        "C:evil.json",
        "..\\evil.json",
        "a\\b.json",
        "a//b.json",
        "./a.json",
        "con",
        "Reports/NUL.json",
        "Reports/a.json.",
        "Reports/a.json ",
        "Reports/" + "a" * 300,
        "a/" * 40 + "b.json",
        "Reports/a\x00.json",
        "Reports/a\x1b[31m.json",
        "Reports/\u202efdp.json",
    ],
)
def test_a_path_that_leads_elsewhere_refuses_the_archive(
    refuse: Callable[[bytes], None], name: str
) -> None:
    with pytest.raises(UnsafeArchiveError, match="Nothing was unpacked") as caught:
        refuse(archives.named("good.json", name))

    assert repr(name[:40])[1:30] in str(caught.value)
    assert "good.json" not in str(caught.value)


@pytest.mark.fault("B75")
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a.json", "a.json"),
        ("a.json", "A.JSON"),
        ("Pr\u00fcfung.json", "Pru\u0308fung.json"),
        ("stra\u00dfe.json", "STRASSE.json"),
    ],
)
def test_names_that_are_one_file_elsewhere_refuse_the_archive(
    refuse: Callable[[bytes], None], one: str, other: str
) -> None:
    with pytest.raises(UnsafeArchiveError, match=r"twice|clashes"):
        refuse(archives.named(one, other))


@pytest.mark.fault("B75")
def test_many_unsafe_members_are_named_in_few_words(refuse: Callable[[bytes], None]) -> None:
    with pytest.raises(UnsafeArchiveError, match="and 15 more") as caught:
        refuse(archives.named(*(f"../{n:02}" for n in range(20))))

    assert len(str(caught.value)) < 500


@pytest.mark.fault("B76")
@pytest.mark.parametrize(
    ("content", "why"),
    [
        pytest.param(archives.archive({"a.json": b"0" * (40 << 20)}), "a bomb's ratio", id="ratio"),
        pytest.param(archives.claiming(0xFFFFFFF0), "overlaps", id="forged size"),
        pytest.param(archives.overlapping(500), "overlaps", id="overlapping"),
        pytest.param(archives.crowded(110_000), "110,000 members", id="too many"),
    ],
)
def test_a_bomb_is_refused_from_its_directory(
    refuse: Callable[[bytes], None], content: bytes, why: str
) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(UnsafeArchiveError, match=why):
            refuse(content)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < 64 << 20


def test_a_sound_archive_is_read_in_place(tmp_path: Path) -> None:
    with PackageArchive(archives.write(tmp_path, archives.good())) as package:
        assert package.members == ("Reports/a.json", "Original/a.pdf")
        assert package.read("Reports/a.json") == archives.CONTENT

    assert list(tmp_path.iterdir()) == [tmp_path / "package.zip"]


@pytest.mark.fault("B74")
def test_zip64_archives_are_read(tmp_path: Path) -> None:
    content = archives.with_zip64_end(archives.good())

    with PackageArchive(archives.write(tmp_path, content)) as package:
        assert package.read("Reports/a.json") == archives.CONTENT


@pytest.mark.fault("B74")
@pytest.mark.parametrize("cut", [10, 40, 80])
def test_a_cut_beginning_is_no_whole_archive(refuse: Callable[[bytes], None], cut: int) -> None:
    with pytest.raises(IntegrityError):
        refuse(archives.with_zip64_end(archives.good())[cut:])


@pytest.mark.fault("B76")
def test_a_directory_beyond_reason_is_refused_unread(refuse: Callable[[bytes], None]) -> None:
    with pytest.raises(UnsafeArchiveError, match="table of contents alone has"):
        refuse(archives.crowded(400_000))


@pytest.mark.fault("B74")
def test_a_damaged_directory_is_no_whole_archive(refuse: Callable[[bytes], None]) -> None:
    content = archives.good().replace(b"PK\x01\x02", b"PK\x01\x00")

    with pytest.raises(IntegrityError, match="damaged table of contents"):
        refuse(content)


@pytest.mark.fault("B74")
def test_any_changed_byte_is_one_of_our_errors_or_harmless(tmp_path: Path) -> None:
    sound = archives.archive({"Reports/Pr\u00fcfung.json": archives.CONTENT})
    outcomes = set()
    for at in range(len(sound)):
        for mask in (0x01, 0x80, 0xFF):
            changed = bytearray(sound)
            changed[at] ^= mask
            try:
                check_archive(archives.write(tmp_path, bytes(changed)))
            except (IntegrityError, UnsafeArchiveError) as error:
                outcomes.add(type(error))

    assert outcomes == {IntegrityError, UnsafeArchiveError}


@pytest.mark.fault("B74")
def test_an_empty_archive_is_reported_as_empty(tmp_path: Path) -> None:
    with PackageArchive(archives.write(tmp_path, archives.archive({}))) as package:
        reports = read_reports(package)

    assert (package.members, reports.files, reports.format) == ((), (), None)


def test_a_missing_file_is_an_error_that_names_the_path(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"nowhere\.zip"):
        PackageArchive(tmp_path / "nowhere.zip")


def test_a_member_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with (
        PackageArchive(archives.write(tmp_path, archives.good())) as package,
        pytest.raises(IntegrityError, match=r"lacks 'b\.json'"),
    ):
        package.read("b.json")
