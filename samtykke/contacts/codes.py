"""Countries, languages and organisation numbers, from what people write to the codes that are kept."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from babel import Locale
from babel.core import get_global
from django.utils.translation import gettext as _
from stdnum import get_cc_module
from stdnum.exceptions import ValidationError

from samtykke.core.refused import Refused

NAMED_IN = ("nb", "nn", "en")
TWO, THREE = 2, 3
NOT_COUNTRIES = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})
MORE_COUNTRIES = {
    "england": "GB", "scotland": "GB", "skottland": "GB", "wales": "GB", "great britain": "GB", "holland": "NL",
    "usa": "US", "united states of america": "US", "tsjekkia": "CZ", "czech republic": "CZ", "turkey": "TR",
    "the netherlands": "NL", "republic of ireland": "IE", "island": "IS", "danmark": "DK", "sverige": "SE",
    "suomi": "FI", "deutschland": "DE", "polska": "PL", "norge/norway": "NO", "noreg": "NO",
}  # fmt: skip
MORE_LANGUAGES = {
    "norsk": "nb", "norwegian": "nb", "bokmål": "nb", "bokmaal": "nb", "norsk (bokmål)": "nb", "nynorsk": "nn",
    "norsk (nynorsk)": "nn", "deutsch": "de", "svenska": "sv", "dansk": "da", "polski": "pl", "suomi": "fi",
}  # fmt: skip

# Where the register's own number is known, it is checked; elsewhere a wrong tax number is no reason to refuse a company.
REGISTERS: dict[str, tuple[str, ...]] = {
    "NO": ("orgnr",), "SE": ("orgnr",), "DK": ("vat",), "FI": ("businessid",), "EE": ("businessid",), "BE": ("vat",),
    "AT": ("businessid",), "PL": ("vat",), "PT": ("vat",), "IT": ("vat",), "ES": ("vat",),
}  # fmt: skip
LONGEST_NUMBER = 20


def country_code(text: str) -> str:
    """The two letters of a country, told by two or three letters or by its name in Norwegian or English."""
    wanted = _folded(text)
    if not wanted:
        return ""
    found = _countries().get(wanted)
    if found is None:
        raise Refused(
            _("“%s” is not a country we know.") % text.strip()[:40], code="unknown_country", field="country", status=422
        )
    return found


def language_code(text: str) -> str:
    """The code of a language, told by code (with or without a country) or by name; Norwegian is bokmål unless said."""
    wanted = _folded(text)
    if not wanted:
        return ""
    stem = re.split(r"[-_]", wanted)[0]
    found = _languages().get(wanted) or (_languages().get(stem) if len(stem) in {TWO, THREE} else None)
    if found is None:
        raise Refused(
            _("“%s” is not a language we know.") % text.strip()[:40],
            code="unknown_language",
            field="language",
            status=422,
        )
    return found


def org_number(text: str, country: str) -> str:
    """An organisation number as it is compared: checked where the country's register is known, else as written."""
    written = " ".join(text.replace("\x00", "").split())
    if not written:
        return ""
    for name in REGISTERS.get(country, ()):
        checked = _checked(country, name, _bare(written, country))
        if checked:
            return checked
    if country in REGISTERS or len(written) > LONGEST_NUMBER:
        raise Refused(
            _("“%s” is not an organisation number in this country. Check the digits.") % written[:LONGEST_NUMBER],
            code="invalid_org_number",
            field="org_number",
            status=422,
        )
    return _checked(country, "vat", written) or written.upper()


def _checked(country: str, name: str, written: str) -> str:
    module = get_cc_module(country.lower(), name) if re.fullmatch(r"[A-Z]{2}", country) else None
    if module is None:
        return ""
    try:
        return str(module.validate(written))
    except ValidationError:
        return ""


def _bare(written: str, country: str) -> str:
    """The register's number inside a Nordic tax number: `NO 923 609 016 MVA`, `SE556703748501`."""
    compact = re.sub(r"[\s.-]", "", written).upper()
    if country == "NO":
        return compact.removeprefix("NO").removesuffix("MVA")
    if country == "SE" and re.fullmatch(r"SE\d{12}", compact):
        return compact[2:12]
    return written


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().replace(".", "").split())


def _names(what: str, spoken: str) -> dict[str, str]:
    """Babel's names of countries or languages in a language, by code."""
    return {str(code): str(name) for code, name in getattr(Locale(spoken), what).items()}


def _aliases(what: str) -> dict[str, str]:
    """Other codes for the same, such as three letters; those that became several countries are left out."""
    told = get_global("territory_aliases" if what == "territories" else "language_aliases").items()
    single = {str(alias).casefold(): to[0] if isinstance(to, list) and len(to) == 1 else to for alias, to in told}
    return {alias: to for alias, to in single.items() if alias.isalpha() and isinstance(to, str)}


@lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    codes = {code for code in _names("territories", "en") if len(code) == TWO and code.isalpha()} - NOT_COUNTRIES
    known = {_folded(name): code for spoken in NAMED_IN for code, name in _names("territories", spoken).items()}
    known |= _aliases("territories") | MORE_COUNTRIES | {code.casefold(): code for code in codes}
    return {name: code for name, code in known.items() if code in codes}


@lru_cache(maxsize=1)
def _languages() -> dict[str, str]:
    codes = {code for code in _names("languages", "en") if len(code) in {TWO, THREE}}
    known = {_folded(name): code for spoken in NAMED_IN for code, name in _names("languages", spoken).items()}
    known |= _aliases("languages") | {code: code for code in codes} | MORE_LANGUAGES
    return {name: "nb" if code == "no" else code for name, code in known.items() if code in codes}
