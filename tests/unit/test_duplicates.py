"""Whether two entries are one organisation, held to pairs that people judged."""

import csv
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import reduce
from pathlib import Path
from typing import Final

import pytest

from graphdir.duplicates.entry import read_in
from graphdir.duplicates.joining import one_of
from graphdir.duplicates.likeness import same
from graphdir.duplicates.names import read
from graphdir.duplicates.pairs import Pair, compared, quality
from graphdir.duplicates.search import Finder
from graphdir.duplicates.weights import WEIGHTS
from graphdir.errors import InvalidInputError
from graphdir.importing.pairs import read_pairs
from graphdir.model import Organisation
from graphdir.taxonomy import Taxonomy
from tests.builders import carrier, school

SEEDS: Final = Path(__file__).parents[2] / "seeds"
SETS: Final = Path(__file__).parents[1] / "data" / "duplicates"
PAIRS: Final = SETS / "pairs.csv"


def in_stendal(name: str, **values: str) -> Organisation:
    return Organisation(**{"id": name, "name": name, "kind": "unknown", "town": "Stendal", **values})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "number", "precision", "recall"),
    [
        ("pairs", 583, 0.99, 0.98),
        ("second", 410, 0.99, 0.95),
        ("third", 323, 0.98, 0.89),
        ("fourth", 363, 0.99, 0.92),
        ("fifth", 427, 0.99, 0.93),
        ("sixth", 426, 0.98, 0.91),
        ("seventh", 430, 0.96, 0.75),
        ("written", 240, 0.99, 0.90),
        ("written_lists", 240, 0.99, 0.92),
        ("written_offices", 300, 0.99, 0.87),
        ("written_counties", 240, 0.99, 0.89),
        ("written_regions", 240, 0.99, 0.94),
        ("written_towns", 260, 0.99, 0.89),
        ("typed", 280, 0.99, 0.97),
        ("typed_by_lot", 300, 0.99, 0.97),
        ("typed_again", 320, 0.99, 0.97),
        ("typed_third", 300, 0.99, 0.97),
        ("typed_fourth", 300, 0.99, 0.97),
        ("typed_fifth", 300, 0.99, 0.95),
        ("typed_sixth", 300, 0.99, 0.94),
        ("typed_seventh", 300, 0.99, 0.97),
        ("typed_eighth", 300, 0.99, 0.89),
        ("typed_ninth", 300, 0.99, 0.83),
        ("typed_tenth", 300, 0.98, 0.95),
        ("typed_eleventh", 300, 0.99, 0.96),
        ("typed_twelfth", 300, 0.99, 0.93),
        ("typed_thirteenth", 300, 0.99, 0.97),
        ("typed_fourteenth", 300, 0.99, 0.98),
        ("typed_fifteenth", 300, 0.99, 0.94),
        ("typed_sixteenth", 300, 0.99, 0.96),
        ("typed_seventeenth", 300, 0.99, 0.95),
        ("typed_eighteenth", 300, 0.99, 0.94),
        ("typed_nineteenth", 300, 0.99, 0.95),
        ("typed_twentieth", 300, 0.99, 0.95),
        ("typed_twentyfirst", 300, 0.99, 0.93),
        ("typed_twentysecond", 300, 0.99, 0.95),
        ("typed_twentythird", 300, 0.99, 0.95),
        ("typed_twentyfourth", 300, 0.97, 0.95),
        ("typed_twentyfifth", 300, 0.99, 0.95),
        ("typed_twentysixth", 300, 0.99, 0.96),
        ("typed_twentyseventh", 300, 0.99, 0.97),
        ("typed_twentyeighth", 300, 0.99, 0.96),
        ("typed_twentyninth", 300, 0.99, 0.96),
        ("typed_thirtieth", 300, 0.99, 0.96),
    ],
)
def test_labelled_pairs_are_told_as_well_as_documented(name: str, number: int, precision: float, recall: float) -> None:
    pairs = read_pairs(SETS / f"{name}.csv")
    reached = quality(compared(pairs))

    assert len(pairs) == number
    assert reached.precision >= precision
    assert reached.recall >= recall


def test_the_order_of_the_two_does_not_matter() -> None:
    turned = [(same(pair.one, pair.other), same(pair.other, pair.one)) for pair in read_pairs(PAIRS)]

    assert [one.score for one, _other in turned] == pytest.approx([other.score for _one, other in turned])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("GS Schönhausen", "Grundschule Schönhausen"),
        ("IB Stendal", "Internationaler Bund (IB), Stendal"),
        ("VHS Stendal", "Volkshochschule Stendal"),
        ("DRK Östliche Altmark", "DRK Kreisverband Östliche Altmark e.V."),
        ("Dt. Rotes Kreuz KV Östl. Altmark", "DRK Kreisverband Östliche Altmark e.V."),
        ("Freiwilligenagentur Altmark", "Freiwilligen-Agentur Altmark e.V."),
        ("Stadt Stendal", "Hansestadt Stendal"),
        ("Jugendamt Landkreis Stendal", "Landkreis Stendal, Jugendamt"),
        ("Kirchengemeinde St. Nikolai", "Kirchengemeinde Sankt Nikolai"),
        ("DRK KV Östliche Altmark e. V.", "Deutsches Rotes Kreuz Kreisverband Oestliche Altmark e.V."),
        ('Sekundarschule "W. Komarow"', 'Sekundarschule "Wladimir Komarow"'),
        ("BBS 2 Stendal", "Berufsbildende Schulen II"),
        ("Institute for Economic Research", "Institut für Wirtschaftsforschung"),
        ("St.-Vitus-Gemeinde (kath.)", "Kath. Kirchengemeinde St. Vitus Stendal"),
        ("Laurentiuskirchgemeinde", "Ev.-Luth. Kirchgemeinde St. Laurentius Stendal"),
        ("Markt Stendal", "Marktgemeinde Stendal"),
        ("Stadt Stendal", "Stendal/Altmark, Stadt"),
        ('Jugendhaus "Alte Schmiede" (früher Jugendklub Süd)', "Jugendklub Süd, jetzt Alte Schmiede"),
        ("POWER FÜR DIE KIDS E.V.", "Power für die Kids e. V."),
        ("Grundschulle Nord", "Grundschule Nord"),
        ("Berufbsildende Schulen II", "Berufsbildende Schulen II"),
        ('Gemeinschaftssch. "W. Wundt"', 'Gemeinschaftsschule "Wilhelm Wundt"'),
        ("Netzwerkstelle Schulerfolg Stendal", "Netzwerkstelle für den Schulerfolg im Landkreis Stendal"),
        ("Netzwerk Kinderschutz LK Stendal", "Landkreis Stendal, Jugendamt, Netzwerk Kinderschutz"),
        ("Kita Haffmöwe", "Volkssolidarität Altmark, Kindertagesstätte Haffmöwe"),
        ("SV Stendal", "Sportverein Stendal e.V. von 1948"),
        ("JC Stendal (SGB II)", "Jobcenter Landkreis Stendal"),
        ("Landkreis Stendal, Amt f. Jugend u. Familie", "Kreisjugendamt Stendal"),
        ("Kita Kunterbunt (Träger: Stadt Stendal)", "Kita Kunterbunt"),
        ("Suchtberatung des Diakonischen Werkes", "Diakonie: Sucht- u. Drogenberatung Stendal"),
        ("Erziehungshilfeverbund Altmark", "EHV Altmark (Erziehungshilfeverbund)"),
        ("Theater der Altmark", "TdA - Theater der Altmark (Landestheater Sachsen-Anhalt Nord)"),
        ("VS Altmark", "Volkssolidarität Altmark e. V."),
        ("CJD Stendal", "CJD Stendal im CJD Bildungszentrum"),
        ("Intern. Bund Stendal", "IB Stendal"),
        ("Kinder-Schutz-Bund Stendal", "Deutscher Kinderschutzbund Stendal"),
        ("Koord.-Stelle Ehrenamt", "Koordinierungsstelle Ehrenamt"),
        ("Humanistischer Reg.verband Altmark", "Humanistischer Regionalverband Altmark"),
        ("Gem.-Schule Wundt", "Gemeinschaftsschule „Wundt“"),
        ("St.-Mauritius-Sekundarschule (kath.)", "Sankt Mauritius Sekundarschule"),
        ("Jugendclub Nordlicht", "Jugendclub Nordlicht im Bahnhof"),
        ("Grundschule am Schwentinepark", "Grundschule am Schwentinepark Röxe"),
        ("Caritasvebrand Stendal", "Caritasverband Stendal e. V."),
        ("Strukturförderungsges. Stendal mbH", "Strukturförderungsgesellschaft Stendal mbH"),
        ("Lebendige Steine e.V. (Kids-Klub und Jugendklub Eckstein)", "Verein „Lebendige Steine“ e. V."),
        ("FAW gGmbH, Akademie Stendal", "Fortbildungsakademie der Wirtschaft (FAW) gGmbH Akademie Stendal"),
        ("Winckelmannstadt Stendal", "Stadt Stendal"),
        ("Stiftung Umwelt Leben, Stiftung für Natur und Kultur", "Stiftung Umwelt Leben"),
        ("KMK - Kunst- und Musikkreis", "Kunst- und Musikkreis"),
        ("Sekudarschule Komarow", "Sekundarschule Komarow"),
        ("SV Lokomotive Stendal", "SV Lok Stendal"),
        ("Förderverein GS Nord", "Verein der Freunde und Förderer der Grundschule Nord Stendal e. V."),
        ("IB Mitte gGmbH", "IB Mitte gGmbH für Bildung und soziale Dienste"),
        ("Förderschule (LB) Pestalozzi", "FöS L Pestalozzi"),
        ("33. Grundschule", "33. GS „Am Pohlandplatz“"),
        ("Berufsbildenden Schulen des Landkreises Stendal", "Berufsbildende Schulen Stendal"),
        ("Landratsamt Stendal", "Landkreis Stendal"),
        ("Landkreis Stendal, Der Kreisausschuss", "Landkreis Stendal"),
        ("Magistrat der Stadt Stendal", "Stadt Stendal"),
        ("Fröbel-Schule, Schule mit dem Förderschwerpunkt Hören", "Fröbelschule; Schule für Hörgeschädigte"),
        (
            "Förderzentrum Fröbel, Förderschwerpunkt emotionale und soziale Entwicklung",
            "Fröbel Schule zur Erziehungshilfe",
        ),
        ("Berufsschule der ASG (Schule in freier Trägerschaft)", "Berufsschule der ASG"),
        ("MLU Halle-Wittenberg", "Martin-Luther-Universität Halle-Wittenberg"),
        ("AQA gGmbH", "AQA Gemeinnützige Gesellschaft für Arbeit, Qualifizierung und Ausbildung mbH"),
        ("passage gGmbH", "PASSAGE gemeinnützige Gesellschaft für Arbeit und Integration mbH"),
        ("ARINET GmbH", "ARINET Arbeits-Integrations-Netzwerk GmbH"),
        ("BWSA Bildungswerk der Wirtschaft Sachsen-Anhalt", "Bildungswerk der Wirtschaft Sachsen-Anhalt e. V."),
        ("AWO Landesverband Sachsen-Anhalt e. V.", "Arbeiterwohlfahrt Sachsen-Anhalt"),
        ("Verein Lernen und Arbeiten", "Lernen und Arbeiten e. V."),
        ("Freie Waldorfschule Stendal", "Waldorfschule Stendal"),
        ("bras e. V. - arbeiten für Stendal", "bras e. V."),
        ("FIT-Ausbildungs-Akademie gGmbH", "FIT-Ausbildungs-Akademie Gemeinnützige Gesellschaft"),
        ("Hochschule Stendal - Der Kanzler -", "Hochschule Stendal"),
        ("Neue Schule (ehem. Fritz-Kühn-Schule)", "Fritz-Kühn-Schule"),
        ("Caritasverband für das Dekanat Stendal e. V.", "Caritas Stendal"),
        ("Diakonisches Werk im Kirchenkreis Stendal", "Diakonie Stendal"),
        ("Landesschulamt LSA", "Landesschulamt des Landes Sachsen-Anhalt"),
        ("LSchA", "Landesschulamt Sachsen-Anhalt"),
        ("BS für Einzelhandel u. Logistik", "Berufsbildende Schule für Einzelhandel und Logistik"),
        ("FOS Stendal", "Staatl. Fachoberschule Stendal"),
        ("Schulhort „Am Mühlenberg“", "Hort der Grundschule Am Mühlenberg"),
        ("NWS Schulerfolg LK Stendal", "Netzwerkstelle für den Schulerfolg im Landkreis Stendal"),
        ("Stendal, kreisfr. Stadt", "Stadt Stendal"),
        ("EBG f. Beruf + Gesellschaft", "EBG für Beruf und Gesellschaft"),
        ("Musik-/Kunstschule der Hansestadt Stendal", "Musik- und Kunstschule Stendal"),
        ("CORAX e. V. (Radio Corax)", "Corax e. V."),
        ("h2, Campus Stendal", "Hochschule Magdeburg-Stendal, Standort Stendal"),
        ("Pestalozzischule Stendal (Lernförderschule)", "Förderschule (LB) Pestalozzi"),
        ("Musik- & Kunstschule der Hansestadt Stendal", "Musik- und Kunstschule Stendal"),
        ("JUH Regionalverband Altmark", "Johanniter-Unfall-Hilfe e. V. RV Altmark"),
        ("MGH Stendal", "Mehrgenerationenhaus Stendal"),
        ("Schulpsycholog. Beratung", "Schulpsychologische Beratung Stendal"),
        ("Miteinander e.V.", "Miteinander e. V. - Netzwerk für Demokratie"),
        ("Humboldt-Schule", "Humboldt-Schule, Gymnasium der Stadt Stendal"),
        ("Realschule plus Heinrich Roth", "Heinrich-Roth-Realschule"),
        ("Akademie der Ingenieure", "Akademie der Ingenieure AkadIng GmbH"),
        ("Neue Baustelle e.V.", "Neue Baustelle e.V. Einrichtung der Jugendberufshilfe"),
        ("EJF gemeinnützige AG", "Evangelisches Jugend- und Fürsorgewerk gAG"),
        ("KSB Stendal", "KreisSportBund Stendal-Altmark e.V."),
        ("JFZ Stendal", "Jugendförderungszentrum Stendal e.V."),
        ("OK Stendal", "Offener Kanal Stendal e.V."),
        ("OVGU Stendal", "Otto-von-Guericke-Universität Stendal"),
        ("AFS Stendal, Gesamtschule", "Anne-Frank-Gesamtschule Stendal"),
        ("IHK SDL", "Industrie- und Handelskammer Stendal"),
        ("Oekum. Domgymnasium", "Ökumenisches Domgymnasium Stendal"),
        ("Internat. GS P. Trudeau", "Internationale Grundschule Pierre Trudeau"),
        ("Grundsch. Petrikirchhof", "Grundschule Petrikirchhof"),
        ("GS Gagarin, Stendal-Stadtsee", 'Grundschule "Juri Gagarin"'),
        ("Ev. GS Stendal / Johannes-Schulstiftung", "Evangelische Grundschule Stendal"),
        ("GS Petrikirchhof in Trägerschaft der Hansestadt Stendal", "Grundschule Petrikirchhof"),
        ("Kreisgesundheitsamt Stendal", "Landkreis Stendal, Gesundheitsamt"),
        ("KVHS Stendal", "Kreisvolkshochschule Stendal gGmbH"),
        ('"Rückenwind" Verein Stendal', "Rückenwind e.V. Stendal"),
        ("KSK Stendal", "Kreissparkasse Stendal"),
        ("Arbeitsamt SDL", "Agentur für Arbeit Stendal"),
        ("PI SDL", "Polizeiinspektion Stendal"),
        ("BWSA e.V. (Bildungswerk d. Wirtschaft)", "Bildungswerk der Wirtschaft Sachsen-Anhalt e.V. Stendal"),
        ("Uni Stendal (MLU)", "Martin-Luther-Universität Stendal-Wittenberg"),
        ("HLS Stendal (Helene Lange)", "Helene-Lange-Schule"),
        ("Das Rauhe Haus Stendal", "Stiftung Das Rauhe Haus Stendal"),
        ("Joh.-Amos-Comenius-Grundschule", "Comenius-Grundschule"),
        ("Bürgerstiftung Altmark, c/o Stadt Stendal", "Bürgerstiftung Altmark"),
        ("Freie Schule Stendal, Sekundarstufe I und II", "Freie Schule Stendal"),
        ("Caritasverb. f. d. Bistum Stendal", "Caritasverband für das Bistum Stendal e.V."),
        ("FöV GmS Thomas Mann", 'Förderverein der Gemeinschaftsschule "Thomas Mann" Stendal e.V.'),
        ("Verein zur Förderung des Hegel-Gymnasiums e.V.", "Förderverein Hegel-Gymnasium"),
        ("RSBK Stendal", "Robert-Schuman-Berufskolleg der Stadt Stendal"),
        ("Post SV Stendal", "Post-Sportverein Stendal e.V."),
        ("KIS Stendal", "Interventions- und Koordinierungsstelle zur Bekämpfung häuslicher Gewalt Stendal (KIS)"),
        ("Frauenhaus Stendal", "Frauen- und Kinderschutzhaus Stendal"),
        ("DVB AG", "Dresdner Verkehrsbetriebe AG"),
        ("Europagym. Stendal", "Europagymnasium Stendal"),
        ("GmS Ernst Wille (bis 2015 Sekundarschule)", 'Gemeinschaftsschule "Ernst Wille"'),
        ("Kita Spatzennest", "Kindergarten Spatzennest"),
        ("Kiga Stendal", "Gemeindekindergarten Stendal"),
        ("Kita Regenbogen", "Kita Regenbogen, Lebenshilfe Altmark West"),
        ("Kita St. Nicolai", "Ev.-Luth. Kindertagesstätte St. Nicolai"),
        ("Kistenclub", 'Jugendclub "Kistenclub" e.V.'),
        ("Stendaler Wohnbau AG", "Stendaler Wohnbau Aktiengesellschaft"),
        ("Wohnbau GmbH", "Wohnbau Gesellschaft mit beschränkter Haftung"),
        ("Apotheke am Markt", "Markt-Apotheke Stendal, Inh. Petra Muster e.K."),
        ("Landkreis Stendal", "Landkreis Stendal - Der Landrat"),
        ("Hansestadt Stendal", "Stadt Stendal, Die Oberbürgermeisterin"),
        ("LK OHV", "Landkreis Oberhavel"),
        ("Jobcenter SLF-RU", "Jobcenter Saalfeld-Rudolstadt"),
        ("Kreisfeuerwehrverband VG", "Kreisfeuerwehrverband Vorpommern-Greifswald e.V."),
        ("Heimatbund MV", "Heimatbund Mecklenburg-Vorpommern e.V."),
        ("StGT Altmark", "Städte- und Gemeindetag Altmark"),
        ("RS Friedrich Schiller", "Regelschule Friedrich Schiller"),
        ("RS Friedrich Schiller", "Realschule Friedrich Schiller"),
        ("MGV Stendal", "Männergesangverein Stendal"),
        ("Carneval-Verein Stendal e.V.", "Carnevalverein Stendal"),
        ("Förderverein der FF Stendal", "Freiwillige Feuerwehr Stendal - Förderverein e.V."),
        ("VbFA Stendal", "Verein zur beruflichen Förderung und Ausbildung e.V. (VbFA)"),
        ("Caritas Stendal", "Caritasverband für Stendal und Umgebung e.V."),
        ("Diakonie Stendal", "Diakonisches Werk Stendal, Geschäftsstelle Stendal"),
        ("Sächs. Landjugend", "Sächsische Landjugend e.V."),
        ("Netzwerk für Toleranz", "Netzwerk für Toleranz Anhalt-Bitterfeld"),
        ("Beratungsnetz Altmark", "Beratungsnetz Altmark - gemeinsam gegen Rechtsextremismus"),
        ("Kinderschutzbund Stendal", "Deutscher Kinderschutzbund OV Stendal e. V."),
        ("DLRG Stendal", "Deutsche Lebens-Rettungs-Gesellschaft Ortsgruppe Stendal e. V."),
        ("Kolping Stendal", "Kolpingsfamilie Stendal"),
        ("BDKJ Altmark", "Bund der Deutschen Katholischen Jugend Diözesanverband Altmark"),
        ("Pro Familia", "pro familia Beratungsstelle Stendal"),
        ("Amt Gerswalde", "Amtsverwaltung Gerswalde"),
        ("Waldkita Stendal", "Waldkindergarten Stendal"),
        ("PSV Stendal", "Polizeisportverein Stendal e. V."),
        ("Stadtbücherei SDL", "Stadtbücherei Stendal"),
        ("Jugendtreff Stadtsee", "Kinder- und Jugendtreff Stadtsee"),
        ("Freilichtmuseum Diesdorf", "Freilichtmuseum Diesdorf - Museum des Altmarkkreises"),
        ("Ev.-luth. KG Stendal", "Ev.-luth. Kirchengemeinde Stendal"),
        ("Kirchenkreis Stendal", "Ev.-luth. Kirchenkreis Stendal"),
        ("Netzwerk Gesunde Kinder Prignitz", "Netzwerk Gesunde Kinder"),
        ("Kinder- und Jugendring BLK e.V.", "Kinder- und Jugendring Burgenlandkreis e. V."),
    ],
)
def test_spellings_of_one_organisation_are_the_same(one: str, other: str) -> None:
    assert same(in_stendal(one), in_stendal(other)).verdict == "same"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Landkreis Stendal", "Hansestadt Stendal"),
        ("Landkreis Stendal", "Landkreis Stendal, Jugendamt"),
        ("Förderverein der Grundschule Nord e.V.", "Grundschule Nord"),
        ("Hort Grundschule Nord", "Grundschule Nord"),
        ("BbS I Stendal", "BbS II Stendal"),
        ('Sekundarschule "Thomas Mann"', 'Gemeinschaftsschule "Thomas Mann"'),
        ("Jobcenter Stendal", "Agentur für Arbeit Stendal"),
        ("IHK Stendal Service GmbH", "Industrie- und Handelskammer Stendal Rhein Main"),
        ("Fröbelschule, Förderschwerpunkt Hören", "Fröbelschule, Förderschwerpunkt Sehen"),
        ("Universität Stendal (UNI STENDAL)", "Landkreis Stendal"),
        ("Magistrat Stendal", "Magistrat der Stadt Stendal, Stadtplanungsamt"),
        ("Caritasverband Stendal", "Diakonie Stendal"),
        ("Volkshochschule Stendal", "Landkreis Stendal"),
        ("Privatschule Stendal", "Landkreis Stendal"),
        ("Hochschule Stendal", "Universität Stendal"),
        ("DRK Kreisverband Östliche Altmark e.V.", "DRK Ortsverband Östliche Altmark"),
        ("AWO Kreisverband Stendal", "DRK Kreisverband Stendal"),
        ("Lebenshilfe Stendal", "Lebenshilfe Stendal - Werkstatt"),
        ("Miteinander e.V.", "Miteinander e. V. - Jugendclub"),
        ("KSB Stendal", "Sportjugend im Kreissportbund Stendal e.V."),
        ("KEB Stendal", "Familienbildungsstätte der Katholischen Erwachsenenbildung Stendal"),
        ("VHS Stendal", "Musikschule in der Volkshochschule Stendal"),
        ("IB Stendal", "Internationaler Bund Stendal, Jugendwohngruppe"),
        ("Grundschule Goldbeck", "Hort an der Grundschule Goldbeck"),
        ("Gymnasium Stendal", "Elternrat am Gymnasium Stendal"),
        ("Gymnasium Stendal", "Schülerzeitung des Gymnasiums Stendal"),
        ("Landkreis Stendal", "Bildungsbüro im Landkreis Stendal"),
        ("AWO KV Stendal", "AWO Kreisverband Stendal-Land"),
        ("Kita Regenbogen (DRK)", "Kita Regenbogen (AWO)"),
        ("Kita Regenbogen", "Hort Regenbogen"),
        ("Verein zur Förderung des Museums Stendal", "Museum Stendal"),
        ("Verein Kita Regenbogen e.V.", "Kita Regenbogen"),
        ("PD Stendal", "Stadtverwaltung Stendal"),
        ("JC Stendal", "Stadt Stendal"),
        ("EB Stendal (Caritas)", "Caritasverband Stendal e. V."),
        ("Wohnheim BbS Stendal", "BbS Stendal"),
        ("DRK Stendal - Wasserwacht", "DRK Stendal"),
        ("Landkreis Stendal - Bildungskoordination", "Landkreis Stendal"),
        ("CJD Sachsen-Anhalt", "CJD Sachsen"),
        ("Landesjugendring Sachsen", "Landesjugendring Sachsen-Anhalt"),
        ("Kolpingwerk Stendal", "Kolpingsfamilie Stendal"),
        ("Hochschule Magdeburg-Stendal, Standort Stendal", "Hochschule Magdeburg-Stendal, Standort Magdeburg"),
    ],
)
def test_neighbours_of_like_names_are_different(one: str, other: str) -> None:
    assert same(in_stendal(one), in_stendal(other)).verdict == "different"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Amt für Jugend Stendal", "Amt für Soziales Stendal"),
        ("Kirchenkreis Stendal", "Diakonie im Kirchenkreis Stendal"),
        ("Engelsby", "Schule Engelsby"),
        ("DRK gGmbH für Pflege", "DRK gGmbH für Bildung"),
        ("Pestalozzischule (FöS L)", "Pestalozzischule (FöS G)"),
        ("33. Grundschule", "35. Grundschule „Am Pohlandplatz“"),
        ("GS Stendal-Stadtsee", "GS Stendal-Röxe"),
        ("KSB Stendal", "Kreisschützenverein Stendal"),
        ("DRK Kreisverband Östliche Altmark e.V.", "DRK Kreisverband"),
        ("ABX Stendal", "A b c Stendal"),
        ("Gymnasium Humboldt", "Humboldt-Gymnasium / Förderverein des Schulwerks"),
        ("Sozialwerk Stendal / Bildungswerk", "Sozialwerk Stendal"),
        ("SBB Kompetenz gGmbH", "Stiftung Berufliche Bildung"),
        ("SV Stendal", "Schwimmverein Stendal"),
        ("Diakonie Stendal", "Diakonisches Werk Stendal e.V. - Suchtberatung"),
        ("Malteser Hilfsdienst e.V.", "Malteser Hilfsdienst gGmbH"),
        ("Stiftung der Sparkasse Stendal", "Sparkasse Stendal"),
        ("1. FC Lok Stendal", "SV Lok Stendal"),
        ("Kinderschutzbund Stendal", "Kinderschutzbund Landesverband Sachsen-Anhalt"),
        ("Kita Wirbelwind", "Kita Wirbelwald"),
        ("Förderschule Pestalozzi GE", "Förderschule Pestalozzi LE"),
        ("Berufsorientierung BO", "Berufsorientierung Bochum"),
        ("Berufskolleg Stendal-West", "Berufskolleg Am Wasserturm"),
        ("TSV Stendal", "Tanzsportverein Stendal"),
        ("Stadt Stendal/Altmark", "Stadt Stendal (Gleichstellung)"),
        ("Segelschule Stendal", "Regelschule Stendal"),
        ("Stendal (Altmark)", "Freiwillige Feuerwehr Stendal/Altmark"),
        ("Studierendenrat TU Stendal", "Technische Universität Stendal"),
    ],
)
def test_bodies_of_one_sort_in_one_town_are_not_the_same(one: str, other: str) -> None:
    assert same(in_stendal(one), in_stendal(other)).verdict != "same"


@pytest.mark.parametrize("body", ["Schützenverein", "Kita", "Hort", "Jugendclub", "Feuerwehr", "Seniorenclub"])
def test_bodies_of_two_villages_of_one_municipality_are_two(body: str) -> None:
    chief = in_stendal(f"{body} Gommern", town="Gommern")

    assert same(chief, in_stendal(f"{body} Leitzkau", town="Gommern OT Leitzkau")).verdict == "different"
    assert same(chief, in_stendal(f"{body} Gommern e.V.", town="Gommern OT Leitzkau")).verdict == "same"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("VHS Lkr. Cham, Außenstelle Waldmünchen", "Waldmünchen"), ("Volkshochschule im Landkreis Cham", "Cham")),
        (("CJD Zeitz im CJD Bildungszentrum Naumburg", "Zeitz"), ("CJD Bildungszentrum Naumburg", "Naumburg")),
    ],
)
def test_a_branch_in_another_town_is_a_body_of_its_own(one: tuple[str, str], other: tuple[str, str]) -> None:
    (name, town), (its_name, its_town) = one, other

    assert same(in_stendal(name, town=town), in_stendal(its_name, town=its_town)).verdict == "different"


def test_of_two_places_of_one_name_the_postcode_tells() -> None:
    named = school("x", "Grundschule „Dr. Albert Steinert“", town="Seehausen (Altmark)", postcode="39615")

    assert same(named, school("y", "Grundschule Seehausen", postcode="39164")).verdict == "different"
    assert same(named, school("y", "Grundschule Seehausen", postcode="39615")).verdict == "same"


@pytest.mark.parametrize(
    ("one", "other", "verdict"),
    [
        (("Sanne", "39596", "Sanne"), ("Sanne-Kerkuhn", "39606", "Sanne-Kerkuhn"), "different"),
        (("Erxleben", "39606", "Erxleben"), ("Gemeinde Erxleben", "39343", "Erxleben"), "different"),
        (("Erxleben", "39606", "Erxleben"), ("Gemeinde Erxleben", "39606", "Erxleben"), "same"),
        (("Heimatverein Erxleben", "39606", "Erxleben"), ("Heimatverein Erxleben", "39343", "Erxleben"), "unsure"),
    ],
)
def test_villages_of_like_names_are_told_apart_by_their_postcodes(
    one: tuple[str, str, str], other: tuple[str, str, str], verdict: str
) -> None:
    a, b = (in_stendal(name, postcode=postcode, town=town) for name, postcode, town in (one, other))

    assert same(a, b).verdict == verdict


def test_a_rare_name_of_a_postcode_with_a_slip_is_for_people_to_decide() -> None:
    auefeld = school("x", "Auefeldschule", postcode="34121")

    assert same(auefeld, school("y", "Auefeld-Schule", postcode="34120")).verdict == "unsure"
    assert same(auefeld, school("y", "Auefeld-Schule", postcode="35121")).verdict == "different"


def test_a_postcode_tells_the_municipality_where_one_list_has_no_towns() -> None:
    kepler = school("x", "Kepler Gymnasium", postcode="72250")

    assert same(kepler, school("y", "Kepler-Gymnasium", town="Freudenstadt")).verdict == "same"
    assert same(kepler, school("y", "Kepler-Gymnasium", town="Freudenberg")).verdict == "unsure"
    austrian = replace(kepler, postcode="1558")
    assert same(austrian, school("y", "Kepler-Gymnasium", town="Großenhain")).verdict == "unsure"


def test_a_village_s_postcode_may_be_of_the_other_s_town() -> None:
    village = school("x", "Sekundarschule „Am Drömling“ Mieste", town="Mieste", postcode="39649")

    assert same(village, school("y", "Sekundarschule Am Drömling", town="Gardelegen")).verdict == "same"
    assert same(village, school("y", "Sekundarschule Gardelegen", town="Gardelegen")).verdict != "same"
    kita = in_stendal("Kita Regenbogen", town="Mieste", postcode="39649")
    assert same(kita, in_stendal("Kita Regenbogen", town="Gardelegen")).verdict == "different"


def test_an_office_that_moved_in_its_town_is_the_same() -> None:
    one, other = (in_stendal("Netzwerkstelle Schulerfolg", street=street) for street in ("Weg 1", "Allee 3"))

    assert same(one, other).verdict == "same"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ev. Steg 5", "Evangelischer Steg 5"),
        ("K.-Marx-Str. 5", "Karl-Marx-Straße 5"),
        ("Hagenbeckstr. 11", "Carl-Hagenbeck-Straße 11"),
    ],
)
def test_streets_are_the_same_where_a_word_is_cut_or_a_first_name_is_left_out(one: str, other: str) -> None:
    likeness = same(in_stendal("Kita Nord", street=one), in_stendal("Kita Nord", street=other))

    assert "street_same" in [reason.signal for reason in likeness.reasons]


SHORT: Final[tuple[tuple[str, str], ...]] = (
    *(("Grundschule", "GS"), ("Sekundarschule", "Sek."), ("Gymnasium", "Gym."), ("Förderschule", "FöS")),
    *(("Kreisverband", "KV"), ("Landkreis", "LK"), ("Arbeiterwohlfahrt", "AWO"), ("Förderverein", "FV")),
    *((" für ", " f. "), (" und ", " u. "), (" der ", " d. "), ("Sachsen-Anhalt", "LSA"), ("Hansestadt", "Stadt")),
)
WAYS_OF_TYPING: Final[Mapping[str, Callable[[str, str], str]]] = {
    "in capitals": lambda name, _town: name.upper(),
    "in small letters": lambda name, _town: name.lower(),
    "without umlauts": lambda name, _town: name.translate(
        {ord("ä"): "ae", ord("ö"): "oe", ord("ü"): "ue", ord("ß"): "ss"}
    ),
    "without quotes": lambda name, _town: re.sub(r'[„“"”]', "", name),
    "blanks for hyphens": lambda name, _town: name.replace("-", " "),
    "without the legal form": lambda name, _town: re.sub(r",?\s*(e\. ?V\.|gGmbH|GmbH)", "", name),
    "with the town": lambda name, town: f"{name} {town}",
    "the town in brackets": lambda name, town: f"{name} ({town})",
    "the town before": lambda name, town: f"{town}, {name}",
    "short": lambda name, _town: reduce(lambda told, pair: told.replace(*pair), SHORT, name),
}


@pytest.mark.parametrize("way", WAYS_OF_TYPING)
def test_ways_of_typing_a_name_make_no_other_body(way: str) -> None:
    rows = [
        row
        for network in ("stendal", "sachsen-anhalt-2008-2014")
        for row in csv.DictReader((SEEDS / network / "organisations.csv").read_text(encoding="utf-8").splitlines())
        if row["town"]
    ]
    typed = [(row, WAYS_OF_TYPING[way](row["name"], row["town"])) for row in rows]
    otherwise = [
        (row["name"], name)
        for row, name in typed
        if same(in_stendal(row["name"], town=row["town"]), in_stendal(name, town=row["town"])).verdict != "same"
    ]
    assert len(otherwise) <= 0.03 * len(typed), otherwise


def test_one_name_in_two_towns_is_two_schools() -> None:
    one, other = (school("x", "Grundschule Pestalozzi", town=town) for town in ("Stendal", "Halle (Saale)"))

    likeness = same(one, other)

    assert likeness.verdict == "different"
    assert "They are in different places: Halle (Saale) and Stendal" in [reason.text for reason in likeness.reasons]


@pytest.mark.parametrize(
    ("later", "verdict"),
    [('Gemeinschaftsschule "Comenius"', "unsure"), ('Grundschule "Comenius"', "different")],
)
def test_a_school_that_may_have_become_another_is_for_people_to_decide(later: str, verdict: str) -> None:
    stands = school("x", "Sekundarschule „Comenius“", town="Stendal", street="Blumenthalstraße 40")
    now = school("y", later, town="Stendal", street="Blumenthalstr. 40")

    assert same(stands, now).verdict == verdict
    assert bool(Finder([read_in(stands)]).of(read_in(now))) == (verdict == "unsure")
    assert same(stands, replace(now, street="Nordwall 1")).verdict == "different"


def test_a_school_in_another_street_is_for_people_to_decide() -> None:
    one, other = (school("x", "Grundschule Nord", town="Stendal", street=street) for street in ("Weg 1", "Allee 3"))

    assert same(one, other).verdict == "unsure"


def test_a_village_has_one_school_of_a_form_but_a_large_town_several() -> None:
    def verdict(town: str) -> str:
        named = school("2", 'Sekundarschule "Thomas Müntzer"', town=town)
        return same(school("1", f"Sekundarschule {town}"), named).verdict

    assert verdict("Allstedt") == "same"
    assert verdict("Magdeburg") != "same"


def test_a_school_without_a_form_in_its_name_is_one_too() -> None:
    one = school("1", "Humboldt-Schule", town="Stendal")

    assert same(one, school("2", "Humboldt Schule", postcode="24116")).verdict == "unsure"


def test_a_city_has_postcodes_of_its_own() -> None:
    one = school("1", "Georg-Christoph-Lichtenberg-Schule", town="Leipzig")

    assert same(one, replace(one, id="2", town="", postcode="64372")).verdict == "different"
    assert same(one, replace(one, id="2", town="", postcode="04317")).verdict == "same"


def test_a_town_is_one_by_its_kind_too() -> None:
    one = in_stendal("Stadt Bismark", kind="municipality", town="Bismark")

    assert same(one, in_stendal("Bismark/Altmark", kind="municipality", town="Bismark")).verdict == "same"
    assert same(one, in_stendal("Bismark/Altmark", kind="county", town="Bismark")).verdict == "different"


def test_oberschule_is_a_form_of_its_own_but_in_berlin() -> None:
    def verdict(postcode: str) -> str:
        one, other = (
            school("1", "Coppi-Gymnasium", postcode=postcode),
            school("2", "Coppi Oberschule", postcode=postcode),
        )
        return same(one, other).verdict

    assert (verdict("10318"), verdict("14770")) == ("same", "different")


def test_an_address_may_bear_the_new_name() -> None:
    old = school("1", "12. Schule", postcode="13435", email="info@hannah-hoech-schule.de")
    new = school("2", "Campus Hannah Höch", postcode="13435")

    assert "address_named" in [reason.signal for reason in same(old, new).reasons]
    assert "address_named" not in [reason.signal for reason in same(replace(old, email=""), new).reasons]


def test_a_name_tells_the_city_where_postcodes_differ() -> None:
    one = school("1", "Abendgymnasium", town="Chemnitz", postcode="09123")

    assert same(one, school("2", "Abendgymnasium Chemnitz", postcode="09113")).verdict == "same"
    assert same(one, school("2", "Abendgymnasium Dresden", postcode="09113")).verdict == "different"


def test_what_the_own_street_says_tells_nothing_more() -> None:
    one = school("1", "Baumgartenschule Grüna - Grundschule", postcode="09224", street="August-Bebel-Straße 7 (Grüna)")
    other = school("2", "Baumgartengrundschule", postcode="09224")

    assert same(one, other).verdict == "same"
    assert same(replace(one, street=""), other).score < same(one, other).score


def test_villages_of_one_postcode_have_a_school_each() -> None:
    one = school("1", "GS Schönhausen", town="Schönhausen (Elbe)", postcode="39524")

    assert same(one, school("2", "Grundschule Sandau", town="Sandau (Elbe)", postcode="39524")).verdict == "different"
    assert same(one, school("2", "Ganztagsgrundschule", town="Sandau (Elbe)", postcode="39524")).verdict == "different"
    assert same(one, school("2", "Grundschule", town="Schönhausen (Elbe)", postcode="39524")).verdict == "same"


def test_a_school_of_a_part_of_town_is_not_that_of_the_town() -> None:
    one = school("1", "Grundschule Börgitz", town="Stendal OT Börgitz", postcode="39576")

    assert same(one, school("2", "Ganztagsgrundschule", town="Stendal", postcode="39576")).verdict == "different"
    assert same(one, school("2", "GS Börgitz", town="Stendal", postcode="39576")).verdict == "same"


def test_a_part_of_a_town_has_to_be_named() -> None:
    named = school("2", 'Grundschule "Ferdinand Freiligrath"', town="Wittenberg OT Abtsdorf")

    assert same(school("1", "Grundschule Abtsdorf"), named).verdict == "same"
    assert same(school("1", "Grundschule Wittenberg"), named).verdict != "same"


def test_a_known_postcode_tells_the_town_but_not_that_it_is_another() -> None:
    one = school("1", "Grundschule Am Eichenwald", town="", postcode="39539")

    def signals(town: str) -> list[str]:
        return [reason.signal for reason in same(one, school("2", "Grundschule Am Eichenwald", town=town)).reasons]

    assert "place_same" in signals("Havelberg")
    assert "place_other" not in signals("Tangermünde")


def test_the_association_that_runs_a_school_is_not_the_school() -> None:
    one, other = "Evangelische Grundschule Stendal e.V.", "Evangelische Grundschule Stendal"

    assert same(in_stendal(one), in_stendal(other)).verdict != "same"


def test_an_alias_is_a_name_too() -> None:
    one = carrier("1", "Paritätisches Sozialwerk", aliases=("PSW Altmark",), town="Stendal")

    assert same(one, carrier("2", "PSW Altmark e. V.", town="Stendal")).verdict == "same"


def test_score_is_made_of_the_reasons_that_are_shown() -> None:
    likeness = same(in_stendal("Stadt Stendal"), in_stendal("Hansestadt Stendal", phone="03931 1"))

    assert likeness.reasons
    assert {reason.signal for reason in likeness.reasons} <= set(WEIGHTS)
    assert all(reason.text and reason.contribution for reason in likeness.reasons)


def test_phone_numbers_are_compared_as_they_are_dialled() -> None:
    one, other = in_stendal("Comenius", phone="03931 60-6"), in_stendal("Comenius", phone="+49 3931 606")

    assert "phone_same" in [reason.signal for reason in same(one, other).reasons]


def test_numerals_are_no_initials() -> None:
    assert read("Berufsbildende Schulen II").numbers == {"2"}
    assert not read('Sekundarschule "V. Müller"').numbers


def test_a_judgement_that_is_neither_yes_nor_no_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "pairs.csv"
    path.write_text("a_name,b_name,same\nA,B,0\nA,A,vielleicht\n", encoding="utf-8")
    with pytest.raises(InvalidInputError, match="Row 3"):
        read_pairs(path)


def test_pairs_without_the_names_are_refused(tmp_path: Path) -> None:
    (tmp_path / "pairs.csv").write_text("a_name,b\nx,y\n", encoding="utf-8")

    with pytest.raises(InvalidInputError, match="b_name"):
        read_pairs(tmp_path / "pairs.csv")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_pairs_are_read_as_lists_are(tmp_path: Path, encoding: str, mark: str) -> None:
    rows = [("a_name", "b_name", "same"), ("Schule S\u00fcd", "GS S\u00fcd", "1")]
    (tmp_path / "pairs.csv").write_text("".join(f"{mark.join(row)}\n" for row in rows), encoding=encoding)

    (pair,) = read_pairs(tmp_path / "pairs.csv")

    assert (pair.one.name, pair.other.name, pair.same) == ("Schule S\u00fcd", "GS S\u00fcd", True)


@pytest.mark.parametrize("content", [b"", b"\x00\xff\xfe\x81" * 100])
def test_what_holds_no_pairs_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "pairs.csv").write_bytes(content)

    with pytest.raises(InvalidInputError, match="a_name, b_name"):
        read_pairs(tmp_path / "pairs.csv")


def test_pairs_that_nobody_judged_do_not_count() -> None:
    pair = Pair(in_stendal("Comenius"), in_stendal("Comenius"))

    assert quality(compared([pair])).right == 0


def test_a_search_finds_what_a_comparison_calls_the_same() -> None:
    pairs = [pair for pair in read_pairs(PAIRS) if same(pair.one, pair.other).verdict == "same"]
    found = [pair for pair in pairs if Finder([read_in(pair.one)]).of(read_in(pair.other))]

    assert len(found) >= 0.97 * len(pairs)


@pytest.mark.parametrize(
    ("one", "other"),
    [("EJF gemeinnützige AG", "Evangelisches Jugend- und Fürsorgewerk"), ("FKG", "Felix-Klein-Gymnasium")],
)
def test_a_search_finds_who_is_called_by_initials(one: str, other: str) -> None:
    assert Finder([read_in(in_stendal(other))]).of(read_in(in_stendal(one)))


def test_a_city_in_the_name_of_a_school_without_a_place_is_where_it_is() -> None:
    told = Organisation(id="a", name="Goethe-Gymnasium Leipzig", kind="school")
    there, elsewhere = (school(town, "Goethe-Gymnasium", town=town) for town in ("Leipzig", "Chemnitz"))

    assert same(told, there).verdict == "same"
    assert same(told, elsewhere).verdict == "different"


def test_clubs_of_two_parts_of_a_town_are_two() -> None:
    one, other = (
        Organisation(id=part, name=f"Schützenverein {part} e.V.", kind="association", town=f"Bismark OT {part}")
        for part in ("Schinne", "Schernikau")
    )

    assert same(one, other).verdict == "different"


def test_one_street_makes_up_for_a_town_that_a_list_leaves_out() -> None:
    one = school("a", "16. Schule - Oberschule der Stadt Leipzig", town="Leipzig", street="Konradstraße 67")
    other = Organisation(id="b", name="16. OS", kind="school", street="Konradstr. 67")

    assert same(one, other).verdict == "same"
    assert same(one, replace(other, street="")).verdict == "unsure"


def test_a_number_plate_for_a_town_is_the_town() -> None:
    assert same(in_stendal("Kiezverein"), replace(in_stendal("Kiezverein e.V."), town="SDL")).verdict == "same"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Wittenberg", "06886"), ("Wittenberge", "19322")),
        (("Freiberg", ""), ("Freiburg", "")),
        (("Burg", "39288"), ("Burg", "25712")),
        (("Nürtingen", ""), ("Esslingen", "")),
    ],
)
def test_towns_of_like_names_are_two(one: tuple[str, str], other: tuple[str, str]) -> None:
    entry, neighbour = (
        Organisation(id=at[0], name="Jugendclub Mitte", kind="unknown", town=at[0], postcode=at[1])
        for at in (one, other)
    )

    assert same(entry, neighbour).verdict == "different"


def test_a_slip_in_the_postcode_makes_no_other_town() -> None:
    one, slip = (
        Organisation(id=postcode, name="Jugendclub Mitte", kind="unknown", town="Stendal", postcode=postcode)
        for postcode in ("39576", "93576")
    )

    assert same(one, slip).verdict == "same"


def test_a_town_s_bodies_with_one_mailbox_and_telephone_are_not_the_same() -> None:
    ways = {"email": "schulen@stadt.example", "phone": "03931 1", "website": "https://www.stadt.example"}
    for name, other in (
        ("GS Anne Frank", "GS Nord"),
        ("Jugendclub Otto", "Jugendclub Nord"),
        ("Sozialamt", "Schulamt"),
    ):
        assert same(in_stendal(name, **ways), in_stendal(other, **ways)).verdict != "same"


def test_a_number_plate_of_somewhere_else_is_another_town_and_one_that_is_none_tells_nothing() -> None:
    told = school("1", name="Erich-Kästner-Grundschule", town="Frankfurt (Oder)")

    assert same(told, school("2", name="E.-Kästner-GS", town="FFO")).verdict == "same"
    assert same(told, school("2", name="E.-Kästner-GS", town="MD")).verdict == "different"
    assert "place_other" not in {r.signal for r in same(told, school("2", name="E.-Kästner-GS", town="QX")).reasons}


def test_what_looks_like_a_part_with_the_same_telephone_is_for_people_to_decide() -> None:
    one, part = in_stendal("Blaue Brücke", phone="03931 1"), in_stendal("Blaue Brücke Beratungsstelle", phone="03931 1")

    assert same(one, part).verdict == "unsure"
    assert same(one, replace(part, phone="03931 2")).verdict == "different"


def test_the_domain_of_a_mailbox_is_compared_with_that_of_a_website() -> None:
    one = in_stendal("Kanzlei Muster", email="post@muster-altmark.de")
    reasons = same(one, in_stendal("Muster Partner", website="https://www.muster-altmark.de")).reasons

    assert "They are reached under one domain: muster-altmark.de" in {reason.text for reason in reasons}


def test_a_search_is_not_lost_in_many_entries_of_one_name() -> None:
    many = [school(f"{number}", "Grundschule Am Park", town=f"Ort{number}") for number in range(200)]
    twin = school("twin", "GS Am Park", town="Ort7")

    assert [found.other.id for found in Finder(map(read_in, many)).of(read_in(twin))] == ["7"]


def test_a_body_with_its_mailbox_or_telephone_in_another_town_may_have_moved() -> None:
    here = carrier("a", "Brückenbau gGmbH", town="Tangermünde", email="info@brueckenbau.example.org")
    there = carrier("b", "Brückenbau gGmbH", town="Stendal", email="info@brueckenbau.example.org")
    taxonomy = Taxonomy.shipped()
    assert same(here, there, taxonomy).verdict == "unsure"
    assert same(here, replace(there, email="other@example.org"), taxonomy).verdict == "different"
    assert (
        same(
            replace(here, email="", phone="+49 3931 606"), replace(there, email="", phone="+49 3931 606"), taxonomy
        ).verdict
        == "unsure"
    )


@pytest.mark.parametrize(
    ("one", "other", "signal"),
    [
        ("Bruchstraße 3", "Bruchstr. 3", "street_same"),
        ("Goethestr. 3", "Göthestr. 3", "street_same"),
        ("Oststraße 3", "Weststraße 3", "street_other"),
        ("Markt 1", "Park 1", "street_other"),
        ("Am Rain 3", "Am Ring 3", "street_other"),
        ("Bachstr. 5", "Dachstr. 5", ""),
    ],
)
def test_of_short_streets_a_letter_may_make_another(one: str, other: str, signal: str) -> None:
    reasons = same(in_stendal("Eule", street=one), in_stendal("Klub Eule", street=other)).reasons

    assert next((reason.signal for reason in reasons if "street" in reason.signal), "") == signal


@pytest.mark.parametrize(
    ("one", "other", "signal"),
    [
        ("https://www.eule.de/start", "http://eule.de/kontakt", "website_same"),
        ("https://www.facebook.com/heimat", "https://facebook.com/kultur", "website_other"),
        ("https://www.facebook.com/heimat/", "https://m.facebook.com/heimat", "website_same"),
        ("https://www.landkreis-stendal.de/heimat", "https://www.landkreis-stendal.de/kultur", ""),
        ("https://www.landkreis-stendal.de/", "https://landkreis-stendal.de", "website_same"),
    ],
)
def test_who_has_a_page_where_many_have_one_has_no_website_in_common_with_them(
    one: str, other: str, signal: str
) -> None:
    reasons = same(in_stendal("Heimatverein", website=one), in_stendal("Kulturverein", website=other)).reasons

    assert next((reason.signal for reason in reasons if "website" in reason.signal), "") == signal


def test_two_addresses_are_not_mixed() -> None:
    there = in_stendal("Eule", town="Tangerhütte", postcode="39517")
    here = replace(in_stendal("Eule e.V.", street="Bruchstr. 1", postcode="39576"), latitude=52.6, longitude=11.86)
    merged, conflicts = one_of(there, here)
    assert (merged.street, merged.postcode, merged.town, merged.latitude) == ("", "39517", "Tangerhütte", None)
    assert {name: told for name, _kept, told in conflicts} == {
        "street": "Bruchstr. 1",
        "postcode": "39576",
        "town": "Stendal",
    }

    merged, conflicts = one_of(in_stendal("Eule", town="Hansestadt Stendal"), here)
    assert (merged.street, merged.postcode, merged.latitude) == ("Bruchstr. 1", "39576", 52.6)
    assert [name for name, _kept, _told in conflicts] == ["town"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Schulsozialarbeit Sekundarschule Goldbeck", "Sekundarschule Goldbeck"),
        ("Elternrat Grundschule Goldbeck", "Grundschule Goldbeck"),
        ("Schulbibliothek Grundschule Goldbeck", "Grundschule Goldbeck"),
        ("SSA Sekundarschule Goldbeck", "Sekundarschule Goldbeck"),
        ("Feuerwehr Goldbeck", "Feuerwehrverein Goldbeck"),
        ("Adolf-Reichwein-Schule", "Adolf-Reichwein-Gymnasium"),
        ("Schillerschule", "Schillerschule 2"),
        ("Grundschule Goldbeck", "TSV Goldbeck"),
        ("Landkreis Stendal", "Landkreis Stendal - Netzwerk Kunststoff"),
        ("Universität Goldbeck", "Technische Universität Goldbeck"),
    ],
)
def test_what_is_of_a_body_or_beside_it_is_not_the_same(one: str, other: str) -> None:
    here = {"town": "Goldbeck", "postcode": "39596"}

    assert same(in_stendal(one, **here), in_stendal(other, **here)).verdict != "same"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Netzwerkstelle für den Schulerfolg", "Netzwerkstelle Schulerfolg sichern"),
        ("Kreiselternrat Stendal", "KER Stendal"),
        ("Kreismedienstelle Stendal", "Medienstelle des Landkreises Stendal"),
        ("Lebenshilfe Kreisvereinigung Stendal", "Lebenshilfe KV Stendal e. V."),
        ("Kommunale Beschäftigungsagentur Jobcenter Landkreis Stendal", "KoBa Landkreis Stendal"),
        ("Drogen- und Suchtberatungsstelle", "DROBS"),
        ("Schulpsychologischer Dienst", "Schulpsychologische Beratung"),
        ("AG Schulsozialarbeit", "Arbeitskreis Schulsozialarbeit"),
        ("Jugendherberge Tangermünde", "DJH-Jugendherberge Tangermünde"),
        ("Sozialverband VdK Stendal", "VdK Stendal"),
        ("Caritas-Zentrum Stendal", "Caritaszentrum Stendal"),
        ("Diözesan-Caritasverband Magdeburg", "Caritasverband für das Bistum Magdeburg e. V."),
        ("Gymnasium Stendal, UNESCO-Projektschule", "Gymnasium Stendal"),
    ],
)
def test_what_bodies_are_called_in_other_lists_is_known(one: str, other: str) -> None:
    assert same(in_stendal(one), in_stendal(other)).verdict == "same"


def test_day_care_is_called_with_what_it_is_and_without() -> None:
    names = ("Kita Haus Sonnenschein", "Kinderhaus Sonnenschein", "Sonnenschein", "Kindereinrichtung Sonnenschein")
    houses = [in_stendal(name, kind="daycare") for name in names]

    assert {same(one, other).verdict for one in houses for other in houses} == {"same"}
    assert same(houses[0], in_stendal("Hort Sonnenschein", kind="daycare")).verdict != "same"


def test_a_land_is_not_where_the_other_s_postcode_is() -> None:
    one, other = "Familienwerk Muster Sachsen-Anhalt e. V.", "Familienwerk Muster e. V."

    assert same(in_stendal(one, town=""), in_stendal(other, town="Uslar", postcode="37170")).verdict == "different"


def test_no_name_takes_long_to_compare() -> None:
    word, syllables = "a" * 60 + "b", " ".join("a" * size for size in range(3, 18))

    silent = "A " + "und " * 3000 + "b c"

    assert same(in_stendal(word), in_stendal(syllables)).verdict == "different"
    assert same(in_stendal("ABX"), in_stendal(silent)).verdict != "same"
