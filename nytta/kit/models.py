"""Tables without a domain word: audit, seals, chain heads, jobs, notices, sessions, saved filters, used forms, search texts, counters."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.crypto import constant_time_compare, salted_hmac

from . import guards


class AuditRow(models.Model):
    """One act: who, when, on what, from what to what. Append-only; the subject is named by its public code."""

    subject = models.CharField(max_length=150)
    act = models.CharField(max_length=60)
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=120)
    by_role = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()
    changes = models.JSONField(default=dict)
    reason = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["subject", "at"], name="audit_subject_at")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.act} {self.subject}"


class AuditSeal(models.Model):
    """The hash of all audit rows up to and including one, chained to the seal before."""

    sealed_at = models.DateTimeField()
    last_row = models.BigIntegerField()
    rows = models.PositiveIntegerField()
    previous = models.CharField(max_length=64, blank=True)
    sha256 = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.sealed_at:%Y-%m-%d} {self.sha256[:12]}"


class ChainHead(models.Model):
    """The newest link of a hash chain, locked while a link is added, and signed with the installation's key."""

    name = models.CharField(max_length=40, unique=True)
    number = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    mac = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"{self.name} {self.number}"

    def signature(self, key: str | None = None) -> str:
        """What only somebody with the installation's key can write: without it, whoever has the database could move the end."""
        return salted_hmac("nytta.kit.chain", f"{self.name}|{self.number}|{self.sha256}", secret=key, algorithm="sha256").hexdigest()

    def is_signed(self) -> bool:
        """Whether the program itself wrote the head, with the installation's key or one that it had before."""
        keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
        return any(constant_time_compare(self.mac, self.signature(key)) for key in keys)

    @classmethod
    def sign_anew(cls) -> int:
        """Sign with today's key the heads that one of the former signed; how many. What nobody signed is left as it is."""
        old = [h for h in cls.objects.select_for_update() if h.number and h.is_signed() and h.mac != h.signature()]
        for head in old:
            head.mac = head.signature()
            head.save(update_fields=["mac"])
        return len(old)


class Series(models.Model):
    """The last number given out under a name, locked while the next is given."""

    name = models.CharField(max_length=40, unique=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name}: {self.last}"


class Job(models.Model):
    """Work for the worker process; at most one open job per key."""

    name = models.CharField(max_length=60)
    key = models.CharField(max_length=160)
    arguments = models.JSONField(default=dict)
    state = models.CharField(max_length=8, default="open", choices=[(s, s) for s in ("open", "done", "failed")])
    run_after = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    progress = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    result = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key"], condition=Q(state="open"), name="job_one_open_per_key")]
        indexes = [models.Index(fields=["state", "run_after"], name="job_state_run_after")]

    def __str__(self) -> str:
        return f"{self.name} {self.key} {self.state}"


class Notice(models.Model):
    """A mail to one person, sent at least once by the worker; the key keeps a repeated job from making it twice."""

    key = models.CharField(max_length=160, unique=True)
    to = models.CharField(max_length=254)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    secret = models.BooleanField(default=False)  # its text is not kept once it is sent

    def __str__(self) -> str:
        return self.key


class KeptSession(models.Model):
    """A log-in that lasts, under a digest of its cookie: whose, since when, last used, from which network and by what.

    `lacks` says what its person must set up before anything else; `judged_at` when that was last looked at.
    """

    key = models.CharField(max_length=64, primary_key=True)
    session_data = models.TextField()
    expire_date = models.DateTimeField(db_index=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    begun_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    network = models.CharField(max_length=49, blank=True)
    agent = models.CharField(max_length=300, blank=True)
    lacks = models.CharField(max_length=30, blank=True)
    judged_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.person_id} {self.begun_at:%Y-%m-%d %H:%M}"


class SavedFilter(models.Model):
    """A person's own name for a filtered list; one of them may be where the list starts."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    listing = models.CharField(max_length=60)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=1000)
    is_start = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "listing", "name"], name="saved_filter_name")]

    def __str__(self) -> str:
        return self.name


class FormUse(models.Model):
    """A form that has been handed in once; the same form again leads to what the first time led to."""

    token = models.CharField(max_length=40, unique=True)
    person = models.BigIntegerField()
    went_to = models.CharField(max_length=300, blank=True)
    asked = models.CharField(max_length=40, blank=True)  # a mark of what was asked for, where a program says so itself
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.token


class SearchText(models.Model):
    """The stemmed words of one thing, by kind and public code; its index is made by kit.search."""

    kind = models.CharField(max_length=30)
    code = models.CharField(max_length=40)
    words = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "code"], name="search_text_of")]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"


class RateCount(models.Model):
    """How many calls there were under a key in one minute (of the clock, since 1970); kit.rates counts and forgets."""

    key = models.CharField(max_length=60)
    minute = models.BigIntegerField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "minute"], name="rate_count_once")]
        indexes = [models.Index(fields=["minute"], name="rate_count_minute")]

    def __str__(self) -> str:
        return f"{self.key} {self.minute}: {self.count}"


guards.append_only(AuditRow)
guards.append_only(AuditSeal)
