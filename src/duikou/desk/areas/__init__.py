"""Which centre serves an address: areas as polygons and lists of streets, and the one small file that a visitor's
browser answers from. Nothing here is ever given an address of anybody, and nothing can be asked who is in an area."""
