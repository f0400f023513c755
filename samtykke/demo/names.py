"""Names from over twenty languages, and what people are called at work."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tongue:
    """A country, the language its people are written to in, and names: first ones and last ones."""

    country: str
    language: str
    first: tuple[str, ...]
    last: tuple[str, ...]


def listed(text: str) -> tuple[str, ...]:
    """A list written as people write one."""
    return tuple(text.split(", "))


def _tongue(country: str, language: str, first: str, last: str) -> Tongue:
    return Tongue(country, language, listed(first), listed(last))


NORWEGIAN = _tongue(
    "NO",
    "nb",
    "Kari, Ola, Ingrid, Lars, Åse, Øyvind, Sølvi, Bjørn, Synnøve, Håkon, Torbjørg, Jørgen, Ragnhild, Pål, Gro, Kåre, "
    "Solveig, Terje, Astrid, Magnus, Hege, Sindre, Marit, Eirik, Silje, Tore, Bodil, Asbjørn, Liv, Steinar, Máret, "
    "Nils-Ante, Anne Grete, Per Christian, Ævar, Guro, Trygve, Ylva, Oddvar, Ida, Jakob, Emma, Noah, Nora, Aksel",
    "Ødegård, Nordmann, Hansen, Åsheim, Bjørkeli, Tveit, Sæther, Kvåle, Myklebust, Lien, Haugen, Østby, Skjærvik, "
    "Bråten, Lønning, Ness, Vågen, Fjærestad, Rønning, Gåsvær, Hætta, Sara, Solbakken, Nygård, Øvrebø, Lillebø, Moe, "
    "Strømsnes, Kjærstad, Løkken, Bøe, Ruud, Brekke, Eide, Hjelle, Aasen, Kleiva-Testvik, Granås, Tangen, Bakke",
)
SWEDISH = _tongue(
    "SE",
    "nb",
    "Åsa, Göran, Maja, Björn, Linnéa, Örjan, Saga, Måns, Ingegerd, Håkan, Elsa, Folke",
    "Ekström, Sjöholm, Ångström, Lindqvist, Björklund, Öberg, Hjälm, Nyström, Vikår, Grönvall",
)
DANISH = _tongue(
    "DK",
    "nb",
    "Søren, Mette, Jørn, Kirstine, Bjarke, Åge, Freja, Troels, Maren, Niels",
    "Kjær, Sørensen, Bæk, Nørgaard, Skovlund, Møller, Østergaard, Haargaard, Rask, Thøgersen",
)
OTHERS = (
    _tongue("FI", "en", "Päivi, Jyrki, Äijä, Väinö, Sirkku, Onni", "Hämäläinen, Mäkelä, Yläjärvi, Räisänen, Sjöblom"),
    _tongue("IS", "en", "Þóra, Guðrún, Sigurður, Æsa, Ívar", "Þorsteinsdóttir, Jónsson, Ægisson, Sæmundsdóttir"),
    _tongue("DE", "en", "Jürgen, Käthe, Björn, Anneliese, Günther", "Weißgerber, Müller-Lüdenscheidt, Größel, Kästner"),
    _tongue("AT", "en", "Österreicher, Walpurga, Leopold", "von und zu Hohenfels-Schwarzenbrunn-Brandenstein, Rössl"),
    _tongue("PL", "en", "Łukasz, Małgorzata, Żaneta, Zbigniew, Święcisława", "Wójcik, Błaszczykowski, Źrebiec, Żółć"),
    _tongue("CZ", "en", "Jiří, Řehoř, Žofie, Ľudmila", "Dvořák, Čapková, Šťastný, Příhoda"),
    _tongue("HU", "en", "Zsófia, György, Örs", "Szőke, Kővári, Nyúl-Hegyközi"),
    _tongue("RO", "en", "Ștefan, Ioana, Țică", "Brânză, Șerban, Ciocârlie"),
    _tongue("LT", "en", "Žydrūnė, Ąžuolas, Jūratė", "Šimkūnaitė, Čiurlys, Žemaitis"),
    _tongue("LV", "en", "Jānis, Ķirts, Ģertrūde", "Bērziņš, Ozoliņa, Ļaudams"),
    _tongue("EE", "en", "Õie, Jüri, Ülle", "Tõnisson, Jäärats, Põldmäe"),
    _tongue("FR", "en", "Zoé, François, Maëlle, Jean-Noël", "Lefèvre, Garçon, D’Aubigné, Çelik-Brûlé"),
    _tongue("NL", "en", "Sjoerd, Anneke, Chloë", "van ’t Hoff, de Zeeuw, van der Ruyterssloot"),
    _tongue("ES", "en", "Íñigo, Begoña, José María", "Peña Núñez, Ibáñez de la Sierra y Quiñones, Muñiz"),
    _tongue("PT", "en", "João, Conceição, Inês", "Gonçalves, Magalhães, Assunção"),
    _tongue("IT", "en", "Niccolò, Chiara, Fiammetta", "Dell’Acqua, Forlì, Bevilacqua"),
    _tongue("TR", "en", "Çağla, İbrahim, Şule", "Yıldız, Öztürk, Güneş"),
    _tongue("GR", "en", "Ελένη, Γιώργος, Αναστασία", "Παπαδοπούλου, Καραμανλής, Χρυσοστόμου"),
    _tongue("BG", "en", "Цветана, Борис", "Иванова, Щърбанов"),
    _tongue("UA", "en", "Олена, Ярослав, Євгенія", "Шевченко, Їжакевич, Ґудзь"),
    _tongue("IL", "en", "נועה, יצחק, שירה", "כהן-לוי, בן־דוד, אברהמי"),
    _tongue("LB", "en", "ليلى, يوسف, فاطمة", "الخوري, عبد الرحمن, حدّاد"),
    _tongue("IE", "en", "Siobhán, Pádraig, Róisín", "Ó Ceallaigh, Mac Giolla Phádraig, O’Neill"),
    _tongue("GB", "en", "Nigel, Zoë, Wilhelmina", "Featherstonehaugh-Cholmondeley, Smith, Ap Rhys"),
)
LONG_NAMES = (
    (
        "Anne-Margrethe Synnøve Wilhelmine Antoinette",
        "Løvenskjold-Treschow Gyldenkrone af Fjordlysborg og Nordavindseter",
    ),
    ("Hubert Blaine Maximilian Theodor Ambrosius", "Wolfeschlegelsteinhausenbergerdorff-Donaudampfschifffahrtskapitän"),
    ("Rama Sri Venkata Lakshmi Narasimha", "Krishnamoorthy Thiruvananthapuram Balasubramaniam Iyengar"),
)
TITLES = listed(
    "Daglig leder, Innkjøpssjef, Salgssjef, Prosjektleder, Regnskapsfører, Markedsansvarlig, Driftsleder, Rådgiver, "
    "Verksmester, IT-sjef, Avdelingsleder for bærekraft og forretningsutvikling, Resepsjonist, HR-rådgiver, Konsulent, "
    "Head of Procurement, Account Manager, CFO, Site Engineer, Geschäftsführerin, Fysioterapeut, Lærer, Skipper"
)
