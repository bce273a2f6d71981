"""Verbs of saying by language, as newspapers print them: present and past, and with their auxiliary."""

from __future__ import annotations

from collections.abc import Iterable


def _with(auxiliaries: str, participles: str) -> Iterable[str]:
    """Return each participle behind each auxiliary."""
    return [f"{auxiliary} {participle}" for auxiliary in auxiliaries.split("|") for participle in _verbs(participles)]


def _verbs(words: str) -> list[str]:
    """The verbs of a list; in one of several words they are joined by "~"."""
    return [word.replace("~", " ") for word in words.split()]


_GERMAN = """sagte sagt sagten erklärte erklärt erklärten betonte betont meinte meint so teilte schrieb schreibt
    warnte warnt kritisierte kritisiert forderte fordert berichtete berichtet fügte erzählte erzählt ergänzte ergänzt
    kündigte nannte bezeichnete lobte sprach hieß heißt zitierte fragte fragt antwortete äußerte findet fand glaubt
    freute unterstrich bekräftigte versicherte hofft urteilte resümierte resümiert zitiert gratulierte mahnte mahnt
    konstatierte konstatiert argumentierte argumentiert erläuterte erläutert räumte stellte behauptete behauptet
    verkündete lautete lautet schilderte schildert erinnerte erinnert entgegnete konterte beklagte beklagt bedauerte
    bedauert begründete bilanzierte bilanziert verteidigte prophezeite bestätigte bestätigt rief scherzte klagte klagt
    wetterte spottete appellierte twitterte postete folgerte gestand gab erwiderte merkte vermutete vermutet
    prognostizierte moniert monierte rügte witzelte schwärmte schwärmt sagen erklären betonen fordern ruft riefen
    rufen stellt ließ lässt liess räumt fügt kündigt bezeichnet lobt spricht nennt verteidigt verspricht versprach
    unterstreicht bekräftigt versichert plädiert plädierte schlussfolgert bemerkt bemerkte wundert wunderte ärgert
    ärgerte freuen verriet verrät gesteht merkt stützt appelliert twittert postet verkündet schimpft schimpfte jubelte
    jubelt lacht lachte spottet wettert droht drohte meldete gratuliert äußert folgert rechtfertigt rechtfertigte
    präzisierte präzisiert verweist verwies weist wies befand befürchtet befürchtete beteuerte beteuert beschreibt
    beschrieb glauben meinen berichten warnen kritisieren betonten sagten meinten warnten kritisierten forderten
    berichteten schrieben ergänzten hofften klagten mahnten äußerten fragten erzählten kommentierte
    kommentiert zeigt~sich zeigte~sich gibt~sich gab~sich hielt hält"""

_FRENCH_PRESENT = """dit déclare explique affirme ajoute estime souligne indique assure précise confie raconte lance
    rappelle écrit insiste poursuit dénonce regrette reconnaît résume répond témoigne conclut martèle promet prévient
    juge argumente glisse avance considère constate commente note observe annonce relève soutient détaille admet
    déplore plaide tranche tempère nuance ironise plaisante s'inquiète s'indigne s'exclame s'interroge se félicite
    réjouit s'agace souffle reprend renchérit analyse critique décrit interroge demande réplique rétorque rapporte
    révèle alerte avertit confirme dément clame écrivait disait expliquait ajoutait affirmait déclarait disent
    expliquent affirment estiment soupire sourit jure prédit pointe espère croit pense se~souvient se~souvenait
    se~rappelle s'étonne s'amuse s'emporte s'insurge s'enthousiasme s'alarme se~désole se~défend se~justifie se~plaint
    se~vante se~lamente se~demande se~persuade s'énerve s'excuse lâche fustige balaie balaye développe enchaîne
    embraye tonne abonde synthétise grince peste concède rit complète illustre remarque signale prône exhorte
    acquiesce rassure salue évoque confesse avoue réagit interpelle justifie décrypte met~en~garde fait~valoir
    fait~savoir fait~remarquer raille vante loue clarifie résumait racontait confiait assurait soulignait rappelait
    estimait indiquait précisait lançait regrettait dénonçait pensait notait déclaraient rapportent racontent
    soulignent indiquent rappellent assurent précisent dénoncent préviennent ajoutent résument écrivent répondent
    regrettent proteste s'offusque s'impatiente philosophe argue certifie atteste théorise prophétise questionne
    confient lancent notent constatent insistent poursuivent concluent témoignent reconnaissent préconise préconisent
    envoie publie réclame réclamait s'inquiétait qualifie appelle enseigne garantit"""
_FRENCH_PARTICIPLE = """dit réclamé déclaré expliqué affirmé ajouté estimé souligné indiqué assuré précisé confié
    raconté lancé rappelé écrit insisté poursuivi dénoncé regretté reconnu résumé répondu témoigné conclu martelé
    promis prévenu jugé argumenté glissé avancé considéré constaté commenté noté observé annoncé relevé soutenu
    détaillé admis déploré plaidé tranché ironisé plaisanté demandé répliqué rétorqué rapporté révélé alerté averti
    confirmé démenti clamé tweeté salué critiqué exhorté appelé conseillé tempéré nuancé repris fustigé lâché balayé
    développé enchaîné tonné concédé complété remarqué signalé prôné acquiescé rassuré évoqué confessé avoué réagi
    justifié publié interrogé protesté certifié mis~en~garde fait~valoir fait~savoir fait~remarquer posté envoyé
    questionné jubilé décrit laissé~entendre qualifié garanti enseigné"""

_SPANISH = """dijo dice dijeron dicen afirmó afirma explicó explica señaló señala añadió añade declaró declara aseguró
    asegura indicó indica sostuvo sostiene manifestó manifiesta expresó comentó comenta advirtió advierte subrayó
    subraya destacó destaca apuntó apunta recordó recuerda escribió escribe contó cuenta insistió insiste concluyó
    concluye respondió responde lamentó lamenta reconoció reconoce relató relata admitió admite agregó agrega anunció
    argumentó criticó denunció denuncia detalló enfatizó exclamó matizó negó opinó opina precisó preguntó prometió
    puntualizó reiteró resaltó reveló sentenció remarcó defendió celebró confesó consideró considera acusó avisó zanjó
    ironizó bromeó valoró dijera confirmó expuso planteó resumió rechazó exigió reclamó pidió decía contaba afirmaba
    aseguraba explicaba señalaba añadía recordaba lamentaba confesaba comentaba escribía sostenía reconocía advertía
    insistía declaraba expresaba manifestaba opinaba indicaba relataba concluía subrayaba destacaba expresa confiesa
    niega promete argumenta critica detalla enfatiza matiza puntualiza reitera resalta revela sentencia remarca
    defiende celebra acusa avisa zanja ironiza bromea valora confirma expone plantea resume rechaza exige reclama pide
    pregunta preguntaba exclama apostilla apostilló espeta espetó proclama proclamó vaticina vaticinó diciendo
    afirmando añadiendo señalando asegurando explicando declarando indicando argumentando advirtiendo subrayando
    destacando recordando comentando precisando respondiendo responden aseguran explican afirman señalan añaden
    cuentan advierten sostienen denuncian lamentan critican recuerdan subrayan destacan apuntan precisan insisten
    comentan reconocen sostuvieron advirtieron denunciaron lamentaron recordaron subrayaron destacaron apuntaron
    insistieron comentaron reconocieron agregaron contaron
    indicaron afirmaron explicaron señalaron aseguraron añadieron declararon expresaron sugiere sugirió reza"""
_SPANISH_PARTICIPLE = """dicho afirmado explicado señalado añadido declarado asegurado indicado sostenido manifestado
    expresado comentado advertido subrayado destacado apuntado recordado escrito contado insistido concluido
    respondido lamentado reconocido relatado admitido agregado anunciado argumentado criticado denunciado detallado
    matizado negado opinado precisado preguntado prometido puntualizado reiterado resaltado remarcado defendido
    celebrado confesado considerado acusado avisado zanjado valorado confirmado expuesto sentenciado vaticinado
    apostillado sugerido publicado tuiteado reclamado exigido rechazado pedido planteado"""

_ITALIAN = """dice disse dicono afferma affermò spiega spiegò dichiara dichiarò aggiunge aggiunse sottolinea
    sottolineò osserva ricorda racconta raccontò scrive scrisse commenta conclude concluse risponde rispose ammette
    annuncia annunciò avverte assicura attacca chiarisce confessa conferma denuncia evidenzia insiste lamenta precisa
    prosegue continua replica ribadisce ribatte rileva rivela sostiene sostenne tuona twitta rassicura chiosa incalza
    riferisce confida ragiona promette ironizza rivendica diceva spiegava affermava raccontava ricordava sosteneva
    scriveva aggiungeva commentava ripeteva ammetteva dichiarava sottolineava ripete recita reciti affermano spiegano
    dichiarano aggiungono sostengono sottolineano raccontano scrivono ricordano commentano dissero affermando
    dichiarando spiegando aggiungendo commentando sottolineando precisando concludendo ricordando osservando
    sostenendo annunciando ribadendo scrivendo dicendo confermando assicurando promise rispondendo suggerisce chiede
    chiese domanda esclama ipotizza auspica critica contesta accusa esulta scherza sbotta minaccia rassicurano
    illustra specifica puntualizza definisce riferiscono
    rivelano precisano assicurano denunciano lamentano concludono chiariscono rispondono annunciano avvertono
    confermano insistono osservano ribadiscono replicano ammettono"""
_ITALIAN_PARTICIPLE = """detto confidato rincarato affermato spiegato dichiarato aggiunto sottolineato osservato
    ricordato raccontato scritto commentato concluso risposto ammesso annunciato avvertito assicurato attaccato
    chiarito confessato confermato denunciato evidenziato insistito lamentato precisato proseguito replicato ribadito
    ribattuto rilevato rivelato sostenuto tuonato twittato riferito promesso ripetuto illustrato specificato
    puntualizzato chiesto esclamato auspicato criticato accusato contestato ironizzato scherzato minacciato
    raccomandato suggerito definito rassicurato esordito fatto~sapere"""

_PORTUGUESE = """disse diz disseram afirmou afirma explicou explica declarou declara acrescentou acrescenta salientou
    sublinhou sublinha destacou destaca referiu refere lembrou lembra contou conta escreveu escreve comentou comenta
    concluiu conclui respondeu responde admitiu admite anunciou avisou assegurou assegura alertou criticou defendeu
    defende denunciou garantiu garante indicou insistiu lamentou lamenta observou ressaltou revelou reforçou reiterou
    relatou frisou apontou avaliou avalia ponderou completou confirmou reconheceu considerou considera argumentou
    questionou perguntou prometeu informou noticiou sustentou constatou"""

_DUTCH = """zei zegt zeiden zeggen verklaarde verklaart vertelde vertelt legde schreef schrijft aldus stelde stelt
    benadrukte benadrukt meende meent vindt vond voegde waarschuwde waarschuwt antwoordde reageerde reageert liet
    noemde noemt vroeg vraagt bevestigde klaagde concludeerde concludeert erkende herinnerde beloofde eiste hoopt
    denkt riep twitterde beaamde vervolgde verzuchtte oordeelde lachte grapte weet"""

_SWEDISH = """säger sa sade berättar berättade förklarar förklarade skriver skrev menar menade konstaterar
    konstaterade tillägger tillade uppger uppgav svarar svarade påpekar varnar varnade kommenterar kommenterade
    understryker hävdar hävdade anser fortsätter frågar undrar betonar lovar medger tror tycker slår uttalar"""
_DANISH = """siger sagde fortæller fortalte forklarer forklarede skriver skrev mener mente konstaterer tilføjer
    tilføjede oplyser oplyste svarer svarede påpeger advarer advarede understreger hævder lyder spørger fortsætter
    udtaler udtalte vurderer lover erkender tror"""
_NORWEGIAN = """sier sa forteller fortalte forklarer forklarte skriver skrev mener mente konstaterer legger tilføyer
    opplyser opplyste svarer svarte påpeker advarer advarte understreker hevder spør fortsetter uttaler uttalte
    kommenterer lover innrømmer tror"""

_POLISH = """powiedział powiedziała mówi mówił mówiła mówią dodał dodała dodaje podkreślił podkreśliła podkreśla
    stwierdził stwierdziła stwierdza zaznaczył zaznaczyła zaznacza oświadczył oświadczyła wyjaśnił wyjaśniła wyjaśnia
    ocenił oceniła ocenia przyznał przyznała przyznaje zapowiedział zapowiedziała zapowiada tłumaczył tłumaczyła
    tłumaczy napisał napisała pisze poinformował poinformowała informuje zauważył zauważyła zauważa zapewnił zapewniła
    zapewnia przekonywał przekonuje ostrzegł ostrzega apelował apeluje odpowiedział odpowiedziała komentuje
    skomentował skomentowała opowiada opowiadał pytał pyta wspomina uważa przypomniał przypomniała relacjonuje
    żartował"""

_RUSSIAN = """сказал сказала сказали говорит говорил говорила заявил заявила заявили отметил отметила отмечает добавил
    добавила пояснил пояснила поясняет подчеркнул подчеркнула подчёркивает подчеркивает сообщил сообщила сообщили
    сообщает рассказал рассказала рассказывает считает объяснил объяснила написал написала пишет уточнил уточнила
    признался призналась напомнил напомнила предупредил ответил ответила утверждает полагает уверен уверена цитирует
    приводит прокомментировал прокомментировала пообещал призвал продолжил заключил спросил указал указала"""

_UKRAINIAN = """сказав сказала сказали каже говорить говорив заявив заявила заявили зазначив зазначила зазначає додав
    додала пояснив пояснила пояснює підкреслив підкреслила наголосив наголосила повідомив повідомила повідомили
    повідомляє розповів розповіла розповідає вважає пише написав написала уточнив уточнила визнав нагадав нагадала
    попередив відповів відповіла стверджує переконаний переконана цитує прокоментував пообіцяв закликав зауважив
    зауважила запевнив"""

_TURKISH = """dedi diyor söyledi belirtti açıkladı ifade vurguladı kaydetti konuştu ekledi anlattı yazdı bildirdi
    duyurdu savundu uyardı aktardı dile"""

#: Language → its verbs; several words are one verb.
VERBS: dict[str, tuple[str, ...]] = {
    "de": (*_verbs(_GERMAN), *(verb.replace("ß", "ss") for verb in _verbs(_GERMAN) if "ß" in verb)),  # as the Swiss do
    "fr": (
        *(verb for verb in _verbs(_FRENCH_PRESENT) if verb not in ("se", "félicite", "réjouit")),
        "se félicite", "se réjouit", "selon", "s'est félicité", "s'est félicitée", "s'est réjoui", "s'est réjouie",
        *_with("a|ont|avait", _FRENCH_PARTICIPLE),
    ),
    "es": (*_verbs(_SPANISH), *_with("ha|han|había", _SPANISH_PARTICIPLE), "según"),
    "it": (*_verbs(_ITALIAN), *_with("ha|hanno|aveva", _ITALIAN_PARTICIPLE)),
    "pt": tuple(_PORTUGUESE.split()),
    "nl": tuple(_DUTCH.split()),
    "sv": tuple(_SWEDISH.split()),
    "da": tuple(_DANISH.split()),
    "nb": tuple(_NORWEGIAN.split()),
    "pl": tuple(_POLISH.split()),
    "ru": tuple(_RUSSIAN.split()),
    "uk": tuple(_UKRAINIAN.split()),
    "tr": tuple(_TURKISH.split()),
}  # fmt: skip
