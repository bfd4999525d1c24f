"""Loading on many workers: components as a Dask DataFrame.

Reached by ``session.components(dossier, engine="dask")``; needs the extra ``dask``. One service
answers a cluster no faster than one process: it pays where the work after loading is heavy, or
where the data has to be on the workers.
"""

from documine_nb.scale.dask_frame import components

__all__ = ["components"]
