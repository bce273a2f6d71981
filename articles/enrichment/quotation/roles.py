"""Words for those who speak without a name: "a spokesman", "the ministry", "the report"."""

from __future__ import annotations

import functools
import re

from articles.enrichment.wordlists import word_set

ROLES = word_set(
    """spokesman spokeswoman spokesperson spokespeople official officials minister president chief director manager
    officer police investigators prosecutors prosecutor lawyer lawyers attorney attorneys judge judges justices
    witness witnesses neighbour neighbor neighbours neighbors resident residents source sources analyst analysts
    expert experts researchers researcher scientists scientist authors author professor doctor doctors teacher coach
    player captain singer actor actress star director producer writer journalist reporter editor critic critics leader
    leaders senator senators lawmaker lawmakers congressman congresswoman mayor governor secretary ambassador
    chancellor chairman chairwoman chair ceo founder owner partner mother father mom dad wife husband brother sister
    son daughter family friend friends colleague man woman boy girl student students people person user users fan fans
    company firm bank government ministry department agency authorities authority council union statement
    report reports letter post email message article document documents lawsuit complaint filing study paper
    team club campaign group organization organisation association charity church airline caption tweet website
    sign notice memo verdict ruling commentator commander general soldier soldiers protester protesters activist
    activists victim victims survivor survivors suspect couple parents commissioner inspector detective superintendent
    sheriff deputy paramedic vet farmer driver passenger pilot engineer designer artist bishop priest pastor imam rabbi
    pope congressman politician opposition party administration parliament committee commission watchdog regulator
    insider aide adviser advisor assistant representative representatives executive executives boss economist economists
    strategist historian psychologist musician comedian host presenter delegation center centre institute court
    supporters observers campaigners environmentalists historians guest guests customer customers worker workers
    employee employees supporter believer member members publisher magazine newspaper paper lieutenant
    vertreter vertreterin cosmonaute astronaute experten expertinnen ökonomen analysten anwälte forscher musée
    economisti scienziati studiosi
    sprecher sprecherin polizei ministerin präsident präsidentin chef chefin trainer anwalt bürgermeister kanzler
    porte-parole ministre président présidente portavoz ministro presidente policía
    sprecher sprecherin sprechers minister ministeriums ministerium staatsanwalt staatsanwaltschaft verband
    vorsitzende vorsitzender direktor direktorin leiter leiterin experte expertin forscher forscherin anwältin
    trainerin kapitän bürgermeisterin oberbürgermeister behörde gericht feuerwehr zeuge zeugin polizist
    abgeordnete abgeordneter senatorin kanzlerin bundeskanzler bundeskanzlerin geschäftsführer gewerkschaft
    pdg directeur directrice chercheur chercheuse avocat avocate maire député députée procureur procureure
    sénateur sénatrice entraîneur patron patronne responsable secrétaire chef cheffe médecin professeur
    professeure syndicat gouvernement ministère policier habitant habitante témoin préfet préfète sociologue
    historien historienne économiste ministra presidenta alcalde alcaldesa director directora fiscal juez jueza
    abogado abogada diputado diputada senador senadora entrenador jefe jefa vocero vocera gobernador secretario
    secretaria experto experta médico médica testigo vecino vecina gobierno ministerio investigador investigadora
    presidente sindaco ministra direttore direttrice avvocato procuratore portavoce allenatore segretario
    segretaria deputato senatore professore ricercatore medico testimone governo premier governatore
    ministro diretor diretora advogado advogada prefeito prefeita porta-voz treinador governador delegado
    deputado deputada pesquisador pesquisadora professor professora testemunha autarca
    woordvoerder woordvoerster burgemeester minister-president directeur hoogleraar onderzoeker advocaat
    politie kabinet wethouder bestuurder voorzitter rzecznik rzeczniczka minister prezydent premier burmistrz
    dyrektor ekspert poseł posłanka senator adwokat prokurator policjant wojewoda profesor talesperson talesman
    statsminister utrikesminister chef forskare åklagare advokat polisen vd talsperson talsmand talskvinde
    statsministeren direktør forsker borgmester politiet talskvinne politimester ordfører
    министр президент премьер представитель представительница пресс-секретарь директор депутат губернатор мэр
    economista economistas analista analistas comunicado declaración vicepresidente consejero consejera oficial
    oficiales autoridades empresa compañía grupo organización periodista escritor escritora actriz cantante empresario
    empresaria agente policía bombero juzgado tribunal ministerio asociación sindicato partido candidato candidata ceo
    comunicato dichiarazione nota economista analista analisti esperti esperto esperta giudice giudici tribunale
    rappresentante representante représentant représentante représentants generale général
    generalsekretär rappresentanti
    commissario commissaria presidentessa vicepresidente amministratore dirigente assessore assessora regista attore
    attrice cantante scrittore scrittrice giornalista studioso studiosa azienda società associazione sindacato polizia
    ad ministero questore prefetto vescovo papa autista
    communiqué économiste analyste analystes expert experte experts porte-parole présidente adjoint adjointe agriculteur
    agricultrice écrivain écrivaine réalisateur réalisatrice acteur actrice chanteur chanteuse journaliste étudiant
    étudiante gérant gérante fondateur fondatrice militant militante ambassadeur ambassadrice gouverneur entreprise
    association organisation ong parti candidat candidate vice-président vice-présidente eurodéputé eurodéputée élu élue
    élus autorités juge magistrat magistrate famille père mère frère sœur fils fille homme femme voisin voisine
    spécialiste
    bericht mitteilung erklärung pressemitteilung professorin autor autorin sänger sängerin schauspieler schauspielerin
    regisseur regisseurin minister ministerin gründer gründerin unternehmer unternehmerin landwirt landwirtin schüler
    schülerin student studentin mutter vater bruder schwester sohn tochter frau mann nachbar nachbarin richter richterin
    ärztin arzt pfarrer bischof papst soldat zuschauer kritiker kritikerin analyst analystin ökonom ökonomin partei
    fraktion verein unternehmen konzern stiftung institut historikerin politologe politologin soziologe soziologin
    kommissar kommissarin generaldirektor generaldirektorin vizepräsident vizepräsidentin journalistin beamter
    адвокат прокурор эксперт политолог тренер глава советник полиция міністр прем'єр речник речниця представник
    прокурор експерт тренер радник голова поліція bakan bakanı cumhurbaşkanı sözcüsü başkanı müdürü polis"""
)
#: "l'expert".
_ELIDED = re.compile(r"^(?:l|d|un|dell|all|dall)['’](?=[^\W\d_]{3})")
#: "exministro", "vicepresidente", "ex-directrice".
_PREFIX = re.compile(r"^(?:ex|vice|vize|viz|co|sub|sous|mini|super|général)-?(?=[^\W\d_]{4})")
#: A compound whose end is a role is one: "Feuerwehrsprecher", "Wirtschaftsministerin", "perschef".
_ENDS = tuple(
    """sprecher sprecherin minister ministerin präsident präsidentin chef chefin trainer trainerin anwalt anwältin
    bürgermeister bürgermeisterin kanzler kanzlerin vorsitzende vorsitzender leiter leiterin direktor direktorin
    experte expertin forscher forscherin ministerium verband polizei behörde beauftragte beauftragter
    geschäftsführer geschäftsführerin woordvoerder woordvoerster voorzitter onderzoeker directeur talesperson
    führer führerin meister meisterin direktorinnen kommissar
    kommissarin referent referentin vorständin vorstand experten forscherinnen ökonom vertreter vertreterin
    ministern chefen direktören direktøren ministeren talsmand talsperson
    ologe ologin ologen iker ikerin ologue ologues ólogo óloga ólogos ologo ologa ologi""".split()  # noqa: SIM905
)


#: Roles of bodies and documents, not of people.
_THINGS = word_set(
    """company firm bank government ministry department agency authorities council union statement report reports letter
    post email message article document documents lawsuit complaint filing study paper team club campaign group
    organization organisation association charity church airline caption tweet website sign notice memo verdict ruling
    opposition party administration parliament committee commission center centre institute court magazine newspaper
    ministerium ministeriums verband behörde gericht feuerwehr polizei gewerkschaft bericht mitteilung erklärung
    pressemitteilung partei fraktion verein unternehmen konzern stiftung institut syndicat gouvernement ministère
    musée communiqué entreprise association organisation ong parti autorités gobierno ministerio comunicado declaración
    autoridades empresa compañía grupo organización policía juzgado tribunal asociación sindicato partido governo
    comunicato dichiarazione nota tribunale azienda società associazione polizia politie kabinet autarca"""
)


def is_person_role(word: str) -> bool:
    """Return whether a word is the role of a person."""
    return is_role(word) and word.lower() not in _THINGS


@functools.lru_cache(maxsize=10_000)
def is_role(word: str) -> bool:
    """Return whether a word is a role, in any case, possessive or not."""
    lower = _ELIDED.sub("", word.lower())
    if lower in ROLES or lower.removesuffix("'s").removesuffix("’s") in ROLES:
        return True
    head = _PREFIX.sub("", lower)
    if head != lower and head in ROLES:
        return True
    return len(lower) > 9 and lower.removesuffix("s").endswith(_ENDS)
