"""Text in several languages answers in the reader's, else the city's, else any."""

from django.utils import translation

from duikou.base.translated import Translated, translated


def test_the_readers_language_comes_first_then_the_citys_then_any():
    both = Translated({"zh-hans": "护士", "en": "Nurse"})
    with translation.override("en"):
        assert str(both) == "Nurse"
        assert str(Translated({"zh-hans": "护士"})) == "护士"
        assert str(Translated({"bo": "སྨན་ཞབས་མ།"})) == "སྨན་ཞབས་མ།"
    with translation.override("zh-hans"):
        assert str(both) == "护士"


def test_a_plain_text_is_in_the_citys_language_and_nothing_is_false():
    assert translated("护士") == {"zh-hans": "护士"}
    assert not translated("")
    assert not Translated({"en": ""})
