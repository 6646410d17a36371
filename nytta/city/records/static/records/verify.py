# fmt: off
"""Verifies an export of the register of decisions with Python's standard library alone, without network or database:

    python3 -I verify.py EXPORT.zip [the hash of a seal that you have kept]
"""
import hashlib, json, sys, zipfile  # noqa: E401, I001

def sha(what):
    return hashlib.sha256(what if isinstance(what, bytes) else what.encode()).hexdigest()

def canonical(value):
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))

def link_faults(one, number, previous, sealed):
    if one["number"] != number + 1:
        yield "a number before it is missing, or it is out of order"
    if one["previous"] != previous:
        yield "it does not follow the one before"
    if "says" in one and sha(canonical([one["number"], one["previous"], one["says"]])) != one["sha256"]:
        yield "the content was changed"
    if sealed.pop(one["number"], one["sha256"]) != one["sha256"]:
        yield "it is not what was sealed"
    for part, text in one.get("parts", {}).items():
        if "text" in text and sha(text.get("salt", "") + text["text"]) != one["says"][part + "_sha256"]:
            yield f"the text was changed: {part}"

def faults(archive, kept):
    ends, names, sealed, seals = json.loads(archive.read("export.json"))["ends"], set(archive.namelist()), {}, []
    for chain in ("seals", "decisions", "decision_files", "review_notes"):
        number, previous = 0, ""
        with archive.open(chain + ".jsonl") as lines:
            for one in map(json.loads, lines):
                yield from (f"{chain} {one['number']}: {why}" for why in link_faults(one, number, previous, sealed.setdefault(chain, {})))
                number, previous = one["number"], one["sha256"]
                if chain == "seals":
                    seals.append(previous)
                    for name, held in one["says"]["held"].items():
                        sealed.setdefault(name, {}).update((n, h) for n, h in enumerate(held.get("hashes", []), held.get("first", 0)) if h)
                if one.get("file") and (one["file"] not in names or sha(archive.read(one["file"])) != one["says"]["file_sha256"]):
                    yield f"{chain} {number}: the document was changed or is missing"
        if number < max([ends[chain], *sealed.get(chain, {})]):
            yield f"{chain} {number + 1}: missing at the end"
    if kept and kept not in seals:
        yield "seals: the seal that you have kept is not among them"

found = list(faults(zipfile.ZipFile(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else ""))
sys.stdout.write("\n".join(found or ["The register is whole."]) + "\n")
sys.exit(1 if found else 0)
