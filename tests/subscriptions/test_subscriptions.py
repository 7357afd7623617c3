"""Following by e-mail, from the box on a list to the daily letter and back out; nobody learns who follows what."""

import re
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.core.signing import Signer, TimestampSigner, b62_encode
from django.utils import timezone
from lxml import html

from documents.models import DocumentType, IssuingBody
from kttt.mailing import queue
from kttt.mailing.models import UnsentMail
from kttt.publishing import State
from kttt.schedule import EVERY_MINUTE
from kttt.searching import refreshing
from kttt.subscriptions import digests, following, requesting, views
from kttt.subscriptions.models import NewsItem, Subscriber, Subscription
from tests import factories

pytestmark = pytest.mark.django_db
OWN = {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}
ADDRESS = "hung@example.vn"
SITE = "https://portal.example.vn/"
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def by_mail(settings):
    settings.EMAIL_URL = "smtp://mail.example.vn:25"


def old_token(seconds=10):
    """A token as of `seconds` ago: time enough to type an address."""

    class Past(TimestampSigner):
        def timestamp(self):
            return b62_encode(int(timezone.now().timestamp()) - seconds)

    return Past(salt="form.subscribe").sign("subscribe")


def follow(client, muc="van-ban", email=ADDRESS, headers=OWN, **said):
    said = {"email": email, "muc": muc, "token": old_token(), **said}
    return client.post("/theo-doi/dang-ky/", said, headers=headers)


def links(message):
    """The paths of the portal's links in a letter."""
    return [link.removeprefix("http://testserver") for link in re.findall(r"http://testserver\S*", message.body)]


def subscriber(email=ADDRESS, *followed):
    """One who confirmed yesterday, and whose letter is due."""
    made = Subscriber.objects.create(
        email=email, site=SITE, told_until=timezone.now() - DAY, due_at=timezone.now() - timedelta(minutes=1)
    )
    for kind, parameters in followed or [("van-ban", "")]:
        made.subscriptions.create(kind=kind, parameters=parameters, confirmed_at=timezone.now() - DAY)
    return made


def send_digests():
    mail.outbox.clear()
    digests.send_due()
    return mail.outbox


# --- the whole way ---------------------------------------------------------------------------------------------------


def test_from_the_box_to_the_daily_letter_and_back_out(client):
    decree = DocumentType.objects.get_or_create(name="Nghị định")[0]
    page = html.fromstring(client.get(f"/van-ban/?loai={decree.slug}&trang=1").content.decode())
    (box,) = page.xpath("//form[@class='follow-box']")
    assert "Theo dõi: Nghị định" in box.xpath("string(.)")
    response = follow(client, box.xpath(".//input[@name='muc']/@value")[0], email="Hung@Example.vn")
    assert (response.status_code, response.url) == (302, "/theo-doi/da-gui/") and not mail.outbox
    assert client.get(response.url).status_code == 200
    queue.send_due()
    (letter,) = mail.outbox
    assert letter.to == [ADDRESS] and "Nghị định" in letter.body
    confirm, leave = links(letter)
    page = client.get(confirm)
    assert "Đồng ý theo dõi" in page.content.decode() and not page.cookies
    assert page["X-Robots-Tag"] == "noindex" and "no-store" in page["Cache-Control"]
    assert Subscription.objects.confirmed().count() == 0, "programs that look at links confirm nothing"
    for _ in range(2):
        assert "Đã theo dõi" in client.post(confirm).content.decode()
    one = Subscriber.objects.get()
    assert one.due_at == digests.next_morning(timezone.now()) and one.subscriptions.get().confirmed_at

    found = factories.document("45/2026/NĐ-CP", type=decree)
    factories.document("1/2026/TT-BTC")
    digests.notice()
    assert send_digests() == [], "not before the morning"
    Subscriber.objects.update(due_at=timezone.now())
    (letter,) = send_digests()
    assert letter.to == [ADDRESS] and "1 mục mới" in letter.subject
    assert f"http://testserver{found.get_absolute_url()}" in letter.body and "1/2026/TT-BTC" not in letter.body
    (words, kind) = letter.alternatives[0]
    assert kind == "text/html" and f'href="http://testserver{found.get_absolute_url()}"' in words
    assert f"http://testserver{leave}" == letter.extra_headers["List-Unsubscribe"].strip("<>")
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    Subscriber.objects.update(due_at=timezone.now())
    assert send_digests() == [], "nothing is told twice"

    assert "Bỏ tất cả và xóa địa chỉ" in client.get(leave).content.decode() and Subscriber.objects.exists()
    answer = client.post(leave, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200 and "địa chỉ đã được xóa" in answer.content.decode()
    assert not Subscriber.objects.exists() and not Subscription.objects.exists()
    assert client.get(leave).status_code == client.post(leave).status_code == 200
    assert client.get(confirm).status_code == 404


def test_one_of_several_is_left_alone(client):
    one = subscriber(ADDRESS, ("van-ban", ""), ("lay-y-kien", ""))
    leave = f"/theo-doi/huy/{Signer(salt='subscriptions.leave').sign(f'{one.pk}.{one.key}')}/"
    first, second = one.subscriptions.order_by("pk")
    other = subscriber("khac@example.vn")
    client.post(leave, {"muc": other.subscriptions.get().pk})
    assert Subscription.objects.count() == 3
    assert client.post(leave, {"muc": first.pk}).status_code == 302
    assert one.subscriptions.get() == second
    client.post(leave, {"muc": second.pk})
    assert not Subscriber.objects.filter(pk=one.pk).exists()
    assert client.post(leave, {"muc": "x"}).status_code == 200


# --- what nobody learns, and what nobody can force -------------------------------------------------------------------


def test_the_answer_is_the_same_for_every_address(client):
    subscriber("quen@example.vn")
    Subscriber.objects.create(email="cho@example.vn", site=SITE).subscriptions.create(kind="van-ban")
    answers = {
        (r.status_code, r.url, bytes(r.content))
        for r in (follow(client, email=e) for e in ("quen@example.vn", "cho@example.vn", "la@example.vn"))
    }
    assert len(answers) == 1
    queue.send_due()
    assert sorted(m.to[0] for m in mail.outbox) == ["cho@example.vn", "la@example.vn"]


def test_an_unwilling_address_gets_few_letters(client):
    for n in range(6):
        slug = DocumentType.objects.create(name=f"Loại {n}").slug
        for _ in range(2):
            requesting.ask(ADDRESS, "van-ban", f"loai={slug}", SITE)
            queue.send_due()
    assert len(mail.outbox) == requesting.MOST_UNCONFIRMED
    Subscription.objects.update(confirmed_at=timezone.now())
    for n in range(30):
        requesting.ask(ADDRESS, "van-ban", f"loai=x{n}", SITE)
        Subscription.objects.update(confirmed_at=timezone.now())
    assert Subscription.objects.count() == requesting.MOST_FOLLOWED


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({"email": ""}, "Hãy nhập địa chỉ thư điện tử."),
        ({"email": "không"}, "Địa chỉ thư điện tử chưa đúng, ví dụ đúng: ten@vidu.vn."),
        ({"email": "a@b.vn\nBcc: c@d.vn"}, "Địa chỉ thư điện tử chưa đúng, ví dụ đúng: ten@vidu.vn."),
        ({"muc": "mat-khau"}, "Hãy chọn mục muốn theo dõi."),
        ({"muc": "van-ban?loai=khong-co"}, "Hãy chọn mục muốn theo dõi."),
        ({"muc": f"van-ban?loai={'x' * 400}"}, "Hãy chọn mục muốn theo dõi."),
        ({"token": "sai"}, "Biểu mẫu không còn hợp lệ"),
        ({"headers": {"Origin": "https://khac.example"}}, "Biểu mẫu phải được gửi từ chính trang này"),
    ],
)
def test_what_is_wrong_comes_back(client, said, wrong):
    response = follow(client, **said)
    assert response.status_code == 400 and wrong in response.content.decode() and not response.cookies
    assert not Subscriber.objects.exists()


def test_robots_and_the_impatient_store_nothing(client):
    assert follow(client, website="x").url == "/theo-doi/da-gui/"
    for n in range(views.SENT_PER_HOUR - 1):
        assert follow(client, email=f"a{n}@example.vn").status_code == 302
    assert follow(client, email="zz@example.vn").status_code == 400
    assert Subscriber.objects.count() == views.SENT_PER_HOUR - 1


def test_links_are_for_one_purpose_and_expire(client, monkeypatch):
    one = Subscriber.objects.create(email=ADDRESS, site=SITE)
    wanted = one.subscriptions.create(kind="van-ban")
    said = f"{wanted.pk}.{one.key}"
    good = TimestampSigner(salt="subscriptions.confirm").sign(said)
    bad = [
        good[:-1] + ("a" if good[-1] != "a" else "b"),
        good.replace(str(wanted.pk), str(wanted.pk + 1), 1),
        TimestampSigner(salt="subscriptions.leave").sign(said),
        Signer(salt="subscriptions.leave").sign(f"{one.pk}.{one.key}"),
        TimestampSigner(salt="subscriptions.confirm").sign(f"{wanted.pk}.{'0' * 16}"),
        "x", "%00", "1:2:3",
    ]  # fmt: skip
    for token in bad:
        assert client.post(f"/theo-doi/xac-nhan/{token}/").status_code == 404, token
    for token in (good, "x", Signer(salt="subscriptions.leave").sign(f"{one.pk}.{'0' * 16}")):
        assert client.post(f"/theo-doi/huy/{token}/").status_code == 200
    assert Subscriber.objects.exists() and not Subscription.objects.confirmed().exists()
    late = timezone.now() + timedelta(days=requesting.CONFIRM_DAYS, minutes=1)
    monkeypatch.setattr("django.core.signing.time.time", late.timestamp)
    assert client.post(f"/theo-doi/xac-nhan/{good}/").status_code == 404
    monkeypatch.undo()
    assert client.post(f"/theo-doi/xac-nhan/{good}/").status_code == 200


def test_what_nobody_confirms_is_forgotten():
    old, young = timezone.now() - 4 * DAY, timezone.now() - 2 * DAY
    for email, created, confirmed in (
        ("a@example.vn", old, None), ("b@example.vn", young, None), ("c@example.vn", old, old),
    ):  # fmt: skip
        one = Subscriber.objects.create(email=email, site=SITE)
        one.subscriptions.create(kind="van-ban", created_at=created, confirmed_at=confirmed)
    requesting.forget_unconfirmed()
    assert sorted(Subscriber.objects.values_list("email", flat=True)) == ["b@example.vn", "c@example.vn"]
    names = {"kttt.subscriptions.digests.send_due", "kttt.subscriptions.requesting.forget_unconfirmed"}
    assert names <= set(EVERY_MINUTE)


def test_without_a_mail_server_nothing_is_offered(client, settings):
    settings.EMAIL_URL = ""
    assert "follow-box" not in client.get("/van-ban/").content.decode()
    assert "Cổng chưa gửi thư" in client.get("/theo-doi/").content.decode()
    assert follow(client).status_code == 400
    subscriber()
    factories.document()
    assert send_digests() == []


def test_the_overview_offers_every_kind_and_the_choice_of_a_list(client):
    kind, body = DocumentType.objects.get_or_create(name="Nghị định")[0], factories.document().issuer
    page = html.fromstring(client.get(f"/theo-doi/?muc=van-ban&loai={kind.slug}&co-quan={body.slug}").content.decode())
    assert page.xpath("//form[@class='comment-form']//input[@type='radio']/@value") == [
        f"van-ban?loai={kind.slug}&co-quan={body.slug}", "van-ban", "lay-y-kien",
    ]  # fmt: skip
    assert "Nghị định của Bộ Tài chính" in page.xpath("string(//form[@class='comment-form'])")
    for query in ("?muc=x", "?muc=van-ban&loai=khong", "?muc=%00", f"?muc=van-ban&loai={'x' * 500}"):
        assert client.get(f"/theo-doi/{query}").status_code == 200


# --- the daily letter ------------------------------------------------------------------------------------------------


def at(*moment):
    return timezone.make_aware(datetime(*moment))  # noqa: DTZ001


def test_the_morning_is_vietnams():
    assert digests.next_morning(at(2026, 3, 1, 6, 59)) == at(2026, 3, 1, 7)
    assert digests.next_morning(at(2026, 3, 1, 7)) == at(2026, 3, 2, 7)
    assert digests.next_morning(at(2026, 12, 31, 23)) == at(2027, 1, 1, 7)


def test_each_gets_what_is_followed_and_each_thing_once():
    decree = DocumentType.objects.get_or_create(name="Nghị định")[0]
    ministry = IssuingBody.objects.get_or_create(name="Bộ Tài chính")[0]
    subscriber("tat-ca@example.vn", ("van-ban", ""), ("van-ban", f"loai={decree.slug}"), ("lay-y-kien", ""))
    subscriber("bo@example.vn", ("van-ban", f"co-quan={ministry.slug}"))
    subscriber("ca-hai@example.vn", ("van-ban", f"loai={decree.slug}&co-quan={ministry.slug}"))
    other = IssuingBody.objects.get_or_create(name="Chính phủ")[0]
    factories.document("1/2026/NĐ-CP", type=decree, issuer=other)
    factories.document("2/2026/TT-BTC")
    factories.consultation("Quyết định hỗ trợ")
    told = {m.to[0]: m.body for m in send_digests()}
    assert set(told) == {"tat-ca@example.vn", "bo@example.vn"}
    assert told["tat-ca@example.vn"].count("1/2026/NĐ-CP") == 1
    assert "2/2026/TT-BTC" in told["tat-ca@example.vn"] and "Quyết định hỗ trợ" in told["tat-ca@example.vn"]
    assert "1/2026" not in told["bo@example.vn"] and "2/2026/TT-BTC" in told["bo@example.vn"]
    assert "https://portal.example.vn/van-ban/" in told["bo@example.vn"]


def test_a_search_is_followed_with_its_words_and_facets(client):
    decree = DocumentType.objects.get_or_create(name="Nghị định")[0]
    query = f"van-ban?q=cây+quế&loai={decree.slug}&nam=2026"
    factories.document("1/2026/NĐ-CP", type=decree, abstract="Về cây quế", issued_on="2026-05-01")
    factories.document("2/2026/NĐ-CP", type=decree, abstract="Về cây hồi", issued_on="2026-05-01")
    factories.document("3/2026/TT-BTC", abstract="Về cây quế", issued_on="2026-05-01")
    refreshing.refresh_all()
    assert follow(client, query).status_code == 302
    wanted = Subscription.objects.get()
    assert following.named(wanted.kind, wanted.parameters) == "Nghị định; năm 2026; có “cây quế”"
    subscriber("khac@example.vn", ("van-ban", wanted.parameters))
    (letter,) = send_digests()
    assert "1/2026/NĐ-CP" in letter.body and "2/2026" not in letter.body and "3/2026" not in letter.body
    box = html.fromstring(client.get(f"/van-ban/?{wanted.parameters}").content.decode())
    assert box.xpath("//form[@class='follow-box']//input[@name='muc']/@value") == [f"van-ban?{wanted.parameters}"]


def test_news_are_what_is_published_when_it_is_published():
    one = subscriber()
    draft = factories.document("1/2026/QĐ-UBND", state=State.DRAFT, publish_from=timezone.now() - 3 * DAY)
    factories.document("2/2026/QĐ-UBND", internal=True)
    factories.document("3/2010/QĐ-UBND", publish_from=timezone.now() - 90 * DAY)
    gone = factories.document("4/2026/QĐ-UBND")
    digests.notice()
    gone.state = State.WITHDRAWN
    gone.save()
    assert send_digests() == []
    draft.state = State.PUBLISHED
    draft.save()
    digests.notice()
    Subscriber.objects.filter(pk=one.pk).update(due_at=timezone.now())
    (letter,) = send_digests()
    assert "1/2026/QĐ-UBND" in letter.body and "4/2026" not in letter.body
    draft.state = State.WITHDRAWN
    draft.save()
    draft.state = State.PUBLISHED
    draft.save()
    Subscriber.objects.update(due_at=timezone.now())
    assert send_digests() == []


def test_what_was_there_before_is_not_told_to_who_comes_later():
    factories.document()
    digests.notice()
    NewsItem.objects.update(noticed_at=timezone.now() - 2 * DAY)
    subscriber()
    assert send_digests() == []


def test_many_new_things_are_cut_short_with_a_link():
    subscriber()
    for n in range(digests.SHOWN + 5):
        factories.document(f"{n}/2026/KH-LMHTX")
    (letter,) = send_digests()
    assert letter.body.count("/KH-LMHTX:") == digests.SHOWN
    assert "Còn nhiều mục nữa: https://portal.example.vn/van-ban/" in letter.body


def test_a_batch_reads_the_same_whatever_its_size(django_assert_max_num_queries, monkeypatch):
    factories.document()
    digests.notice()

    def queries_of(count, first):
        for n in range(count):
            subscriber(f"a{first + n}@example.vn", ("van-ban", ""), ("lay-y-kien", ""))
        with django_assert_max_num_queries(10_000) as asked:
            assert len(send_digests()) == count
        return len([q for q in asked.captured_queries if not q["sql"].startswith("UPDATE")]), len(asked)

    monkeypatch.setattr(digests, "AT_ONCE", 2000)
    reads, everything = queries_of(3, 0)
    more_reads, more = queries_of(300, 3)
    assert reads == more_reads and more - everything == 297, "one write for each letter: it makes it never come twice"


def test_a_thousand_subscribers_in_ten_batches():
    factories.document()
    for n in range(1000):
        subscriber(f"a{n}@example.vn")
    told = []
    for _ in range(10):
        told += [m.to[0] for m in send_digests()]
    assert len(told) == len(set(told)) == 1000 and send_digests() == []


# --- servers and processes that fail ---------------------------------------------------------------------------------


def test_a_server_that_is_away_costs_nobody_a_letter(settings, caplog):
    backend = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "tests.subscriptions.mail_servers.AwayBackend"
    subscriber()
    factories.document()
    assert send_digests() == []
    assert ADDRESS not in caplog.text and "ConnectionRefusedError" in caplog.text
    settings.EMAIL_BACKEND = backend
    assert len(send_digests()) == 1 and send_digests() == []


def test_a_mailbox_that_is_none_is_forgotten_and_one_that_waits_is_tried_again(settings):
    settings.EMAIL_BACKEND = "tests.subscriptions.mail_servers.PickyBackend"
    odd, later, good = (subscriber(f"{name}@example.vn") for name in ("odd", "later", "good"))
    factories.document()
    assert [m.to for m in send_digests()] == [["good@example.vn"]]
    later.refresh_from_db()
    assert timezone.now() < later.due_at < timezone.now() + timedelta(minutes=11)
    for n in range(digests.MOST_REFUSALS - 1):
        factories.document(f"{n}/2026/KH-LMHTX")
        Subscriber.objects.update(due_at=timezone.now())
        send_digests()
    assert not Subscriber.objects.filter(pk=odd.pk).exists() and Subscriber.objects.filter(pk=good.pk).exists()
    Subscriber.objects.filter(pk=later.pk).update(email="now@example.vn", due_at=timezone.now())
    assert [m.to for m in send_digests()] == [["now@example.vn"]]


def test_a_server_that_refuses_the_words_is_tried_again_later(settings):
    settings.EMAIL_BACKEND = "tests.subscriptions.mail_servers.PickyBackend"
    full = subscriber("full@example.vn")
    factories.document()
    assert send_digests() == []
    Subscriber.objects.filter(pk=full.pk).update(email="good@example.vn", due_at=timezone.now())
    assert len(send_digests()) == 1


def test_of_two_workers_one_sends():
    one = subscriber()
    now = timezone.now()
    assert digests._claim(one, now) and not digests._claim(one, now)


# --- staff -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("group", "counts", "addresses"),
    [("Quản trị", 200, 200), ("Văn thư", 200, 403), ("Biên tập", 403, 403), ("Lãnh đạo duyệt", 403, 403)],
)
def test_staff_see_how_many_follow_what_and_no_address(client, group, counts, addresses):
    one = subscriber()
    client.force_login(factories.staff(group=group))
    lists = [client.get(f"/quan-tri/subscriptions/{name}/") for name in ("subscription", "subscriber")]
    assert [r.status_code for r in lists] == [counts, addresses]
    pages = [*lists, client.get(f"/quan-tri/subscriptions/subscriber/{one.pk}/change/"),
             client.get(f"/quan-tri/subscriptions/subscription/{one.subscriptions.get().pk}/change/")]  # fmt: skip
    assert not any(ADDRESS in page.content.decode() for page in pages)
    if addresses == 200:
        found = client.get(f"/quan-tri/subscriptions/subscriber/?q={ADDRESS}").content.decode()
        assert "h•••@example.vn" in found
        assert "h•••" not in client.get("/quan-tri/subscriptions/subscriber/?q=hung").content.decode()


def test_the_kinds_are_registered_by_the_collections():
    assert list(following.all_kinds()) == ["van-ban", "lay-y-kien"]
    assert not UnsentMail.objects.exists()
