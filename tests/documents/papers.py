"""Invented documents, any number of them, the same again for the same seed: for tests of finding and its benchmark."""

import random
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from documents import numbers
from documents.models import Document, DocumentFile, DocumentType, Field, FileText, IssuingBody
from kttt.publishing import State

TYPES = {
    # what it is called: (its part of the number, how many of a hundred)
    "Luật": ("", 1), "Nghị định": ("NĐ-CP", 5), "Nghị quyết": ("NQ", 8), "Quyết định": ("QĐ", 32),
    "Thông tư": ("TT", 8), "Chỉ thị": ("CT", 4), "Kế hoạch": ("KH", 14), "Báo cáo": ("BC", 10),
    "Thông báo": ("TB", 6), "Hướng dẫn": ("HD", 3), "Tờ trình": ("TTr", 3), "Công văn": ("", 6),
}  # fmt: skip
WITHOUT_VALIDITY = {"Báo cáo", "Tờ trình", "Công văn", "Thông báo"}
BODIES = {
    "Quốc hội": "QH15", "Chính phủ": "CP", "Thủ tướng Chính phủ": "TTg", "Bộ Tài chính": "BTC",
    "Bộ Kế hoạch và Đầu tư": "BKHĐT", "Bộ Nông nghiệp và Môi trường": "BNNMT", "Bộ Công Thương": "BCT",
    "Bộ Khoa học và Công nghệ": "BKHCN", "Ngân hàng Nhà nước Việt Nam": "NHNN",
    "Liên minh Hợp tác xã Việt Nam": "LMHTXVN", "Hội đồng nhân dân tỉnh Lai Châu": "HĐND",
    "Ủy ban nhân dân tỉnh Lai Châu": "UBND", "Sở Tài chính tỉnh Lai Châu": "STC",
    "Sở Nông nghiệp và Môi trường tỉnh Lai Châu": "SNNMT", "Sở Công Thương tỉnh Lai Châu": "SCT",
    "Liên minh Hợp tác xã tỉnh Lai Châu": "LMHTX",
}  # fmt: skip
FIELDS = [
    "Kinh tế tập thể", "Đất đai", "Tài chính, tín dụng", "Nông nghiệp", "Thương mại", "Xây dựng nông thôn mới",
    "Khoa học, công nghệ", "Đào tạo, bồi dưỡng", "Thi đua – khen thưởng", "Tổ chức, cán bộ",
]  # fmt: skip
_VERBS = [
    "Ban hành Quy chế", "Phê duyệt Đề án", "Phê duyệt kế hoạch", "Quy định chi tiết một số điều về", "Về việc",
    "Sửa đổi, bổ sung một số điều về", "Tăng cường", "Triển khai thực hiện", "Kết quả thực hiện", "Công bố danh mục",
    "Hướng dẫn thực hiện", "Bãi bỏ quy định về", "Điều chỉnh, bổ sung", "Tổng kết công tác",
]  # fmt: skip
_TOPICS = [
    "phát triển kinh tế tập thể, hợp tác xã", "hỗ trợ hợp tác xã nông nghiệp", "tín dụng nội bộ trong hợp tác xã",
    "đất đai cho hợp tác xã và tổ hợp tác", "đào tạo nghề cho lao động nông thôn", "vùng nguyên liệu chè tập trung",
    "chuyển đổi số trong hợp tác xã", "xây dựng nông thôn mới", "mỗi xã một sản phẩm", "thi đua, khen thưởng",
    "quản lý, sử dụng Quỹ hỗ trợ phát triển hợp tác xã", "thuế đối với hợp tác xã", "bảo vệ và phát triển rừng",
    "nuôi cá lồng trên lòng hồ", "phòng, chống dịch bệnh trên đàn gia súc", "liên kết sản xuất và tiêu thụ nông sản",
    "vệ sinh môi trường nông thôn", "cải cách thủ tục hành chính", "quy hoạch sử dụng đất", "kế toán hợp tác xã",
    "xúc tiến thương mại nông sản", "hạ tầng thủy lợi nhỏ", "du lịch cộng đồng", "phát triển cây dược liệu",
]  # fmt: skip
_ENDINGS = [
    "trên địa bàn tỉnh Lai Châu", "giai đoạn 2021-2025", "giai đoạn 2026-2030", "năm {year}", "6 tháng đầu năm {year}",
    "vùng đồng bào dân tộc thiểu số", "tại các xã biên giới", "của các cơ quan hành chính nhà nước", "",
]  # fmt: skip
_NAMES = [
    f"{family} {middle} {given}"
    for family in ("Nguyễn", "Lò", "Giàng", "Trần", "Vàng", "Phạm")
    for middle in ("Văn", "Thị", "Minh")
    for given in ("An", "Bình", "Chính", "Dũng", "Hà", "Khánh", "Mai", "Sơn", "Thủy", "Yên")
]
_TEXT = """
    căn cứ luật tổ chức chính quyền địa phương và đề nghị của cơ quan trình văn bản này quy định về phạm vi điều chỉnh
    đối tượng áp dụng nguyên tắc thực hiện trách nhiệm của các tổ chức cá nhân có liên quan kinh phí bảo đảm từ ngân
    sách nhà nước nguồn vốn lồng ghép và đóng góp tự nguyện của thành viên thời hạn giải quyết hồ sơ không quá mười
    ngày làm việc kể từ ngày nhận đủ hồ sơ hợp lệ hợp tác xã tổ hợp tác nông nghiệp đất đai sản xuất kinh doanh dịch vụ
    báo cáo định kỳ sáu tháng một năm về kết quả thực hiện điều khoản thi hành có hiệu lực kể từ ngày ký
""".split()  # noqa: SIM905


def papers(count, seed=1):
    """Yields `count` dicts: number, type, issuer, signer, issued_on, abstract, fields, text ("" for nine of ten)."""
    chance = random.Random(seed)
    types, shares = list(TYPES), [share for _part, share in TYPES.values()]
    for n in range(count):
        kind, body = chance.choices(types, shares)[0], chance.choice(list(BODIES))
        day = date(2004, 1, 1) + timedelta(days=chance.randrange(7900))
        part = TYPES[kind][0]
        year = f"/{day.year}" if kind in ("Luật", "Nghị định", "Thông tư") or chance.random() < 0.3 else ""
        ending = chance.choice(_ENDINGS).format(year=day.year)
        yield {
            # Counted on, so that no two are one document.
            "number": f"{n + 1}{year}/{'-'.join(filter(None, [part, BODIES[body]]))}",
            "type": kind,
            "issuer": body,
            "signer": chance.choice(_NAMES),
            "issued_on": day,
            "abstract": " ".join(filter(None, [chance.choice(_VERBS), chance.choice(_TOPICS), ending])),
            "fields": chance.sample(FIELDS, chance.choice((0, 1, 1, 2))),
            "text": " ".join(chance.choices(_TEXT, k=chance.randrange(200, 2000))) if n % 10 == 0 else "",
        }


def store(said):
    """Stores documents as `papers` gives them, published on the day of issue; gives the objects in order."""
    kinds, bodies, fields = {}, {}, {}
    for kind in {one["type"] for one in said}:
        has_validity = kind not in WITHOUT_VALIDITY
        kinds[kind] = DocumentType.objects.get_or_create(name=kind, defaults={"has_validity": has_validity})[0]
    for body in {one["issuer"] for one in said}:
        bodies[body] = IssuingBody.objects.get_or_create(name=body, defaults={"abbreviation": BODIES.get(body, "")})[0]
    for name in {name for one in said for name in one["fields"]}:
        fields[name] = Field.objects.get_or_create(name=name)[0]
    with transaction.atomic():
        made = Document.objects.bulk_create(
            [
                Document(
                    number=one["number"], number_key=numbers.key(one["number"]), type=kinds[one["type"]],
                    issuer=bodies[one["issuer"]], signer=one["signer"], issued_on=one["issued_on"],
                    effective_on=one["issued_on"], abstract=one["abstract"], state=State.PUBLISHED,
                    publish_from=timezone.make_aware(datetime.combine(one["issued_on"], time(8))),
                )
                for one in said
            ],
            batch_size=500,
        )  # fmt: skip
        filed = Document.fields.through
        filed.objects.bulk_create(
            [
                filed(document=document, field=fields[name])
                for document, one in zip(made, said, strict=True)
                for name in one["fields"]
            ],
            batch_size=500,
        )
        texts = {document: one["text"] for document, one in zip(made, said, strict=True) if one["text"]}
        files = DocumentFile.objects.bulk_create(
            [DocumentFile(document=document, file="van-ban.pdf", name="van-ban.pdf", size=1) for document in texts]
        )
        FileText.objects.bulk_create([FileText(file=file, name=file.name, text=texts[file.document]) for file in files])
    return made
