"""Search by the database's own full text: FTS5 on SQLite, a stored tsvector with a GIN index on PostgreSQL."""

from django.db import connection

FIELDS = "s.id, s.code, s.name, s.status, u.name"


def install():
    """Make the index over what there is; the rows do not change afterwards."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "ALTER TABLE reg_system ADD COLUMN words tsvector "
                "GENERATED ALWAYS AS (to_tsvector('swedish', name || ' ' || description)) STORED"
            )
            cursor.execute("CREATE INDEX reg_words ON reg_system USING gin (words)")
        else:
            cursor.execute("CREATE VIRTUAL TABLE reg_words USING fts5(name, description, content='reg_system', content_rowid='id')")
            cursor.execute("INSERT INTO reg_words(reg_words) VALUES ('rebuild')")


def _quoted(asked):
    """Each word as a phrase of FTS5."""
    return " ".join('"{}"'.format(word.replace('"', "")) for word in asked.split())


def matching(rows, asked):
    """The rows that hold all the words."""
    if connection.vendor == "postgresql":
        return rows.extra(where=["words @@ websearch_to_tsquery('swedish', %s)"], params=[asked])
    return rows.extra(where=["reg_system.id IN (SELECT rowid FROM reg_words WHERE reg_words MATCH %s)"], params=[_quoted(asked)])


def best(asked, most):
    """(rows, how many): the best by rank, each with a piece of its text."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "WITH found AS (SELECT id, ts_rank(words, q) AS rank, q, count(*) OVER () AS total "
                "FROM reg_system, websearch_to_tsquery('swedish', %s) AS q WHERE words @@ q ORDER BY rank DESC, id LIMIT %s) "
                f"SELECT {FIELDS}, ts_headline('swedish', s.description, found.q, 'MinWords=8, MaxWords=18'), found.total "
                "FROM found JOIN reg_system s ON s.id = found.id JOIN reg_unit u ON u.id = s.unit_id ORDER BY found.rank DESC, s.id",
                [asked, most],
            )
        else:
            cursor.execute(
                "WITH found AS (SELECT rowid AS id, rank AS place, snippet(reg_words, 1, '', '', '…', 18) AS piece "
                "FROM reg_words WHERE reg_words MATCH %s ORDER BY rank LIMIT %s) "
                f"SELECT {FIELDS}, found.piece, (SELECT count(*) FROM reg_words WHERE reg_words MATCH %s) "
                "FROM found JOIN reg_system s ON s.id = found.id JOIN reg_unit u ON u.id = s.unit_id ORDER BY found.place",
                [_quoted(asked), most, _quoted(asked)],
            )
        hits = cursor.fetchall()
    return hits, hits[0][6] if hits else 0
