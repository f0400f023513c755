"""The photo of a person: not kept by default; judged, drawn anew and sealed; seen by who sees the person. REQ-21, REQ-50."""

from __future__ import annotations

import base64
import io
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from samtykke.accounts.rights import Right
from samtykke.audit.models import Entry
from samtykke.consents import actions as consents
from samtykke.contacts import actions as contacts
from samtykke.documents import actions, personal_data
from samtykke.documents.models import PersonPhoto
from samtykke.governance.data_map.fields import field_lines
from samtykke.purposes.actions import decide_field
from samtykke.purposes.models import FieldDecision, PrivacySettings
from samtykke.purposes.queries import purpose_by_key
from tests.accounts.factories import make_user
from tests.documents.made import BY, PICTURE, allow_photos, png
from tests.factories import make_person
from tests.house.test_visible import seeing
from tests.pages import browse, text_of

if TYPE_CHECKING:
    from django.test import Client

    from samtykke.accounts.models import User
    from samtykke.contacts.models import Person

pytestmark = pytest.mark.django_db
SETTING = "/settings/photos/"


def jpeg() -> bytes:
    """A picture on its side that says where it was taken."""
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "Hjemme hos Kari"
    Image.new("RGB", (90, 40), "teal").save(out, "JPEG", exif=exif, comment=b"Hjemme hos Kari")
    return out.getvalue()


def send(client: Client, person: Person, content: bytes, name: str = "kari.jpg", **told: Any) -> Any:
    return client.post(f"/people/{person.pk}/photo/", {"file": SimpleUploadedFile(name, content), **told})


def test_off_by_default_nothing_of_it_is_there(kari: Person, ola: User, per: User) -> None:
    """REQ-50. Breaks when a photo can be kept before the company said what for."""
    client, base = browse(ola), f"/people/{kari.pk}/photo/"
    assert not PrivacySettings.objects.filter(photos=True).exists()
    assert "photo" not in text_of(client.get(f"/people/{kari.pk}/")).lower()
    assert send(client, kari, PICTURE).status_code == 404
    for address in (base, f"{base}picture/"):
        assert client.get(address).status_code == 404
    assert browse(per).get(base).status_code == 403
    assert "person.photo" not in {line.field.key for line in field_lines()}
    assert not PersonPhoto.objects.exists()


def test_the_company_says_what_for_and_why_and_off_again_erases_all(kari: Person, ola: User) -> None:
    """REQ-21. Breaks when it is on without a purpose or a sentence, or a photo outlives it."""
    ada = browse(make_user("Ada Alt", "administrator", language="en"))
    store = purpose_by_key("STORE")
    for wrong, field in (
        ({"why": "x"}, "purposes"),
        ({"purposes": store.pk}, "why"),
        ({"purposes": 0, "why": "x"}, "purposes"),
    ):
        refused = ada.post(SETTING, wrong)
        assert (refused.status_code, field in refused.context["form"].errors) == (422, True)
    assert browse(ola).post(SETTING, {"purposes": store.pk, "why": "x"}).status_code == 403
    assert ada.post(SETTING, {"purposes": store.pk, "why": "Vaktene skal kjenne dem igjen"}).status_code == 302
    decision = FieldDecision.objects.get(field="person.photo")
    assert (decision.note, list(decision.purposes.all())) == ("Vaktene skal kjenne dem igjen", [store])
    assert "Vaktene skal kjenne" in text_of(ada.get(SETTING))
    assert "person.photo" in {line.field.key for line in field_lines()}
    actions.keep_photo(kari, PICTURE, **BY)
    assert ada.post(f"{SETTING}end/", {}).status_code == 422
    assert (
        ada.post(f"{SETTING}end/", {"sure": "on", "seen": PrivacySettings.objects.earliest("id").pk}).status_code == 409
    )
    assert PersonPhoto.objects.count() == 1
    assert ada.post(f"{SETTING}end/", {"sure": "on"}).status_code == 302
    assert not PersonPhoto.objects.exists()
    assert not FieldDecision.objects.filter(field="person.photo").exists()
    assert Entry.objects.get(deed="photos:erased").details == {"removed": 1}
    assert browse(ola).get(f"/people/{kari.pk}/photo/picture/").status_code == 404


def test_a_photo_is_a_small_square_that_says_nothing_more(kari: Person, ola: User, per: User) -> None:
    """Art. 5(1)(c), 32. Breaks when what a camera noted stays, the picture lies in the clear, or a proxy keeps it."""
    allow_photos()
    client = browse(ola)
    assert send(client, kari, jpeg(), seen=0).status_code == 302
    out = client.get(f"/people/{kari.pk}/photo/picture/")
    with Image.open(io.BytesIO(out.content)) as picture:
        assert (picture.format, picture.size, set(picture.info) & {"exif", "icc_profile", "xmp"}) == (
            "WEBP",
            (256, 256),
            set(),
        )
    assert b"Hjemme" not in out.content
    assert (out["Content-Type"], out["Cache-Control"]) == ("image/webp", "private, no-store")
    assert (out["X-Content-Type-Options"], "default-src 'none'" in out["Content-Security-Policy"]) == ("nosniff", True)
    kept = PersonPhoto.objects.get()
    assert base64.urlsafe_b64encode(out.content).decode()[8:40] not in kept.picture
    assert f'alt="Photo of {kari.full_name}"' in text_of(client.get(f"/people/{kari.pk}/documents/"))
    assert browse(per).get(f"/people/{kari.pk}/photo/picture/").status_code == 403


def test_what_is_no_picture_is_refused_at_the_field(kari: Person, ola: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """Breaks when a name decides, a bomb is unpacked, or a large body is read."""
    allow_photos()
    client = browse(ola)
    bomb = png()[:16] + b"\x00\x01\x00\x00" * 2 + png()[24:]
    for content, name in (
        (b"MZ\x90\0", "kari.jpg"),
        (b"%PDF-1.7\n%%EOF", "kari.png"),
        (bomb, "kari.png"),
        (b"", "kari.jpg"),
    ):
        refused = send(client, kari, content, name)
        assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["file"]), name
    assert client.post(f"/people/{kari.pk}/photo/", {}).status_code == 422
    monkeypatch.setattr("samtykke.documents.actions.photos.LARGEST", 10)
    assert "larger than" in str(send(client, kari, PICTURE).context["form"].errors["file"])
    large = client.post(
        f"/people/{kari.pk}/photo/", b"", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH=200 << 20
    )
    assert large.status_code == 413
    assert not PersonPhoto.objects.exists()


def test_whoever_comes_second_is_told_and_undo_puts_back(kari: Person, ola: User, clock: Any) -> None:
    """Breaks when one of two photos is lost unseen, or one that was taken away stays for ever."""
    allow_photos()
    client, base = browse(ola), f"/people/{kari.pk}/photo/"
    first = actions.keep_photo(kari, PICTURE, **BY)
    second = actions.keep_photo(kari, PICTURE + b"2", seen=first.id, **BY)
    late = client.post(f"{base}removal/", {"seen": first.id})
    assert (late.status_code, f'value="{second.id}"' in text_of(late)) == (409, True)
    assert send(client, kari, png(), seen=first.id).status_code == 409
    assert client.post(f"{base}removal/", {"seen": second.id}).status_code == 302
    assert client.get(f"{base}picture/").status_code == 404
    assert client.post(f"{base}removal/", {"seen": second.id}).status_code == 302
    client.post(f"{base}{second.id}/return/")
    assert client.get(f"{base}picture/").content == PICTURE + b"2"
    actions.remove_photo(kari, **BY)
    PersonPhoto.objects.update(removed_at=clock.now.replace(year=2020))
    client.post(f"{base}{second.id}/return/")
    assert client.get(f"{base}picture/").status_code == 404
    assert actions.forget_removed() == 2


def test_it_is_seen_with_the_person_and_covered_where_it_is_marked(kari: Person, ola: User, siri: User) -> None:
    """M23, Art. 18, REQ-104. Breaks when the photo of somebody restricted, deleted or covered is on a page."""
    allow_photos()
    other = make_person("Kari", "Vik")
    for person, picture in ((kari, PICTURE), (other, PICTURE + b"2")):
        actions.keep_photo(person, picture, **BY)
    address = f"/people/{kari.pk}/photo/picture/"
    consents.merge(kari, other, **BY)
    assert browse(ola).get(f"/people/{other.pk}/photo/picture/").content == PICTURE
    decide_field("person.photo", purposes=[], is_sensitive=True, **BY)
    nils = browse(seeing("all", but=Right.PEOPLE_SENSITIVE))
    assert nils.get(address).status_code == 404
    assert "/photo/" not in text_of(nils.get(f"/people/{kari.pk}/"))
    assert nils.post(f"/people/{kari.pk}/photo/removal/").status_code == 403
    decide_field("person.photo", purposes=[], **BY)
    consents.restrict(kari, **BY)
    for reader in (ola, siri):
        assert browse(reader).get(address).status_code == 404
    assert send(browse(siri), kari, png()).status_code == 422
    assert "/photo/" not in text_of(browse(siri).get(f"/people/{kari.pk}/"))
    assert PersonPhoto.objects.filter(removed_at=None).count() == 2
    gone = make_person("Nora", "Vik")
    actions.keep_photo(gone, PICTURE, **BY)
    contacts.delete_person(gone, **BY)
    assert browse(siri).get(f"/people/{gone.pk}/photo/picture/").status_code == 404


def test_the_copy_has_the_picture_and_erasure_takes_it(kari: Person) -> None:
    """Art. 15, 17."""
    allow_photos()
    actions.keep_photo(kari, PICTURE, **BY)
    (told,) = personal_data.export(kari.pk)["photos"]
    assert base64.b64decode(told["picture"].partition(",")[2]) == PICTURE
    assert actions.erase_person(kari.pk)["documents_personphoto"] == 1
    assert personal_data.export(kari.pk) == {}
