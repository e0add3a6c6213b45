"""Numbers as people write them: 三百五, 两, 十二, 1.5万, twenty."""

from __future__ import annotations

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "兩": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_ENGLISH = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty"
).split()

CHINESE = "零〇一二两兩三四五六七八九十百千万萬"
ENGLISH = "|".join(sorted((*_ENGLISH[1:], "an", "a"), key=len, reverse=True))


def chinese(text: str) -> int | None:
    """The value of a Chinese numeral or of plain digits; None for anything else. 三百五 is 350."""
    if text.isdecimal():
        return int(text)
    whole, section, digit, unit = 0, 0, None, 1
    for char in text.replace("廿", "二十"):
        if char in _DIGITS:
            if digit and unit == 1:
                return None  # 三五 is no number, it is "three or five".
            digit = _DIGITS[char] or None
            if digit is None:
                unit = 0  # After 零 a last digit counts as ones: 三百零五.
        elif char in _UNITS:
            section += (1 if digit is None else digit) * _UNITS[char]
            digit, unit = None, _UNITS[char]
        elif char in "万萬":
            whole, section = (section + (digit or 0)) * 10_000, 0
            digit, unit = None, 10_000
        else:
            return None
    # A last digit straight after 百, 千 or 万 counts a tenth of that unit.
    return whole + section + (digit or 0) * (unit // 10 if unit >= 100 else 1)


def english(text: str) -> int | None:
    word = text.lower()
    if word.isdecimal():
        return int(word)
    if word in ("a", "an"):
        return 1
    return _ENGLISH.index(word) if word in _ENGLISH else None
