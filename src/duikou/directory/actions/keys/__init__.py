"""Changing the city's keys while it serves, in pieces so short that nobody waits for them.

All that a change needs to know stands in the rows and in the folder of the keys: killed at any moment, it goes on from
there when it is begun again.
"""

from duikou.directory.actions.keys.check_numbers import change_look_up_key
from duikou.directory.actions.keys.in_use import retire_keys, stage_key, use_new_key, values_under
from duikou.directory.actions.keys.inside import rows_inside_under
from duikou.directory.actions.keys.sealing import seal_anew
from duikou.directory.actions.keys.secret import accept_secret

__all__ = [
    "accept_secret",
    "change_look_up_key",
    "retire_keys",
    "rows_inside_under",
    "seal_anew",
    "stage_key",
    "use_new_key",
    "values_under",
]
