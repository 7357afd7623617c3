"""Plain factories: each makes one valid thing, and says what it needs."""

from datetime import timedelta
from io import BytesIO

from django.contrib.auth.models import Group, User
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image

from documents.models import Consultation, Document, DocumentFile, DocumentType, IssuingBody, Opinion
from kttt.pages.models import Department
from kttt.publishing import State
from kttt.questions.models import Question
from news.models import Article, Category


def category(slug="tin-hoat-dong", **values):
    values.setdefault("name", "Tin hoạt động")
    return Category.objects.get_or_create(slug=slug, defaults=values)[0]


def article(title="Hội nghị tổng kết", **values):
    values.setdefault("state", State.PUBLISHED)
    values.setdefault("publish_from", timezone.now() - timedelta(hours=1))
    values.setdefault("category", category())
    values.setdefault("body", "<p>Nội dung.</p>")
    return Article.objects.create(title=title, **values)


def document(number="25/2024/TT-BTC", **values):
    values.setdefault("state", State.PUBLISHED)
    values.setdefault("publish_from", timezone.now() - timedelta(hours=1))
    values.setdefault("type", DocumentType.objects.get_or_create(name="Thông tư")[0])
    values.setdefault("issuer", IssuingBody.objects.get_or_create(name="Bộ Tài chính")[0])
    values.setdefault("abstract", "Bãi bỏ một thông tư cũ")
    return Document.objects.create(number=number, **values)


def document_file(owner, data=b"%PDF-1.4 nothing but a test", name="25-2024-tt-btc.pdf"):
    return DocumentFile.objects.create(document=owner, file=ContentFile(data, name), name=name, size=len(data))


def picture(width=64, height=36):
    out = BytesIO()
    Image.new("RGB", (width, height), "#14532d").save(out, "JPEG")
    return ContentFile(out.getvalue(), "anh.jpg")


def staff(username="bientap", group=None, **values):
    user = User.objects.create_user(username, password="mat-khau-thu-1", is_staff=True, **values)
    if group:
        user.groups.add(Group.objects.get(name=group))
    return user


def department(name="Phòng Tư vấn, hỗ trợ hợp tác xã", **values):
    return Department.objects.get_or_create(name=name, defaults=values)[0]


def question(title="Thành lập hợp tác xã cần mấy người?", **values):
    values.setdefault("name", "Lò Văn Kín")
    values.setdefault("phone", "0987 654 321")
    values.setdefault("email", "lovankin@example.vn")
    values.setdefault("body", "Chúng tôi muốn trồng chè chung.")
    values.setdefault("original_title", f"{title} (nguyên văn)")
    values.setdefault("original_body", "Tôi là Lò Văn Kín, nhà ở bản Nà Kín.")
    return Question.objects.create(title=title, **values)


def answered(title="Thành lập hợp tác xã cần mấy người?", **values):
    """A question that stands on /hoi-dap/, unless `published_at=None`."""
    now = timezone.now() - timedelta(hours=1)
    values = {
        "state": "answered",
        "answer": "<p>Ít nhất năm người.</p>",
        "closed_at": now,
        "published_at": now,
    } | values
    return question(title, **values)


def consultation(title="Quyết định về mức hỗ trợ thành lập mới", days=20, **values):
    """A draft that is open: since yesterday, for `days` more days; with one article."""
    today = timezone.localdate()
    values.setdefault("state", State.PUBLISHED)
    values.setdefault("publish_from", timezone.now() - timedelta(hours=1))
    values.setdefault("type", DocumentType.objects.get_or_create(name="Quyết định")[0])
    values.setdefault("drafter", IssuingBody.objects.get_or_create(name="Liên minh Hợp tác xã tỉnh")[0])
    values.setdefault("summary", "Quy định mức hỗ trợ một lần cho hợp tác xã mới.")
    values.setdefault("closes_on", today + timedelta(days=days))
    values.setdefault("opens_on", min(today - timedelta(days=1), values["closes_on"]))
    made = Consultation.objects.create(title=title, **values)
    made.articles.create(label="Điều 1", title="Phạm vi", text="Quyết định này quy định mức hỗ trợ.", position=1)
    return made


def opinion(draft, said="Xin nâng mức hỗ trợ.", **values):
    """An opinion with one remark on the draft's first article."""
    values.setdefault("name", "Lò Văn Kín")
    values.setdefault("organization", "HTX Chè Kín")
    values.setdefault("email", "lovankin@example.vn")
    made = Opinion.objects.create(consultation=draft, **values)
    made.remarks.create(article=draft.articles.first(), text=said, original=f"{said} Tôi ở bản Nà Kín.")
    return made
