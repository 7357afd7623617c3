"""The document list: filters, search by number and words, and the order of names."""

import pytest

from documents.models import DocumentType, IssuingBody
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def documents():
    plan = DocumentType.objects.get(name="Kế hoạch")
    alliance = IssuingBody.objects.get(name="Liên minh Hợp tác xã tỉnh Lai Châu")
    factories.document("25/2024/TT-BTC", abstract="Bãi bỏ một thông tư về đất đai")
    factories.document("12/KH-LMHTX", type=plan, issuer=alliance, abstract="Tập huấn cho hợp tác xã")


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("", ["12/KH-LMHTX", "25/2024/TT-BTC"]),
        ("?q=dat dai", ["25/2024/TT-BTC"]),
        ("?q=25/2024/TT-BTC", ["25/2024/TT-BTC"]),
        ("?q=tap huan", ["12/KH-LMHTX"]),
        ("?loai=ke-hoach", ["12/KH-LMHTX"]),
        ("?co-quan=bo-tai-chinh", ["25/2024/TT-BTC"]),
        ("?co-quan=bo-tai-chinh&loai=ke-hoach", []),
    ],
)
def test_filters_and_search(client, documents, query, numbers):
    page = client.get(f"/van-ban/{query}").context["page_obj"]
    assert [d.number for d in page.object_list] == numbers
    assert page.paginator.count == len(numbers)


def test_names_stand_in_the_order_of_the_vietnamese_alphabet():
    IssuingBody.objects.all().delete()
    for name in ("Đoàn thanh niên", "Ủy ban nhân dân", "Ban Dân tộc", "Bộ Tài chính", "Đảng ủy"):
        IssuingBody.objects.create(name=name)
    assert [b.name for b in IssuingBody.objects.all()] == [
        "Ban Dân tộc",
        "Bộ Tài chính",
        "Đảng ủy",
        "Đoàn thanh niên",
        "Ủy ban nhân dân",
    ]
