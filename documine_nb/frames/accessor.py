"""``df.documine``: from a frame back to the result it came from, while pandas keeps the link.

pandas keeps ``df.attrs`` in query, assign, groupby and melt; merge, join, concat, CSV and pickle
lose it. So the accessor is a convenience: the truth stays in the result object.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import pandas as pd
from pandas.api.extensions import register_dataframe_accessor

from documine_nb.errors import ConfigError
from documine_nb.frames.loaded import KEY as LOADED

if TYPE_CHECKING:
    from documine_nb.frames.quality import QualityReport
    from documine_nb.frames.result import ComponentResult

__all__ = ["DocumineAccessor", "linked"]

_KEY = "documine"


class Link(str):
    """A text for whoever writes ``attrs`` as JSON; in memory it knows the result."""

    __slots__ = ("result",)
    result: ComponentResult

    def __deepcopy__(self, memo: Any) -> Self:
        return self  # pandas copies attrs with every frame; the result is not to be copied

    def __reduce__(self) -> Any:
        return str, (str(self),)


def linked(frame: pd.DataFrame, result: ComponentResult) -> pd.DataFrame:
    """Return the frame, which knows now where it came from."""
    link = Link(f"{len(result)} files from {result.source or 'DocuMine'}")
    link.result = result
    frame.attrs[_KEY] = link
    if result.loaded is not None:
        frame.attrs[LOADED] = str(result.loaded)
    return frame


@register_dataframe_accessor("documine")
class DocumineAccessor:
    """What a frame of components can say beyond its cells.

    Examples
    --------
    >>> from documine_nb.frames import ComponentResult
    >>> from documine_nb.models import FileComponents
    >>> file = {"fileId": "f1", "filename": "a.pdf", "components": {"Sex": "male"}}
    >>> df = ComponentResult([FileComponents.from_json(file)]).wide()
    >>> df.query("Sex == 'male'").documine.report()
    Quality of 1 files, 1 components, 1 of 1 cells filled
    """

    def __init__(self, frame: pd.DataFrame) -> None:
        self._frame = frame

    @property
    def result(self) -> ComponentResult:
        """The result that the frame came from.

        Raises
        ------
        ConfigError
            The link is gone: pandas loses it in merge, join, concat and whatever is written to a
            file; or the frame never came from DocuMine.
        """
        link = self._frame.attrs.get(_KEY)
        if not isinstance(link, Link):
            raise ConfigError(
                "this frame no longer knows the result it came from",
                cure="merge, join, concat and files lose the link: keep the result"
                " (result = dossier.components()) and use result.quality() and its like.",
            )
        return link.result

    def report(self) -> QualityReport:
        """Return the quality report of the whole result, whatever rows this frame has left."""
        return self.result.quality()

    def endpoints(self) -> pd.DataFrame:
        """Return the endpoints of the files that this frame still has."""
        return self._of_my_files(self.result.endpoints())

    def long(self) -> pd.DataFrame:
        """Return the values with their origin, of the files that this frame still has."""
        long = self.result.long()
        return long[long["file_id"].isin(self._frame.index)]

    def _of_my_files(self, frame: pd.DataFrame) -> pd.DataFrame:
        return frame[frame.index.isin(self._frame.index)]
