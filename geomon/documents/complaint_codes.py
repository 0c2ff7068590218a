"""The number that an inspection gives a complaint: D2SC202104180064, X410000201806150059, LY20250101001.

Letters and figures of the inspection and the place, then the day and a count; a standard's number (GB 18918) has far fewer figures.
"""

from __future__ import annotations

import re

CODE = "[A-Z][A-Z0-9]{0,5}[0-9]{8,20}"
"""As a part of a pattern: in a row of a glued table the row's own number may stand right before it."""
IN_TEXT = re.compile(rf"(?<![A-Z0-9]){CODE}(?![0-9])")
