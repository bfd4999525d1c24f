"""How much of the truth was found: accuracy by component."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from documine_nb.frames.result import ComponentResult

__all__ = ["score"]


def score(
    result: ComponentResult, truth: Mapping[str, Mapping[str, Sequence[str]]]
) -> pd.DataFrame:
    """Compare components with the truth.

    Values are compared as texts, blanks and their order aside. Files of the truth that have no
    results count as found nothing; files without truth are left out.

    Parameters
    ----------
    result : ComponentResult
        What was found.
    truth : mapping of str to mapping of str to sequence of str
        By file name and component, the values that are true.

    Returns
    -------
    DataFrame
        ``component``, ``expected``, ``found``, ``correct`` (numbers of values), ``precision``
        (correct of found) and ``recall`` (correct of expected), NA where there is nothing to
        divide by.

    Examples
    --------
    >>> from documine_nb.models import FileComponents
    >>> file = FileComponents.from_json(
    ...     {"fileId": "f1", "filename": "a.pdf", "components": {"Sex": ["male", "female"]}}
    ... )
    >>> score(ComponentResult([file]), {"a.pdf": {"Sex": ["female"]}}).to_dict("records")
    [{'component': 'Sex', 'expected': 1, 'found': 2, 'correct': 1, 'precision': 0.5, 'recall': 1.0}]
    """
    found = {file.filename: file.components for file in result.files}
    names = dict.fromkeys(result.components)
    for components in truth.values():
        names.update(dict.fromkeys(components))
    rows = [(name, *_counts(name, truth, found)) for name in names]
    counts = pd.DataFrame(rows, columns=["component", "expected", "found", "correct"])
    counts = counts.astype(
        {"component": "string", "expected": "Int64", "found": "Int64", "correct": "Int64"}
    )
    correct = counts["correct"]
    for name, of in (("precision", "found"), ("recall", "expected")):
        counts[name] = correct.astype("Float64") / counts[of].mask(counts[of] == 0)
    return counts


def _counts(
    name: str,
    truth: Mapping[str, Mapping[str, Sequence[str]]],
    found: Mapping[str, Mapping[str, Sequence[str]]],
) -> tuple[int, int, int]:
    expected = stated = correct = 0
    for filename, components in truth.items():
        true = _texts(components.get(name, ()))
        said = _texts(found.get(filename, {}).get(name, ()))
        expected += true.total()
        stated += said.total()
        correct += (true & said).total()
    return expected, stated, correct


def _texts(values: Iterable[str]) -> Counter[str]:
    tidy = (" ".join(value.split()) for value in values)
    return Counter(text for text in tidy if text)
