"""What the words of an organisation's name are good for: forms, kinds, numbers, and words that tell nothing."""

from collections.abc import Mapping
from typing import Final


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Folded, whole words between spaces. Several words become one, so that each carrier has one spelling.
PHRASES: Final[Mapping[str, str]] = {
    "verein der freunde und forderer": "forderverein",
    "verein der forderer": "forderverein",
    "verein der forderer und freunde": "forderverein",
    "vereinigung der freunde und forderer": "forderverein",
    "verein zur forderung der": "forderverein",
    "verein zur forderung des": "forderverein",
    "freunde und forderer": "forderverein",
    "forderer und freunde": "forderverein",
    "deutsches rotes kreuz": "drk",
    "deutscher rotes kreuz": "drk",
    "rotes kreuz": "drk",
    "arbeiterwohlfahrt": "awo",
    "arbeiter samariter bund": "asb",
    "johanniter unfall hilfe": "johanniter",
    "juh": "johanniter",
    "malteser hilfsdienst": "malteser",
    "technisches hilfswerk": "thw",
    "deutscher paritatischer wohlfahrtsverband": "paritatische",
    "paritatischer wohlfahrtsverband": "paritatische",
    "internationaler bund": "ib",
    "internationale bund": "ib",
    "internat bund": "ib",
    "intern bund": "ib",
    "int bund": "ib",
    "diakonische werk": "diakonie",
    "diakon werk": "diakonie",
    "christliches jugenddorfwerk deutschlands": "cjd",
    "christliches jugenddorfwerk": "cjd",
    "christliches jugenddorf": "cjd",
    "christl jugenddorfwerk deutschlands": "cjd",
    "christl jugenddorfwerk deutschland": "cjd",
    "christl jugenddorfwerk": "cjd",
    "christl jugenddorf": "cjd",
    "deutscher kinderschutzbund": "dksb",
    "deutscher dksb": "dksb",
    "kinderschutzbund": "dksb",
    "diakonisches werk evangelischer kirchen": "diakonie",
    "diakonisches werk der evangelischen kirchen": "diakonie",
    "diakonisches werk der evangelischen kirche": "diakonie",
    "diakonisches werk der ev kirche": "diakonie",
    "diakonisches werk": "diakonie",
    "diak werk": "diakonie",
    "diakonischen werks": "diakonie",
    "diakonischen werkes": "diakonie",
    "diakonischen werk": "diakonie",
    "deutschen roten kreuzes": "drk",
    "deutschen roten kreuz": "drk",
    "roten kreuzes": "drk",
    "industrie und handelskammer": "ihk",
    "deutscher gewerkschaftsbund": "dgb",
    "gewerkschaft erziehung und wissenschaft": "gew",
    "bund fur umwelt und naturschutz deutschland": "bund",
    "naturschutzbund deutschland": "nabu",
    "sozialdienst katholischer frauen": "skf",
    "christlicher verein junger menschen": "cvjm",
    "deutsche lebens rettungs gesellschaft": "dlrg",
    "deutsche angestellten akademie": "daa",
    "fortbildungsakademie der wirtschaft": "faw",
    "bund der deutschen katholischen jugend": "bdkj",
    "europaisches bildungswerk fur beruf und gesellschaft": "ebg",
    "europaische bildungswerk fur beruf und gesellschaft": "ebg",
    "regionale arbeitsstelle fur bildung demokratie und lebensperspektive": "raa",
    "regionale arbeitsstelle fur bildung demokratie und lebensperspektiven": "raa",
    "regionale arbeitsstelle fur bildung integration und demokratie": "raa",
    "paritatisches sozialwerk": "psw",
    "paritatische sozialwerke": "psw",
    "technische hochschule": "hochschule",
    "verein zur forderung": "verein",
    "verein zur forderung von": "verein",
    "beratungsstelle fur eltern kinder und jugendliche": "erziehungsberatungsstelle",
    "beratungsstelle fur kinder jugendliche und eltern": "erziehungsberatungsstelle",
    "beratungsstelle fur kinder jugendliche und familien": "erziehungsberatungsstelle",
    "beratungsstelle fur eltern kinder jugendliche und familien": "erziehungsberatungsstelle",
    "erziehungs und familienberatungsstelle": "erziehungsberatungsstelle",
    "diakonie stadtmission": "stadtmission",
    "bundesministerium des innern": "bundesinnenministerium",
    "ministerium des innern": "innenministerium",
    "staatsministerium des innern": "innenministerium",
    "ministerium der finanzen": "finanzministerium",
    "staatsministerium der finanzen": "finanzministerium",
    "staatsministerium fur kultus": "kultusministerium",
    "gesellschaft mit beschrankter haftung": "gmbh",
    "gesellschaft mit beschrankter berufshaftung": "mbb",
    "mit beschrankter berufshaftung": "mbb",
    "eingetragene genossenschaft": "eg",
    "der burgermeister": "",
    "die burgermeisterin": "",
    "der oberburgermeister": "",
    "die oberburgermeisterin": "",
    "der landrat": "",
    "die landratin": "",
    "der amtsdirektor": "",
    "die amtsdirektorin": "",
    "der vorstand": "",
    "der kanzler": "",
    "die kanzlerin": "",
    "der prasident": "",
    "die prasidentin": "",
    "der rektor": "",
    "die rektorin": "",
    "hochschule fur angewandte wissenschaften": "hochschule",
    "hochschule angewandte wissenschaften": "hochschule",
    "regionales berufsbildungszentrum": "rbz",
    "rechtsfahige anstalt des offentlichen rechts": "aor",
    "anstalt des offentlichen rechts": "aor",
    "korperschaft des offentlichen rechts": "kor",
    "stiftung des offentlichen rechts": "stiftung",
    "stiftung offentlichen rechts": "stiftung",
    "berufliches schulzentrum": "bsz",
    "berufsschulzentrum": "bsz",
    "berufliche schulen": "bbs",
    "regionale schule": "regionalschule",
    "realschule plus": "realschule",
    "int gesamtschule": "gesamtschule",
    "zur lernforderung": "lernbehinderte",
    "zur individuellen lernforderung": "lernbehinderte",
    "schule fur lernhilfe": "schule lernbehinderte",
    "geistig behinderte": "geistigbehinderte",
    "geistige entwicklung": "geistigbehinderte",
    "ganzheitliche entwicklung": "geistigbehinderte",
    "praktisch bildbare": "geistigbehinderte",
    "korperlich behinderte": "korperbehinderte",
    "korperliche und motorische entwicklung": "korperbehinderte",
    "motorische entwicklung": "korperbehinderte",
    "emotionale und soziale entwicklung": "erziehungsschwierige",
    "soziale und emotionale entwicklung": "erziehungsschwierige",
    "schule fur erziehungshilfe": "schule erziehungsschwierige",
    "schule zur erziehungshilfe": "schule erziehungsschwierige",
    "zentrum fur erziehungshilfe": "zentrum erziehungsschwierige",
    "schwerpunkt horen": "horgeschadigte",
    "forderschwerpunkt horen": "horgeschadigte",
    "schwerpunkt sehen": "sehgeschadigte",
    "forderschwerpunkt sehen": "sehgeschadigte",
    "blinde und sehbehinderte": "sehgeschadigte",
    "sonderpadagogisches bildungs und beratungszentrum": "forderzentrum",
    "schule in freier tragerschaft": "",
    "in freier tragerschaft": "",
    "freie tragerschaft": "",
    "caritas dekanatsverband": "caritasverband dekanat",
    "staatlich anerkannte ersatzschule": "",
    "staatlich genehmigte ersatzschule": "",
    "anerkannte ersatzschule": "",
    "genehmigte ersatzschule": "",
    "staatl anerkannte ersatzschule": "",
    "staatl genehmigte ersatzschule": "",
    "freie und hansestadt": "stadt",
    "grobe kreisstadt": "stadt",
    "kreisfreie stadt": "stadt",
    "kreisfr stadt": "stadt",
    "landkreis burgenland": "burgenlandkreis",
    "lk burgenland": "burgenlandkreis",
    "tourist info": "touristinformation",
    "registered association": "eingetragener",
    "frauen und kinderschutzhaus": "frauenhaus",
    "deutsche kinder und jugendstiftung": "dkjs",
    "schuldner und insolvenzberatung": "schuldnerberatung",
    "schuldner und verbraucherinsolvenzberatung": "schuldnerberatung",
    "schuldner und insolvenzberatungsstelle": "schuldnerberatungsstelle",
    "sucht und drogenberatung": "suchtberatung",
    "drogen und suchtberatung": "suchtberatung",
    "sucht und drogenberatungsstelle": "suchtberatungsstelle",
    "drogen und suchtberatungsstelle": "suchtberatungsstelle",
    "soziale beratung": "sozialberatung",
    "amt fur jugend und familie": "jugendamt",
    "amt fur jugend und familien": "jugendamt",
    "amt fur kinder jugend und familie": "jugendamt",
    "amt fur kinder jugendliche und familie": "jugendamt",
    "evangelisch lutherische": "evangelisch",
    "evangelisch lutherischer": "evangelisch",
    "evangelisch lutherisches": "evangelisch",
    "evangelisch reformierte": "evangelisch",
    "erziehungs und familienberatung": "erziehungsberatungsstelle",
    "eb familienberatung": "erziehungsberatungsstelle",
    "eb familienberatungsstelle": "erziehungsberatungsstelle",
    "bayerisches rotes kreuz": "drk",
    "diakonie werk": "diakonie",
    "sos kinderdorf": "sos",
    "reg schule": "regionalschule",
    "waldorf schule": "waldorfschule",
    "jugend club": "jugendclub",
    "jugend klub": "jugendclub",
    "jugend treff": "jugendtreff",
    "landesweite koordinierungsstelle": "koordinierungsstelle",
    "freundes und forderkreis": "forderverein",
    "freundes und forderverein": "forderverein",
    "forder und freundeskreis": "forderverein",
    "eb kita": "eigenbetrieb kindertageseinrichtung",
    "eb kitas": "eigenbetrieb kindertageseinrichtung",
    "eb kindertageseinrichtungen": "eigenbetrieb kindertageseinrichtung",
    "eb kindertagesstatten": "eigenbetrieb kindertageseinrichtung",
    "katholische junge gemeinde": "kjg",
    "katholische landjugendbewegung": "kljb",
    "deutsche pfadfinderschaft sankt georg": "dpsg",
    "deutsche pfadfinderschaft st georg": "dpsg",
    "regionales bildungs und beratungszentrum": "rebbz",
    "diakonische dienste": "soziale dienste",
    "i fr tr": "",
    "in fr tr": "",
    "i fr tragerschaft": "",
    "mit gymnasialer oberstufe": "",
    "fur das lehramt an": "",
    "fur das lehr amt an": "",
    "unesco projektschule": "",
    "umweltschule in europa internationale agenda 21 schule": "",
    "internationale agenda 21 schule": "",
    "umweltschule in europa": "",
    "schule ohne rassismus schule mit courage": "",
    "mint ec schule": "",
    "landesverband der inneren mission": "",
    "jugenddorf christophorusschule": "cjd christophorusschule",
    "diozesan caritasverband": "caritasverband bistum",
    "berufliche schule": "bbs",
    "sozialverband vdk": "vdk",
    "sozialverband deutschland": "sovd",
    "deutscher familienverband": "familienverband",
    "naturfreunde deutschlands": "naturfreunde",
    "interessenvereinigung jugendweihe": "jugendweihe",
    "lebenshilfe fur menschen mit geistiger behinderung": "lebenshilfe",
    "lebenshilfe fur menschen mit behinderung": "lebenshilfe",
    "lebenshilfe fur menschen mit behinderungen": "lebenshilfe",
    "lebenshilfe fur geistig behinderte": "lebenshilfe",
    "aok sachsen anhalt die gesundheitskasse": "aok sachsen anhalt",
    "caritas zentrum": "caritaszentrum",
    "berufliche fortbildungszentren der bayerischen wirtschaft": "bfz",
    "landesvereinigung kulturelle kinder und jugendbildung": "lkj",
    "landesvereinigung kultureller kinder und jugendbildung": "lkj",
    "landesamt fur schule und bildung": "lasub",
    "regionales landesamt fur schule und bildung": "rlsb",
    "niedersachsisches landesinstitut fur schulische qualitatsentwicklung": "nlq",
    "landesverwaltungsamt sachsen anhalt landesjugendamt": "landesjugendamt sachsen anhalt",
    "landesverwaltungsamt landesjugendamt": "landesjugendamt",
    "ministerium fur arbeit soziales gesundheit und gleichstellung": "sozialministerium",
    "ministerium fur arbeit soziales und integration": "sozialministerium",
    "ministerium fur arbeit und soziales": "sozialministerium",
    "ministerium fur gesundheit und soziales": "sozialministerium",
    "schulerfolg sichern": "schulerfolg",
    "regionales ubergangsmanagement sachsen anhalt": "rumsa",
    "lokale partnerschaft fur demokratie": "partnerschaft demokratie",
    "lokale partnerschaften fur demokratie": "partnerschaft demokratie",
    "partnerschaften fur demokratie": "partnerschaft demokratie",
    "kommunale beschaftigungsagentur jobcenter": "jobcenter",
    "kommunale beschaftigungsagentur": "jobcenter",
    "koba jobcenter": "jobcenter",
    "jobcenter koba": "jobcenter",
    "eigenbetrieb jobcenter": "jobcenter",
    "kommunales jobcenter": "jobcenter",
    "berufsinformationszentrum der agentur fur arbeit": "berufsinformationszentrum",
    "berufsinformationszentrum agentur fur arbeit": "berufsinformationszentrum",
    "biz der agentur fur arbeit": "berufsinformationszentrum",
    "jugendhilfe im strafverfahren": "jugendgerichtshilfe",
    "schulpsychologischer dienst": "schulpsychologische beratungsstelle",
    "schulpsychologische beratung": "schulpsychologische beratungsstelle",
    "fruhforder und beratungsstelle": "fruhforderstelle",
    "interdisziplinare fruhforderstelle": "fruhforderstelle",
    "interdisziplinare fruhforder und beratungsstelle": "fruhforderstelle",
    "schwangeren und familienberatung": "schwangerenberatung",
    "beratungsstelle fur erziehungs familien und lebensfragen": "erziehungsberatungsstelle",
    "beratungsstelle fur erziehungs und familienfragen": "erziehungsberatungsstelle",
    "jugend und drogenberatung": "suchtberatungsstelle",
    "jugend und drogenberatungsstelle": "suchtberatungsstelle",
    "interventionsstelle hausliche gewalt": "interventionsstelle",
    "interventionsstelle hausliche gewalt und stalking": "interventionsstelle",
    "interventionsstelle bei hauslicher gewalt": "interventionsstelle",
    "interventionsstelle bei hauslicher gewalt und stalking": "interventionsstelle",
    "interventionsstelle gegen hausliche gewalt": "interventionsstelle",
    "interventionsstelle gegen hausliche gewalt und stalking": "interventionsstelle",
    "kinder und jugendheim": "kinderheim",
    "djh jugendherberge": "jugendherberge",
    "kinderkrippe und kindergarten": "kindertageseinrichtung",
    "kindergarten und kinderkrippe": "kindertageseinrichtung",
    "krippe und kindergarten": "kindertageseinrichtung",
    "betreute wohngruppe": "wohngruppe",
    "kreis jugendfeuerwehr": "landkreis jugendfeuerwehr",
    "deutsche jugendfeuerwehr": "jugendfeuerwehr",
    "multikulturelles zentrum": "multikulti",
    "multikulturelle zentrum": "multikulti",
}

SYNONYMS: Final[Mapping[str, str]] = {
    "gs": "grundschule",
    "sks": "sekundarschule",
    "sekschule": "sekundarschule",
    "lernbehindertenschule": "forderschule lernbehinderte",
    "lernforderschule": "forderschule lernbehinderte",
    "geistigbehindertenschule": "forderschule geistigbehinderte",
    "korperbehindertenschule": "forderschule korperbehinderte",
    "centrum": "zentrum",
    "staatsministerium": "ministerium",
    "siedlungs": "siedlung",
    "regs": "regionalschule",
    "gst": "geschaftsstelle",
    "lsr": "landesschulerrat",
    "gvv": "gemeindeverwaltungsverband",
    "rp": "regierungsprasidium",
    "fwa": "freiwilligenagentur",
    "mpz": "medienpadagogisches zentrum",
    "sba": "sachsische bildungsagentur",
    "bgm": "burgermeister",
    "sbbz": "forderzentrum",
    "sbbs": "bbs",
    "sbsz": "bsz",
    "gent": "geistigbehinderte",
    "esent": "erziehungsschwierige",
    "kment": "korperbehinderte",
    "sek": "sekundarschule",
    "seks": "sekundarschule",
    "gym": "gymnasium",
    "gms": "gemeinschaftsschule",
    "ms": "mittelschule",
    "mps": "mittelpunktschule",
    "sts": "stadtteilschule",
    "wrs": "werkrealschule",
    "gwrs": "grundschule werkrealschule",
    "ghs": "grundschule hauptschule",
    "ghr": "grundschule hauptschule realschule",
    "grs": "grundschule realschule",
    "gts": "ganztagsschule",
    "sfz": "forderzentrum",
    "fosch": "forderschule",
    "bfs": "berufsfachschule",
    "bs": "berufsschule",
    "fos": "fachoberschule",
    "konservatorium": "musikschule",
    "aktiengesellschaft": "ag",
    "ub": "unterbezirk",
    "amtsverwaltung": "amt",
    "gem": "stadt",
    "juze": "jugendzentrum",
    "pfarramt": "kirchengemeinde",
    "pfarrei": "kirchengemeinde",
    "pfarrgemeinde": "kirchengemeinde",
    "kolpingsfamilie": "kolping ortsverband",
    "kolpingfamilie": "kolping ortsverband",
    "kolpingwerk": "kolping diozesanverband",
    "dv": "diozesanverband",
    "pd": "polizeidirektion",
    "sachs": "sachsische",
    "niedersachs": "niedersachsische",
    "thur": "thuringer",
    "bayer": "bayerische",
    "hess": "hessische",
    "saarl": "saarlandische",
    "brandenb": "brandenburgische",
    "wurtt": "wurttembergische",
    "kommanditgesellschaft": "kg",
    "mgv": "mannergesangverein",
    "kreiskrankenhaus": "krankenhaus",
    "ff": "freiwillige feuerwehr",
    "kindergarten": "kindertageseinrichtung",
    "gemeindekindergarten": "kindertageseinrichtung",
    "stadtkindergarten": "kindertageseinrichtung",
    "gemeindekita": "kindertageseinrichtung",
    "igs": "gesamtschule",
    "iss": "sekundarschule",
    "kgs": "gesamtschule",
    "ges": "gesamtschule",
    "bk": "berufskolleg",
    "bbz": "berufsbildungszentrum",
    "grundsch": "grundschule",
    "sekundarsch": "sekundarschule",
    "gymn": "gymnasium",
    "gems": "gemeinschaftsschule",
    "rs": "realschule",
    "foz": "forderzentrum",
    "forderschulzentrum": "forderzentrum",
    "osz": "oberstufenzentrum",
    "obs": "oberschule",
    "os": "oberschule",
    "vgs": "grundschule",
    "fh": "hochschule",
    "fachhochschule": "hochschule",
    "tu": "technische universitat",
    "uni": "universitat",
    "univ": "universitat",
    "haw": "hochschule",
    "vhs": "volkshochschule",
    "kvhs": "landkreis volkshochschule",
    "lbz": "landesbildungszentrum",
    "jc": "jugendclub",
    "sdl": "stendal",
    "lscha": "landesschulamt sachsen anhalt",
    "prev": "polizeirevier",
    "bucherei": "bibliothek",
    "stadtbucherei": "stadt bibliothek",
    "stadtbibliothek": "stadt bibliothek",
    "kreisbibliothek": "landkreis bibliothek",
    "kreismusikschule": "landkreis musikschule",
    "mgh": "mehrgenerationenhaus",
    "jfz": "jugendfreizeitzentrum",
    "jmd": "jugendmigrationsdienst",
    "jba": "jugendberufsagentur",
    "kjr": "kreisjugendring",
    "ksb": "kreissportbund",
    "frauenschutzhaus": "frauenhaus",
    "uniklinik": "universitatsklinikum",
    "uniklinikum": "universitatsklinikum",
    "vgem": "verbandsgemeinde",
    "verbgem": "verbandsgemeinde",
    "verbgemeinde": "verbandsgemeinde",
    "samtgem": "verbandsgemeinde",
    "kreisvolkshochschule": "landkreis volkshochschule",
    "kita": "kindertageseinrichtung",
    "kindertagesstatte": "kindertageseinrichtung",
    "ostl": "ostliche",
    "westl": "westliche",
    "nordl": "nordliche",
    "sudl": "sudliche",
    "kv": "kreisverband",
    "ov": "ortsverband",
    "lv": "landesverband",
    "bv": "bezirksverband",
    "rv": "regionalverband",
    "og": "ortsgruppe",
    "lk": "landkreis",
    "lkr": "landkreis",
    "lkrs": "landkreis",
    "lra": "landkreis",
    "kja": "landkreis jugendamt",
    "ja": "jugendamt",
    "sjr": "stadtjugendring",
    "ljr": "landesjugendring",
    "ssb": "stadtsportbund",
    "lsb": "landessportbund",
    "juz": "jugendzentrum",
    "jz": "jugendzentrum",
    "fbs": "familienbildungsstatte",
    "kiga": "kindertageseinrichtung",
    "ffw": "freiwillige feuerwehr",
    "lvwa": "landesverwaltungsamt sachsen anhalt",
    "lisa": "landesinstitut schulqualitat lehrerbildung",
    "bst": "beratungsstelle",
    "kgm": "kirchengemeinde",
    "kirchgemeinde": "kirchengemeinde",
    "fd": "fachdienst",
    "fb": "fachbereich",
    "bln": "berlin",
    "ffm": "frankfurt",
    "landratsamt": "landkreis",
    "kreisverwaltung": "landkreis",
    "landkreisverwaltung": "landkreis",
    "stadtverwaltung": "stadt",
    "gemeindeverwaltung": "stadt",
    "arbeitsagentur": "agentur arbeit",
    "arbeitsamt": "agentur arbeit",
    "pi": "polizeiinspektion",
    "jamt": "jugendamt",
    "nbg": "nurnberg",
    "u": "und",
    "hwk": "handwerkskammer",
    "gg": "gegen",
    "gebruder": "bruder",
    "lh": "lebenshilfe",
    "famz": "familienzentrum",
    "dw": "diakonie",
    "cv": "caritasverband",
    "koordinationsstelle": "koordinierungsstelle",
    "koordination": "koordinierungsstelle",
    "kost": "koordinierungsstelle",
    "nws": "netzwerkstelle",
    "schulhort": "hort",
    "landeskoordinierungsstelle": "koordinierungsstelle",
    "landesw": "landesweite",
    "stftg": "stiftung",
    "forderg": "forderung",
    "vbg": "verbandsgemeinde",
    "reha": "rehabilitation",
    "rehazentrum": "rehabilitationszentrum",
    "kindertagesstatten": "kindertageseinrichtung",
    "kindertageseinrichtungen": "kindertageseinrichtung",
    "kitas": "kindertageseinrichtung",
    "hl": "heiligen",
    "ford": "forderung",
    "priv": "private",
    "brk": "drk",
    "gde": "stadt",
    "verbandsgem": "verbandsgemeinde",
    "samtgemeinde": "verbandsgemeinde",
    "raiba": "raiffeisenbank",
    "voba": "volksbank",
    "spk": "sparkasse",
    "ksk": "kreissparkasse",
    "vs": "volkssolidaritat",
    "diako": "diakonie",
    "diakon": "diakonische",
    "tgs": "gemeinschaftsschule",
    "efb": "erziehungsberatungsstelle",
    "eb": "erziehungsberatungsstelle",
    "schwangerschaftskonfliktberatungsstelle": "schwangerenberatung",
    "skb": "schwangerenberatung",
    "schwangerschaftskonfliktberatung": "schwangerenberatung",
    "schwangerschaftsberatungsstelle": "schwangerenberatung",
    "schwangerschaftsberatung": "schwangerenberatung",
    "schwangerenberatungsstelle": "schwangerenberatung",
    "joseph": "josef",
    "josephs": "josefs",
    "nicolai": "nikolai",
    "nicolaus": "nikolaus",
    "jacob": "jakob",
    "jacobi": "jakobi",
    "catharina": "katharina",
    "catharinen": "katharinen",
    "clara": "klara",
    "carl": "karl",
    "rudolph": "rudolf",
    "adolph": "adolf",
    "christof": "christoph",
    "elizabeth": "elisabeth",
    "bbw": "berufsbildungswerk",
    "azv": "abwasserzweckverband",
    "dpwv": "paritatische",
    "landkreises": "landkreis",
    "altmarkkreises": "altmarkkreis",
    "kreis": "landkreis",
    "kreises": "landkreis",
    "vg": "verbandsgemeinde",
    "fv": "forderverein",
    "fov": "forderverein",
    "lok": "lokomotive",
    "schulforderverein": "forderverein",
    "forderkreis": "forderverein",
    "freundeskreis": "forderverein",
    "christl": "christliche",
    "ev": "evangelisch",
    "evang": "evangelisch",
    "evangelische": "evangelisch",
    "kath": "katholisch",
    "katholische": "katholisch",
    "okumenische": "okumenisch",
    "okum": "okumenisch",
    "internat": "internationale",
    "st": "sankt",
    "str": "strasse",
    "geschw": "geschwister",
    "lb": "lernbehinderte",
    "gb": "geistigbehinderte",
    "kb": "korperbehinderte",
    "l": "lernbehinderte",
    "lernen": "lernbehinderte",
    "sprachentwicklung": "sprache",
    "sprachbehinderte": "sprache",
    "sprachheilschule": "forderschule sprache",
    "horbehinderte": "horgeschadigte",
    "gehorlose": "horgeschadigte",
    "schwerhorige": "horgeschadigte",
    "blinde": "sehgeschadigte",
    "sehbehinderte": "sehgeschadigte",
    "caritas": "caritasverband",
    "diakoniewerk": "diakonie",
    "oo": "oberosterreich",
    "noe": "niederosterreich",
    "nrw": "nordrhein westfalen",
    "hansestadt": "stadt",
    "lutherstadt": "stadt",
    "kreisstadt": "stadt",
    "gothestadt": "stadt",
    "fontanestadt": "stadt",
    "reuterstadt": "stadt",
    "barlachstadt": "stadt",
    "winckelmannstadt": "stadt",
    "barbarossastadt": "stadt",
    "rolandstadt": "stadt",
    "residenzstadt": "stadt",
    "rosenstadt": "stadt",
    "domstadt": "stadt",
    "skatstadt": "stadt",
    "klingenstadt": "stadt",
    "bergstadt": "stadt",
    "kurstadt": "stadt",
    "landeshauptstadt": "stadt",
    "gemeinde": "stadt",
    "marktgemeinde": "stadt",
    "stadtgemeinde": "stadt",
    "universitatsstadt": "stadt",
    "seestadt": "stadt",
    "einheitsgemeinde": "stadt",
    "bundesland": "land",
    "freistaat": "land",
    "landes": "land",
    "lsa": "sachsen anhalt",
    "kreisvereinigung": "kreisverband",
    "diozesancaritasverband": "caritasverband bistum",
    "diozese": "bistum",
    "gymnasien": "gymnasium",
    "jva": "justizvollzugsanstalt",
    "naturschutzbund": "nabu",
    "khs": "kreishandwerkerschaft",
    "verbg": "verbandsgemeinde",
    "mhd": "malteser",
    "koba": "jobcenter",
    "biz": "berufsinformationszentrum",
    "ker": "landkreis elternrat",
    "ler": "landeselternrat",
    "jha": "jugendhilfeausschuss",
    "arbeitskreis": "arbeitsgemeinschaft",
    "ak": "arbeitsgemeinschaft",
    "drobs": "suchtberatungsstelle",
    "drogenberatungsstelle": "suchtberatungsstelle",
    "drogenberatung": "suchtberatung",
    "kreisverkehrswacht": "verkehrswacht",
    "kreisjugendfeuerwehr": "landkreis jugendfeuerwehr",
    "kfv": "feuerwehrverband kreisverband",
    "ortsfeuerwehr": "freiwillige feuerwehr",
    "ortswehr": "freiwillige feuerwehr",
    "jf": "jugendfeuerwehr",
    "ga": "gesundheitsamt",
    "spdi": "sozialpsychiatrischer dienst",
    "sta": "staatsanwaltschaft",
    "hza": "hauptzollamt",
    "bpoli": "bundespolizeiinspektion",
    "bezreg": "bezirksregierung",
    "ki": "kommunales integrationszentrum",
    "smk": "sachsisches kultusministerium",
    "ssa": "schulsozialarbeit",
    "jfe": "jugendfreizeiteinrichtung",
    "bi": "burgerinitiative",
    "wg": "wohngruppe",
    "djh": "jugendherberge",
    "kinderkrippe": "krippe",
    "schulerhort": "hort",
    "kindereinrichtung": "kindertageseinrichtung",
    "kinderkombination": "kindertageseinrichtung",
    "kinderkombi": "kindertageseinrichtung",
    "kifaz": "kinder familienzentrum",
    "dfv": "familienverband",
    "anglerverein": "angelverein",
    "ttv": "tischtennisverein",
    "ktzv": "kleintierzuchtverein",
    "fachberatungsstelle": "beratungsstelle",
    "biospharenreservatsverwaltung": "biospharenreservat",
    "naturparkverwaltung": "naturpark",
}

# Those of them that a body may have of its own, otherwise: JFZ also stands for Jugendförderungszentrum.
OWN_SHORT_FORMS: Final = _listed(
    "jfz kjr ksb jc jmd jba sjr ljr ssb lsb juz fbs bst mgh bbw daa lbz bbz prev kja vs eb dw cv lh hs mpz sba gst "
    "rp gvv khs mhd jha ak biz ker ler drobs kfv jf ga sta ki ssa jfe bi wg dfv ttv koba"
)

# Before the name is folded, since folding makes FÖS and FOS one.
SHORT_FOCUSES: Final[Mapping[str, str]] = {
    "L": "Lernbehinderte",
    "G": "Geistigbehinderte",
    "A": "Ausgleichsklassen",
    "K": "Körperbehinderte",
    "S": "Sprache",
    "E": "Erziehungsschwierige",
}

SHORT_BEFORE_FOLDING: Final[Mapping[str, str]] = {
    "Altmärk.": "Altmärkische",
    "anerk. ": "anerkannte ",
    "Förd.": "Förderung",
    "Ges. für": "Gesellschaft für",
    "Ges. zur": "Gesellschaft zur",
    "Ges. mbH": "GmbH",
    "Ver. ": "Verein ",
    "KreisV ": "Kreisverband ",
    "Reg. v. ": "Regierung von ",
    "Dt. ": "Deutscher ",
    "Dt.-": "Deutsch-",
    "Dtsch. ": "Deutscher ",
    "Deutsch. ": "Deutscher ",
    "G.S.": "GS",
    "Berufsb. Schule": "Berufsbildende Schule",
    "Sachs.-Anh.": "Sachsen-Anhalt",
    "Hanse-Stadt": "Hansestadt",
    "FoeS": "Förderschule",
    "-VS": "Volksschule",
    "FÖS": "Förderschule",
    "FöS": "Förderschule",
    "SoS": "Förderschule",
    **{f"({short})": focus for short, focus in SHORT_FOCUSES.items() if short != "E"},
}

LEGAL_FORMS: Final = _listed(
    "gemeinnutz ev gmbh ggmbh mbh ag gag eg ltd limited inc kg ohg gbr kdor gemeinnutzig gemeinnutzige gemeinnutziger "
    "gemeinnutziges ug aor kor eingetragener mbb partg partgmbb scoop sa srl nonprofit gemeinn"
)

COMPANIES: Final = _listed("mbh gmbh ggmbh")

FILLERS: Final = _listed(
    "der die das des dem den ein eine einer fur und u in im am an auf bei von vom v zu zur zum mit aus als the of for "
    "and at on to with di del della du le la d e s i c o a schule schulen dr prof professor doktor ot ortsteil "
    "schulwerk integrierte integrative kooperative staatliche stadtische offentliche freier tragerschaft genannt "
    "sowie luth bundes austrian grosse europa europaschule europaisches europaische ganztagsschule ganztags ganztag "
    "ganztagsgrundschule "
    "bundesagentur verlassliche offene forderschwerpunkt forderschwerpunkte schwerpunkt schwerpunkte "
    "sonderpadagogische regionale kommunale gemeindliche umgebung umland umg "
    "staatlich anerkannte genehmigte beim nach samt inkl integr sonderpad ganztagsangebot kooperativem kooperatives "
    "farderschwerpunkt farderschwerpunkten lutherische lutherischer lutherisches staatl integ "
    # Organs stand for the county or town whose they are.
    "kreisausschuss magistrat gemeindevorstand "
    # Lists of grants say what they are before the name.
    "zuschuss"
)

SCHOOL_FORMS: Final = (
    "berufsfachschule",
    "fachoberschule",
    "fachschule",
    "fachgymnasium",
    "werkrealschule",
    "grundschule",
    "sekundarschule",
    "gemeinschaftsschule",
    "gymnasium",
    "forderschule",
    "sonderschule",
    "gesamtschule",
    "oberschule",
    "regelschule",
    "realschule",
    "hauptschule",
    "volksschule",
    "mittelschule",
    "mittelpunktschule",
    "waldorfschule",
    "regionalschule",
    "wirtschaftsschule",
    "stadtteilschule",
    "abendgymnasium",
    "berufskolleg",
    "berufsschule",
    "abendschule",
    "forderzentrum",
    "landesbildungszentrum",
    "volkshochschule",
    "musikschule",
    "kunstschule",
    "bbs",
    "bsz",
    "rbz",
    "berufsbildungszentrum",
    "oberstufenzentrum",
)
ONE_FORM: Final[Mapping[str, str]] = {
    "sonderschule": "forderschule",
    "forderzentrum": "forderschule",
    "bsz": "bbs",
    "rbz": "bbs",
    "berufsbildungszentrum": "bbs",
    "oberstufenzentrum": "bbs",
}
# What else a short form of a form stands for, elsewhere in Germany.
OTHER_READINGS: Final[Mapping[str, tuple[str, ...]]] = {"rs": ("regelschule", "regionalschule"), "bs": ("bbs",)}
# What is left of a form before "und": Grund- und Oberschule.
HALF_FORMS: Final[Mapping[str, str]] = {
    "grund": "grundschule",
    "sekundar": "sekundarschule",
    "gemeinschafts": "gemeinschaftsschule",
    "real": "realschule",
    "haupt": "hauptschule",
    "ober": "oberschule",
    "werkreal": "werkrealschule",
    "musik": "musikschule",
}
FOCUSES: Final = _listed(
    "lernbehinderte geistigbehinderte korperbehinderte ausgleichsklassen sprache erziehungsschwierige horgeschadigte "
    "sehgeschadigte"
)

ROMAN: Final[Mapping[str, str]] = {
    "I": "1", "II": "2", "III": "3", "IV": "4", "V": "5", "VI": "6", "VII": "7", "VIII": "8", "IX": "9", "X": "10",
}  # fmt: skip

# Roofs under which many bodies of one name work; which of them it is, the other words say.
BRANDS: Final = _listed(
    "awo drk ib cjd dksb caritasverband diakonie johanniter malteser lebenshilfe volkssolidaritat asb dlrg thw nabu "
    "skf cvjm kolping vdk faw euregio bund sos steinbeis bdkj kjg kljb dpsg psg caj"
)

# Who stands behind a school, as its name tells: a school with one of these is not the one without.
SPONSORS: Final[Mapping[str, str]] = {
    "evangelisch": "evangelisch",
    "katholisch": "katholisch",
    "bischofl": "katholisch",
    "bischofliche": "katholisch",
    "bischofliches": "katholisch",
    "okumenisch": "okumenisch",
    "okumenische": "okumenisch",
    "okumenisches": "okumenisch",
    "christliche": "christlich",
    "christliches": "christlich",
    "freie": "freie",
    "private": "freie",
    "privates": "freie",
    "privat": "freie",
    "internationale": "international",
    "internationales": "international",
    "bilinguale": "bilingual",
    "montessori": "montessori",
    "waldorf": "waldorf",
}

# What many bodies do: it tells less of whom a name names than other words.
GENERAL: Final = _listed(
    "kinder jugend jugendhilfe familie familien bildung soziale sozialen dienste arbeit beruf berufliche wirtschaft "
    "integration entwicklung kultur sport gesundheit umwelt region regional internationale international "
    "paritatische gemeinsam zukunft leben schuler bek bekenntnis schloss dienstleistung dienstleistungen "
    "personaldienstleistungen beratung"
)

# Levels of public bodies: each a body of its own, whatever the name beside it.
LEVELS: Final = _listed("landkreis stadt verbandsgemeinde land regierung bezirk region")

# What a body is: one more of these on one side is another body, or a part.
HEADS: Final = _listed(
    "universitat hochschule institut institutes klinik klinikum universitatsklinikum universitatsklinik "
    "zentrum technologiezentrum technikzentrum akademie campus fachbereich fakultat abteilung sektion "
    "lehrstuhl unit standort verein kindervereinigung verband kreisverband ortsverband landesverband "
    "bezirksverband regionalverband agentur wirtschaftsforderungsagentur wirtschaftsforderung ministerium directorate "
    "direktion polizeidirektion behorde tourismus forderverein forderung freunde stiftung netzwerk cluster "
    "clusteragentur kammer landwirtschaftskammer kirche kirchengemeinde museum theater bibliothek "
    "kindertageseinrichtung hort krippe jugendclub jugendhaus jugendzentrum jugendfreizeitzentrum beratungsstelle "
    "koordinierungsstelle netzwerkstelle fachstelle jobcenter jugendberufsagentur dienst sozialdienst erziehungshilfe "
    "bildungswerk bildungszentrum bildungsakademie berufsforderungszentrum familienzentrum infocenter umweltrat "
    "forschung research hafen port management medien connected verwaltungsstelle programme stadtwerke feuerwehr "
    "gesellschaft eigenbetrieb jugendwerkstatt sportverein frauenhaus school kinderhaus jugendring seminar "
    "sozialstation fanprojekt kiez bundesverband schulelternrat elternrat schulerrat schulerfirma studierendenrat "
    "studentenrat studentenwerk sportjugend tagesklinik praxis mediathek schulamt volleyball werkstatt werkstatten "
    "wohnheim wohngruppe tagesstatte fruhforderung kindergarten jugendtreff schulsozialarbeit schulbegleitung "
    "jugendmigrationsdienst"
)
HEAD_ENDINGS: Final = (
    "amt",
    "verein",
    "verband",
    "zentrum",
    "stelle",
    "gesellschaft",
    "agentur",
    "anstalt",
    "klinik",
    "beratung",
    "behandlung",
    "gruppe",
)

# Counties that are called by one word, without "Landkreis".
COUNTIES: Final = _listed(
    "altmarkkreis bodenseekreis bordekreis burgenlandkreis donnersbergkreis eifelkreis enzkreis erzgebirgskreis "
    "heidekreis hochsauerlandkreis hochtaunuskreis hohenlohekreis jerichowkreis kyffhauserkreis odenwaldkreis "
    "ortenaukreis ostalbkreis saalekreis salzlandkreis vogelsbergkreis vogtlandkreis wartburgkreis westerwaldkreis "
    "wetteraukreis zollernalbkreis"
)

# Counties by a single name that no town has.
REGIONS: Final = _listed(
    "ammerland barnim borde dithmarschen eichsfeld emsland harz havelland nordfriesland oberhavel ostholstein prignitz "
    "uckermark wetterau"
)

# What stands before the place of a school's second house.
BRANCH_WORDS: Final = _listed("aussenstelle standort haus gebaude schulteil teilstandort")

# The Länder of Germany and Austria: whoever leaves one out mostly means no other body.
LANDER: Final = _listed(
    "baden wurttemberg bayern berlin brandenburg bremen hamburg hessen mecklenburg vorpommern niedersachsen nordrhein "
    "westfalen rheinland pfalz saarland sachsen anhalt schleswig holstein thuringen burgenland karnten "
    "niederosterreich oberosterreich salzburg steiermark tirol vorarlberg wien deutschland osterreich"
)

# What comes before the name that a school or university is called by, and is often left out.
FIRST_NAMES: Final = _listed(
    "adam adolf adolph albert albrecht alexander alfred amos andreas anne anna annette anton astrid august bernhard "
    "bertha "
    "bertolt bruno bruder carl caspar charlotte christian christoph clara conrad david dietrich eduard eike elisabeth "
    "emil erich ernst eva ferdinand franz freiherr friedrich fritz fuerst furst gebruder georg gerhard gerhart "
    "geschwister gottfried gotthilf gotthold graf gustav hans heinrich heinz helene helen hellen hermann hinrich hugo "
    "immanuel ivan jacob jakob jan janusz jean joachim johann johanna johannes john josef joseph juri julius justus "
    "karl kaspar kathe katharina klara konig konrad kurt leo leonhard ludwig luise magnus margarete maria marie mark "
    "martin matthias max maxim maximilian melanchthon michael moritz nikolaus nelly olga oskar otto paul paula peter "
    "philipp phillip rainer regine richard robert rosa rudolf salvador sankt sebastian selma siegfried sophie stephan "
    "theodor thomas ulrich ursula viktor walter walther werner wilhelm willi willy wladimir wolfgang ephraim traugott "
    "heinrichs elsa elly erika gabriele gerda hannah ricarda hildegard irena edith else therese johan paris pablo "
    "leopold ruprecht eberhard philipps maximilians karls friedrichs albrechts lucas lukas prinz prinzessin prinzess "
    "erwin egon ewald edgar emma eugen gottlieb gunter gunther herbert horst ilse klaus kurt lilli lise lotte mathilde "
    "oswald ottilie reinhold sigmund siegmund wilhelmine wolfram "
    "herzog herzogin kaiser kaiserin grafin bischof kardinal pater"
)

# After whom or what schools are called in many towns.
NAMESAKES: Final = _listed(
    "goethe schiller lessing pestalozzi diesterweg scholl muntzer luther melanchthon herder heine humboldt "
    "einstein kastner busch grimm montessori comenius frobel gutenberg brecht mann curie planck rontgen leibniz kant "
    "kepler kopernikus zille ringelnatz reuter storm fontane hauptmann schweitzer bonhoeffer frank lindgren hebel "
    "uhland morike eichendorff holderlin kollwitz durer bach handel mozart beethoven jahn siemens daimler bosch "
    "stauffenberg thalmann gagarin komarow puschkin gorki makarenko nord sud ost west mitte stadt park see wald berg "
    "bebel brandt liebknecht luxemburg zetkin engels marx linden regenbogen altstadt neustadt stadtmitte"
)

# Where a town has several schools of one form, so that none is meant by the town alone: cities from 100,000 people on,
# and towns of Saxony-Anhalt from 20,000 on, which have one vocational school (Statistisches Bundesamt,
# Gemeindeverzeichnis 2016).
CITIES: Final = _listed(
    "aachen augsburg bergisch gladbach berlin bielefeld bochum bonn bottrop braunschweig bremen bremerhaven chemnitz "
    "cottbus darmstadt dortmund dresden duisburg dusseldorf erfurt erlangen essen frankfurt freiburg furth "
    "gelsenkirchen gottingen gutersloh hagen halle hamburg hamm hannover heidelberg heilbronn herne hildesheim "
    "ingolstadt jena kaiserslautern karlsruhe kassel kiel koblenz koln krefeld leipzig leverkusen lubeck ludwigshafen "
    "magdeburg mainz mannheim moers monchengladbach mulheim munchen munster neuss nurnberg oberhausen offenbach "
    "oldenburg osnabruck paderborn pforzheim potsdam recklinghausen regensburg remscheid reutlingen rostock "
    "saarbrucken salzgitter siegen solingen stuttgart trier ulm wiesbaden wolfsburg wuppertal wurzburg wien graz linz "
    "salzburg innsbruck "
)
LARGE_TOWNS: Final = CITIES | _listed(
    "dessau rosslau wittenberg halberstadt stendal weissenfels bitterfeld wolfen merseburg "
    "bernburg naumburg wernigerode schonebeck zeitz sangerhausen aschersleben kothen stassfurt quedlinburg salzwedel "
    "burg gardelegen eisleben"
)

# What towns share, or what stands beside their names.
BESIDE_TOWNS: Final = _listed(
    "stadt ot ortsteil an am der die das im in bei land landkreis sankt bad gross klein alt neu neue ober unter nieder "
    "elbe saale altmark anhalt harz main rhein oder spree donau neisse lahn weser inn isar lech mosel ruhr ilm fulda "
    "werra unstrut bode mulde peene leine aller ems neckar lk havel elster borde "
    "germany deutschland markt osterreich austria"
)

# What stands before the names of places: Groß Schwechten.
HALVES: Final = _listed("gross klein ober unter nieder")

# By which a town tells its schools apart.
DIRECTIONS: Final = frozenset({"nord", "sud", "ost", "west", "mitte"})

# Schools that are bodies of their own, with or without a legal form in their names, with branches in many towns.
OF_COURSES: Final = frozenset({"volkshochschule", "musikschule", "kunstschule"})

# Whose day care, parishes and schools are, and lists leave out.
CHURCHES: Final = frozenset({"evangelisch", "katholisch"})

# By which towns of one name are told apart, in brackets behind them.
RIVERS: Final = (
    *("Elbe", "Saale", "Elster", "Oder", "Spree", "Havel", "Mulde", "Main", "Lahn"),
    *("Altmark", "Börde", "Harz", "Anhalt", "Bodensee", "Schwarzwald", "Wald"),
)

# What sort of club it is, in short.
CLUBS: Final = _listed("sv tsv fc fsv sg tv tsg bsv rsv ksv hc sc vfb vfl esv psv tc ttv tus djk")

# Where many have a page each.
SHARED_HOSTS: Final = _listed(
    "facebook.com instagram.com youtube.com tiktok.com linkedin.com xing.com twitter.com x.com sites.google.com"
)
# Where mailboxes of all sorts of people end alike.
FREE_MAIL: Final = _listed(
    "gmx.de gmx.net web.de t-online.de gmail.com googlemail.com freenet.de outlook.com outlook.de hotmail.com "
    "hotmail.de yahoo.de yahoo.com aol.com arcor.de posteo.de mailbox.org icloud.com live.de"
)
