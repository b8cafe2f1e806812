"""Areas, organisations, places, people, accounts and grants."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Literal

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from duikou.base.ids import new_id
from duikou.base.sealed import SealedText
from duikou.base.translated import TranslatedText
from duikou.directory.decision_models import Decision as Decision
from duikou.directory.photo_models import PlacePhoto as PlacePhoto
from duikou.directory.photo_models import PlacePhotoFile as PlacePhotoFile


class Area(models.Model):
    """A division of the country (GB/T 2260 code) or a part of the city."""

    code = models.CharField(max_length=12, unique=True)
    name = TranslatedText()
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")

    def __str__(self) -> str:
        return str(self.name)


class City(models.Model):
    """The one city this installation serves."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    name = TranslatedText()
    office = TranslatedText()
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True)
    languages = models.JSONField(default=list)
    mail = SealedText(blank=True, default="")
    set_up_at = models.DateTimeField()
    sample = models.BooleanField(default=False)

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(id=1), name="only_one_city"),)

    def __str__(self) -> str:
        return str(self.name)


class KeyCheck(models.Model):
    """What a key has to prove itself by: a check number of its content, from which it cannot be read. The database
    knows by it whether the keys it is opened with are those its rows were sealed with."""

    name = models.CharField(max_length=40, unique=True)
    value = models.CharField(max_length=64)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Erased(models.Model):
    """Somebody who was erased: a mark from which nobody can be found again, and the day. Rows are only added, and stay
    as long as a backup from before may be restored."""

    mark = models.CharField(max_length=22)
    day = models.DateField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("mark",), name="one_row_per_erasure"),)

    def __str__(self) -> str:
        return self.mark


class Organisation(models.Model):
    """A body: an office, an employer, a centre. `uscc` is the unified social credit code (GB 32100-2015)."""

    class Kind(models.TextChoices):
        OFFICE = "office"
        EMPLOYER = "employer"
        CENTRE = "centre"

    class State(models.TextChoices):
        PENDING = "pending"
        APPROVED = "approved"
        DECLINED = "declined"

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    name = TranslatedText()
    name_key = models.CharField(max_length=200, db_index=True)
    uscc = models.CharField(max_length=18, null=True, blank=True, unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.APPROVED)
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True)
    about = TranslatedText()
    website = models.URLField(blank=True)
    invented = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.name)


class Place(models.Model):
    """Where things happen: a venue or a centre, with an address and, if known, a point (WGS 84 degrees)."""

    name = TranslatedText()
    address = TranslatedText()
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)

    def __str__(self) -> str:
        return str(self.name)


class Person(models.Model):
    """Somebody who books: a name, one contact, the language for messages. Nothing else is ever kept here."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    name = SealedText()
    contact = SealedText()
    contact_language = SealedText()
    person_hash = models.BinaryField(max_length=32, unique=True)
    contact_hash = models.BinaryField(max_length=32, db_index=True)
    created_at = models.DateTimeField()


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts by their sign-in name."""

    def get_by_natural_key(self, username: str | None) -> Account:
        return self.get(username__iexact=username)


class Account(AbstractBaseUser):
    """Someone of the staff or of an employer who signs in. Messages go to `email` only once it is confirmed: then
    `email_verified_at` says since when, and `email_hash` finds the account by it."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    username = models.CharField(max_length=150, unique=True)
    display_name = SealedText()
    email = SealedText(blank=True, default="")
    email_hash = models.BinaryField(max_length=32, null=True, db_index=True)
    email_verified_at = models.DateTimeField(null=True, blank=True)
    language = models.CharField(max_length=10, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    objects: ClassVar[AccountManager] = AccountManager()
    USERNAME_FIELD = "username"

    def __str__(self) -> str:
        return self.display_name or self.username


class Grant(models.Model):
    """A role given to an account, for one organisation and, if set, within one area."""

    class Role(models.TextChoices):
        ADMINISTRATOR = "administrator", _("administrator")
        OFFICE = "office", _("fair office")
        DOOR = "door", _("door")
        CENTRE = "centre", _("centre staff")
        PROGRAMME = "programme", _("programme office")
        FINANCE = "finance", _("finance")
        APPROVER = "approver", _("approver")
        LINE_BODY = "line_body", _("line body")
        PARTNER = "partner", _("partner county")
        PROJECT_UNIT = "project_unit", _("project unit")
        AUDITOR = "auditor", _("auditor")
        EMPLOYER = "employer", _("employer")
        COUNSEL = "counsel", _("confidential questions")

    CITY_WIDE = (Role.ADMINISTRATOR, Role.AUDITOR)
    OF_ONE_BODY = (Role.EMPLOYER, Role.LINE_BODY, Role.PARTNER, Role.PROJECT_UNIT, Role.COUNSEL)
    WITHOUT_AREA = (*CITY_WIDE, Role.EMPLOYER)

    account = models.ForeignKey(Account, models.CASCADE, related_name="grants")
    role = models.CharField(max_length=20, choices=Role.choices)
    organisation = models.ForeignKey(Organisation, models.CASCADE, null=True, blank=True, related_name="grants")
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True)
    granted_at = models.DateTimeField()

    class Meta:
        # An empty organisation or area equals no other in an index, so each of the four shapes has its own.
        constraints = (
            models.UniqueConstraint(fields=("account", "role", "organisation", "area"), name="one_grant_each"),
            models.UniqueConstraint(
                fields=("account", "role"), condition=Q(organisation=None, area=None), name="one_grant_of_the_city"
            ),
            models.UniqueConstraint(
                fields=("account", "role", "organisation"), condition=Q(area=None), name="one_grant_each_body"
            ),
            models.UniqueConstraint(
                fields=("account", "role", "area"), condition=Q(organisation=None), name="one_grant_each_area"
            ),
            models.CheckConstraint(
                condition=~Q(role__in=("administrator", "auditor")) | Q(organisation=None), name="grants_of_the_city"
            ),
            models.CheckConstraint(
                condition=~Q(role__in=("employer", "line_body", "partner", "project_unit", "counsel"))
                | Q(organisation__isnull=False),
                name="grants_of_one_body",
            ),
            models.CheckConstraint(
                condition=~Q(role__in=("administrator", "auditor", "employer")) | Q(area=None),
                name="grants_without_area",
            ),
        )


class Session(AbstractBaseSession):
    """A browser that is signed in, or about to be. `session_key` is a keyed hash of what the browser holds, so that the
    database alone lets nobody in; what is remembered is sealed."""

    class How(models.TextChoices):
        PASSWORD = "password", _("with the password")
        SECOND = "second", _("with the password and a second factor")
        PASSKEY = "passkey", _("with a passkey")

    session_key = models.CharField(max_length=64, primary_key=True)
    session_data = SealedText()
    account = models.ForeignKey(Account, models.CASCADE, null=True, related_name="sessions")
    how = models.CharField(max_length=10, choices=How.choices, blank=True)
    since = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)


class Counted(models.Model):
    """What all processes count together for a while, such as failed sign-ins, under names that say nobody's: a table in
    the shape of Django's database cache."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)


class Invitation(models.Model):
    """A grant that somebody may take up once, by a link of which only a keyed hash is kept. It went by mail to `email`,
    or, when that is empty, was handed over."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    role = models.CharField(max_length=20, choices=Grant.Role.choices)
    organisation = models.ForeignKey(Organisation, models.CASCADE, null=True, related_name="invitations")
    area = models.ForeignKey(Area, models.PROTECT, null=True)
    email = SealedText(blank=True, default="")
    email_hash = models.BinaryField(max_length=32, null=True, db_index=True)
    by_mail = models.BooleanField(default=False)
    language = models.CharField(max_length=10, blank=True)
    secret_hash = models.BinaryField(max_length=32, unique=True)
    # Without one it was made on the machine itself, and nothing is left to ask.
    inviter = models.ForeignKey(Account, models.CASCADE, null=True, related_name="invitations_given")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="invitations_taken")

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(revoked_at=None), name="invitation_taken_or_revoked"
            ),
        )

    def state_at(self, now: datetime) -> Literal["open", "accepted", "revoked", "expired"]:
        """What it is at `now` (aware)."""
        if self.accepted_at is not None:
            return "accepted"
        if self.revoked_at is not None:
            return "revoked"
        return "expired" if self.expires_at <= now else "open"


class AddressChange(models.Model):
    """An e-mail address that an account gave and has to confirm with six digits sent there. `former` is the confirmed
    address of that moment, which is told."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="address_changes")
    email = SealedText()
    email_hash = models.BinaryField(max_length=32, db_index=True)
    former = SealedText(blank=True, default="")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-id",)


class PasswordRequest(models.Model):
    """Somebody who lost a password asked for a link by user name or e-mail address (`asked`, whether there is such an
    account or not), or an administrator made one for `account`, to be handed over."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    asked = SealedText(blank=True, default="")
    asked_hash = models.BinaryField(max_length=32, null=True, db_index=True)
    account = models.ForeignKey(Account, models.CASCADE, null=True, related_name="password_requests")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)


class ApiToken(models.Model):
    """What another system proves itself with at the API. Only a hash of it is kept. It opens the offers of one
    organisation, or of all when there is none."""

    class Scope(models.TextChoices):
        BOOK = (
            "bookings:create",
            _("book for people who ask there, put them on waiting lists and their wishes into draws"),
        )
        READ = "bookings:read", _("read any booking and list of wishes, without names")
        CHANGE = "bookings:change", _("move and cancel any booking, change and take back wishes")
        PASSES = "passes:create", _("give out passes before the opening")
        CHECK_IN = "check-ins:create", _("check people in")

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    name = models.CharField(max_length=80)
    organisation = models.ForeignKey(Organisation, models.CASCADE, null=True, blank=True, related_name="tokens")
    scopes = models.JSONField(default=list)
    secret_hash = models.BinaryField(max_length=32, unique=True)
    per_minute = models.PositiveIntegerField(default=6_000)
    created_at = models.DateTimeField()
    used_on = models.DateField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class Webhook(models.Model):
    """An address of another system that is told what happened, in an organisation's offers or in all. `read_up_to` is
    the last entry of the journal it was told of."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, null=True, blank=True, related_name="webhooks")
    url = models.URLField(max_length=400)
    secret = SealedText()
    events = models.JSONField(default=list)
    active = models.BooleanField(default=True)
    why_stopped = models.CharField(max_length=200, blank=True)
    read_up_to = models.BigIntegerField(default=0)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.url


class Delivery(models.Model):
    """One thing that a webhook is told, and how that went. `body` holds ids, never personal values."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENT = "sent", _("delivered")
        FAILED = "failed", _("given up")

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries")
    event = models.CharField(max_length=60)
    entry = models.BigIntegerField(null=True)
    body = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (models.UniqueConstraint(fields=("webhook", "entry"), name="one_delivery_per_entry"),)
        indexes = (models.Index(fields=("due_at",), condition=Q(state="waiting"), name="deliveries_waiting"),)
