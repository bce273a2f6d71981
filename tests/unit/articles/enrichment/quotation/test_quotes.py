from __future__ import annotations

from collections.abc import Callable

import pytest

from articles.article import Article, Entity, Mention
from articles.enrichment import Resources, quotes
from articles.enrichment.quotation.marks import find
from articles.enrichment.resolution.names import organization_key, person_key

NO_RESOURCES = Resources(models={})


def entities_of(body: str, people: tuple[str, ...], organizations: tuple[str, ...] = ()) -> tuple[Entity, ...]:
    """Entities with every mention of the full name, and of the family name alone."""
    entities = []
    for name in people + organizations:
        family = name.rpartition(" ")[2] if name in people else name
        mentions, at = [], 0
        while (at := body.find(family, at)) >= 0:
            start = at + len(family) - len(name)
            full = start >= 0 and body[start : at + len(family)] == name
            start = start if full else at
            mentions.append(Mention(start=start, end=at + len(family), surface=body[start : at + len(family)]))
            at += len(family)
        kind = "person" if name in people else "organization"
        key = person_key(name) if kind == "person" else organization_key(name)
        entities.append(Entity(name=name, type=kind, key=key, mentions=tuple(mentions)))
    return tuple(entities)


def spoken(
    body: str, *people: str, organizations: tuple[str, ...] = (), language: str = "en"
) -> list[tuple[str | None, str]]:
    """(speaker, first two words) of each quotation."""
    article = Article(
        arrival="a:0", claimed_at=1, body=body, language=language, entities=entities_of(body, people, organizations)
    )
    found = quotes.enrich(article, NO_RESOURCES)["quotes"]
    assert isinstance(found, tuple)
    assert all(body[q.start : q.end] == q.text for q in found)
    return [(q.speaker, " ".join(q.text.split()[:2])) for q in found]


@pytest.mark.parametrize(
    ("body", "speaker"),
    [
        ("“The dam will hold this winter,” said Ana Pohl, an engineer.", "Ana Pohl"),
        ("“The dam will hold this winter,” Ana Pohl said on Monday.", "Ana Pohl"),
        ('"The dam will hold this winter," chief engineer Ana Pohl told reporters.', "Ana Pohl"),
        ("Ana Pohl said: “The dam will hold this winter.”", "Ana Pohl"),
        ("According to Ana Pohl, the dam “will hold this winter and the next one”.", "Ana Pohl"),
        ("The dam “will hold this winter and the next”, according to Ana Pohl.", "Ana Pohl"),
        ("Ana Pohl met Tom Rusk on Monday. “The dam will hold this winter,” she said.", "Ana Pohl"),
        ("‘The dam will hold,’ said Ana Pohl.", "Ana Pohl"),
        ("“Will the dam hold this winter?” Ana Pohl asked.", "Ana Pohl"),
        ("“The dam will hold this winter,” said company spokeswoman Ana Pohl.", "Ana Pohl"),
        ("Ana Pohl, director of the Centre for Water at Lund, said the dam “will hold this winter”.", "Ana Pohl"),
        ("Ana Pohl told Tom Rusk, adding: “The dam will hold this winter.”", "Ana Pohl"),
    ],
)
def test_speakers(body: str, speaker: str) -> None:
    """The usual ways to say who speaks are read."""
    assert [speaker] == [who for who, _ in spoken(body, "Ana Pohl", "Tom Rusk")]


def test_split_quotations() -> None:
    """Both halves of a split quotation have one speaker."""
    body = "“The dam will hold,” Ana Pohl said. “We tested every gate twice.”"
    assert [("Ana Pohl", "The dam"), ("Ana Pohl", "We tested")] == spoken(body, "Ana Pohl")


def test_a_quotation_of_several_paragraphs() -> None:
    """A mark that opens without closing runs to the end of its paragraph; the next goes on."""
    body = "“The dam will hold,” Ana Pohl said.\n\n“We tested every gate.\n\n“All of them closed in time.”"
    assert ["Ana Pohl"] * 3 == [who for who, _ in spoken(body, "Ana Pohl")]


def test_reported_speech_goes_on_in_quotation_marks() -> None:
    """Whoever spoke without quotation marks speaks in the paragraph of quotation after it."""
    body = "The mayor, Ana Pohl, says the dam is safe.\n\n“We tested every gate of it twice.”"
    assert [("Ana Pohl", "We tested")] == spoken(body, "Ana Pohl")


def test_he_and_she() -> None:
    """Pronouns go to the subject of a sentence before, and to the right one by given name."""
    body = "David Olsen called Sarah Whit on Friday. “I could not sleep all night,” she said. “Nor could I,” he said."
    assert [("Sarah Whit", "I could"), ("David Olsen", "Nor could")] == spoken(body, "David Olsen", "Sarah Whit")


def test_a_subject_comes_before_others_of_its_sentence() -> None:
    """ "He" after a sentence about two people is its subject, not the one named last."""
    body = "Olof Ek said he would meet Per Dahl.\n\n“I am going to have a word with him,” he said."
    assert [("Olof Ek", "I am")] == spoken(body, "Olof Ek", "Per Dahl")


def test_organizations_and_roles() -> None:
    """An organization or a nameless spokesperson speaks too; "the ministry" is the one named."""
    body = (
        "“We regret the delay very much,” the Transport Ministry said. "
        "“It will not happen again,” a spokesman added.\n\n"
        "“The line opens in May,” the ministry said."
    )
    assert [
        ("Transport Ministry", "We regret"),
        ("a spokesman", "It will"),
        ("Transport Ministry", "The line"),
    ] == spoken(body, organizations=("Transport Ministry",))


def test_administrations_are_not_their_president() -> None:
    """ "The Pohl administration said" is not Ana Pohl."""
    body = "The Pohl administration said the dam “will hold this winter and the next”."
    assert ["The Pohl administration"] == [who for who, _ in spoken(body, "Ana Pohl")]


def test_titles_of_works_and_single_words_are_no_quotations() -> None:
    """A word or two, and a title in capitals, are not speech."""
    assert [] == spoken("Ana Pohl said the film “The Long Way Home” was a “bad idea”.", "Ana Pohl")


def test_crossheads_do_not_speak() -> None:
    """A line of one short quotation without an end mark is a heading: nobody goes on."""
    body = "“The dam will hold,” Ana Pohl said.\n\n‘We were afraid of the water all night’\n\nThe night was long."
    assert [("Ana Pohl", "The dam"), (None, "We were")] == spoken(body, "Ana Pohl")


def test_german() -> None:
    """German marks and verbs; names that nobody tagged count beside the verb."""
    body = "„Der Damm wird im Winter halten“, sagte Anna Pohl am Montag in Oslo."
    assert [("Anna Pohl", "Der Damm")] == spoken(body, language="de")


def test_french() -> None:
    """French marks and verbs."""
    body = "« Le barrage tiendra cet hiver », a déclaré Anne Petit, ingénieure."
    assert [("Anne Petit", "Le barrage")] == spoken(body, "Anne Petit", language="fr")


def test_a_language_without_verbs_is_noted(article: Callable[..., Article]) -> None:
    """Quotations are found in any language; that speakers are not sought is noted."""
    body = "Mkurugenzi alisema: “Bwawa hili litastahimili mvua za msimu huu wote.”"
    result = quotes.enrich(article(body=body, language="sw"), NO_RESOURCES)
    assert isinstance(result["quotes"], tuple)
    assert 1 == len(result["quotes"])
    assert "3 no speakers: no verbs for sw" == quotes.version(article(language="sw"), NO_RESOURCES)


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("He said “yes we can,” and “no”.", ["yes we can", "no"]),
        ("„Das ist gut“, sagte er. »Und so«, sagte sie.", ["Das ist gut", "Und so"]),
        ("« Très bien », dit-il.", ["Très bien"]),
        ("‘The workers’ rights are key,’ he said. It's late.", ["The workers’ rights are key"]),
        ('A 12" record and "a fine one".', ["a fine one"]),
        ("He said: “He told me ‘go away’ and left.”", ["He told me ‘go away’ and left."]),
        ('"Unclosed one runs on', ["Unclosed one runs on"]),
        ("「よい日です」と彼は言った。", ["よい日です"]),
        ("It's the dogs' day and the cats' night.", []),
    ],
)
def test_marks(text: str, inside: list[str]) -> None:
    """Quotation marks of several languages are paired; apostrophes and inches are none."""
    assert inside == [text[m.start : m.end] for m in find(text)]


def test_signed_quotations() -> None:
    """The line after a quotation, behind a dash, signs it."""
    body = "“The dam will hold this winter.”\n\n— Ana Pohl, engineer\n\n“I doubt that it will.”\n\n— A reader"
    assert [("Ana Pohl", "The dam"), ("A reader", "I doubt")] == spoken(body, "Ana Pohl")


def test_the_host_who_describes() -> None:
    """After "what", a clause with a subject of its own begins."""
    body = "Tom Rusk was voted off in what host Ana Pohl described as the “hardest verdict so far”."
    assert ["Ana Pohl"] == [who for who, _ in spoken(body, "Ana Pohl", "Tom Rusk")]


def test_names_within_others_titles() -> None:
    """A name in somebody's description, or before somebody's title, is not who speaks."""
    body = (
        "Tom Rusk, a longtime Pohl backer, asserted that the dam “will hold this winter”.\n\n"
        "Pohl pipelines executive Eva Lind arrived. “It will hold for ever,” she said."
    )
    assert ["Tom Rusk", "Eva Lind"] == [who for who, _ in spoken(body, "Tom Rusk", "Ana Pohl", "Eva Lind")]


@pytest.mark.parametrize(
    ("language", "body", "speaker"),
    [
        ("fr", "« Le bruit va chasser les harengs », a répondu Owen Tallis, le porte-parole.", "Owen Tallis"),
        ("fr", "Owen Tallis est venu. « Le bruit va chasser les harengs », dit-il.", "Owen Tallis"),
        ("fr", "Owen Tallis est venu. « Le bruit va chasser les harengs », a-t-il déclaré mardi.", "Owen Tallis"),
        ("fr", "Nora Feld est venue. « Le bruit va chasser les harengs », confie-t-elle.", "Nora Feld"),
        ("fr", "« Le bruit va chasser les harengs », estime la ministre.", "la ministre"),
        ("de", "„Der Lärm vertreibt die Heringe“, sagte der Feuerwehrsprecher Owen Tallis.", "Owen Tallis"),
        ("de", "„Der Lärm vertreibt die Heringe“, mahnte Owen Tallis.", "Owen Tallis"),
        ("de", "»Der Lärm vertreibt die Heringe«, sagte eine Polizeisprecherin.", "eine Polizeisprecherin"),
        ("es", "«El ruido va a ahuyentar los arenques», ha señalado Owen Tallis.", "Owen Tallis"),
        ("it", "«Il rumore caccerà le aringhe», ha detto Owen Tallis.", "Owen Tallis"),
        ("pt", '"O barulho vai afastar os arenques", disse Owen Tallis.', "Owen Tallis"),
        ("nl", "‘Het lawaai verjaagt de haring’, zegt Owen Tallis.", "Owen Tallis"),
        ("sv", "”Bullret skrämmer bort sillen”, säger Owen Tallis.", "Owen Tallis"),
        ("pl", "„Hałas wypłoszy wszystkie śledzie” – powiedział Owen Tallis.", "Owen Tallis"),
        ("ru", "«Шум распугает всю сельдь», — сказал Owen Tallis.", "Owen Tallis"),
        ("nb", "«Støyen skremmer bort silda», sier Owen Tallis.", "Owen Tallis"),
        ("no", "«Støyen skremmer bort silda», sier Owen Tallis.", "Owen Tallis"),
        ("no", "– Støyen skremmer bort silda, sier Owen Tallis.", "Owen Tallis"),
        ("ru", "По словам Owen Tallis, «шум распугает всю сельдь в заливе».", "Owen Tallis"),
        ("fr", "— Le bruit va chasser les harengs, répond Owen Tallis.", "Owen Tallis"),
        ("es", "—El ruido va a ahuyentar los arenques —dijo Owen Tallis.", "Owen Tallis"),
        ("sv", "– Bullret skrämmer bort sillen, säger Owen Tallis.", "Owen Tallis"),
        ("pl", "– Hałas wypłoszy śledzie – powiedział Owen Tallis.", "Owen Tallis"),
    ],
)
def test_speech_in_other_languages(language: str, body: str, speaker: str) -> None:
    """Verbs, inverted pronouns, roles at the end of compounds, and the marks of each language."""
    assert [speaker] == [who for who, _ in spoken(body, "Owen Tallis", "Nora Feld", language=language)]


def test_speech_behind_dashes_goes_on_after_the_speaker() -> None:
    """What follows the second dash is the same person's."""
    russian = "— Шум распугает сельдь, — сказал Owen Tallis. — Это плохо для всех нас."
    spanish = "—El ruido va a ahuyentar los arenques —dijo Owen Tallis—. Es malo para todos nosotros."
    for language, body in (("ru", russian), ("es", spanish)):
        assert ["Owen Tallis", "Owen Tallis"] == [who for who, _ in spoken(body, "Owen Tallis", language=language)]


def test_a_list_behind_dashes_is_no_speech() -> None:
    """Without a verb of saying there is no speech, and in English a dash opens none."""
    assert [] == spoken("– Eine Liste hat viele Zeilen\n– und noch eine weitere Zeile", language="de")
    assert [] == spoken("- Nobody knows what will happen, said Ana Pohl.", "Ana Pohl")


def test_straight_marks_between_blanks_are_paired_in_their_order() -> None:
    """Marks that stand apart tell nothing by themselves: the first opens, the second closes."""
    body = (
        'Owen Tallis came. " The noise drives the herring away ", he said. " It is bad for all of us ". Nobody spoke.'
    )
    assert ["The noise drives the herring away", "It is bad for all of us"] == [
        body[mark.start : mark.end] for mark in find(body)
    ]


def test_inches_are_no_speech() -> None:
    """A single mark that stands apart opens nothing."""
    assert [] == find('The screen of the new one measures 15 " and it costs more than the old one did.')


@pytest.mark.parametrize(
    ("language", "body", "speaker"),
    [
        ("de", "„Der Lärm vertreibt die Heringe“, ruft Owen Tallis den Fischern zu.", "Owen Tallis"),
        ("de", "Gleichzeitig warnt Owen Tallis: „Der Lärm vertreibt alle Heringe.“", "Owen Tallis"),
        ("de", "„Der Lärm ist ein Problem“, sagte Owen Tallis.", "Owen Tallis"),
        ("de", "Owen Tallis zufolge ist „der Lärm für alle Heringe schlecht“.", "Owen Tallis"),
        ("tr", "Owen Tallis'a göre “gürültü herkes için büyük bir sorun”.", "Owen Tallis"),
        ("de", "Owen Tallis freut sich: „Der Lärm ist endlich vorbei, sagt mein Arzt.“", "Owen Tallis"),
        ("de", "Owen Tallis kam spät. „Der Lärm vertreibt die Heringe“, sagte der 51-Jährige.", "Owen Tallis"),
        ("de", "„Der Lärm vertreibt die Heringe“, teilte eine Sprecherin auf Anfrage mit.", "eine Sprecherin"),
        ("de", "Laut wird Owen Tallis bald noch. „Der Lärm vertreibt die Heringe.“ Er lacht.", "Owen Tallis"),
        ("de", "Nora Feld ging. Der Präsident blieb da. „Der Lärm ist mir egal“, sagte er.", "Der Präsident"),
        ("es", "Owen Tallis llegó tarde. «El ruido va a ahuyentar los arenques», dijo.", "Owen Tallis"),
        ("es", "Owen Tallis salió. En una nota, ha dicho: «El ruido ahuyenta los arenques».", "Owen Tallis"),
        ("es", "«El ruido ahuyenta los arenques», dijo el alcalde de Lorca, Owen Tallis.", "Owen Tallis"),
        ("es", "«El ruido ahuyenta los arenques», han explicado los economistas.", "los economistas"),
        ("es", "Un grupo pidió algo. Dicen que «el ruido ahuyenta todos los arenques».", None),
        ("it", "Owen Tallis è arrivato. «Il rumore caccerà le aringhe», ha dichiarato.", "Owen Tallis"),
        ("it", "Il ministro della Giustizia Owen Tallis ha poi detto: «Il rumore caccerà tutti».", "Owen Tallis"),
        ("it", "Owen Tallis ha risposto affermando: «Il rumore caccerà tutte le aringhe».", "Owen Tallis"),
        ("fr", "La ministre de la Justice Nora Feld a ensuite déclaré : « Le bruit est un crime ».", "Nora Feld"),
        ("fr", "« Le bruit va chasser les harengs », se souvient Owen Tallis.", "Owen Tallis"),
        ("fr", "« Le bruit va chasser les harengs », ajoute l'expert.", "l'expert"),
        ("fr", "« Oui, le bruit est fort », dit le patron. « Le bruit est un crime », ajoute-t-il.", "le patron"),
    ],
)
def test_kinds_of_speakers_in_other_languages(language: str, body: str, speaker: str | None) -> None:
    """Verbs in second place, verbs without a subject, offices, ages, and sentences of quotation alone."""
    assert {speaker} == {who for who, _ in spoken(body, "Owen Tallis", "Nora Feld", language=language)}


def test_a_sentence_after_a_quotation_is_another() -> None:
    """What follows a full stop within the marks says nothing of the quotation."""
    body = "«Il rumore è finito», ha detto Owen Tallis. «Era davvero troppo per noi.» Nora Feld ha annunciato un piano."
    assert ["Owen Tallis", "Owen Tallis"] == [who for who, _ in spoken(body, "Owen Tallis", "Nora Feld", language="it")]


def test_straight_marks_within_straight_marks() -> None:
    """A quotation that holds another in the same marks ends behind it."""
    body = 'He said "they use the "soft power" of the game to win us all" and left.'
    assert ['they use the "soft power" of the game to win us all'] == [body[m.start : m.end] for m in find(body)]


def test_a_family_name_that_the_tagger_did_not_see_is_its_bearers() -> None:
    """ "said Tallis" is Owen Tallis, whom the article names in full, though no mention is there."""
    body = "Owen Tallis kom sent. „Hałas wypłoszy wszystkie śledzie” – powiedział Tallis."
    named = Entity(
        name="Owen Tallis",
        type="person",
        key="person:owen-tallis",
        mentions=(Mention(start=0, end=11, surface="Owen Tallis"),),
    )
    article = Article(arrival="a:0", claimed_at=1, body=body, language="pl", entities=(named,))
    found = quotes.enrich(article, Resources(models={}))["quotes"]
    assert [("Owen Tallis", "person:owen-tallis")] == [(one.speaker, one.speaker_key) for one in found]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("language", "body", "speaker"),
    [
        ("fr", "« Le bruit va chasser les harengs », conclut le cardiologue.", "le cardiologue"),
        ("fr", "« Le bruit va chasser les harengs », a déclaré l'athlète de 41 ans.", "l'athlète"),
        ("fr", "« Le bruit est un crime », a répondu le chef palestinien après une question.", "le chef palestinien"),
        ("fr", "« Le bruit est un crime », a indiqué le sélectionneur du Maroc, Owen Tallis.", "Owen Tallis"),
        ("es", "Owen Tallis llegó. «El ruido ahuyenta los arenques», dijo el lunes.", "Owen Tallis"),
        ("de", "„Der Lärm vertreibt die Heringe“, sagte die Taucherin.", "die Taucherin"),
        ("de", "„Der Lärm vertreibt alle Heringe aus dem Hafen“, sagte dem Sender niemand.", None),
        ("de", "„Der Lärm vertreibt alle Heringe aus dem Hafen“ lautet der Titel.", None),
        ("de", "„Der Lärm ist schlimm“, sagte ein Vertreter des Hafens zu Nora Feld.", "ein Vertreter des Hafens"),
        ("de", "„Der Lärm vertreibt die Heringe“, zeigt sich Owen Tallis besorgt.", "Owen Tallis"),
        ("fr", "Le musée de la mer a déclaré que Nora Feld « avait chassé les harengs ».", "Le musée de la mer"),
    ],
)
def test_any_noun_speaks_beside_a_quotation(language: str, body: str, speaker: str | None) -> None:
    """Right behind a quotation and its verb, a noun with its article speaks, known as a role or not."""
    assert {speaker} == {who for who, _ in spoken(body, "Owen Tallis", "Nora Feld", language=language)}


@pytest.mark.parametrize(
    ("language", "body", "speaker"),
    [
        (
            "de",
            "Auf die Frage, ob Nora Feld den Hafen schließe, sagte Owen Tallis: „Der Lärm ist schlimm.“",
            "Owen Tallis",
        ),
        ("de", "Auch wenn der Trainer der Boote sagt: „Der Lärm ist uns allen egal.“", "der Trainer der Boote"),
        ("fr", "Owen Tallis a remercié M. Feld et a déclaré que le port « travaillait la nuit ».", "Owen Tallis"),
        ("de", "Er kam. Owen Tallis traf Nora Feld und sagte: „Der Lärm vertreibt die Heringe.“", "Owen Tallis"),
        ("es", "«El ruido va a ahuyentar los arenques», Owen Tallis, analista de Lorca.", "Owen Tallis"),
        ("it", "Owen Tallis è arrivato. Ha rilasciato una nota: «Il rumore caccerà le aringhe».", "Owen Tallis"),
        ("fr", "Owen Tallis est venu. Hier, il a parlé du bruit : « Les harengs sont partis ».", "Owen Tallis"),
        ("de", "Auch die Experten der Bank sehen es so: „Der Lärm ist uns allen egal.“", "die Experten"),
        ("fr", "Hier, la présidence du port avait indiqué un « premier bilan du bruit ».", "la présidence du port"),
        ("fr", "Le prix d'un bateau L'étude a dit que le port est « en forme de poire ».", "L'étude"),
        ("de", "„Wir haben das im Griff“, so der Feuerwehrsprecher weiter.", "der Feuerwehrsprecher"),
        ("es", "Owen Tallis vino. «El ruido los ahuyenta», ha declarado, tratando de calmar.", "Owen Tallis"),
        ("it", "«Il rumore caccerà tutte le aringhe», riferiscono gli economisti di Lorca.", "gli economisti di Lorca"),
        ("fr", "Les marins ont dit que le port était « en forme de poire ».", "Les marins"),
        ("fr", "Ma voisine m'a appelé et m'a dit : « Le bruit va chasser les harengs ».", "Ma voisine"),
        ("de", "„Wir bedauern dies zutiefst“, hielt Owen Tallis am Dienstag fest.", "Owen Tallis"),
        ("fr", "« J'ai 16 ans », a dit Owen Tallis.", "Owen Tallis"),
        ("de", "Nora Feld kam. Dabei sagte der Minister: „Der Lärm ist uns allen egal.“", "der Minister"),
        ("de", "Am Montag sagte die Sprecherin der Boote: „Der Lärm ist schlimm.“", "die Sprecherin der Boote"),
        ("de", "Die Firma sagte der Zeitung: „Der Lärm ist uns allen egal.“", "Die Firma"),
        (
            "it",
            "Owen Tallis ha detto no. Un gruppo di soci ha dato una nota che dice «Il rumore ci caccerà».",
            "una nota",
        ),
    ],
)
def test_subjects_in_other_languages(language: str, body: str, speaker: str | None) -> None:
    """Subjects behind a clause, shared by two verbs, led by a conjunction, and of sentences with a colon."""
    assert {speaker} == {who for who, _ in spoken(body, "Owen Tallis", "Nora Feld", "Feld", language=language)}


def test_german_reports_by_their_mood() -> None:
    """Words in a sentence whose verb says that it is reported are of whoever spoke before."""
    body = "Owen Tallis sagte, der Hafen sei zu laut. Die Boote hätten „nie den Motor abgestellt“. Nora Feld ging."
    assert [("Owen Tallis", "nie den")] == spoken(body, "Owen Tallis", "Nora Feld", language="de")
    plain = "Owen Tallis sagte, der Hafen sei zu laut. Die Boote haben nun „nie mehr einen Motor an Bord“."
    assert [None] == [who for who, _ in spoken(plain, "Owen Tallis", language="de")]


def test_it_said_is_the_house_that_was_named() -> None:
    """ "hieß es" is whoever was the last house or office to say something."""
    body = "Der Transport Ring forderte die Freigabe. „Wir werden diesen Fall nun sehr genau prüfen“, hiess es."
    assert [("Transport Ring", "Wir werden")] == spoken(body, organizations=("Transport Ring",), language="de")


def test_a_question_ends_its_sentence() -> None:
    """Behind a question in quotation marks a capital begins another sentence, in languages that turn the verb."""
    body = "Owen Tallis a demandé : « Où sont les harengs ? » Nora Feld a été là. « Ils sont partis », a-t-elle dit."
    assert ["Owen Tallis", "Nora Feld"] == [who for who, _ in spoken(body, "Owen Tallis", "Nora Feld", language="fr")]


def test_a_sentence_of_names_is_no_title() -> None:
    """Words with capitals are speech where a verb of saying comes right behind."""
    assert [("Owen Tallis", "C'est le")] == spoken(
        "« C'est le Naples de Nora Feld », a tweeté Owen Tallis.", "Owen Tallis", "Nora Feld", language="fr"
    )


@pytest.mark.parametrize(
    "body",
    [
        "‚Wir machen einfach so weiter‘, sagte Owen Tallis.",
        "›Wir machen einfach so weiter‹, sagte Owen Tallis.",
        "‹Wir machen einfach so weiter›, sagte Owen Tallis.",
        "„Wir machen ‚einfach so‘ weiter“, sagte Owen Tallis.",
        "»Wir machen ›einfach so‹ weiter«, sagte Owen Tallis.",
    ],
)
def test_single_german_marks(body: str) -> None:
    """Single marks of German and Swiss papers hold speech where there are no double ones."""
    assert [("Owen Tallis", "Wir machen")] == spoken(body, "Owen Tallis", language="de")
