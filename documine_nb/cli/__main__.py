"""``python -m documine_nb.cli``, where the program is not on the path."""

import sys

from documine_nb.cli import main

sys.exit(main())
