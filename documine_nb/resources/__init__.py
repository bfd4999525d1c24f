"""What a workspace holds, as handles that know how to act.

Collections (``session.dossiers``, ``dossier.files``, ``session.packages``) list and find; handles
(:class:`~.dossier.Dossier`, :class:`~.file.File`, :class:`~.packages.PackageJob`) act. Making a
handle costs nothing; every method that asks the service blocks, and has an ``.aio`` twin.
"""
