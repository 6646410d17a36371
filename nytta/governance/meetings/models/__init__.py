"""Groups' own rules, meetings with agenda, frozen papers, attendance and minutes, circulations with votes, and postings."""

from django.db import models
from django.db.models import F, Q

from nytta.city.organisation.models import Body, Person
from nytta.governance.applications.models import Application
from nytta.kit import guards
from nytta.kit.fields import code_in, term_field
from nytta.kit.words import label

from ..terms import Approvers, CirculationState, GroupKind, ItemKind, MeetingState, Outcome, Part, ReviewNote
from .minutes import Minutes, MinutesText

__all__ = ["Minutes", "MinutesText"]


class Group(models.Model):
    """A group that meets, with its own rules as data; `ground` is the decision that they rest on. Portfolio and body as appointments say."""

    code = models.SlugField(max_length=60, unique=True)
    kind = term_field(GroupKind)
    portfolio = models.CharField(max_length=10, blank=True)
    body = models.ForeignKey(Body, models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=160)
    quorum = models.PositiveSmallIntegerField(null=True, blank=True)  # empty: more than half
    may_circulate = models.BooleanField(default=True)
    approvers = term_field(Approvers, default=Approvers.CHAIR_AND_MEMBER.value)
    notice_days = models.PositiveSmallIntegerField(default=5)
    ground = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("name",)
        constraints = [
            models.CheckConstraint(condition=code_in(GroupKind, "kind"), name="group_kind_known"),
            models.CheckConstraint(condition=Q(quorum=None) | Q(quorum__gte=1), name="group_quorum"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def shown(self) -> str:
        """What a page calls it, in the reader's language; `name` is what minutes and papers record."""
        kind = GroupKind(self.kind)
        return self.name if kind is GroupKind.STATUTORY else f"{label(kind)} {self.portfolio}".strip()


class Feed(models.Model):
    """The secret address of a calendar, of a group or a person, by the digest of its token; a new token makes the old address dead."""

    digest = models.CharField(max_length=64, unique=True)
    group = models.OneToOneField(Group, models.PROTECT, null=True, related_name="feed")
    person = models.OneToOneField(Person, models.PROTECT, null=True, related_name="+")
    renewed_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(group=None) ^ Q(person=None), name="feed_of_one")]

    def __str__(self) -> str:
        return f"feed {self.pk}"


class Meeting(models.Model):
    """A meeting of a group (sammanträde). `sequence` grows with each change that a calendar must know of."""

    code = models.CharField(max_length=20, unique=True)
    group = models.ForeignKey(Group, models.PROTECT, related_name="meetings")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(max_length=200)
    state = term_field(MeetingState, default=MeetingState.DRAFT.value)
    sequence = models.PositiveIntegerField(default=0)
    chair = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    secretary = models.ForeignKey(Person, models.PROTECT, related_name="+")
    first_approver = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    second_approver = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    opening = models.TextField(blank=True)
    opening_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    cancelled_reason = models.CharField(max_length=300, blank=True)
    called_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    approved_at = models.DateTimeField(null=True)
    created_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("-starts_at", "-pk")
        constraints = [
            models.CheckConstraint(condition=code_in(MeetingState, "state"), name="meeting_state_known"),
            models.CheckConstraint(condition=Q(starts_at__lt=F("ends_at")), name="meeting_hours"),
            models.CheckConstraint(
                condition=Q(approved_at=None, state__in=[s.value for s in MeetingState if s is not MeetingState.APPROVED])
                | Q(approved_at__isnull=False, state=MeetingState.APPROVED.value),
                name="meeting_approved_has_day",
            ),
        ]
        indexes = [models.Index(fields=["state", "starts_at"], name="meeting_state_starts")]

    def __str__(self) -> str:
        return f"{self.code} {self.group}"


class Item(models.Model):
    """An item of the agenda: a case, next year's part of one (`year`), or something free; its outcome and what the minutes say of it."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="items")
    number = models.PositiveSmallIntegerField()
    kind = term_field(ItemKind)
    application = models.ForeignKey(Application, models.PROTECT, null=True, related_name="+")
    year = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    after_notice = models.BooleanField(default=False)
    outcome = term_field(Outcome, blank=True)
    reasons = models.TextField(blank=True)
    minutes = models.TextField(blank=True)
    written_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    signed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    took_part = models.JSONField(default=list)  # names, as the minutes say
    in_conflict = models.JSONField(default=list)  # [[name, ground in words]] of those who did not take part

    class Meta:
        ordering = ("meeting", "number")
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="item_number"),
            models.UniqueConstraint(
                fields=["meeting", "application", "year"], condition=Q(application__isnull=False), name="item_case_once"
            ),
            models.CheckConstraint(condition=code_in(ItemKind, "kind"), name="item_kind_known"),
            models.CheckConstraint(condition=Q(kind=ItemKind.FREE.value) ^ Q(application__isnull=False), name="item_case_has_case"),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"


class Paper(models.Model):
    """A paper as it was sent with the notice: its bytes and their SHA-256. Append-only.

    `source` says what it was made of, `mark` how that looked then; another mark today is a change since the notice. `sections`
    hold what the system made, so that all papers can be read as one document.
    """

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="papers")
    item = models.ForeignKey(Item, models.PROTECT, null=True, related_name="papers")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    filename = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    content = models.BinaryField()
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    source = models.CharField(max_length=60)
    mark = models.CharField(max_length=64)
    sections = models.JSONField(default=list)
    sent_at = models.DateTimeField()

    class Meta:
        ordering = ("meeting", "number")
        constraints = [models.UniqueConstraint(fields=["meeting", "number"], name="paper_number")]

    def __str__(self) -> str:
        return self.title


class Attendance(models.Model):
    """Who was there, as what, for whom, and when they left."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendances")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    part = term_field(Part)
    stands_for = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    present = models.BooleanField(default=False)
    left_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("part", "person__name")
        constraints = [models.UniqueConstraint(fields=["meeting", "person"], name="attendance_once")]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.person}"


class Dissent(models.Model):
    """A member's dissent (reservation, avvikande mening) in an item, in their own words."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="dissents")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    text = models.TextField()
    said_at = models.DateTimeField()

    class Meta:
        ordering = ("item", "pk")
        constraints = [models.UniqueConstraint(fields=["item", "person"], name="dissent_once")]

    def __str__(self) -> str:
        return f"{self.item_id} {self.person}"


class EarlierText(models.Model):
    """What one writer had written of the minutes before another wrote over it: nothing is lost. Append-only, may be disposed of."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="+")
    number = models.PositiveSmallIntegerField()  # the item's; 0: the opening
    text = models.TextField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    replaced_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    replaced_at = models.DateTimeField()

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.meeting_id}:{self.number}"


class Approval(models.Model):
    """Somebody approved the minutes as they read then (`sha256`); another text needs another approval. Append-only."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="approvals")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=["meeting", "person", "sha256"], name="approval_once")]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.person}"


class Circulation(models.Model):
    """A case sent round to a group between meetings (per capsulam): what is proposed, until when, what came of it."""

    code = models.CharField(max_length=20, unique=True)
    group = models.ForeignKey(Group, models.PROTECT, related_name="circulations")
    application = models.ForeignKey(Application, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(max_length=200)
    proposed = term_field(Outcome)
    reasons = models.TextField()
    closes_on = models.DateField()
    state = term_field(CirculationState, default=CirculationState.OPEN.value)
    outcome = term_field(Outcome, blank=True)
    hinder = models.CharField(max_length=500, blank=True)  # why it could not be closed when all had answered
    in_conflict = models.JSONField(default=list)
    started_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-started_at", "-pk")
        constraints = [
            models.CheckConstraint(condition=code_in(CirculationState, "state"), name="circulation_state_known"),
            models.UniqueConstraint(
                fields=["application", "year"], condition=Q(state=CirculationState.OPEN.value), name="circulation_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class Vote(models.Model):
    """A member's vote in a circulation; the last one (`edition`) counts, the earlier are kept. Append-only."""

    circulation = models.ForeignKey(Circulation, models.PROTECT, related_name="votes")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    edition = models.PositiveSmallIntegerField()
    outcome = term_field(Outcome)
    text = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=["circulation", "person", "edition"], name="vote_edition")]

    def __str__(self) -> str:
        return f"{self.circulation_id} {self.person} {self.outcome}"


class Posting(models.Model):
    """That minutes have been approved, told on the public notice board for three weeks (anslag). Append-only; it expires by itself."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="postings")
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, related_name="postings")
    title = models.CharField(max_length=200)
    held_on = models.DateField()
    approved_on = models.DateField()
    posted_on = models.DateField()
    last_day = models.DateField()
    kept_at = models.CharField(max_length=200)
    note = term_field(ReviewNote)
    corrects = models.OneToOneField("self", models.PROTECT, null=True, related_name="corrected_by")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-posted_on", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(held_on__lte=F("approved_on")) & Q(approved_on__lte=F("posted_on")) & Q(posted_on__lt=F("last_day")),
                name="posting_order",
            ),
        ]
        indexes = [models.Index(fields=["last_day"], name="posting_last_day")]

    def __str__(self) -> str:
        return f"{self.title} {self.posted_on}"


def _locked(model: type[models.Model], approved: str) -> guards.Guard:
    """Rows of a meeting do not change once its minutes are approved: `approved` is a condition on OLD or NEW (written ROW)."""
    table = model._meta.db_table
    name = f"{table}_locked"
    acts = {"INSERT": "NEW", "UPDATE": "OLD", "DELETE": "OLD"} if model is not Meeting else {"UPDATE": "OLD", "DELETE": "OLD"}
    said = f"{table}: the minutes are approved"
    function = " ".join(
        f"IF TG_OP = '{a}' THEN IF {approved.replace('ROW', row)} THEN RAISE EXCEPTION '{said}' USING ERRCODE = 'integrity_constraint_violation'; END IF; END IF;"
        for a, row in acts.items()
    )
    return guards.Guard(
        table,
        name,
        sqlite=tuple(
            f'CREATE TRIGGER IF NOT EXISTS "{name}_{a.lower()}" BEFORE {a} ON "{table}" WHEN {approved.replace("ROW", row)} '
            f"BEGIN SELECT RAISE(ABORT, '{said}'); END"
            for a, row in acts.items()
        ),
        postgresql=(
            f'CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {function} '
            "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$",
            f'CREATE OR REPLACE TRIGGER "{name}" BEFORE {" OR ".join(acts)} ON "{table}" FOR EACH ROW EXECUTE FUNCTION "{name}"()',
        ),
        sqlite_names=tuple(f"{name}_{a.lower()}" for a in acts),
    )


_OF_MEETING = "EXISTS (SELECT 1 FROM meetings_meeting m WHERE m.id = ROW.meeting_id AND m.approved_at IS NOT NULL)"
_OF_ITEM = (
    "EXISTS (SELECT 1 FROM meetings_item i JOIN meetings_meeting m ON m.id = i.meeting_id "
    "WHERE i.id = ROW.item_id AND m.approved_at IS NOT NULL)"
)
guards.append_only(Paper)
guards.append_only(Approval)
guards.append_only(EarlierText, may_delete=True)
guards.append_only(Vote)
guards.append_only(Posting)
guards.guard(_locked(Meeting, "ROW.approved_at IS NOT NULL"))
guards.guard(_locked(Item, _OF_MEETING))
guards.guard(_locked(Attendance, _OF_MEETING))
guards.guard(_locked(Dissent, _OF_ITEM))
