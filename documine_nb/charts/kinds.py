"""Colouring rows by a category: ``by=``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.patches import Patch
from matplotlib.transforms import ScaledTranslation

from documine_nb.charts.canvas import root_of, width_inches
from documine_nb.charts.columns import find, order_of, texts_of
from documine_nb.charts.text import CHARACTER_INCHES, SMALL, plain, shorten

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "COLORS",
    "MAIN",
    "OTHERS_COLOR",
    "Kinds",
    "ink_on",
    "kinds_of",
    "legend_below",
    "legend_lines",
]

# Okabe and Ito (2008) without yellow and black, which vanish on white and in dark themes; then two
# of Paul Tol's. Told apart with every common form of colour blindness.
COLORS: tuple[str, ...] = (
    "#0072B2",
    "#E69F00",
    "#009E73",
    "#D55E00",
    "#56B4E9",
    "#CC79A7",
    "#882255",
    "#999933",
)
MAIN = COLORS[0]
OTHERS_COLOR = "#9A9A9A"
_INKS = ("white", "#222222")


def ink_on(fill: Any) -> str:
    """Return the colour of text that stands out most on a colour, as WCAG 2.2 counts contrast.

    Examples
    --------
    >>> ink_on("#0072B2"), ink_on("#E8A15E")
    ('white', '#222222')
    """
    behind = _luminance(fill)
    return max(_INKS, key=lambda ink: _contrast(_luminance(ink), behind))


def _luminance(color: Any) -> float:
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 -- sRGB
        for part in to_rgb(color)
    ]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _contrast(one: float, other: float) -> float:
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


@dataclass(frozen=True)
class Kinds:
    """The kind of every row, and a colour for each kind.

    The most frequent is first; those of a categorical column are in its order.
    """

    of_row: tuple[str, ...]
    colors: dict[str, str]
    title: str | None = None

    def color(self, row: int) -> str:
        """Return the colour of a row, by its position in the frame."""
        return self.colors[self.of_row[row]]

    def rank(self, row: int) -> int:
        """Return the place of the row's kind in the legend."""
        return list(self.colors).index(self.of_row[row])

    @property
    def labels(self) -> list[str]:
        """The longest that the entries of a legend can be; none where there is one colour."""
        counts = Counter(self.of_row)
        return [f"{shorten(kind)} ({counts[kind]})" for kind in self.colors if self.title]

    def handles(self, rows: Iterable[int]) -> list[Artist]:
        """Return legend entries for the kinds of these rows; none where there is one colour."""
        if self.title is None:
            return []
        present = Counter(self.of_row[row] for row in rows)
        return [
            Patch(color=color, label=f"{plain(shorten(kind))} ({present[kind]})")
            for kind, color in self.colors.items()
            if present[kind]
        ]


def kinds_of(df: pd.DataFrame, by: str | None) -> Kinds:
    """Return the kinds of all rows; beyond eight, the rarer ones are one kind, "others"."""
    if by is None:
        return Kinds(("",) * len(df), {"": MAIN})
    texts = [text or "not stated" for text in texts_of(find(df, by))]
    ranked = sorted(Counter(texts).items(), key=lambda item: (-item[1], item[0]))
    kept = [kind for kind, _ in ranked[: len(COLORS)]]
    order = order_of(find(df, by))
    kept.sort(key=lambda kind: order.index(kind) if kind in order else len(order))
    colors = dict(zip(kept, COLORS, strict=False))
    if len(ranked) > len(kept):
        others = f"others ({len(ranked) - len(kept)} kinds)"
        texts = [text if text in colors else others for text in texts]
        colors[others] = OTHERS_COLOR
    return Kinds(tuple(texts), colors, by)


def legend_lines(ax: Axes | None, labels: Sequence[str], *, title: str | None = None) -> int:
    """Return how many lines :func:`legend_below` takes for these labels."""
    if ax is None or not labels:
        return 0
    return -(-len(labels) // _columns(ax, labels)) + (title is not None)


def _columns(ax: Axes, labels: Sequence[str]) -> int:
    longest = max(map(len, labels))
    columns = int(0.7 * width_inches(ax) / (0.55 + CHARACTER_INCHES * longest))
    return max(1, min(len(labels), columns))


def legend_below(
    ax: Axes, handles: Sequence[Artist], *, title: str | None = None, gap: float = 42
) -> None:
    """Put a legend under the Axes, `gap` points down, so that it never hides data."""
    if not handles:
        return
    columns = _columns(ax, [str(handle.get_label()) for handle in handles])
    down = ScaledTranslation(0, -gap / 72, root_of(ax).dpi_scale_trans)
    ax.legend(
        handles=handles,
        title=plain(title) if title else None,
        loc="upper left",
        bbox_to_anchor=(0, 0),
        bbox_transform=ax.transAxes + down,
        ncols=columns,
        fontsize=SMALL,
        title_fontsize=SMALL,
        alignment="left",
        frameon=False,
        borderaxespad=0,
    )
