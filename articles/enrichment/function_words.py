"""Pronouns, conjunctions, prepositions, adverbs and numerals that are not frequent enough to be stop words."""

from __future__ import annotations

from collections.abc import Mapping

from articles.enrichment.wordlists import word_set

#: Language (ISO 639-1) → words in lower case. English has a list of its own among the keywords.
FUNCTION_WORDS: Mapping[str, frozenset[str]] = {
    "de": word_set(
        """wer wen wem wann warum weshalb wieso wobei wohl niemand jemand jeder jede jedes jeden jedem keiner keine
        kein keinen beide beiden einige einigen einiges andere anderen anderes anderer viele vielen vieles mehrere
        manche manchen welche welcher solche diesen diesem diese dieser dieses jene jener allen allem aller alles
        etwas nichts zwei drei vier fünf sechs sieben acht neun zehn hundert tausend zwischen während wegen trotz
        statt gegenüber innerhalb außerhalb bevor nachdem obwohl sobald solange falls sofern sowie sowohl weder
        entweder jedoch dennoch trotzdem allerdings außerdem zudem dabei daher deshalb darum dafür dagegen darauf
        daran darin danach damals davon davor dazu hierzu hier dort heute gestern morgen jetzt nun bald bereits
        schon erst immer nie niemals oft manchmal meist meistens selten wieder vielleicht natürlich offenbar
        eigentlich wirklich besonders insgesamt insbesondere rund etwa ungefähr fast kaum sehr ganz genau laut
        zufolge seinem seinen seiner seines ihrem ihren ihrer ihres unser unsere unserem unseren meine meinen deine
        deinen eure eines einem einen ihnen ihm ihn mich dich sich euch uns"""
    ),
    "fr": word_set(
        """autre autres rien fois toujours contre votre avant depuis donc notre sous jamais moins dont toi déjà quoi
        trop leurs toute toutes tous tout chez ainsi beaucoup quelques comment nos parce trois quatre cinq six sept
        huit neuf dix vingt trente cent mille car pendant puis cet cette ceux celles celui celle plusieurs pourquoi
        vers aujourd'hui hier demain également seul seule seuls seules lors selon quelque tant assez soir certains
        certaines certain certaine devant derrière souvent parfois surtout dernier dernière derniers dernières enfin
        seulement ensemble près quel quelle quels quelles aucun aucune dès autant ailleurs notamment aussi ensuite
        plutôt vite presque tellement autour cependant environ pourtant laquelle lequel lesquels lesquelles malgré
        durant lorsque puisque quoique afin sans dessus dessous vos tes mes ses ici là-bas maintenant longtemps
        bientôt désormais encore peut-être heures minutes ans chaque chacun quelqu'un personne outre hors parmi sauf
        jusque voici voilà actuellement récemment vraiment simplement rapidement finalement généralement quasiment"""
    ),
    "es": word_set(
        """algo alguien alguno alguna algunos algunas otro otra otros otras mucho mucha muchos muchas poco poca pocos
        pocas tanto tanta tantos tantas todo toda todos todas cada cualquier cualquiera nadie ninguno ninguna ningún
        quien quienes cual cuales cuanto cuanta cuyo cuya cuyos cuyas mismo misma mismos mismas segundo tercer
        tercero último última últimos últimas dos tres cuatro cinco seis siete ocho nueve diez cien ciento mil
        millones siempre nunca jamás después antes ahora entonces luego pronto mientras aunque porque pues según
        durante mediante contra hacia desde hasta entre sobre bajo tras ante además también tampoco casi quizá
        quizás tal vez apenas aún todavía solo sólo solamente incluso inclusive sino aquí allí allá ahí cerca lejos
        dentro fuera encima debajo actualmente recientemente anteriormente posteriormente hoy ayer mañana nosotros
        ustedes ellos ellas nuestro nuestra nuestros nuestras varios varias ambos ambas demás menos mejor peor mayor
        menor mayores menores realmente únicamente principalmente embargo van"""
    ),
    "it": word_set(
        """già mai sempre ancora ormai adesso ora oggi ieri domani dopo poi quindi dunque mentre perché però anche pure
        invece infatti inoltre tuttavia comunque cioè ovvero oppure eppure nonostante malgrado durante secondo verso
        contro sotto sopra dentro fuori dietro davanti presso attraverso oltre circa quasi molto molta molti molte
        tanto tanta tanti tante troppo poco poca pochi poche altro altra altri altre tutto tutta tutti tutte ogni
        ognuno qualche qualcosa qualcuno qualsiasi alcuni alcune alcuno nessuno nessuna niente nulla quello quella
        quelli quelle quei quegli questo questa questi queste stesso stessa stessi stesse quale quali tale tali ciò
        dove quando come secondi due tre quattro cinque sei sette otto nove dieci cento mila milioni dai dagli dalle
        degli nei negli nelle sui sugli sulle agli alle all dell nell sull dall nostro nostra nostri nostre vostro
        loro suoi sue miei mie lui lei noi voi appena soltanto solamente solo insieme forse davvero soprattutto
        almeno abbastanza entro ieri meno meglio peggio maggior recentemente attualmente precedentemente
        principalmente piuttosto allora"""
    ),
    "pt": word_set(
        """nada tudo algo alguém ninguém algum alguma alguns algumas nenhum nenhuma outro outra outros outras muito
        muita muitos muitas pouco pouca poucos poucas tanto tanta todos todas toda todo cada qualquer qual quais
        quem quanto mesmo mesma mesmos mesmas primeiro primeira primeiros segundo terceiro último última últimos
        dois duas três quatro cinco seis sete oito nove dez cem zero mil milhões milhares sempre nunca jamais antes
        depois agora então logo hoje ontem amanhã enquanto embora porque pois porém contudo entretanto todavia
        portanto conforme durante contra entre sobre sob após até desde além através perante aos pelos pelas num
        numa nesse nessa neste nesta nisso disso disto desse dessa deste desta desses dessas destes destas dele dela
        deles delas nele nela ele ela eles elas nós vocês lhe lhes comigo consigo nosso nossa nossos nossas seus
        suas meus minhas teu tua aquele aquela aqueles aquelas essas esses estes estas isto isso aquilo aqui ali lá
        onde quando como também apenas ainda quase talvez mal bem mais menos melhor pior maior menor apesar
        inclusive realmente principalmente atualmente recentemente"""
    ),
    "nl": word_set(
        """alle alles allemaal iets niets iemand niemand iedereen ieder elke elk enkele enige sommige vele velen weinig
        veel meer meest meeste minder andere ander anders zelfde dezelfde hetzelfde zelf zelfs zij hem hen hun
        jullie jouw onze mijn uw eigen welke welk wie waarom wanneer waar waarin waarop waarbij waardoor waarvan
        omdat terwijl hoewel zodat zoals zodra tenzij indien totdat nadat voordat tijdens tussen volgens sinds vanaf
        vanuit vanwege binnen buiten zonder tegen naast langs rond achter onder boven tot altijd vaak soms nooit
        ooit steeds nog weer terug opnieuw eerst eerder later daarna vervolgens toen nu straks morgen vandaag
        gisteren bijna ongeveer zeer erg heel helemaal vooral ongetwijfeld misschien waarschijnlijk eigenlijk echter
        daarom daarnaast bovendien ook wel toch dus zowel keer eerste tweede derde laatste vorig vorige volgend
        volgende grootste beste twee drie vier vijf zes zeven acht negen tien honderd duizend miljoen miljard uur
        procent respectievelijk gratis automatisch inmiddels"""
    ),
    "sv": word_set(
        """någon något några ingen inget inga ingenting annan annat andra varje alla allt många flera fler flesta
        mycket mer mest mindre minst samma själv själva dess deras hans hennes vår vårt våra ditt dina mitt mina vem
        vilka vilken vilket vars varför hur när där här dit hit därför eftersom medan innan sedan efter förrän trots
        genom mellan bland inom utan utanför enligt kring runt bakom framför över under mot från alltid aldrig ofta
        ibland redan ännu fortfarande igen tillbaka först sist tidigare senare snart idag igår imorgon nästan
        ungefär cirka ganska väldigt mycket precis just bara endast även också dock ändå alltså kanske verkligen
        egentligen dessutom däremot samt eller antingen både varken två tre fyra fem sex sju åtta nio tio hundra
        tusen miljoner procent första andra tredje senaste sista bästa största stora innan vare lika särskilt henne
        honom denna detta dessa sådan sådant"""
    ),
    "da": word_set(
        """nogen noget nogle ingen intet anden andet andre hver hvert alle alt mange flere fleste meget mere mest
        mindre mindst samme selv deres hans hendes vores sin sit sine din dit dine min mit mine hvem hvad hvilke
        hvilken hvilket hvorfor hvordan hvornår hvor der her derfor fordi mens inden siden efter trods gennem mellem
        blandt indenfor uden udenfor ifølge omkring rundt bag foran over under mod fra altid aldrig ofte allerede
        endnu stadig igen tilbage først sidst tidligere senere snart idag næsten cirka ganske netop kun også dog
        alligevel altså måske virkelig egentlig desuden samt eller enten både hverken to tre fire fem seks syv otte
        ni ti hundrede tusind millioner procent første anden tredje seneste sidste bedste største disse denne dette
        sådan the lang lange"""
    ),
    "nb": word_set(
        """noen noe ingen ingenting annen annet andre hver hvert alle alt mange flere fleste mye mer mest mindre minst
        samme selv deres hans hennes vår vårt våre sin sitt sine din ditt dine min mitt mine ham henne hvem hva
        hvilke hvilken hvilket hvorfor hvordan når der her derfor fordi mens før siden etter tross gjennom mellom
        blant innen innenfor uten utenfor ifølge rundt bak foran over under mot fra alltid aldri ofte allerede ennå
        fortsatt igjen tilbake først sist tidligere senere snart nesten omtrent ganske veldig akkurat bare kun også
        likevel altså kanskje virkelig egentlig dessuten samt eller enten både verken to tre fire fem seks sju syv
        åtte ni ti hundre tusen millioner prosent første tredje siste beste største disse denne dette slik lenge
        ekstra"""
    ),
    "ru": word_set(
        """более менее без тоже здесь тут там потому себе себя собой тебя тебе него нее неё ним ней них ему ими нам нас
        вам вас мой моя мое моё мои твой твоя наш наша наше наши ваш ваша ваши свой своя свое своё свои своих своим
        своей свою своего этот эта это эти этих этом этого этому этой тот та те тех том того тому такой такая такое
        такие таких такого который которая которое которые которых которой которому котором которую какой какая
        какие каких никто ничто ничего никогда нибудь некоторые несколько каждый каждая каждого весь вся всё все
        всех всем всей всю всего сам сама само сами самый самая самое самые самого самой самых другой другая другие
        других другого один одна одно одни одного одной одним два две двух три трех трёх четыре пять шесть семь
        восемь девять десять сто тысяч тысячи млн млрд много мало очень почти совсем слишком вполне лишь только
        именно даже уже ещё еще снова опять сразу теперь сейчас сегодня вчера завтра тогда потом затем всегда часто
        иногда редко давно раньше позже быстро точно кроме против среди между перед около через после вокруг вместо
        вместе согласно благодаря однако хотя если чтобы поэтому зачем почему пока либо также причём однажды впервые
        наконец конечно возможно действительно например кого кому кем чего чему чем года году лет"""
    ),
    "pl": word_set(
        """także też również tylko jednak jeszcze już zawsze nigdy często czasem czasami teraz wtedy potem później
        wcześniej obecnie ostatnio niedawno dziś dzisiaj wczoraj jutro tutaj tam gdzie kiedy dlaczego dlatego
        ponieważ jeśli jeżeli choć chociaż aby żeby gdyby zanim podczas między pomiędzy wśród oprócz poza przeciw
        przeciwko według wobec ponad około przez bez dla razem raz bardzo bardziej najbardziej mniej najmniej dużo
        mało wiele wielu kilka kilku każdy każda każde każdego każdym każdej żaden żadna żadnych jakiś jakieś jakaś
        ktoś coś nikt nic wszyscy wszystko wszystkie wszystkich wszystkim inny inna inne innych innego innym taki
        taka takie takich takiego takim ten ta te tych tym tego tej który która które których którego którym którą
        której którzy mój moja moje mojego moich twój nasz nasza nasze naszych naszego swój swoje swoją swojego
        swoich swoim swoimi sam sama same samo samym ona ono oni one nim nimi niej niego nią nich mnie mną ciebie
        tobie nam nami was wam jeden jedna jedno jednego jednej jednym dwa dwie dwóch trzy trzech cztery pięć sześć
        siedem osiem dziewięć dziesięć sto tysięcy milionów pierwszy pierwsza pierwsze drugi druga niemal prawie
        dość zbyt raczej właśnie oczywiście naprawdę niestety jednocześnie godz itp itd były była było był niewiele"""
    ),
    "uk": word_set(
        """також теж лише тільки навіть вже уже ще знову завжди ніколи часто іноді тепер зараз тоді потім пізніше
        раніше давно сьогодні вчора завтра тут там десь куди звідки чому тому якщо хоча щоб оскільки поки коли проти
        серед між перед біля навколо через після без крім окрім протягом щодо згідно завдяки разом дуже майже зовсім
        надто багато мало кілька кількох більше більш менше кожен кожна кожного весь вся все всі всіх всім усі усіх
        усе інший інша інше інші інших такий така таке такі таких такого який яка яке які яких якого якому якій яку
        цей ця це ці цих цього цьому цієї той та те ті тих того мій моя моє мої твій наш наша наше наші наших ваш
        свій своя своє свої своїх свого свою себе собі тебе тобі мене мені нам нас вам вас ним ними них неї нього
        йому їй їм їх сам сама саме самі хтось щось ніхто нічого кого кому чого чим ким один одна одне одного одної
        два дві двох три трьох чотири чотирьох сім вісім дев'ять десять сто тисяч тис млн млрд тощо раптово нарешті
        звичайно можливо забагато зранку час часу рік року роки роках"""
    ),
    "tr": word_set(
        """birlikte diğer sana bana ona fazla neden niçin içinde şimdi çünkü ancak başka biri bunu bunun buna bunlar
        bundan karşı arasında öyle böyle şöyle şekilde bütün tüm senin benim onun bizim sizin onların hemen yine
        tekrar siz biz onlar tam hakkında bazı geri onu biraz hem yani ayrıca hiçbir ilgili evet hayır fakat ama kez
        sahip üzerine üzerinde üzerindeki hep eğer herkes hala hâlâ burada orada üzere kimse yerine ikinci birinci
        üçüncü birçok kendi kendini kendisi kendine olabilir ardından boyunca altında aslında hangi pek yeniden
        yoksa önce sonra sonunda asla birkaç bağlı yakın yakından özellikle beraber rağmen oldukça yalnız yalnızca
        sadece falan beri bazen dışında herhangi yaklaşık nedeniyle konusunda sanki itibaren kadar gibi için iki
        dört beş altı yedi sekiz dokuz yüz bin milyon milyar yaşında civarında arasından daha çok çoğu çoğunu sona
        aşırı kesin genel hatta halde peki acaba"""
    ),
}
