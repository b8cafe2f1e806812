"""The only writers of people, organisations, accounts and the city."""

from duikou.directory.actions.accounts import (
    LastAdministrator,
    SecondPersonNeeded,
    UsernameTaken,
    WrongGrant,
    add_account,
    add_account_with_role,
    change_account,
    change_password,
    grant_role,
    set_active,
    take_role,
)
from duikou.directory.actions.cities import AlreadySetUp, change_city, set_up_city
from duikou.directory.actions.employers import keep_employers
from duikou.directory.actions.erasures import erase_again
from duikou.directory.actions.organisations import (
    BadCode,
    add_organisation,
    decide_organisation,
)
from duikou.directory.actions.people import (
    BadContact,
    BadName,
    Newcomer,
    PeopleKnown,
    correct_person,
    insert_people,
    keep_person,
    newcomer,
    write_in,
    write_in_many,
)
from duikou.directory.actions.places import add_place, change_place
from duikou.directory.actions.sign_in import end_sessions, forget_factors, record_factor, record_signed_in
from duikou.directory.names import organisation_key

__all__ = [
    "AlreadySetUp",
    "BadCode",
    "BadContact",
    "BadName",
    "LastAdministrator",
    "Newcomer",
    "PeopleKnown",
    "SecondPersonNeeded",
    "UsernameTaken",
    "WrongGrant",
    "add_account",
    "add_account_with_role",
    "add_organisation",
    "add_place",
    "change_account",
    "change_city",
    "change_password",
    "change_place",
    "correct_person",
    "decide_organisation",
    "end_sessions",
    "erase_again",
    "forget_factors",
    "grant_role",
    "insert_people",
    "keep_employers",
    "keep_person",
    "newcomer",
    "organisation_key",
    "record_factor",
    "record_signed_in",
    "set_active",
    "set_up_city",
    "take_role",
    "write_in",
    "write_in_many",
]
