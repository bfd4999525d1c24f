"""From a DocuMine workspace to a chart in three lines, in any notebook."""

from __future__ import annotations

__version__ = "0.1.0"
