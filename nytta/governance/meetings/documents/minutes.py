"""Minutes as a document that people archive: what was approved, who was there, each item with its outcome, dissent, and who approved."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext, override

from nytta.city.organisation.queries import the_city
from nytta.city.records.documents import archived
from nytta.city.records.terms import DocumentKind
from nytta.kit import documents as kit_documents
from nytta.kit.documents import Column, Report, Section, Table
from nytta.kit.words import label

from ..models import Approval
from ..terms import Outcome, Part


def minutes_pdf(content: dict[str, Any], *, mark: str, approvals: Sequence[Approval], by: Any, on: datetime) -> bytes:
    """The minutes as PDF/A-2a and PDF/UA-1, in Swedish, with those who approved (`by` does it now) and the text's SHA-256. Source: U9."""
    with override("sv"):
        made = archived(
            report(content, mark=mark, signed=signed_by(approvals, mark, by, on)), DocumentKind.MINUTES, registry="", on=on.date()
        )
        return kit_documents.pdf(made, lang="sv", on=on)


def signed_by(approvals: Sequence[Approval], mark: str, by: Any, on: datetime) -> list[tuple[str, str]]:
    """(name, day) of those who have approved this text, with who approves it now."""
    found = {a.person_id: (str(a.person), a.at.date().isoformat()) for a in approvals if a.sha256 == mark}
    if by is not None:
        found.setdefault(by.pk, (str(by), on.date().isoformat()))
    return list(found.values())


def report(content: dict[str, Any], *, mark: str, signed: Sequence[tuple[str, str]]) -> Report:
    """The minutes as a report; `signed` is empty while they are being written."""
    city = the_city().name
    title = gettext("Protokoll %(code)s") % {"code": content["meeting"]}
    return Report(
        title,
        f"{content['group']}, {content['day']}",
        city,
        f"{city} · {content['meeting']}",
        _facts(content),
        sections(content, mark=mark, signed=signed),
    )


def sections(content: dict[str, Any], *, mark: str, signed: Sequence[tuple[str, str]]) -> list[Section]:
    """All parts of the minutes, in reading order."""
    opening = [Section(gettext("Mötets öppnande"), _texts(content["opening"]))] if content["opening"].strip() else []
    return [_attendance(content), *opening, *(_item(i) for i in content["items"]), _approved(content, mark, signed)]


def _facts(content: dict[str, Any]) -> list[tuple[str, str]]:
    hours = f"{content['opened']}–{content['closed']}" if content["closed"] else content["opened"]
    return [
        (gettext("Grupp"), content["group"]), (gettext("Dag"), content["day"]), (gettext("Tid"), hours), (gettext("Plats"), content["place"]),
        (gettext("Ordförande vid mötet"), content["chair"]), (gettext("Sekreterare"), content["secretary"]),
        (gettext("Justerare"), ", ".join(content["approvers"])),
    ]  # fmt: skip


def _attendance(content: dict[str, Any]) -> Section:
    columns = [Column(gettext("Namn")), Column(gettext("Uppgift")), Column(gettext("Som")), Column(gettext("Närvaro"))]
    rows = [[a["name"], a["title"], _as_what(a), _how(a)] for a in content["attendance"]]
    return Section(gettext("Närvaro"), table=Table(gettext("Vilka som var kallade och vilka som var där"), columns, rows))


def _as_what(a: dict[str, Any]) -> str:
    word = label(Part(a["part"])) if a["part"] else gettext("Ordförande utan plats i gruppen")
    return gettext("%(part)s för %(name)s") % {"part": word, "name": a["for"]} if a["for"] else word


def _how(a: dict[str, Any]) -> str:
    if not a["present"]:
        return gettext("frånvarande")
    return gettext("lämnade klockan %(hour)s") % {"hour": a["left"]} if a["left"] else gettext("närvarande")


def _item(i: dict[str, Any]) -> Section:
    facts = [(gettext("Utfall"), label(Outcome(i["outcome"])) if i["outcome"] else "")]
    if i["case"]:
        facts = [(gettext("Ärende"), i["case"]), (gettext("Diarienummer"), i["registry"]), *facts]
    if i["signed_by"]:
        facts.append((gettext("Undertecknat av"), i["signed_by"]))
    if i["took_part"] and i["case"]:
        facts.append((gettext("Deltog"), ", ".join(i["took_part"])))
    for name, ground in i["in_conflict"]:
        facts.append((gettext("Jäv"), gettext("%(name)s deltog inte: %(ground)s") % {"name": name, "ground": gettext(ground)}))
    if i["after_notice"]:
        facts.append((gettext("Tillkom"), gettext("efter kallelsen")))
    texts = [*_texts(i["minutes"]), *([gettext("Skäl:") + " " + i["reasons"]] if i["reasons"].strip() else [])]
    texts += [gettext("Avvikande mening, %(name)s: %(text)s") % d for d in i["dissents"]]
    return Section(f"{i['number']}. {i['title']}", texts, facts)


def _texts(text: str) -> list[str]:
    return [t for t in text.split("\n\n") if t.strip()]


def _approved(content: dict[str, Any], mark: str, signed: Sequence[tuple[str, str]]) -> Section:
    title = gettext("Justering")
    if not signed:
        return Section(title, [gettext("Protokollet är inte justerat. Det är arbetsmaterial.")])
    columns, rows = [Column(gettext("Justerat av")), Column(gettext("Dag"))], [list(s) for s in signed]
    return Section(title, facts=[(gettext("Textens kontrollsumma (SHA-256)"), mark)], table=Table(gettext("Justerat"), columns, rows))
