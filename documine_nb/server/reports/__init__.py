"""Result packages: one ZIP with the original files and their component reports."""

from __future__ import annotations

from documine_nb.server.reports.package import build_package
from documine_nb.server.reports.rows import ReportFile

__all__ = ["ReportFile", "build_package"]
