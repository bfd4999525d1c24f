"""Result packages, read in place: an audited archive, and readers for its JSON, XML and XLSX.

Nothing is ever unpacked to a disk. Members are found by listing the archive and recognised by
what they hold, never by a fixed path, because no public document fixes the layout.
"""

from documine_nb.packages.archive import PackageArchive
from documine_nb.packages.reports import FORMATS, PackageReports, Skipped, read_reports

__all__ = ["FORMATS", "PackageArchive", "PackageReports", "Skipped", "read_reports"]
