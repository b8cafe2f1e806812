"""The links of fairs by which somebody proves what is theirs."""

from __future__ import annotations

from duikou.booking.queries.draws import entry_of
from duikou.booking.tickets import read_entry_token, read_manage_token
from duikou.booking.views.opened import opened_by
from duikou.booking.views.own import mine_by
from duikou.fairs.follow_up_links import read_follow_up_token
from duikou.fairs.queries import seeker
from duikou.fairs.queries.following import follow_up_of

by_link = opened_by(read_manage_token, seeker.booking_of)
by_entry_link = opened_by(read_entry_token, entry_of)
by_follow_up_link = opened_by(read_follow_up_token, follow_up_of, over="fairs/how_it_goes_over.html")
by_booking, by_entry = mine_by(by_link), mine_by(by_entry_link)
