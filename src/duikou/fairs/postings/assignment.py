"""The assignment of columns to fields whose scores add up highest."""

from __future__ import annotations

from collections.abc import Sequence


def best_assignment(weights: Sequence[Sequence[float]]) -> list[int | None]:
    """For each row the place it is given, no place twice, so that the sum of weights is greatest.

    The Hungarian method with potentials, O(rows² × places); rows beyond the number of places get None.
    """
    rows = len(weights)
    if not rows:
        return []
    real = len(weights[0])
    places = max(real, rows)
    cost = [[-row[place] if place < real else 0.0 for place in range(places)] for row in weights]
    infinity = float("inf")
    of_row, of_place = [0.0] * (rows + 1), [0.0] * (places + 1)
    holder, way = [0] * (places + 1), [0] * (places + 1)
    for row in range(1, rows + 1):
        holder[0], here = row, 0
        least, used = [infinity] * (places + 1), [False] * (places + 1)
        while True:
            used[here] = True
            current, delta, following = holder[here], infinity, 0
            for place in range(1, places + 1):
                if used[place]:
                    continue
                reduced = cost[current - 1][place - 1] - of_row[current] - of_place[place]
                if reduced < least[place]:
                    least[place], way[place] = reduced, here
                if least[place] < delta:
                    delta, following = least[place], place
            for place in range(places + 1):
                if used[place]:
                    of_row[holder[place]] += delta
                    of_place[place] -= delta
                else:
                    least[place] -= delta
            here = following
            if not holder[here]:
                break
        while here:
            holder[here] = holder[way[here]]
            here = way[here]
    given: list[int | None] = [None] * rows
    for place in range(1, places + 1):
        if holder[place] and place <= real:
            given[holder[place] - 1] = place - 1
    return given
