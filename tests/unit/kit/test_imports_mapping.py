"""What a mapping may say, how cells are read by it, and what it supplies."""

import io
from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from nytta.kit.imports import MISSING, SOURCE, SUPPLIED, BadFile, BadMapping, load_mapping, mapping_from, preview, rows_of
from nytta.plain.verdicts import Finding


def mapping(**parts):
    field = parts.pop("field", {"a": {"type": "text", "column": "a"}})
    return mapping_from({"name": "prov", **parts, "field": field})


def read(made, text):
    return list(rows_of(made, io.BytesIO(text.encode()), filename="a.csv"))


def one(spec, cell, **parts):
    made = mapping(field={"f": {"column": "b", **spec}}, **parts)
    row = read(made, f"a\tb\n1\t{cell}\n")[0]
    return [fault.rule for fault in row.faults] or row.values["f"]


@pytest.mark.parametrize(
    ("spec", "cell", "expected"),
    [
        ({"type": "money"}, "1 234 500", 1_234_500),
        ({"type": "money"}, "1\u00a0234\u202f500 kr", 1_234_500),
        ({"type": "money"}, "1.234.500,00", 1_234_500),
        ({"type": "money"}, "1,2 mkr", 1_200_000),
        ({"type": "money"}, "350 tkr", 350_000),
        ({"type": "money", "unit": "mkr"}, "1,25", 1_250_000),
        ({"type": "money", "unit": "mkr"}, "5 kr", 5),
        ({"type": "money", "decimal": "."}, "1,234,500", 1_234_500),
        ({"type": "money", "min": -10}, "−7", -7),
        ({"type": "money"}, "12,50", ["import.not_whole"]),
        ({"type": "money"}, "12 34", ["import.not_money"]),
        ({"type": "money"}, "två", ["import.not_money"]),
        ({"type": "money"}, "0x10", ["import.not_money"]),
        ({"type": "money"}, "9" * 15, ["import.too_large"]),
        ({"type": "money"}, "1e99", ["import.too_large"]),
        ({"type": "money"}, "9" * 400, ["import.not_money"]),
        ({"type": "money"}, "-1", ["import.negative"]),
        ({"type": "int", "min": 1, "max": 5}, "5", 5),
        ({"type": "int", "min": 1, "max": 5}, "0", ["import.too_small"]),
        ({"type": "int"}, "2,5", ["import.not_int"]),
        ({"type": "months"}, "3 år", 36),
        ({"type": "months"}, "6 mån", 6),
        ({"type": "months"}, "snart", ["import.not_months"]),
        ({"type": "share"}, "25 %", Decimal("0.25")),
        ({"type": "share"}, "0,25", Decimal("0.25")),
        ({"type": "share"}, "25", ["import.too_large"]),
        ({"type": "date"}, "2013-03-01", date(2013, 3, 1)),
        ({"type": "date", "dates": ["%Y-%d-%m", "%Y-%m-%d"]}, "2011-01-10", date(2011, 10, 1)),
        ({"type": "date", "dates": ["%Y-%d-%m", "%Y-%m-%d"]}, "2011-01-31", date(2011, 1, 31)),
        ({"type": "date"}, "2013-02-30", ["import.not_date"]),
        ({"type": "date"}, "41334", ["import.not_date"]),
        ({"type": "date"}, "1900-01-01", ["import.date_range"]),
        ({"type": "date"}, "9999-12-31", ["import.date_range"]),
        ({"type": "yes_no"}, "JA", True),
        ({"type": "yes_no"}, "nej", False),
        ({"type": "yes_no", "values": {"Funded": "ja"}}, "funded", True),
        ({"type": "yes_no"}, "kanske", ["import.not_yes_no"]),
        ({"type": "choice", "values": {"Röd": "red"}}, " röd ", "red"),
        ({"type": "choice", "values": ["KF1"]}, "KF7", ["import.not_choice"]),
        ({"type": "text", "max": 3}, "fyra", ["import.too_long"]),
        ({"type": "text", "max": 3, "cut": True}, "fyra", "fy…"),
        ({"type": "text", "unescape": True}, "A &amp; B", "A & B"),
        ({"type": "text"}, "<b>\u202ex\U0001f600</b>", "<b>x\U0001f600</b>"),
        ({"type": "text"}, "=1+1", "=1+1"),
        ({"type": "text", "required": True}, "", ["import.required"]),
        ({"type": "text", "missing": ["nfp"]}, "NFP", None),
    ],
)
def test_a_cell_is_read_by_its_type(spec, cell, expected):
    assert one(spec, cell) == expected


def test_a_rate_is_applied_exactly_and_rounded_to_whole_kronor():
    unit = {"£m": {"factor": 1_000_000, "sek": "13.0", "note": "average 2023"}}
    made = mapping(unit=unit, decimal=".", field={"f": {"type": "money", "column": "b", "unit": "£m"}})
    assert [row.values["f"] for row in read(made, "a;b\n1;2.5\n2;1.0E-6\n3;0.0000001\n")] == [32_500_000, 13, 1]
    assert made.notes == ("£m: 13.0 SEK (average 2023)",)


def test_a_fault_names_row_column_and_sixty_characters_of_the_value():
    made = mapping(field={"f": {"type": "date", "column": "Start"}})
    (row,) = read(made, "a;Start\n1;" + "x" * 90 + "\n")
    (fault,) = row.faults
    assert (fault.row, fault.column, fault.value, fault.rule) == (2, "Start", "x" * 60, "import.not_date")
    assert str(fault) == f"Rad 2, Start: ”{'x' * 60}” är inte ett datum."


def test_columns_may_have_several_names_or_be_joined():
    field = {
        "first": {"type": "text", "columns": ["x", "b", "c"]},
        "joined": {"type": "text", "columns": ["b", "c"], "join": ": "},
    }
    rows = read(mapping(field=field), "b;c\n1;2\n;3\n")
    assert [(r.values["first"], r.values["joined"]) for r in rows] == [("1", "1: 2"), ("3", "3")]


def test_a_column_that_is_not_there_is_named():
    made = mapping(id=["nr"], field={"a": {"type": "text", "column": "Namn"}, "b": {"type": "text", "column": "x", "may_lack": True}})
    with pytest.raises(BadFile) as caught:
        read(made, "y;z\n1;2\n")
    assert caught.value.finding.rule == "import.columns"
    assert str(caught.value) == "Filen a.csv saknar kolumnerna: Namn, nr. Den har: y, z."


def test_a_file_without_rows_is_refused():
    with pytest.raises(BadFile) as caught:
        read(mapping(), "a;b\n")
    assert caught.value.finding.rule == "import.empty"


def test_filters_count_what_they_leave_out():
    only = [{"column": "k", "in": ["ICT"], "reason": "annat"}, {"column": "c", "reason": "utan kostnad"}]
    made = mapping(only=only, missing=["na"])
    result = preview(made, io.BytesIO(b"a;k;c\n1;ICT;5\n2;Road;5\n3;ict;NA\n;;\n4;ICT;\n"), filename="a.csv")
    assert (result.rows, result.sound, result.faulty) == (5, 1, 0)
    assert result.left_out == Counter({"annat": 1, "utan kostnad": 2, "tom rad": 1})
    assert result.cells == {"a": Counter({SOURCE: 1})}


RULES = {
    "start": {"type": "date", "column": "start"},
    "end": {"type": "date", "rule": {"from": "start", "plus_months": 14}},
    "length": {"type": "months", "rule": {"months_between": ["start", "end"]}},
    "cost": {"type": "money", "column": "cost", "rule": {"by_hash": [100, 200]}},
    "_plan": {"type": "money", "column": "plan"},
    "running": {"type": "money", "rule": {"from": "cost", "times": "0.1"}},
    "actual": {"type": "money", "rule": {"from": "cost", "ratio": ["cost", "_plan"]}},
    "size": {"type": "choice", "rule": {"from": "cost", "below": [[50, "small"]], "otherwise": "large"}},
    "life": {"type": "months", "rules": [{"when": {"size": ["small"]}, "between": [3, 6]}, {"constant": 120}]},
    "plan": {"type": "text", "rule": {"text": "Plan {size} {size.__class__}"}},
}


def test_rules_supply_what_the_source_lacks_and_say_so():
    row, poor = read(mapping(id=["nr"], field=RULES), "nr;start;cost;plan\n1;2013-01-31;1000;500\n2;;;\n")
    assert dict(row.values) == {
        "start": date(2013, 1, 31),
        "end": date(2014, 3, 31),
        "length": 14,
        "cost": 1000,
        "running": 100,
        "actual": 2000,
        "size": "large",
        "life": 120,
        "plan": "Plan large {size.__class__}",
    }
    assert [name for name, origin in row.origins.items() if origin == SOURCE] == ["start", "cost"]
    assert (poor.values["end"], poor.origins["end"], poor.origins["actual"]) == (None, MISSING, MISSING)
    assert poor.values["cost"] in (100, 200)
    assert poor.origins["cost"] == SUPPLIED


def test_what_is_drawn_by_hash_follows_the_row_and_its_weights():
    field = {
        "body": {"type": "choice", "rule": {"by_hash": {"x": 3, "y": 1}}},
        "same": {"type": "choice", "rule": {"by_hash": ["p", "q", "r"], "of": ["team"]}},
        "owner": {"type": "choice", "rule": {"from": "body"}, "missing_one_in": 10},
    }
    text = "nr;team\n" + "".join(f"{n};T\n" for n in range(2000))
    rows = read(mapping(id=["nr"], field=field), text)
    counts = Counter(row.values["body"] for row in rows)
    assert 1400 < counts["x"] < 1600
    assert len({row.values["same"] for row in rows}) == 1
    assert 150 < sum(row.origins["owner"] == MISSING for row in rows) < 250
    backwards = read(mapping(id=["nr"], field=field), "nr;team\n" + "".join(f"{n};T\n" for n in reversed(range(2000))))
    assert {r.key: dict(r.values) for r in rows} == {r.key: dict(r.values) for r in backwards}
    assert mapping(salt="other", id=["nr"], field=field) != mapping(id=["nr"], field=field)


def test_a_negative_amount_may_be_read_as_missing_and_is_noted():
    made = mapping(field={"f": {"type": "money", "column": "b", "below_min": "missing", "rule": {"constant": 7}}})
    result = preview(made, io.BytesIO(b"a;b\n1;-3\n"), filename="a.csv")
    assert (result.sound, result.notes, result.cells) == (
        1,
        Counter({("f", "import.negative"): 1}),
        {"f": Counter({SUPPLIED: 1})},
    )


def test_row_keys_are_the_same_in_every_reading_and_name_doubles():
    text = "nr;a\n1;x\n2;y\n1;z\n;q\n"
    made = mapping(id=["nr"])
    rows = read(made, text)
    assert [r.key for r in rows] == ["prov:1", "prov:2", "prov:1", ""]
    assert [[f.rule for f in r.faults] for r in rows] == [[], [], ["import.duplicate"], ["import.no_id"]]
    assert [r.key for r in read(made, text)] == [r.key for r in rows]
    assert [r.key for r in read(made, "a;nr\nx;1\n")] == ["prov:1"]


def test_a_row_without_id_columns_is_known_by_all_its_cells():
    rows = read(mapping(), "a;b\n1;2\n1;3\n1;2\n")
    assert len({r.key for r in rows}) == 2
    assert [[f.rule for f in r.faults] for r in rows] == [[], [], ["import.duplicate"]]


def test_a_row_wider_than_the_header_is_a_fault():
    (row,) = read(mapping(), "a;b\n1;2;3\n")
    assert [(f.rule, f.value) for f in row.faults] == [("import.extra_cells", "3")]


def test_a_later_check_adds_its_findings_at_the_right_column():
    made = mapping(field={"f": {"type": "int", "column": "Tal"}, "g": {"type": "int", "rule": {"constant": 1}}})

    def check(row):
        yield Finding("prov.even", "”%(value)s” är jämnt.", field="f", params={"value": row.values["f"]})
        yield Finding("prov.g", "Fel.", field="g")

    result = preview(made, io.BytesIO(b"a;Tal\n1;4\n"), filename="a.csv", check=check)
    assert [str(f) for f in result.faults] == ["Rad 2, Tal: ”4” är jämnt.", "Rad 2, g: Fel."]


@pytest.mark.parametrize(
    "parts",
    [
        {"strange": 1},
        {"field": {"a": {"type": "colour"}}},
        {"field": {"a": {"type": "text", "colum": "a"}}},
        {"field": {"a": {"type": "money", "unit": "£m"}}},
        {"field": {"a": {"type": "int", "rule": {"constant": "x"}}}},
        {"field": {"a": {"type": "int", "rule": {"constant": 1, "between": [1, 2]}}}},
        {"field": {"a": {"type": "choice", "rule": {"by_hash": {"x": 0}}}}},
        {"field": {"a": {"type": "choice", "rule": {"by_hash": []}}}},
        {"field": {"a": {"type": "choice", "values": ["x"], "rule": {"constant": "y"}}}},
        {"field": {"a": {"type": "int", "rule": {"from": "b"}}}},
        {"field": {"a": {"type": "int", "rule": {"from": "b"}}, "b": {"type": "int", "rule": {"from": "a"}}}},
        {"field": {"a": 5}},
        {"extends": "../other.toml"},
        {"only": [{"column": "x"}]},
    ],
)
def test_a_mapping_that_makes_no_sense_is_refused_in_words(parts):
    with pytest.raises(BadMapping) as caught:
        mapping(**parts)
    assert str(caught.value).startswith("Mappningen kan inte användas: ")


def test_targets_bound_what_may_be_mapped():
    table = {"name": "x", "field": {"a": {"type": "text"}, "_own": {"type": "int"}}}
    assert mapping_from(table, targets={"a": "text"}).names == ("a",)
    for targets in ({"a": "int"}, {"b": "text"}):
        with pytest.raises(BadMapping):
            mapping_from(table, targets=targets)


def test_what_a_mapping_says_goes_before_what_it_extends(tmp_path):
    (tmp_path / "base.toml").write_text(
        '[field.a]\ntype = "int"\ncolumns = ["x", "y"]\nrules = [{ constant = 1 }]\n[field.b]\ntype = "int"\ncolumn = "b"\nrule = { constant = 1 }\n'
    )
    own = {"a": {"column": "z", "rule": {"constant": 2}}, "b": {"columns": ["v", "w"], "rules": []}}
    made = mapping_from({"name": "own", "extends": "base.toml", "field": own}, tmp_path)
    assert [(f.columns, [r.constant for r in f.rules]) for f in made.fields] == [(("z",), [2]), (("v", "w"), [])]


def test_mappings_that_extend_each_other_in_a_ring_are_refused(tmp_path):
    for one, other in ("ab", "ba"):
        (tmp_path / f"{one}.toml").write_text(f'name = "{one}"\nextends = "{other}.toml"\n')
    with pytest.raises(BadMapping, match="bygger på sig själv"):
        load_mapping(tmp_path / "a.toml")


def test_all_faults_of_a_mapping_are_told_each_with_its_place():
    field = {"a": {"type": "text", "max": "x"}, "b": {"colum": "y"}, "c": {"rules": [{"constant": 1, "times": "1/0"}, {}]}}
    with pytest.raises(BadMapping) as caught:
        mapping(field=field, header_row=0, only=[{"column": "x"}], strange=1)
    told = " ".join(str(f.params["why"]) for f in caught.value.verdict.findings)
    for place in ("header_row", "strange", "only 1.reason", "field.a.max", "field.b.colum", "field.c.rules 1.times", "field.c.rules 2"):
        assert place in told


def test_load_mapping_refuses_what_is_not_toml(tmp_path):
    (tmp_path / "a.toml").write_text("name = ")
    with pytest.raises(BadMapping, match=r"a\.toml går inte att läsa"):
        load_mapping(tmp_path / "a.toml")
