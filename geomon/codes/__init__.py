"""Codes of divisions, enterprises, permits, mines and outlets: what they are, and which character is wrong.

Three levels: shape (character by character), check digit where there is one, register where there is one (divisions). The layouts rest
on GB/T 2260 and its 12-digit extension, GB 32100-2015 (credit code), HJ 608-2017 (pollution source and outlet), printed water permits (new
style, and Jiangsu's of 2007), 国土资发〔2007〕294号 (exploration), notices of legacy mines. Layouts that no published text confirmed (the
23-character mining code below its length, outfalls after HJ 1235-2021, control units) warn and never reject. A code says who issued it:
never take a *location* from it; the division in a real water permit is not the district of its intake.
"""

from geomon.codes.columns import COLUMNS, check_codes
from geomon.codes.finding import NAMING, find_codes
from geomon.codes.judge import CodeVerdict, check_code, kind_of, plain
from geomon.codes.kinds import KINDS, Kind
from geomon.codes.table import WrongCode, wrong_codes

__all__ = ["COLUMNS", "KINDS", "NAMING", "CodeVerdict", "Kind", "WrongCode", "check_code", "check_codes", "find_codes", "kind_of", "plain",
           "wrong_codes"]
