"""Words keep their code, label and source together."""

import pytest

from nytta.plain.words import Term


class Colour(Term):
    RED = "red", "Röd", "P1"
    BLUE = "blue", "Blå"


def test_member_carries_code_label_and_source():
    assert (Colour.RED.value, Colour.RED.sv, Colour.RED.source) == ("red", "Röd", "P1")
    assert (Colour.BLUE.source, str(Colour.BLUE)) == ("", "blue")


def test_code_finds_the_member_and_an_unknown_one_is_refused():
    assert Colour("blue") is Colour.BLUE
    with pytest.raises(ValueError, match="green"):
        Colour("green")


def test_choices_and_codes_keep_the_order_of_definition():
    assert Colour.choices() == [("red", "Röd"), ("blue", "Blå")]
    assert Colour.codes() == ["red", "blue"]
