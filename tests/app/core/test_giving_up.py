"""Which words drop a form, and which only sound so."""

from __future__ import annotations

import pytest

from bot.core.giving_up import gives_up


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("repair_form", "the lamp works again, nobody needs to bother, no need to come"),
        ("repair_form", "it's cooling again, thanks"),
        ("repair_form", "刚才自己好了，不用派人来了"),
        ("repair_form", "又能用了，师傅别来了"),
        ("repair_form", "ok cancel the booking please"),
        ("repair_form", "I no longer need the visit"),
        ("repair_form", "先别提交，我爸说他会弄"),
        ("repair_form", "don't submit it, my uncle can fix that"),
        ("repair_form", "别修了，直接给我退货"),
        ("return_form", "I'd rather hold on to it"),
        ("return_form", "算了我还是自己留着吧"),
        ("return_form", "leave the return. How long is the warranty?"),
        ("return_form", "先别管退货了，保修多长时间"),
        ("complaint_form", "it's not worth the trouble"),
        ("complaint_form", "拉倒吧，懒得弄了"),
        ("request_form", "forget it"),
        ("request_form", "算了，改天再说"),
        ("request_form", "never mind, I'll try later"),
        ("repair_form", "又有图像了，师傅不用来了"),
    ],
)
def test_a_form_is_dropped_in_many_words(form: str, text: str) -> None:
    assert gives_up(form, text)


@pytest.mark.parametrize(
    ("form", "text"),
    [
        # It comes back, or only shall.
        ("repair_form", "it works again after a restart but stops after ten minutes"),
        ("repair_form", "一会好了一会又坏"),
        ("repair_form", "又有杂音了"),
        ("repair_form", "又出水了，满地都是"),
        ("repair_form", "please make it work again"),
        # Somebody else's no, another thing, another time.
        ("repair_form", "师傅来看过，说不修了"),
        ("repair_form", "leave it at the door"),
        ("repair_form", "明天别来太早"),
        ("repair_form", "don't send it yet, the phone is wrong"),
        ("return_form", "发票我留着呢"),
        # The return stays, its kind changes.
        ("return_form", "不换了，直接退钱吧"),
        ("return_form", "I don't want to exchange it any more, just a refund"),
        # A question, and a story.
        ("repair_form", "能不能不来了？"),
        ("complaint_form", "说好能退，到店又不退了"),
    ],
)
def test_a_form_is_not_dropped_by_words_that_sound_so(form: str, text: str) -> None:
    assert not gives_up(form, text)
