"""The components of many files: the one object that frames, quality and raw answers come from."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from documine_nb.frames.accessor import linked
from documine_nb.frames.cells import Cells
from documine_nb.frames.columns import Column
from documine_nb.frames.comparison import compare
from documine_nb.frames.exports import Exports
from documine_nb.frames.findings import find
from documine_nb.frames.finished import Finished, anew
from documine_nb.frames.loaded import Loaded
from documine_nb.frames.long import long_frame
from documine_nb.frames.quality import DoubleFile, MissingFile, QualityReport, quality_report
from documine_nb.frames.shown import Shown
from documine_nb.frames.view import Rows, View, wide_view
from documine_nb.frames.wide import cells_of, typed_columns
from documine_nb.models.component_records import records_of
from documine_nb.models.component_table import ComponentTable
from documine_nb.models.components import FileComponents

if TYPE_CHECKING:
    from documine_nb.frames.evidence import Evidence

__all__ = ["ComponentResult"]


class ComponentResult(Exports, Shown):
    """The components of some files, however they were loaded.

    Parameters
    ----------
    files : sequence of FileComponents, or ComponentTable
        One a file, in the order of the rows.
    order : sequence of str, optional
        The components in the template's order; by default in the one that the files have.
    missing : sequence of MissingFile, optional
        Files that should be here and have no results.
    doubles : sequence of DoubleFile, optional
        Files that several packages hold, and which one was taken.
    save : callable, optional
        Writes the service's own bytes into a folder in a format, and returns the paths.
    source : str, optional
        Where the files come from, for display.
    versions : mapping, optional
        By file id, the versions of analysis, rules and dictionaries that its values come from.
    tables : mapping, optional
        The readable tables of endpoints as they were, of a snapshot; by default ours.
    documents : sequence of Path, optional
        Packages and folders that hold the documents.
    loaded : Loaded, optional
        When the values were loaded, or their packages written; charts say so.
    finished : callable, optional
        Gives plain wide and long frames that were kept, or else has them built.

    Attributes
    ----------
    files : tuple of FileComponents
    missing : tuple of MissingFile
    tables : mapping or None
        The readable tables of endpoints, where they are not ours of today.

    Examples
    --------
    >>> file = FileComponents.from_json(
    ...     {"fileId": "f1", "filename": "a.pdf", "components": {"Sex": "male", "GLP_Study": "Yes"}}
    ... )
    >>> ComponentResult([file]).wide().reset_index()
      file_id file name   Sex  GLP_Study
    0      f1     a.pdf  male       True
    """

    def __init__(
        self,
        files: Sequence[FileComponents] | ComponentTable,
        *,
        order: Sequence[str] | None = None,
        missing: Sequence[MissingFile] = (),
        doubles: Sequence[DoubleFile] = (),
        save: Callable[[Path, str], list[Path]] | None = None,
        source: str = "",
        versions: Mapping[str, Mapping[str, int]] | None = None,
        tables: Mapping[str, Any] | None = None,
        documents: Sequence[Path] = (),
        loaded: Loaded | None = None,
        finished: Finished | None = None,
    ) -> None:
        self.table = files if isinstance(files, ComponentTable) else ComponentTable.of(files)
        self.missing = tuple(missing)
        self.doubles = tuple(doubles)
        self.source = source
        self.versions = dict(versions or {})
        self.documents = tuple(documents)
        self.loaded = loaded
        self._order = order
        self._save = save
        self._finished = finished or anew
        self.tables = tables

    @cached_property
    def components(self) -> tuple[str, ...]:  # type: ignore[override]  # nobody sets it
        """The components' names in order."""
        return tuple(self.table.names(self._order))

    @cached_property
    def files(self) -> tuple[FileComponents, ...]:
        """One record a file, made when they are first asked for."""
        return records_of(self.table)

    @cached_property
    def _cells(self) -> dict[str, Cells]:
        return cells_of(self.table, self.components)

    @cached_property
    def _columns(self) -> list[Column]:
        return typed_columns(self._cells)

    def wide(
        self,
        values: str = "join",
        *,
        names: Mapping[str, str] | None = None,
        dtypes: Mapping[str, Any] | None = None,
        schema: Mapping[str, Any] | None = None,
        decimal: str | None = None,
    ) -> pd.DataFrame:
        """Return one row a file, one column a component.

        Parameters
        ----------
        values : {"join", "list", "first", "explode"}, default "join"
            What becomes of several values in one file: joined with ``"; "`` (a quantity spans
            them); kept as lists of texts, for all components; all but the first left out; or one
            row a value, in which the n-th row of a file has the n-th value of each component, and
            components with one value have it in all of them.
        names : mapping of str to str, optional
            Display names by component; others keep their technical one.
        dtypes : mapping of str to dtype, optional
            Dtypes that components have to have, such as ``{"Batch": "string", "Dose":
            "quantity[mg/kg]"}``; ``"date"`` is one, too.
        schema : mapping of str to dtype, optional
            The same for exactly these components in this order: the frame has the same columns
            whatever was loaded.
        decimal : {".", ","}, optional
            The decimal mark, for columns whose values leave it open.

        Returns
        -------
        DataFrame
            Index ``file_id``. First column ``"file name"`` (exploded, the second is ``"value
            number"``), then the components in order: dates as ``datetime64[us]``, yes and no as
            ``boolean``, plain numbers as ``Int64`` or ``Float64``, others as ``quantity[unit]``,
            else ``string``. Missing is NA. A column in which some values cannot be converted stays
            text: see :meth:`quality`. Markers such as ``Conclusion_LD50_Greater_than`` are folded
            into all values of their stem; where they contradict each other, all stay text. Raw
            texts are in :meth:`long`.

        Raises
        ------
        ConfigError
            There is no such way, two columns would have one name, or a value does not have the
            dtype asked for; it is named.

        Examples
        --------
        >>> result.wide()[["GLP_Study", "Number_of_Animals"]].dtypes
        GLP_Study            boolean
        Number_of_Animals      Int64
        dtype: object
        >>> "Substance" in result.wide(names={"Test_Item": "Substance"})
        True
        """
        view = View(values, names, dtypes, schema, decimal)
        finished = self._finished if view == View() else anew
        return linked(finished("wide", lambda: self._wide(view)), self)

    def _wide(self, view: View) -> pd.DataFrame:
        rows = Rows(self.table.file_ids, self.table.filenames)
        return wide_view(rows, self._cells, view, lambda: self._columns)

    def long(self, *, categories: bool = False) -> pd.DataFrame:
        """Return one row a value.

        Parameters
        ----------
        categories : bool, default False
            Whether texts that repeat (all but ``value`` and ``original``) are categorical, for
            tens of thousands of files: the frame takes a third of the memory. Comparing, grouping
            and joining work as with texts; a text that is not there yet cannot be written in.

        Returns
        -------
        DataFrame
            ``dossier`` (its id, where the answer knows it), ``file_id``, ``filename``,
            ``component``, ``position`` (from 1), ``value``, ``description``, ``rule_id``,
            ``overridden``, ``original``, ``entity_types`` (joined with ``"; "``), ``pages``
            (joined with ``", "``). Texts are ``string`` (or ``category``), positions ``Int64``,
            ``overridden`` is ``boolean``; missing is NA.

        Examples
        --------
        >>> long = result.long()
        >>> long.loc[long["component"] == "Sex", ["position", "value"]].reset_index(drop=True)
           position   value
        0         1  female
        1         1  female
        2         1  female
        """
        kind = "long, categories" if categories else "long"
        return linked(self._finished(kind, lambda: self._long(categories=categories)), self)

    def _long(self, *, categories: bool) -> pd.DataFrame:
        return long_frame(self.table, self.components, categories=categories)

    def endpoints(
        self, *, table: str | os.PathLike[str] | None = None, decimal: str | None = None
    ) -> pd.DataFrame:
        """Return one row a study endpoint: LD50, LC50, mean scores, stimulation index, EC3.

        Parameters
        ----------
        table : path-like, optional
            A TOML file that extends the readable tables in ``documine_nb/frames/endpoints``:
            which component feeds which column, guidelines, and categories.
        decimal : {".", ","}, optional
            The decimal mark, for components whose values leave it open; see :meth:`wide`.

        Returns
        -------
        DataFrame
            Index ``file_id``. The value as an interval (``qualifier``, ``low``, ``high``,
            ``unit``: "> 2000" reaches from 2000 to infinity and is never a point), the study
            (``test_item``, ``route``, ``species``, ``glp``, ``guideline`` with the version cited,
            the newest one and what is to be said of it), and categories: ``ghs``, ``clp`` and
            ``epa``, each with the ``_rule`` that gave it and its ``_source``, beside the report's
            own (``stated``). A value that several categories have in it says so ("Category 5 or
            not classified"). ``notes`` tells what is odd. A study without a value has a row, too.

        Raises
        ------
        ConfigError
            The table cannot be read, or there is no such mark.

        Examples
        --------
        >>> result.endpoints()[["qualifier", "low", "unit", "ghs"]].shape
        (3, 4)
        """
        from documine_nb.frames.endpoints import endpoint_frame  # noqa: PLC0415 -- on demand

        frame = endpoint_frame(self.table, self._cells, table, self.tables, decimal)
        return linked(frame, self)

    def guidelines(self) -> pd.DataFrame:
        """Return one row a guideline cited, split into its parts.

        Returns
        -------
        DataFrame
            ``file_id``, ``filename``, ``component``, ``position``, ``value`` (as sent),
            ``authority``, ``number``, ``title``, ``version`` (as cited), ``date`` (where it is a
            day), ``newest`` and ``status`` ("newest", "outdated", "deleted" ...) of OECD ones.

        Examples
        --------
        >>> result.guidelines()["authority"].unique().tolist()
        ['OECD', 'EPA', 'EC']
        """
        from documine_nb.frames.endpoints import guideline_frame  # noqa: PLC0415 -- on demand

        return guideline_frame(self.table, self._cells, self.tables)

    def quality(
        self, *, since: ComponentResult | str | os.PathLike[str] | None = None
    ) -> QualityReport:
        """Return what is missing, odd, has several values, or contradicts something else.

        Parameters
        ----------
        since : ComponentResult or path-like, optional
            An earlier load, or the snapshot of one; what changed since is told.

        Examples
        --------
        >>> result.quality()
        Quality of 3 files, 37 components, ...
        """
        changes = compare(since, self) if since is not None else None
        findings = find(self.table, self._cells, self.tables)
        return quality_report(
            self.table,
            self._columns,
            self.missing,
            findings,
            changes,
            doubles=self.doubles,
            loaded=self.loaded,
        )

    def evidence(
        self,
        file: str,
        component: str,
        *,
        documents: str | os.PathLike[str] | None = None,
    ) -> Evidence:
        """Return where the values of a component come from, and the page as a picture.

        Parameters
        ----------
        file : str
            The file's name or id.
        component : str
            The component.
        documents : path-like, optional
            The document, or a folder or package that holds it; by default the package that this
            result was read from.

        Returns
        -------
        Evidence
            Document, pages, rule and description by value; where the document is at hand, its
            pages drawn, with the value's lines marked. The service tells pages alone, so marks
            are found by text search, and say so.

        Raises
        ------
        NotFoundError
            There is no such file or component.
        AmbiguousNameError
            Several files have this name.
        StorageError
            Nothing is at the path.

        Examples
        --------
        >>> result.evidence(file.name, "Sex").pages
        (6,)
        """
        from documine_nb.frames.evidence import evidence_of  # noqa: PLC0415 -- on demand

        return evidence_of(self, file, component, documents)

    def snapshot(self, path: str | os.PathLike[str]) -> Path:
        """Keep this load as one file, from which ``dm.read_snapshot`` gives identical figures.

        Parameters
        ----------
        path : path-like
            Where to, such as ``"acute-oral.documine"``; written whole or not at all.

        Returns
        -------
        Path
            The file: a ZIP archive with the service's answers, the rules and versions behind
            them, the readable tables of endpoints, and a hash of each. It holds the documents'
            values; keep it as you keep the documents.

        Raises
        ------
        StorageError
            It cannot be written there.

        Examples
        --------
        >>> kept = result.snapshot("acute-oral.documine")
        >>> dm.read_snapshot(kept).wide().equals(result.wide())
        True
        """
        from documine_nb.frames.endpoints import table_content  # noqa: PLC0415 -- on demand
        from documine_nb.frames.snapshot import write_snapshot  # noqa: PLC0415 -- on demand

        return write_snapshot(self, path, self.tables or table_content())

    def __getstate__(self) -> dict[str, Any]:
        """Return what a pickle holds: the values, and neither a session nor what they give anew."""
        left_out = {"_cells", "_columns", "files"}
        kept = {name: value for name, value in vars(self).items() if name not in left_out}
        return kept | {"_save": None, "_finished": anew}

    def __len__(self) -> int:
        return len(self.table)

    def __iter__(self) -> Iterator[FileComponents]:
        return iter(self.files)
