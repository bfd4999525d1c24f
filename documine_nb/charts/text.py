"""Text on charts: plain, short enough, and honest about what is not shown."""

from __future__ import annotations

import re
import string
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from itertools import takewhile
from typing import TYPE_CHECKING, Any
from unicodedata import east_asian_width
from weakref import WeakKeyDictionary

from matplotlib.axes import Axes
from matplotlib.text import Text

from documine_nb.charts.canvas import ROW_INCHES, width_inches

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "CHARACTER_INCHES",
    "GREY",
    "SMALL",
    "breadth",
    "describe",
    "has_names_across",
    "heading",
    "inches_of_rows",
    "is_empty",
    "label_beside",
    "label_columns",
    "label_rows",
    "lowered",
    "no_data",
    "percent",
    "plain",
    "shorten",
    "shorten_all",
    "summary",
]

GREY = "#707070"  # legible on white and on black
LABEL_LENGTH = 36
_LEAST_LENGTH = 12
_LABEL_SHARE = 0.31  # of a chart's width
SMALL = 8.5  # points
ROOM = 0.95  # of the Axes, before layouts make room for their labels
_TOP_LABELS = 17  # points, where columns are named above the rows
_NO_DATA = "no data"
_NAMES = "names"
_ROWS: WeakKeyDictionary[Axes, float] = WeakKeyDictionary()
CHARACTER_INCHES = 0.068  # of a note's text, on average


def plain(text: str) -> str:
    r"""Return data as matplotlib text in one line, without any meaning of ``$``.

    Examples
    --------
    >>> print(plain("costs $5\nor $6"))
    costs \$5 or \$6
    """
    return " ".join(text.split()).replace("$", r"\$")


def shorten(text: str, length: int = LABEL_LENGTH) -> str:
    """Return a text cut in its middle, since names of reports often differ at their ends only.

    Examples
    --------
    >>> shorten("Acute oral toxicity of AB-1 in the rat, report 4711", 24)
    'Acute oral t…report 4711'
    """
    text = " ".join(text.split())
    if len(text) <= length:
        return text
    tail = (length - 1) // 2
    return f"{text[: length - 1 - tail].rstrip()}…{text[len(text) - tail :].lstrip()}"


def shorten_all(labels: Sequence[str], length: int = LABEL_LENGTH) -> list[str]:
    """Return labels cut so that different ones stay different, as far as that is possible.

    Examples
    --------
    >>> shorten_all(["Toxicity of AB-1 in the rat", "Toxicity of AB-2 in the rat"], 12)
    ['…1…', '…2…']
    """
    cut = [shorten(label, length) for label in labels]
    if len(set(cut)) == len(set(labels)):
        return cut
    different = sorted(set(labels))
    start = _whole_words(_shared_start(different))
    rests = [label[start:] for label in different]
    end = _whole_words(_shared_start([rest[::-1] for rest in rests]))
    middles = [label[start : len(label) - end] for label in labels]
    before, after = "…" if start else "", "…" if end else ""
    return [f"{before}{shorten(middle, length - 2)}{after}" for middle in middles]


def _shared_start(texts: Sequence[str]) -> str:
    characters = takewhile(lambda several: len(set(several)) == 1, zip(*texts, strict=False))
    return "".join(several[0] for several in characters)


def _whole_words(shared: str) -> int:
    """Return how much of a shared beginning may go without cutting a word or number in two."""
    return len(shared.rstrip(string.ascii_letters + string.digits))


def heading(column: str, unit: str = "") -> str:
    """Return a column's name in words; a unit that is known need not stand in it twice.

    Examples
    --------
    >>> heading("Experimental_Starting_Date"), heading("Conclusion_LD50_mg_per_kg", "mg/kg bw")
    ('Experimental starting date', 'Conclusion LD50')
    """
    if unit:
        column = re.sub(r"_[a-z]+_per_\w+$", "", column, flags=re.IGNORECASE)
    words = column.replace("_", " ").split()
    kept = [word if word.upper() == word or word[0].islower() else word.lower() for word in words]
    return " ".join([words[0], *kept[1:]]) if words else column


def lowered(column: str) -> str:
    """Return a column's name as it stands within a sentence.

    Examples
    --------
    >>> lowered("Experimental_Starting_Date"), lowered("GLP_Study")
    ('experimental starting date', 'GLP study')
    """
    words = heading(column)
    return words if words[:2].isupper() else words[:1].lower() + words[1:]


def summary(n: int, what: str, left_out: Mapping[str, int], *also: str, shown: int = 0) -> str:
    """Return the line that says what a chart holds and what it does not.

    Examples
    --------
    >>> summary(18, "studies", {"missing": 5, "text": 1, "zero": 0}, shown=12)
    'n = 18 studies · left out: 5 missing, 1 text · first 12 shown, 6 not'
    >>> summary(1, "studies", {})
    'n = 1 study'
    """
    parts = [f"n = {n:,} {_singular(what) if n == 1 else what}"]
    reasons = [f"{count:,} {reason}" for reason, count in left_out.items() if count]
    if reasons:
        parts.append(f"left out: {', '.join(reasons)}")
    if shown and shown < n:
        parts.append(f"first {shown:,} shown, {n - shown:,} not")
    return " · ".join([*parts, *(part for part in also if part)])


def _singular(what: str) -> str:
    noun, *rest = what.split(",", 1)
    noun = noun.removesuffix("ies") + "y" if noun.endswith("ies") else noun.removesuffix("s")
    return ",".join([noun, *rest])


def percent(share: float) -> str:
    """Return a share in whole percent, never 0 or 100 where it is not.

    Examples
    --------
    >>> percent(0.42), percent(0.004), percent(0.999), percent(1.0)
    ('42 %', '< 1 %', '> 99 %', '100 %')
    """
    if 0 < share < 0.005:  # noqa: PLR2004 -- would be rounded to none
        return "< 1 %"
    if 0.995 <= share < 1:  # noqa: PLR2004 -- would be rounded to all
        return "> 99 %"
    return f"{100 * share:.0f} %"


def describe(ax: Axes, df: pd.DataFrame, title: str, note: str, labels: Iterable[str] = ()) -> None:
    """Write the title and, smaller below it, the note, wrapped to the width beside the labels.

    The note ends with the day on which the frame's values were loaded, where the frame knows it.
    """
    note = " · ".join(filter(None, [note, str(df.attrs.get("loaded", ""))]))
    beside = max(map(breadth, labels), default=0) * CHARACTER_INCHES
    width = max(2.0, ROOM * width_inches(ax) - beside)
    lines = _wrapped(note, max(24, int(width / CHARACTER_INCHES)))
    above = _TOP_LABELS if ax.xaxis.get_tick_params().get("labeltop") else 0
    ax.annotate(
        "\n".join(lines),
        xy=(0, 1),
        xycoords="axes fraction",
        xytext=(0, 5 + above),
        textcoords="offset points",
        va="bottom",
        fontsize=SMALL,
        color=GREY,
        annotation_clip=False,
    )
    titles = textwrap.wrap(plain(title), max(20, int(width / CHARACTER_INCHES / 1.45)))
    ax.set_title(
        "\n".join(titles),
        loc="left",
        pad=9 + above + 12.5 * len(lines),
        fontsize=12,
        fontweight="bold",
    )


def breadth(text: str) -> int:
    """Return how many letters wide a text is; those of East Asia are two wide."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def _wrapped(note: str, width: int) -> list[str]:
    """Return a note's lines: none begins with a dot between parts or a count."""
    bound = plain(note).replace(" · ", "\N{NO-BREAK SPACE}· ")
    bound = re.sub(r"(loaded|†|\b[Nn] =) | (?=\(\d+\))", "\\1\N{NO-BREAK SPACE}", bound)
    lines = textwrap.wrap(bound, width, break_on_hyphens=False)
    return [line.replace("\N{NO-BREAK SPACE}", " ") for line in lines]


def label_rows(
    ax: Axes,
    labels: Sequence[str],
    inches: float = ROW_INCHES,
    at: Sequence[float] | None = None,
    ends: Sequence[str] = (),
) -> list[str]:
    """Label the rows from the top, each so high if there is room, and return what is shown.

    `at` are their places, where there is more than nothing between them; `ends` follow the labels
    and are never cut.
    """
    most = int(_LABEL_SHARE * width_inches(ax) / CHARACTER_INCHES)
    shown = _ended(labels, ends, max(_LEAST_LENGTH, min(LABEL_LENGTH, most)))
    places = range(len(shown)) if at is None else at
    ax.set_yticks(places, labels=[plain(label) for label in shown], fontsize=SMALL)
    ax.set_ylim(places[-1] + 0.6, -0.6)
    ax.tick_params(axis="y", length=0)
    _ROWS[ax] = inches * (places[-1] + 1.2)
    return shown


def _ended(labels: Sequence[str], ends: Sequence[str], length: int) -> list[str]:
    """Return labels with their ends, cut before these where both have not the room."""
    if not ends:
        return shorten_all(labels, length)
    pairs = list(zip(labels, ends, strict=True))
    room = [max(_LEAST_LENGTH, length - len(end)) for end in ends]
    shown = [f"{shorten(label, most)}{end}" for (label, end), most in zip(pairs, room, strict=True)]
    if len(set(shown)) == len(set(pairs)):
        return shown
    return [
        f"{short}{end}" for short, end in zip(shorten_all(labels, min(room)), ends, strict=True)
    ]


def label_beside(
    ax: Axes, place: float, text: str, *, fontsize: float = SMALL, **style: Any
) -> None:
    """Write what a row says in figures at its right, outside of the axes."""
    ax.annotate(
        text,
        (1, place),
        xycoords=ax.get_yaxis_transform(),
        xytext=(6, 0),
        textcoords="offset points",
        va="center",
        fontsize=fontsize,
        annotation_clip=False,
        **style,
    )


def label_columns(
    ax: Axes, labels: Sequence[str], *, at: Sequence[int] | None = None, **look: Any
) -> None:
    """Label the columns, or those of them that are named by place: an axis of names."""
    places = range(len(labels)) if at is None else at
    ax.set_xticks(places, labels=[label.replace("$", r"\$") for label in labels], **look)
    ax.xaxis.set_gid(_NAMES)


def has_names_across(ax: Axes) -> bool:
    """Whether names stand along the axis, and no quantity."""
    return bool(ax.xaxis.get_gid() == _NAMES)


def inches_of_rows(ax: Axes) -> float | None:
    """Return the height that its labelled rows need; None where it has none."""
    return _ROWS.get(ax)


def no_data(ax: Axes) -> Text:
    """Say in the middle of the Axes that there is nothing to draw."""
    ax.set_xticks([])
    ax.set_yticks([])
    ax.spines[:].set_visible(False)
    return ax.text(
        0.5,
        0.5,
        "no data",
        transform=ax.transAxes,
        ha="center",
        va="center",
        color=GREY,
        gid=_NO_DATA,
    )


def is_empty(ax: Axes) -> bool:
    """Whether the chart on it says that there is nothing to draw."""
    return any(text.get_gid() == _NO_DATA for text in ax.texts)
