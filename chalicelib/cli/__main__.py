"""`python -m chalicelib.cli` is `pikir`."""

import sys

from chalicelib.cli import main

sys.exit(main())
