"""How requests reach the service and answers come back: the only room that touches the network.

Public names of this room are imported from their modules: :mod:`.endpoint`, :mod:`.client`,
:mod:`.answer` and :mod:`.retry`. ``_http`` is the only importer of httpx and httpx2; ``wire`` has
the terms in which it and the quick lane speak.
"""
