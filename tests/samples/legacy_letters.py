"""Vietnamese text as it was typed before Unicode: in the letters of TCVN3 and VNI fonts."""

TCVN3 = dict(
    zip(
        "ĂÂÊÔƠƯĐăâêôơưđàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ",
        bytes.fromhex(
            "A1A2A3A4A5A6A7A8A9AAABACADAEB5B8B6B7B9BBBEBCBDC6C7CAC8C9CBCCD0CECFD1D2D5D3D4D6"
            "D7DDD8DCDEDFE3E1E2E4E5E8E6E7E9EAEDEBECEEEFF3F1F2F4F5F8F6F7F9FAFDFBFCFE"
        ).decode("latin-1"),
        strict=True,
    )
)
VNI = {
    pair[0]: pair[1:]
    for pair in str.split(
        "đñ àaø áaù ạaï ảaû ấaá ậaä ăaê âaâ ãaõ ầaà ẩaå ắaé ẵaü ặaë ằaè ẫaã ẳaú ệeä ếeá ềeà êeâ ểeå éeù ẻeû ẽeõ ễeã "
        "èeø ẹeï ịò ỉæ ĩó ìiø íiù ơô ộoä ôoâ ốoá ợôï óoù ờôø ởôû ớôù òoø ổoå ồoà ọoï ỗoã ỏoû õoõ ỡôõ ưö ủuû ựöï ụuï "
        "ứöù ửöû ừöø úuù ữöõ ùuø ũuõ ýyù ỹyõ ỷyû ỳyø ỵyï"
    )
}
VNI |= {letter.upper(): typed.upper() for letter, typed in VNI.items()}


def tcvn3(text):
    """As typed in a .Vn* font; TCVN3 has no capitals with a tone, so the text must have none."""
    lost = [c for c in text if c not in TCVN3 and c.lower() in TCVN3]
    if lost:
        raise ValueError(f"no capitals {lost} in TCVN3: {text}")
    return "".join(TCVN3.get(c, c) for c in text)


def tcvn3_capitals(text):
    """As typed in a .Vn*H font, which shows small letters as capitals."""
    return tcvn3(text.lower())


def vni(text):
    """As typed in a VNI-* font."""
    return "".join(VNI.get(c, c) for c in text)
