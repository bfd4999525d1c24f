"""The maker of the sample reports: facts of invented studies, laid out as different houses would.

``facts``, ``guidelines`` and ``animals`` say what a study is; the ``*_studies`` modules hold the
studies. ``dialect``, ``passages``, ``methods`` and ``grids`` put it in words and tables. The
``visible_*`` and ``held_out_*`` layouts print them; ``truth`` writes down what they state.
"""
