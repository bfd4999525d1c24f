"""Result packages, read in place: an audited archive, and readers for its JSON, XML and XLSX.

Nothing is unpacked to a disk unless asked for. Members are found by listing the archive and
recognised by what they hold, never by a fixed path, because no public document fixes the layout.
"""

from documine_nb.packages.archive import PackageArchive
from documine_nb.packages.reports import FORMATS, PackageReports, Skipped, read_reports
from documine_nb.packages.save import save_reports

__all__ = [
    "FORMATS",
    "PackageArchive",
    "PackageReports",
    "Skipped",
    "read_reports",
    "save_reports",
]
