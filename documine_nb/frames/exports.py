"""What a result can be written to, or handed over as: Arrow, Parquet, CSV, Excel."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from documine_nb.errors import ConfigError
from documine_nb.frames import arrow, sheets

if TYPE_CHECKING:
    import pandas as pd

    from documine_nb.frames.quality import QualityReport
    from documine_nb.models.component_table import ComponentTable

__all__ = ["Exports"]

Frame = Literal["wide", "long"]
_SAVED = ("json", "xml")


class Exports:
    """The ways out of :class:`.ComponentResult`."""

    table: ComponentTable
    components: tuple[str, ...]

    wide: Callable[[], pd.DataFrame]
    long: Callable[[], pd.DataFrame]
    quality: Callable[[], QualityReport]
    _save: Callable[[Path, str], list[Path]] | None

    def to_arrow(self, frame: Frame = "wide") -> Any:
        """Return the wide or the long frame as a ``pyarrow.Table``.

        Polars and DuckDB take the result itself: ``polars.DataFrame(result)``,
        ``duckdb.from_arrow(result.to_arrow())``.

        Parameters
        ----------
        frame : {"wide", "long"}, default "wide"
            Which one. A quantity is a struct of ``low``, ``high``, ``qualifier`` and ``unit``.

        Raises
        ------
        MissingExtraError
            pyarrow is not installed.

        Examples
        --------
        >>> result.to_arrow().num_rows
        3
        """
        pa = arrow.arrow()
        if _known(frame) == "wide":
            return arrow.wide_table(self.wide())
        batches = arrow.long_batches(self.table, self.components)
        return pa.Table.from_batches(batches, arrow.long_schema()).unify_dictionaries()

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.to_arrow().__arrow_c_stream__(requested_schema)

    def to_parquet(self, folder: str | os.PathLike[str], frame: Frame = "long") -> list[Path]:
        """Write a Parquet data set: a folder of parts that pandas, Dask, Polars and DuckDB open.

        It is written piece by piece, so that it takes no more memory for many files than for few.

        Parameters
        ----------
        folder : path-like
            Where to; made if it is not there. The parts of an earlier data set in it are replaced,
            and removed where this one has fewer.
        frame : {"long", "wide"}, default "long"
            Which one.

        Returns
        -------
        list of Path
            The parts.

        Raises
        ------
        MissingExtraError
            pyarrow is not installed.
        StorageError
            The folder cannot be written.

        Examples
        --------
        >>> [path.name for path in result.to_parquet("acute-oral.parquet")]
        ['part-00000.parquet']
        """
        if _known(frame) == "wide":
            whole = self.to_arrow("wide")
            return arrow.write_parts(whole.to_batches(), whole.schema, Path(folder).expanduser())
        batches = arrow.long_batches(self.table, self.components)
        return arrow.write_parts(batches, arrow.long_schema(), Path(folder).expanduser())

    def to_csv(
        self,
        path: str | os.PathLike[str],
        frame: Frame = "wide",
        *,
        for_spreadsheets: bool = False,
    ) -> Path:
        """Write the wide or the long frame as CSV.

        Parameters
        ----------
        path : path-like
            The file.
        frame : {"wide", "long"}, default "wide"
            Which one.
        for_spreadsheets : bool, default False
            Whether a spreadsheet will open it. Then a text that it would take for a formula gets
            an apostrophe before it: such a file is for looking at, not for reading data from.

        Raises
        ------
        StorageError
            The file cannot be written.

        Examples
        --------
        >>> result.to_csv("acute-oral.csv").name
        'acute-oral.csv'
        """
        data = self.wide() if _known(frame) == "wide" else self.long().set_index("file_id")
        return sheets.write_csv(data, Path(path).expanduser(), for_spreadsheets=for_spreadsheets)

    def to_excel(self, path: str | os.PathLike[str]) -> list[Path]:
        """Write a workbook: sheets for the files, their values, and the quality report.

        Texts stay texts: none becomes a formula, a number or a link. A text that is too long for a
        cell stands whole in a file beside the workbook, which its cell names.

        Returns
        -------
        list of Path
            The workbook, and the files of long texts.

        Raises
        ------
        ConfigError
            The name does not end in ``.xlsx``.
        MissingExtraError
            XlsxWriter is not installed.
        StorageError
            The file cannot be written.

        Examples
        --------
        >>> [path.name for path in result.to_excel("acute-oral.xlsx")]
        ['acute-oral.xlsx']
        """
        frames = {
            "Files": self.wide().reset_index(),
            "Values": self.long(),
            "Quality": self.quality().to_frame(),
        }
        return sheets.write_workbook(frames, Path(path).expanduser())

    def save(self, folder: str | os.PathLike[str], format: str = "json") -> list[Path]:  # noqa: A002 -- the word users know
        """Write the service's own answers, byte by byte, one file each.

        Parameters
        ----------
        folder : path-like
            Where to; made if it is not there.
        format : {"json", "xml"}, default "json"
            Which of the service's formats.

        Returns
        -------
        list of Path
            What was written.

        Raises
        ------
        ConfigError
            There is no such format, or this result came with no answers to save, as one that was
            pickled.

        Examples
        --------
        >>> [path.suffix for path in result.save("raw", "json")]
        ['.json', '.json', '.json']
        """
        if format not in _SAVED:
            raise ConfigError(
                f"no format {format!r} to save", cure=f"Known: {', '.join(map(repr, _SAVED))}."
            )
        if self._save is None:
            raise ConfigError(
                "these components came from no service and no package, or were pickled since",
                cure="Save what was loaded; or use .to_csv(...), .to_excel(...), .snapshot(...).",
            )
        return self._save(Path(folder).expanduser(), format)


def _known(frame: str) -> str:
    if frame not in {"wide", "long"}:
        raise ConfigError(f"no frame {frame!r}", cure="There are 'wide' and 'long'.")
    return frame
