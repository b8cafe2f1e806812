"""How the index knows a post's facets: the names of its tables, the steps of pay, the bits of a document's number."""

from __future__ import annotations

from duikou.fairs.models import Post
from duikou.index.entries import Packing

KIND = "post"
PLACE = "fairs.place"
PAY_STEPS = (3000, 5000, 8000, 10000, 15000, 20000)  # CNY a month, at least
KINDS = tuple(Post.Kind.values)
DISCIPLINES = ("01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12", "13", "14")
NO_DATE = 4_000_000
packing = Packing({"education": 7, "pay": 7, "kind": 3, "place": 22, "majors": 15})
UNKNOWN_EDUCATION, NO_PAY, ANY_MAJOR = 1 << 6, 1 << 6, 1 << 14
