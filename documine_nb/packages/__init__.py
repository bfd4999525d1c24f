"""Result packages, read in place: audited archives, and readers for their JSON, XML and XLSX.

Nothing is unpacked to a disk unless asked for. Members are found by listing the archive and
recognised by what they hold, never by a fixed path, because no public document fixes the layout.
They are read one by one into columns: memory holds what the frames need, and one report.
"""

from documine_nb.packages.archive import PackageArchive
from documine_nb.packages.joined import Held, ReadPackage, Twice, join, join_tables, read_one
from documine_nb.packages.reports import FORMATS, PackageReports, Skipped, read_reports
from documine_nb.packages.save import save_reports
from documine_nb.packages.sources import Paths, find_sources

__all__ = [
    "FORMATS",
    "Held",
    "PackageArchive",
    "PackageReports",
    "Paths",
    "ReadPackage",
    "Skipped",
    "Twice",
    "find_sources",
    "join",
    "join_tables",
    "read_one",
    "read_reports",
    "save_reports",
]
