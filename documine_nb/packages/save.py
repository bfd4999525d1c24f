"""The reports of a package as files, byte by byte as the service wrote them."""

from __future__ import annotations

from pathlib import Path

from documine_nb.errors import StorageError
from documine_nb.packages.reports import read_reports
from documine_nb.packages.sources import open_source
from documine_nb.transport.names import clean_name

__all__ = ["save_reports"]


def save_reports(package: Path, folder: Path, kind: str) -> list[Path]:
    """Write the component reports of one format into a folder.

    Parameters
    ----------
    package : Path
        The result package, or a folder of reports.
    folder : Path
        Where to; made if it is not there.
    kind : {"json", "xml", "xlsx"}
        Which reports.

    Raises
    ------
    NotFoundError
        The package has no reports of this format.
    StorageError
        The folder cannot be written to.
    """
    written: list[Path] = []
    with open_source(package) as archive:
        for member in read_reports(archive, format=kind).members:
            content = archive.read(member)
            target = folder / clean_name(member)
            if target in written:
                target = folder / clean_name(member.replace("/", "_"))
            _write(target, content, done=len(written))
            written.append(target)
    return written


def _write(target: Path, content: bytes, *, done: int) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    except OSError as error:
        raise StorageError(
            f"{target.name!r} cannot be written to {str(target.parent)!r} ({error.strerror}); "
            f"{done:,} reports were written before it",
            cure="Choose another folder.",
        ) from None
