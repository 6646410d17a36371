"""A document's table as a table of the page."""

from nytta.kit.documents import Column, Table
from nytta.kit.sections import drawn_table


def test_heading_of_the_first_column_stands_over_its_cells_and_those_of_numbers_over_theirs() -> None:
    drawn = drawn_table(Table("Fel", (Column("Rad", num=True), Column("Antal", num=True)), [("2", "7")]))
    assert '<th scope="col">Rad</th><th scope="col" class="num">Antal</th>' in drawn
    assert '<tr><th scope="row" class="nowrap">2</th><td class="num" data-l="Antal">7</td></tr>' in drawn
