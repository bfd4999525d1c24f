"""The maker of the sample reports: facts of invented studies, laid out as different houses would.

``facts`` and ``guidelines`` say what a study is, the ``*_studies`` modules hold the studies,
the ``visible_*`` and ``held_out_*`` layouts print them, ``truth`` writes down what they state.
"""
