"""The register of decisions: its chains, what lies beside them, and the seals. Source: O6; ADR 0005."""

from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_noop as _

from nytta.kit import guards
from nytta.kit.fields import term_field
from nytta.kit.ledger import Link, canonical, sealed

from ..terms import DecisionKind, Review


class Decision(Link):
    """A decision as it was made: hash-chained, never changed or removed, only superseded. Texts lie beside (DecisionText)."""

    chain = "decisions"
    in_seals = True
    many, place = _("Beslut"), _("Beslut %(place)s")
    forms = {
        1: ("kind", "decided_on", "decider", "body_name", "mandate", "registry_number", "subject",
            "content", "basis_sha256", "reasons_sha256", "on_delegation", "supersedes_id"),
        2: ("kind", "decided_on", "decider", "decided_by", "body_name", "mandate", "registry_number", "own_number", "subject",
            "concerns", "content", "basis_sha256", "reasons_sha256", "letter_sha256", "person_sha256", "published",
            "on_delegation", "supersedes_number"),
    }  # fmt: skip
    beside = ("supersedes_id", "decided_by")

    kind = term_field(DecisionKind)
    decided_on = models.DateField()
    decider = models.CharField(max_length=160)
    decided_by = models.BigIntegerField(null=True)  # the first form only, beside what it hashes; later in the text's
    body_name = models.CharField(max_length=160)
    mandate = models.CharField(max_length=300)
    registry_number = models.CharField(max_length=40, blank=True)
    own_number = models.CharField(max_length=40, blank=True)
    subject = models.CharField(max_length=150)
    concerns = models.JSONField(default=list)
    content = models.JSONField(default=dict)
    basis_sha256 = models.CharField(max_length=64)
    reasons_sha256 = models.CharField(max_length=64)
    letter_sha256 = models.CharField(max_length=64, blank=True)
    person_sha256 = models.CharField(max_length=64, blank=True)
    published = models.BooleanField(default=False)
    on_delegation = models.BooleanField(default=False)
    supersedes = models.ForeignKey("self", models.PROTECT, null=True, related_name="superseded_by")

    class Meta:
        ordering = ("-number",)
        indexes = [models.Index(fields=["subject", "number"], name="decision_subject")]
        constraints = [models.UniqueConstraint(fields=["own_number"], condition=~Q(own_number=""), name="decision_own_number")]

    def __str__(self) -> str:
        return f"{self.decided_on} {self.kind} {self.subject}"

    @classmethod
    def links(cls) -> QuerySet["Decision"]:
        """In order, each with its texts and the one that it supersedes."""
        return super().links().select_related("text", "supersedes")

    @property
    def supersedes_number(self) -> int | None:
        """The number of the decision that it supersedes."""
        return self.supersedes.number if self.supersedes else None

    @property
    def called(self) -> str:
        """Its own number, or its place in the chain where it was made before there were own numbers."""
        return self.own_number or str(self.number)


class DecisionText(models.Model):
    """The words of a decision and who made it, beside the chain that holds their hashes: closed or disposed of by a decision.

    `salts` keep a short text from being guessed by its hash when it is gone; `disposed` says by which decision a part went.
    """

    PARTS = ("basis", "reasons", "letter", "person")

    decision = models.OneToOneField(Decision, models.PROTECT, related_name="text")
    basis = models.TextField(blank=True)
    reasons = models.TextField(blank=True)
    letter = models.TextField(blank=True)
    person = models.JSONField(default=dict)
    salts = models.JSONField(default=dict)
    disposed = models.JSONField(default=dict)
    disposal = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="disposed_texts")
    published_on = models.DateField(null=True)

    def __str__(self) -> str:
        return str(self.decision)

    def hash_of(self, part: str) -> str:
        """The hash that the chain should hold of a part, from what lies here."""
        value = getattr(self, part)
        return sealed(value if isinstance(value, str) else canonical(value), self.salts.get(part, ""))


class DecisionFile(Link):
    """A document of a decision as it was issued: name and hash in a chain of their own; the bytes lie beside."""

    chain = "decision_files"
    in_seals = True
    many, place = _("Handlingar"), _("Handling %(place)s")
    forms = {1: ("decision_number", "name", "media_type", "size", "file_sha256", "made_on")}
    beside = ("decision_id",)

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="files")
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    file_sha256 = models.CharField(max_length=64, db_index=True)
    made_on = models.DateField()

    def __str__(self) -> str:
        return self.name

    @classmethod
    def links(cls) -> QuerySet["DecisionFile"]:
        """In order, each with its bytes and its decision's number."""
        return super().links().select_related("decision", "content")

    @property
    def decision_number(self) -> int:
        """The place of its decision in the chain."""
        return self.decision.number


class FileContent(models.Model):
    """The bytes of a decision's document; emptied by a recorded disposal alone."""

    file = models.OneToOneField(DecisionFile, models.PROTECT, related_name="content")
    data = models.BinaryField()
    disposal = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return str(self.file)


class FetchedCopy(Link):
    """That a decision was fetched as a document on a day: the hash of its bytes, so that whoever has it can ask whether it is genuine.

    A chain of its own: a row that somebody else put there would make a forged document genuine.
    """

    chain = "fetched_copies"
    in_seals = True
    many, place = _("Hämtade kopior"), _("Hämtad kopia %(place)s")
    forms = {1: ("decision_number", "file_sha256", "made_on")}
    beside = ("decision_id",)

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="copies")
    file_sha256 = models.CharField(max_length=64, unique=True)
    made_on = models.DateField()

    def __str__(self) -> str:
        return f"{self.decision_id} {self.made_on}"

    @classmethod
    def links(cls) -> QuerySet["FetchedCopy"]:
        """In order, each with its decision's number."""
        return super().links().select_related("decision")

    @property
    def decision_number(self) -> int:
        """The place of its decision in the chain."""
        return self.decision.number


class ReviewNote(Link):
    """How a decision can be reviewed, as its letter says: set by kind when it is made, or picked by the registrar; the last counts."""

    chain = "review_notes"
    in_seals = True
    many, place = _("Hänvisningar om överprövning"), _("Hänvisning %(place)s")
    forms = {1: ("decision_number", "note", "clause", "noted_on")}
    beside = ("decision_id",)

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="review_notes")
    note = term_field(Review)
    clause = models.CharField(max_length=200, blank=True)
    noted_on = models.DateField()

    def __str__(self) -> str:
        return f"{self.decision_id} {self.note}"

    @classmethod
    def links(cls) -> QuerySet["ReviewNote"]:
        """In order, each with its decision's number."""
        return super().links().select_related("decision")

    @property
    def decision_number(self) -> int:
        """The place of its decision in the chain."""
        return self.decision.number


class Seal(Link):
    """What the registers held on a day: the hash of every new link since the seal before, and the seal of the audit.

    Printed, mailed and published: whoever keeps one can show what was there.
    """

    chain = "seals"
    forms = {1: ("sealed_on", "held")}

    sealed_on = models.DateField()
    held = models.JSONField()  # {chain: {"first": number, "hashes": [sha256, …]}, "audit": {"last": key, "sha256": …}}

    def __str__(self) -> str:
        return f"{self.sealed_on} {self.sha256[:12]}"


for _model in (Decision, DecisionFile, FetchedCopy, ReviewNote, Seal):
    guards.append_only(_model)
_DISPOSAL = f"EXISTS (SELECT 1 FROM {Decision._meta.db_table} d WHERE d.id = NEW.disposal_id AND d.kind = 'disposal')"
_AS_BEFORE = "NEW.id = OLD.id AND COALESCE(NEW.disposal_id, 0) <> COALESCE(OLD.disposal_id, 0)"
guards.append_only(
    DecisionText,
    unless=f"{_AS_BEFORE} AND NEW.decision_id = OLD.decision_id AND COALESCE(NEW.published_on, '0001-01-01') = COALESCE(OLD.published_on, '0001-01-01') AND {_DISPOSAL} "
    + " ".join(f"AND (NEW.{part} = OLD.{part} OR NEW.{part} = '')" for part in ("basis", "reasons", "letter"))
    + " AND (NEW.person = OLD.person OR NEW.person = '{}')",
)
guards.append_only(FileContent, unless=f"{_AS_BEFORE} AND NEW.file_id = OLD.file_id AND length(NEW.data) = 0 AND {_DISPOSAL}")
