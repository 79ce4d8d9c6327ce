"""The form in which a text goes to the encoders: what they take for a different sentence, though people do not, is evened out."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.nlu.chinese import to_simplified
from bot.nlu.folding import fold_shouting
from bot.nlu.normalized_text import normalize
from bot.nlu.scripts import KANA, count_letters

_REPEATED_LETTER = re.compile(r"([^\W\d])\1{3,}")
_REPEATED_MARK = re.compile(r"([!?.,~。！？…])\1+")

# Letters and tone marks that only Vietnamese uses: USE does not know the language and would mislead.
VIETNAMESE = re.compile(
    "[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹĂĐƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ]"
)


@lru_cache(maxsize=1 << 16)  # training asks three times for each of its sentences
def encoding_text(text: str) -> str:
    """`text` for the encoders: normalised, shouting in lower case, Traditional Chinese in Simplified, repetitions shortened."""
    text = fold_shouting(normalize(text).text.replace("\n", " "))
    if not count_letters(text)[KANA]:
        text = to_simplified(text)
    text = _REPEATED_LETTER.sub(r"\1\1", text)
    return _REPEATED_MARK.sub(r"\1", text)


def is_vietnamese(text: str) -> bool:
    """Whether `text` has letters that only Vietnamese uses."""
    return bool(VIETNAMESE.search(text))
