"""`python -m guike` is the same as the command `guike`."""

import sys

from guike.entry.cli import main

sys.exit(main())
