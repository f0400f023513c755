#!/usr/bin/env python
"""The same as the console script `samtykke`, for those who look for manage.py."""

from __future__ import annotations

import sys

from samtykke.cli import main

if __name__ == "__main__":
    sys.exit(main())
