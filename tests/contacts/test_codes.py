"""Countries and languages in the words people use; organisation numbers checked where the register is known."""

from __future__ import annotations

import pytest

from samtykke.contacts.codes import country_code, language_code, org_number
from samtykke.core.refused import Refused


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("", ""),
        ("NO", "NO"),
        ("nor", "NO"),
        ("Norge", "NO"),
        (" norway ", "NO"),
        ("Tyskland", "DE"),
        ("U.S.A.", "US"),
        ("UK", "GB"),
        ("Storbritannia", "GB"),
        ("Åland", "AX"),
    ],
)
def test_a_country_is_told_by_code_or_name(written: str, code: str) -> None:
    assert country_code(written) == code


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("", ""),
        ("no", "nb"),
        ("nb", "nb"),
        ("nb-NO", "nb"),
        ("Norwegian", "nb"),
        ("norsk", "nb"),
        ("nn", "nn"),
        ("nynorsk", "nn"),
        ("en_GB", "en"),
        ("engelsk", "en"),
        ("deu", "de"),
        ("Svenska", "sv"),
    ],
)
def test_a_language_is_told_by_code_or_name_and_norwegian_is_bokmål(written: str, code: str) -> None:
    assert language_code(written) == code


@pytest.mark.parametrize(("read", "code"), [(country_code, "unknown_country"), (language_code, "unknown_language")])
@pytest.mark.parametrize("written", ["Atlantis", "Q", "1234", "\x00", "🏝"])
def test_what_is_not_known_is_refused_by_name(read: object, code: str, written: str) -> None:
    with pytest.raises(Refused) as refused:
        read(written)  # type: ignore[operator]
    assert refused.value.code == code
    assert refused.value.status == 422


@pytest.mark.parametrize(
    ("written", "country", "number"),
    [
        ("923 609 016", "NO", "923609016"),
        ("NO 923 609 016 MVA", "NO", "923609016"),
        ("SE556703748501", "SE", "5567037485"),
        ("556703-7485", "SE", "5567037485"),
        ("13585628", "DK", "13585628"),
        ("2077474-0", "FI", "20774740"),
        ("HRB 1234", "DE", "HRB 1234"),
        ("whatever 1", "UA", "WHATEVER 1"),
        ("x-1", "", "X-1"),
        ("", "NO", ""),
    ],
)
def test_a_number_is_kept_as_the_register_writes_it(written: str, country: str, number: str) -> None:
    assert org_number(written, country) == number


@pytest.mark.parametrize(("written", "country"), [("923609017", "NO"), ("12", "SE"), ("1" * 30, "UA")])
def test_a_wrong_number_is_refused(written: str, country: str) -> None:
    with pytest.raises(Refused) as refused:
        org_number(written, country)
    assert (refused.value.code, refused.value.field) == ("invalid_org_number", "org_number")
