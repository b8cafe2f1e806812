"""How much of a file is read before it is refused, so that a hostile one cannot use up the machine."""

UNPACKED_BYTES = 400 * 1024 * 1024
UNPACK_RATIO = 200
SMALL_ENOUGH_FOR_ANY_RATIO = 20 * 1024 * 1024
FILES_IN_ARCHIVE = 200
CELLS_IN_SHEET = 8_000_000
COLUMNS = 300
CELL_CHARACTERS = 20_000
SHEETS = 200
JSON_BYTES = 120 * 1024 * 1024
