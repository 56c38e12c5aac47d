"""Each rule of the Kazakh suffixes with its source and words that show it, words outside the vocabulary among them.

GR is «Қазақ грамматикасы: фонетика, сөзжасам, морфология, синтаксис», Астана 2002; OR is «Қазақ орфографиясының негізгі
ережелері». Sections are given by their names; nothing of their text is copied.
"""

from dataclasses import dataclass

import pytest

from chalicelib.documents.grammar.kazakh import KazakhCase, KazakhNoun, inflect, numeral


@dataclass(frozen=True, slots=True)
class Rule:
    name: str
    source: str
    shown_by: dict[str, str]
    """Stems with their forms; a stem in brackets is a numeral."""
    form: str


RULES = (
    Rule(
        "suffixes follow the last syllable",
        "GR, Фонетика, «Үндестік заңы» (буын үндестігі)",
        {"орган": "органға", "бөлім": "бөлімге", "кітап": "кітапқа", "әкім": "әкімге"},
        "dat",
    ),
    Rule(
        "у follows the syllable before it, and takes suffixes as a sonorant",
        "GR, Фонетика, «Дауысты дыбыстар» (у)",
        {"кездесу": "кездесуге", "талқылау": "талқылауға", "нұсқау": "нұсқауға"},
        "dat",
    ),
    Rule(
        "и and ё of loans are front",
        "OR, «Қосымшалардың жазылуы» (кірме сөздер)",
        {"тренинг": "тренингке", "актёр": "актёрге", "лимит": "лимитке"},
        "dat",
    ),
    Rule(
        "final г, к and ь make suffixes front",
        "OR, «Қосымшалардың жазылуы» (г, к-ге біткен кірме сөздер)",
        {"педагог": "педагогке", "округ": "округке", "банк": "банкке", "рубль": "рубльге"},
        "dat",
    ),
    Rule(
        "but loans in лог follow their vowel",
        "GR, Фонетика, «Үндестік заңы» (буын үндестігі); so do offices in reports, where тер after лог is rare",
        {
            "психолог": "психологқа",
            "педагог-психолог": "педагог-психологқа",
            "филолог": "филологқа",
            "каталог": "каталогқа",
        },
        "dat",
    ),
    Rule(
        "the plural: л after vowels, р, й, у",
        "GR, Морфология, «Көптік категориясы»",
        {"бала": "балалар", "дәрігер": "дәрігерлер", "ай": "айлар", "нұсқау": "нұсқаулар"},
        "pl.nom",
    ),
    Rule(
        "the plural: д after л, nasals, з, ж",
        "GR, Морфология, «Көптік категориясы»",
        {"ауыл": "ауылдар", "маман": "мамандар", "қыз": "қыздар", "әкім": "әкімдер"},
        "pl.nom",
    ),
    Rule(
        "the plural: т after voiceless sounds and б, в, г, д",
        "GR, Морфология, «Көптік категориясы»",
        {
            "мектеп": "мектептер",
            "тренинг": "тренингтер",
            "клуб": "клубтар",
            "завод": "заводтар",
            "психолог": "психологтар",
            "педагог": "педагогтер",
        },
        "pl.nom",
    ),
    Rule(
        "the genitive: н after vowels and nasals, д after other voiced sounds, т after the rest",
        "GR, Морфология, «Септік категориясы» (ілік)",
        {
            "акция": "акцияның",
            "мұғалім": "мұғалімнің",
            "үстел": "үстелдің",
            "қыз": "қыздың",
            "мектеп": "мектептің",
        },
        "gen",
    ),
    Rule(
        "the accusative: н after vowels alone",
        "GR, Морфология, «Септік категориясы» (табыс)",
        {"акция": "акцияны", "маман": "маманды", "жыл": "жылды", "жинақ": "жинақты"},
        "acc",
    ),
    Rule(
        "the locative: т after voiceless sounds and б, в, г, д",
        "GR, Морфология, «Септік категориясы» (жатыс)",
        {"шілде": "шілдеде", "маусым": "маусымда", "қыркүйек": "қыркүйекте", "шара": "шарада"},
        "loc",
    ),
    Rule(
        "the ablative: н after nasals",
        "GR, Морфология, «Септік категориясы» (шығыс)",
        {"қазан": "қазаннан", "маусым": "маусымнан", "шілде": "шілдеден", "мектеп": "мектептен"},
        "abl",
    ),
    Rule(
        "the instrumental: м, but б after з and ж, п after voiceless sounds; without harmony",
        "GR, Морфология, «Септік категориясы» (көмектес)",
        {"оқушы": "оқушымен", "тамыз": "тамызбен", "мектеп": "мектеппен", "дәрігер": "дәрігермен"},
        "ins",
    ),
    Rule(
        "the possessive: с after vowels; к, қ, п become г, ғ, б",
        "GR, Морфология, «Тәуелдік категориясы»",
        {
            "басшы": "басшысы",
            "мектеп": "мектебі",
            "жинақ": "жинағы",
            "әкімдік": "әкімдігі",
            "топ": "тобы",
            "өкіл": "өкілі",
        },
        "poss.nom",
    ),
    Rule(
        "after the possessive: dative н, accusative н alone, locative нд, ablative н",
        "GR, Морфология, «Септік категориясы» (тәуелді септеу)",
        {"бөлім": "бөліміне", "прокуратура": "прокуратурасына"},
        "poss.dat",
    ),
    Rule(
        "likewise the accusative",
        "GR, Морфология, «Септік категориясы» (тәуелді септеу)",
        {"бөлім": "бөлімін", "мектеп": "мектебін"},
        "poss.acc",
    ),
    Rule(
        "an abbreviation takes its suffix after a hyphen, as it is read",
        "OR, «Қысқарған сөздердің жазылуы»",
        {"БАҚ/бақ": "БАҚ-қа", "АҚШ/ақш": "АҚШ-қа", "БҰҰ/бұу": "БҰҰ-ға"},
        "dat",
    ),
    Rule(
        "so does a number in figures, by its last word",
        "OR, «Сан есімдердің жазылуы»",
        {
            "#0": "0-і",
            "#1": "1-і",
            "#2": "2-сі",
            "#5": "5-і",
            "#6": "6-сы",
            "#9": "9-ы",
            "#10": "10-ы",
            "#11": "11-і",
            "#20": "20-сы",
            "#21": "21-і",
            "#30": "30-ы",
            "#40": "40-ы",
            "#50": "50-і",
            "#100": "100-і",
            "#101": "101-і",
            "#1000": "1000-ы",
            "#30000": "30000-ы",
            "#200000": "200000-ы",
            "#1000000": "1000000-ы",
        },
        "poss.nom",
    ),
)


def _noun(stem: str) -> KazakhNoun:
    if stem.startswith("#"):
        return numeral(int(stem[1:]), stem[1:])
    shown, _, spoken = stem.partition("/")
    return KazakhNoun(shown, spoken=spoken)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_holds(rule: Rule) -> None:
    number, _, case = rule.form.rpartition(".")
    forms = {
        stem: inflect(
            _noun(stem), KazakhCase(case), plural=number == "pl", possessive=number == "poss"
        )
        for stem in rule.shown_by
    }
    assert forms == rule.shown_by
