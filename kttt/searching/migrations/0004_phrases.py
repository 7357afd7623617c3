"""Phrases that readers ask for all the time are found like single words on PostgreSQL.

"hop<->tac<->xa" reads the tsvector of each row that holds the three words, here nearly half of all rows; a lexeme
"hop_tac_xa" of its own is told by the index alone. The phrases are `language.PHRASES` as they were; where those grow, a
further migration makes the function anew (a test of tests/search/test_language.py holds the two together).
"""

from django.db import migrations

PHRASES = (
    "bao cao", "bao ve moi truong", "bo ke hoach va dau tu", "bo tai chinh", "chi thi", "chuyen doi so",
    "cong nghe thong tin", "cong van", "dan toc thieu so", "dich vu nong nghiep", "dich vu tong hop", "giay chung nhan",
    "hoi dong nhan dan", "hoi dong quan tri", "hop tac xa", "huong dan", "ke hoach", "ket luan", "kinh te tap the",
    "lien hiep hop tac xa", "lien minh hop tac xa", "ma so thue", "moi xa mot san pham", "nghi dinh", "nghi quyet",
    "nong thon moi", "quy tin dung nhan dan", "quyet dinh", "thanh pho", "thong bao", "thong tu", "thu tuong",
    "tieu thu cong nghiep", "to hop tac", "uy ban nhan dan", "van ban hop nhat", "ve sinh moi truong",
)  # fmt: skip
LEXEMES = ", ".join(
    f"('{phrase.replace(' ', '_')}', '{phrase.replace(' ', '<->')}'::tsquery)" for phrase in PHRASES
)
DOCUMENT = """CREATE OR REPLACE FUNCTION searching_document(searching_entry) RETURNS tsvector LANGUAGE sql IMMUTABLE AS $$
    WITH made AS MATERIALIZED (SELECT setweight(to_tsvector('simple', $1.folded_title), 'A')
        || setweight(to_tsvector('simple', $1.folded_keys), 'B')
        || setweight(to_tsvector('simple', $1.folded_about), 'C')
        || setweight(to_tsvector('simple', $1.folded_body), 'D') AS words)
    SELECT {wanted} FROM made
$$"""
WITH_PHRASES = (
    "words || array_to_tsvector(ARRAY("  # noqa: S608
    f"SELECT lexeme FROM (VALUES {LEXEMES}) AS phrases (lexeme, phrase) WHERE words @@ phrase))"
)
INDEX_ANEW = "UPDATE searching_index i SET document = searching_document(e) FROM searching_entry e WHERE e.id = i.entry_id"


def _define(wanted):
    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(DOCUMENT.format(wanted=wanted))
            schema_editor.execute(INDEX_ANEW)

    return run


class Migration(migrations.Migration):
    dependencies = [("searching", "0003_narrow_index")]
    operations = [migrations.RunPython(_define(WITH_PHRASES), _define("words"))]
