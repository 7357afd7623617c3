"""Versions of rows: what is kept, how two are compared, how one is brought back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kttt import revisions
from kttt.richtext import lines
from news.models import Article, Tag, Topic
from tests import factories

TEXTS = st.text(st.sampled_from("aăâ đ Bc\n.,<&\u0301"), max_size=60)


@given(TEXTS, TEXTS)
def test_both_texts_stand_whole_in_what_is_marked(old, new):
    left, right = revisions.marked(old, new)
    assert "".join(piece for _, piece in left) == old
    assert "".join(piece for _, piece in right) == new
    kept = [[piece for alone, piece in side if not alone] for side in (left, right)]
    assert "".join(kept[0]) == "".join(kept[1])
    if old == new:
        assert not any(alone for alone, _ in left + right)


def test_words_are_marked_not_letters():
    assert revisions.marked("Họp tổng kết năm 2025.\nHết.", "Họp sơ kết năm 2026.\nHết.") == (
        [(False, "Họp "), (True, "tổng"), (False, " kết năm "), (True, "2025"), (False, ".\nHết.")],
        [(False, "Họp "), (True, "sơ"), (False, " kết năm "), (True, "2026"), (False, ".\nHết.")],
    )


def test_a_passage_too_long_to_compare_is_marked_whole(monkeypatch):
    monkeypatch.setattr(revisions, "MOST_COMPARED", 3)
    assert revisions.marked("a b\nz", "a c\nz") == (
        [(True, "a b\n"), (False, "z")],
        [(True, "a c\n"), (False, "z")],
    )


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<h2>Chè</h2><p>Một&nbsp;<b>hai</b> &lt;ba&gt;</p>", "Chè\nMột hai <ba>"),
        ('<p><a href="/x/?a=1&amp;b=2">bài</a></p>', "bài [/x/?a=1&b=2]"),
        ('<figure class="image"><img src="/media/a.webp" alt="Đồi chè"></figure>', "[Ảnh: Đồi chè /media/a.webp]"),
        ("<table><tr><td>1</td><td>2</td></tr></table>", "1\n2"),
        ("", ""),
    ],
)
def test_html_is_compared_as_lines(html, text):
    assert lines(html) == text


@pytest.mark.django_db
class TestOfAnArticle:
    def versions(self, article):
        return list(article.history.order_by("history_id"))

    def test_every_save_is_kept_and_counting_is_not(self):
        article = factories.article("Một")
        article.title = "Hai"
        article.save()
        article.rate(5)
        assert [version.title for version in self.versions(article)] == ["Một", "Hai"]
        assert revisions.latest(article) == self.versions(article)[-1].pk
        assert revisions.latest(Article(pk=0)) == 0

    def test_what_was_written_past_save_is_kept_before_it_is_changed(self):
        Article.objects.bulk_create([Article(title="Cũ", slug="cu", body="<p>Cũ</p>", category=factories.category())])
        article = Article.objects.get()
        assert self.versions(article) == []
        for title in ("Mới", "Mới nữa"):
            article.title = title
            article.save()
        assert [version.title for version in self.versions(article)] == ["Cũ", "Mới", "Mới nữa"]
        assert self.versions(article)[0].history_user is None

    def test_differences_name_columns_in_words(self):
        article = factories.article("Một", body="<p>Đồi chè</p>")
        article.title, article.body, article.featured = "Một hai", "<p>Đồi quế</p>", True
        article.topic = Topic.objects.create(name="Đại hội", slug="dai-hoi")
        article.save()
        article.tags.add(Tag.objects.create(name="Chè", slug="che"))
        versions = self.versions(article)
        found = {d.label: (d.old, d.new) for d in revisions.differences(versions[0], versions[-1])}
        assert found == {
            "tiêu đề": ([(False, "Một")], [(False, "Một"), (True, " hai")]),
            "nội dung": ([(False, "Đồi "), (True, "chè")], [(False, "Đồi "), (True, "quế")]),
            "tin nổi bật": ([(True, "Không")], [(True, "Có")]),
            "sự kiện": ([], [(True, "Đại hội")]),
            "thẻ": ([], [(True, "Chè")]),
        }

    def test_another_format_alone_is_told(self):
        article = factories.article(body="<p>Đồi chè</p>")
        article.body = "<p><strong>Đồi</strong> chè</p>"
        article.save()
        (difference,) = revisions.differences(*self.versions(article))
        assert "chỉ khác định dạng" in difference.old[0][1]

    def test_restoring_makes_a_new_version(self):
        user = factories.staff()
        article = factories.article("Một", body="<p>Đồi chè</p>", source="Báo")
        tag = Tag.objects.create(name="Chè", slug="che")
        article.tags.add(tag)
        first = self.versions(article)[-1]
        article.title, article.body, article.source = "Hai", "<p></p>", "Khác"
        article.save()
        article.tags.clear()
        before = len(self.versions(article))
        revisions.restore(article, first, user, leave=("source",))
        again = Article.objects.get()
        assert (again.title, again.body, again.source) == ("Một", "<p>Đồi chè</p>", "Khác")
        assert list(again.tags.all()) == [tag]
        added = self.versions(again)[before:]
        assert added[0].history_user == user and "Lấy lại bản lúc" in added[0].history_change_reason

    def test_what_is_gone_stays_as_it_is_now(self):
        topic = Topic.objects.create(name="Đại hội", slug="dai-hoi")
        article = factories.article(topic=topic, cover=factories.picture(), cover_alt="Đồi")
        article.tags.add(Tag.objects.create(name="Chè", slug="che"))
        kept = self.versions(article)[-1]
        lost = article.cover.name
        article.cover.storage.delete(lost)
        article.topic, article.cover = None, ""
        article.save()
        topic.delete()
        Tag.objects.all().delete()
        revisions.restore(article, kept, None)
        again = Article.objects.get()
        assert (again.topic, again.cover.name, again.tags.count(), again.cover_alt) == (None, "", 0, "Đồi")

    def test_deleting_for_good_deletes_the_versions(self):
        article = factories.article()
        history = article.history.model
        article.delete()
        assert not history.objects.exists()


@pytest.mark.django_db
def test_links_written_from_their_other_side_pass_by():
    article = factories.article("Một")
    tag = Tag.objects.create(name="chè", slug="che")
    article.tags.add(tag)
    before = article.history.count()
    tag.articles.remove(article)
    tag.articles.clear()
    assert article.history.count() == before and not article.tags.exists()
