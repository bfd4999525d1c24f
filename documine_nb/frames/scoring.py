"""How much of the truth was found: accuracy by component, and every single error."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

import pandas as pd

from documine_nb.errors import ConfigError
from documine_nb.frames.from_rows import frame_from_rows
from documine_nb.frames.result import ComponentResult
from documine_nb.frames.truth import Truth, Values, read_truth, reads_as
from documine_nb.frames.wide import cells_of, typed_columns

__all__ = ["score"]

_COUNTS = {"component": "string", "expected": "Int64", "found": "Int64", "correct": "Int64"}
_ERRORS = {
    "file": "string",
    "component": "string",
    "error": "string",
    "expected": "string",
    "found": "string",
}


def score(result: ComponentResult, truth: Truth, *, by: str = "component") -> pd.DataFrame:
    """Compare components with the truth.

    Values are compared as texts, blanks and their order aside. A cell of a frame or a CSV file is
    right, too, where it reads as the cell of ``result.wide()`` does, so that a frame that was
    exported and corrected is a truth: ``2019-02-21`` for a date, ``> 2000 mg/kg`` for a value and
    its marker. Files of the truth that have no results count as found nothing; files without
    truth are left out.

    Parameters
    ----------
    result : ComponentResult
        What was found.
    truth : mapping, DataFrame or path-like
        The values that are true: by file name (or id) and component, one or a list of them,
        which is the whole truth of these files; or a frame or a CSV file with a column
        ``file_id``, ``file name`` or ``filename`` and either ``component`` and ``value`` (one row
        a value) or one column a component (several values joined with "; "), which is the truth
        of the components in it.
    by : {"component", "error"}, default "component"
        One row a component with its figures, or one row an error.

    Returns
    -------
    DataFrame
        By component: ``component``, ``expected``, ``found``, ``correct`` (numbers of values),
        ``precision`` (correct of found) and ``recall`` (correct of expected), NA where there is
        nothing to divide by. By error: ``file``, ``component``, ``error`` ("wrong", "missing" or
        "extra"), ``expected`` and ``found``.

    Raises
    ------
    ConfigError
        The truth names no files, a name that several files have, or one file in two ways.
    StorageError
        The file with the truth cannot be read.

    Examples
    --------
    >>> from documine_nb.models import FileComponents
    >>> file = FileComponents.from_json(
    ...     {"fileId": "f1", "filename": "a.pdf", "components": {"Sex": ["male", "female"]}}
    ... )
    >>> result = ComponentResult([file])
    >>> score(result, {"a.pdf": {"Sex": ["female"]}}).to_dict("records")
    [{'component': 'Sex', 'expected': 1, 'found': 2, 'correct': 1, 'precision': 0.5, 'recall': 1.0}]
    >>> score(result, {"a.pdf": {"Sex": ["female"]}}, by="error")["found"].tolist()
    ['male']
    """
    if by not in {"component", "error"}:
        raise ConfigError(f"no score by {by!r}", cure="Known: 'component', 'error'.")
    true = read_truth(truth)
    rows = _rows(result, true)
    found = _found(result, rows)
    named = dict.fromkeys(name for components in true.values() for name in components)
    whole = isinstance(truth, Mapping)
    if not whole:
        true = _as_in_wide(result, true, rows, found)
    names = dict.fromkeys([*(name for name in result.components if whole or name in named), *named])
    if by == "error":
        return frame_from_rows(_ERRORS, _errors(names, true, found))
    counts = frame_from_rows(_COUNTS, ((name, *_counts(name, true, found)) for name in names))
    correct = counts["correct"]
    for name, of in (("precision", "found"), ("recall", "expected")):
        counts[name] = correct.astype("Float64") / counts[of].mask(counts[of] == 0)
    return counts


Found = Mapping[str, Mapping[str, Sequence[str]]]


def _rows(result: ComponentResult, truth: Iterable[str]) -> dict[str, int]:
    """Return which files those of the truth are, by what the truth calls them."""
    data = result.table
    by_id = {file_id: number for number, file_id in enumerate(data.file_ids)}
    by_name: dict[str, list[int]] = {}
    for number, name in enumerate(data.filenames):
        by_name.setdefault(_composed(name), []).append(number)
    rows: dict[str, int] = {}
    for key in truth:
        numbers = [by_id[key]] if key in by_id else by_name.get(_composed(key), [])
        if len(numbers) > 1:
            raise ConfigError(
                f"{len(numbers)} files are named {key!r}",
                cure="Name the files of the truth by their ids: a column file_id.",
            )
        if numbers:
            rows[key] = numbers[0]
    named = {number: key for key, number in rows.items()}
    for key, number in rows.items():
        if named[number] != key:
            raise ConfigError(
                f"the truth names one file as {key!r} and as {named[number]!r}",
                cure="Name each file in one way: by its id, or by its name.",
            )
    return rows


def _found(result: ComponentResult, rows: Mapping[str, int]) -> Found:
    cells = cells_of(result.table, result.components)
    return {key: {name: cells[name][row] for name in cells} for key, row in rows.items()}


def _as_in_wide(
    result: ComponentResult, truth: Values, rows: Mapping[str, int], found: Found
) -> Values:
    """Return the truth with the values found, where its cell reads as that of the wide frame."""
    named = {name for components in truth.values() for name in components}
    columns = typed_columns(cells_of(result.table, result.components))
    shown = {
        column.name: pd.Series(column.array).tolist() for column in columns if column.name in named
    }
    return {
        file: {
            name: list(found[file][name])
            if file in rows and name in shown and reads_as(values, shown[name][rows[file]])
            else values
            for name, values in cells.items()
        }
        for file, cells in truth.items()
    }


def _counts(name: str, truth: Values, found: Found) -> tuple[int, int, int]:
    expected = stated = correct = 0
    for file, components in truth.items():
        true, said = _texts(components.get(name, ())), _texts(found.get(file, {}).get(name, ()))
        expected += true.total()
        stated += said.total()
        correct += (true & said).total()
    return expected, stated, correct


def _errors(names: Iterable[str], truth: Values, found: Found) -> Iterator[tuple[str | None, ...]]:
    for file, components in truth.items():
        for name in names:
            true, said = _texts(components.get(name, ())), _texts(found.get(file, {}).get(name, ()))
            lacking = list((true - said).elements())
            extra = list((said - true).elements())
            both = min(len(lacking), len(extra))
            for expected, instead in zip(lacking, extra, strict=False):
                yield file, name, "wrong", expected, instead
            for expected in lacking[both:]:
                yield file, name, "missing", expected, None
            for instead in extra[both:]:
                yield file, name, "extra", None, instead


def _texts(values: Iterable[str]) -> Counter[str]:
    tidy = (" ".join(_composed(value).split()) for value in values)
    return Counter(text for text in tidy if text)


def _composed(text: str) -> str:
    """Return a text with ä as one letter; file names of macOS have an a and two dots."""
    return unicodedata.normalize("NFC", text)
