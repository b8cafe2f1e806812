"""All that is stored about somebody, for whoever opens the link of an entry in a draw, or of a question how it goes."""

from __future__ import annotations

from duikou.booking.views.about import pages_by
from duikou.fairs.views.own import by_entry_link, by_follow_up_link

of_entry = pages_by(by_entry_link)
of_follow_up = pages_by(by_follow_up_link)
