"""Words that furniture carries on its face, in many languages: they name a reason, they do not cut by themselves."""

from __future__ import annotations

import re
from collections.abc import Sequence

from articles.cleaning.reasons import CutReason as R

#: Phrases per reason. `^` in front: only at the start of a line. `=`: the whole line. Otherwise anywhere in it.
#: Digits and punctuation do not count; `#` stands for a number.
_PHRASES: dict[R, str] = {
    R.COMMENT_FORM: """
^leave a reply|^leave a comment|^post a comment|^add a comment|^write a comment|email address will not be published
required fields are marked|=comments|^comments #|^# comments|=no comments|^no comments yet|^join the conversation
^view comments|^show comments|^load comments|^read comments|^sign in to comment|^log in to comment|^login to comment
^log in to reply|^you must be logged in|^save my name|^notify me of|^cancel reply|=reply|^have your say|^comment policy
^comments are closed|^comments are subject to|^be the first to comment|^view all comments|^all comments|=name|=email
=website|=submit|^report comment|^flag as inappropriate|=like reply|^please enter your comment|^join the discussion
^what do you think|your comment|^commenting|^reader comments|^sort by|^newest first|^oldest first|=report|^upvote
^schreiben sie einen kommentar|^kommentar schreiben|^kommentar verfassen|=kommentare|^kommentare #|^# kommentare
^kommentare anzeigen|^alle kommentare|^diskutieren sie|^ihre meinung|ihre e mail adresse wird nicht|^antworten
^ihr kommentar|^kommentieren|^jetzt kommentieren|^zur diskussion|^debatte|^schreib einen kommentar|^diskussion
^laisser un commentaire|^laissez un commentaire|=commentaires|^# commentaires|votre adresse e mail ne sera pas
^poster un commentaire|^commenter|^réagir|^vos réactions|^deja un comentario|^dejar un comentario|=comentarios
^# comentarios|tu dirección de correo|su dirección de correo|^comentar|^deixe um comentário|^deixe uma resposta
o seu endereço de e mail|=commenti|^lascia un commento|^scrivi un commento|il tuo indirizzo email|^# commenti
^plaats een reactie|^geef een reactie|=reacties|^reageer|^dodaj komentarz|=komentarze|^komentarze|^skomentuj
^lämna en kommentar|^skriv en kommentar|^legg igjen en kommentar|=kommentarer|^kommentoi|=kommentit|^yorum yap
=yorumlar|^yorum yaz|^napsat komentář|=diskuse|=komentáře|^оставить комментарий|^добавить комментарий|=комментарии
^комментарии|^залишити коментар|=коментарі|^добави коментар|^коментари|^lasă un răspuns|^lasă un comentariu
=comentarii|^hozzászólás|^szólj hozzá|^tinggalkan balasan|^tulis komentar|=komentar|^bình luận|^αφήστε|^σχόλια
""",
    R.NEWSLETTER: """
newsletter|^sign up for|^sign up to|^signup|^subscribe to our|^get our|^get the latest|straight to your inbox
to your inbox|in your inbox|^join our mailing|^enter your email|^your email|^e mail address|=sign up|^email address
^stay up to date|^never miss|^subscribe now to|^receive|daily briefing|daily digest|push notifications|^subscribe for
^thank you for signing|^thanks for signing|^you have been subscribed|^jetzt anmelden|^melden sie sich|^abonnieren sie
per e mail erhalten|in ihr postfach|direkt in ihr|^inscrivez vous|^abonnez vous|recevez|^suscríbete|^suscribirse
^recibe|boletín|^boletines|^assine|^receba|^iscriviti|^ricevi|nieuwsbrief|^meld je aan|^schrijf je in|nyhetsbrev
nyhedsbrev|^zapisz się|^tilaa|uutiskirje|bülten|^подпишитесь|^подписаться|рассылк|^підпис|^sottoscrivi|hírlevél
""",
    R.SHARE_BAR: """
=share|=tweet|=facebook|=twitter|=whatsapp|=telegram|=linkedin|=pinterest|=reddit|=email|=print|=copy link|=flipboard
^share this|^share on|^share via|^share article|^share the|^share story|^share with|^click to share|^click to email
^click to print|^tweet this|^follow us|^follow on|^like us|^email this|^print this|^send to a friend|^link copied
^copy link|opens in new window|^share to|^share your|=shares|^# shares|=bookmark|=save|=listen|^save for later|=x
=instagram|=youtube|=tiktok|=bluesky|=threads|=messenger|=viber|=vkontakte|^save article|^listen to this|=merken
^add us on google|^google news|^as a preferred source|^prefer us|^follow our|=gift|^gift article|^set as preferred
=teilen|=drucken|=vorlesen|^teilen auf|^artikel teilen|^auf facebook|^per e mail|=anhören|^folgen sie|^artikel merken
^link kopieren|^beitrag teilen|^diesen artikel|^seite drucken|=versenden|^artikel anhören|=feedback|=kopieren
=partager|^partager|^imprimer|=imprimer|^envoyer|=enregistrer|^copier le lien|^suivez nous|=écouter|=compartir
^compartir|^imprimir|=guardar|^síguenos|^enviar por|=copiar enlace|=compartilhar|^compartilhe|=partilhar|^siga
=condividi|^condividi|=stampa|^seguici|=delen|^deel|=afdrukken|^volg ons|=udostępnij|^udostępnij|=dela|=del|=jaa
^dela|^del på|^jaa|=paylaş|^paylaş|=sdílet|^sdílet|=поделиться|^поделиться|=поділитися|^bagikan|=bagikan|^chia sẻ
=megosztás|=distribuie|^distribuie|=сподели|=κοινοποίηση|=a a|=aa|^text size|^font size|^schriftgröße|=tamaño
""",
    R.RELATED_LINKS: """
^you may also like|^you might also like|^related|=related|^read more|^more from|^more on|^more in|^more stories|=more
^recommended|^read next|^up next|^see also|^also read|^read also|^most popular|^most read|^most viewed|^top stories
^latest news|^latest stories|^trending|^don t miss|^what to read next|^editor s picks|^editors picks|^more like this
^related articles|^related stories|^related topics|^related content|^from our partners|^around the web|^next article
^previous article|^next post|^previous post|^keep reading|^continue reading|^popular|^in this article|^in other news
^you may have missed|^must read|^must reads|^further reading|^people also read|^stories you|^more news|^more headlines
^explore more|^for more|^view more|^see more|^show more|^load more|^our picks|^what others are reading|=topics|^tags
=tags|^filed under|^tagged|^posted in|^categories|^topics|^watch also|^watch next|^also on|^here s what|^read the full
^lesen sie auch|^lesen sie mehr|^mehr zum thema|^mehr aus|^mehr zu|^mehr dazu|^auch interessant|^weitere artikel|=mehr
^das könnte sie|^das könnte dich|^meistgelesen|^meist gelesen|^zum thema|^weiterlesen|^mehr lesen|^verwandte|^themen
^weitere nachrichten|^weitere meldungen|^weitere themen|^empfohlen|^empfehlungen|^schlagworte|^schlagwörter|^neueste
^aktuelle nachrichten|^passend dazu|^lesetipp|^neu auf|^mehr von|^top themen|^beliebt|=themen|^nächster artikel
^vorheriger artikel|^zurück|^unsere empfehlung|^lesen sie hier|^lesen sie dazu|^siehe auch|^mehr nachrichten
^à lire aussi|^lire aussi|^à lire|^sur le même sujet|^voir aussi|^articles liés|^les plus lus|^plus d|^à voir|^lire la
^dans la même|^à découvrir|^lire plus|^lisez aussi|^notre sélection|^vous aimerez|^articles similaires|^recommandé
^lea también|^lee también|^te puede interesar|^le puede interesar|^más noticias|^relacionad|^noticias relacionadas
^más leíd|^lo más|^ver más|^seguir leyendo|^más sobre|^archivado en|^etiquetas|^leia também|^leia mais|^veja também
^saiba mais|^mais lid|^leggi anche|^leggi tutto|^articoli correlati|^potrebbe interessarti|^lees ook|^lees meer
^meer over|^gerelateerd|^meest gelezen|^czytaj też|^czytaj także|^zobacz też|^zobacz także|^przeczytaj|^läs mer
^läs också|^läs även|^les også|^læs også|^lue myös|^lue lisää|^mest läst|^mest lest|^ilgili haberler|^bunlar da
^čtěte také|^související|^читайте также|^читать также|^читайте такж|^читайте|^по теме|^ещё по теме|^читати|^baca juga
^xem thêm|^citește și|^citeste si|^kapcsolódó|^olvasta már|^прочетете|^διαβάστε|^дивіться також|^lue seuraavaksi
""",
    R.ADVERTISEMENT: """
=advertisement|^advertisement|=advertisements|=ad|=ads|=sponsored|^sponsored|^story continues below|^article continues
^continue reading the main|^scroll to continue|^promoted|=promoted|^paid content|^this ad|^ad feedback|^skip ad
^sponsored content|^skip advertisement|^continues after advertis|^report this ad|^affiliate|^powered by|^buy now
=anzeige|=werbung|^anzeige|^werbung|=publicité|^publicité|^la suite après|=publicidad|^publicidad|=publicidade
^continua após|=pubblicità|^advertentie|=reklama|^reklama|=annons|=annonse|=annonce|^annons|^artikkeli jatkuu|=mainos
=reklam|=реклама|^реклама|^iklan|^scroll to|=hirdetés|=publicitate|^la suite de votre|^continúa|^taboola|^mgid
^sponsor|^in partnership with|^gesponsert|^affiliate link|^this article contains affiliate|^we may earn|^we may receive
""",
    R.PAYWALL: """
^subscribe|^already a subscriber|^log in|=log in|=login|^sign in|=sign in|^register|^create an account|^create a free
subscribe to continue|subscribe to read|^to continue reading|^to read the full|^this article is for subscribers
^already have an account|^free trial|^start your|^unlimited access|^full access|^digital subscription|^support our
^become a member|^become a supporter|^support independent|^donate|=donate|^make a donation|^premium|^exclusive to
^unlock|^buy a subscription|^manage your|^you have # |^my account|^subscriber only|^subscribers only|^join now
^support quality|^help us|^please support|^contribute|^your support|^if you value|^choose your|^continue for free
^jetzt testen|^jetzt abonnieren|^abonnieren|^anmelden|=anmelden|^einloggen|^registrieren|^bereits registriert|^abo
^sie haben bereits|^mit plus|^weiterlesen mit|^kostenlos testen|^zum abo|^unterstützen sie|^diesen artikel weiter
^s abonner|=s abonner|^se connecter|^déjà abonné|^réservé aux abonnés|^cet article est réservé|^il vous reste
^abonnés|^je m abonne|^suscríbete para|^iniciar sesión|^inicia sesión|^hazte socio|^ya eres|^contenido exclusivo
^assine já|^entrar|^faça login|^abbonati|^accedi|^sei già abbonato|^inloggen|^word abonnee|^neem een|^zaloguj
^logga in|^bli prenumerant|^logg inn|^bli abonnent|^kirjaudu|^giriş yap|^přihlásit|^войти|^зарегистр|^увійти
^faites un don|^soutenez|^spenden|=spenden|^jetzt spenden
""",
    R.COOKIE_NOTICE: """
cookies|^cookie|=accept|=accept all|^we use cookies|^by clicking|^by continuing|^manage preferences|^your privacy
^we value your privacy|^privacy settings|^consent|we and our partners|^do not sell|^adblock|^ad blocker|your consent
^wir verwenden|^datenschutzeinstellung|ihre zustimmung|^zustimmen|externen inhalt|^externe inhalte|externer inhalt
^mit ihrer zustimmung|personenbezogene daten|^empfohlener redaktioneller inhalt|^an dieser stelle|^inhalt anzeigen
^accepter|^nous utilisons|^vos données|^gérer|^aceptar|^utilizamos|^usamos|^accetta|^utilizziamo|^wij gebruiken
^javascript|enable javascript|^please enable|^your browser|^bitte aktivieren|browser does not support|^um den inhalt
this content is hosted|^to view this content|^um diesen inhalt|^um ihnen|drittanbieter|drittplattformen
^view this post on|^ce contenu|^sieh dir diesen beitrag|^ver esta publicación|^error|^something went wrong
""",
    R.COPYRIGHT: """
all rights reserved|^copyright|^©|^c #|terms of use|terms of service|privacy policy|terms and conditions|^disclaimer
may not be reproduced|may not be published|^reprints|^permission|^the content of|^this material may not|terms apply
alle rechte vorbehalten|=impressum|^impressum|^datenschutz|^agb|^nutzungsbedingungen|^nutzungsrechte|^quelle
tous droits réservés|^mentions légales|^politique de|todos los derechos reservados|^aviso legal|^términos
todos os direitos reservados|^termos de|tutti i diritti riservati|^riproduzione riservata|^informativa|alle rechten
wszelkie prawa|^regulamin|^polityka|alla rättigheter|alle rettigheter|kaikki oikeudet|tüm hakları|všechna práva
все права|всі права|minden jog|toate drepturile|hak cipta|recaptcha|^source|^sources|^with agency|^agencies
^corrections|^standards|^our standards|^about our|^how we|^redaktionsrichtlinien
""",
    R.ABOUT_AUTHOR: """
^about the author|^about author|^follow the author|^contact the|^contact reporter|^email the|^reach the|^follow him
^follow her|^more by|^view all posts|^all posts by|^see all posts|^posts by|^über den autor|^zur person|^zum autor
^mehr von|^über die autorin|^à propos de|^sobre el autor|^acerca de|^sobre o autor|^chi siamo|^over de auteur
^o autorze|^author|is a staff writer|is a reporter|is a freelance|^email him|^email her|^contact us|^got a tip|^tips
^follow on twitter|can be reached at|^send us|^have a story|^do you have|^kontakt|^contact|is the author of
is a journalist|is a correspondent|is a senior|is an editor|^redaktion|^der autor|^die autorin|^reporting by
^additional reporting|^editing by|^this story was|^this article was|^this article first|^originally published
^our journalists|^writing by|contributed to this|^dieser artikel|^dieser text|^with reporting
""",
    R.CAPTION: """
^photo|^photograph|^image|^images|^picture|^pictures|^file photo|^getty images|getty images|=reuters|=ap|^ap photo
^reuters|^credit|^photo by|^photo credit|^image credit|^image source|^video|^watch|^gallery|^click to|^play video
^enlarge|^hide caption|^toggle caption|^illustration|^in this photo|^caption|=afp|=epa|=dpa|^play|=play|^media caption
^image caption|^listen now|^foto|^fotos|^bild|^bildunterschrift|^video laden|^symbolbild|^archivbild|^archivfoto
^bildquelle|^grafik|picture alliance|imago|^abspielen|^galerie|^bilder|=video|=audio|^vidéo|^crédit|^photo d
^illustration|^légende|^imagen|^fotografía|^vídeo|^crédito|^imagem|^reprodução|^immagine|^beeld|^afbeelding|^zdjęcie
^fot|^billede|^kuva|^fotoğraf|^snímek|^фото|^видео|^відео|^картинка|^φωτογραφία|^sursa foto|^fotó|^sponsored video
shutterstock|^screenshot|^via|^ein bild|^das bild|^archiv|dpa bildfunk|^view image|^view photos|^see all photos
afp via|^a view of|^an aerial|keystone|^slideshow|^open image|^bild vergrößern|^vollbild|^zoom
""",
    R.BYLINE: """
^by|=by|^written by|^von|^par|^por|^di|^door|^av|^af|^автор|^tekst|^text|^autor|^autorin|^autore|^auteur|^szerző
^posted by|^published by|^story by|^staff|^staff writer|^staff reporter|^correspondent|^news desk|^opinion by
^ein kommentar von|^ein gastbeitrag|^eine analyse von|^kirjoittanut|^yazan|^oleh|^de la rédaction|^reporter|^edited by
^source|^analysis by|^reported by|^presented by|^interview|^interview von|^от|^tekst og
""",
    R.TIMESTAMP: """
^published|^updated|^posted|^last updated|^last modified|^first published|^published on|^updated on|^posted on|^date
=# min read|^# min read|^# minute read|^min read|^# minutes ago|^# hours ago|^# hour ago|^# days ago|^# day ago
^reading time|^# views|=views|^veröffentlicht|^aktualisiert|^stand|^erstellt|^lesezeit|^lesedauer|^vor # |^publié
^mis à jour|^publicado|^actualizado|^atualizado|^pubblicato|^aggiornato|^gepubliceerd|^bijgewerkt|^opublikowano
^aktualizacja|^publicerad|^uppdaterad|^publisert|^oppdatert|^julkaistu|^päivitetty|^güncelleme|^опубликовано
^обновлено|^temps de lecture|^lecture|^tiempo de lectura|^# min|^modifié|^geändert|^opdateret|^megjelent|^zuletzt
^il y a #|^hace #|^há #
""",
    R.NAVIGATION: """
=home|=menu|=search|=news|=sports|=business|=politics|=opinion|=world|=contact|=contact us|=about|=about us|=back
^skip to|^back to top|^go to|^toggle|^main menu|^navigation|=close|=next|=previous|=top|=advertise|=careers|=jobs
=faq|=help|=sitemap|=rss|=privacy|=terms|=startseite|=suche|=kontakt|=über uns|=nach oben|=schließen|=zurück
=weiter|^zur startseite|^zum inhalt|=accueil|=recherche|^aller au|=inicio|=buscar|=início|=cerca|=zoeken|=szukaj
=sök|=søk|=haku|=ara|=hledat|=главная|=поиск|^jump to|^download|^install|^get the app|^our apps|=settings|=edition
^inhaltsverzeichnis|^table of contents|^contents|^home page|^all news|=live|=e paper|=epaper|=archive|=archiv
=podcast|=podcasts|=shop|^überblick|=übersicht|=weather|=wetter|=lifestyle|=culture|=kultur|=sport|=wirtschaft
=politik|=politique|=économie|=deportes|=economía|=cultura|=entertainment|=tech|=technology|=health|=science|=travel
""",
}

#: The same for scripts without spaces and for languages that bend their words, found anywhere in a short line.
_INSIDE: dict[R, str] = {
    R.RELATED_LINKS: "関連記事|関連リンク|関連キーワード|あわせて読みたい|おすすめ|ランキング|続きを読む|"
    "相关阅读|相关新闻|推荐阅读|延伸阅读|延伸閱讀|相關新聞|更多|もっと見る|記事一覧|前の記事|次の記事|最新記事|人気記事|一覧へ|관련기사|推薦|热门|熱門",
    R.COMMENT_FORM: "コメント|发表评论|評論|评论|留言|댓글|ความคิดเห็น",
    R.SHARE_BAR: "シェア|ツイート|共有|分享|ブックマーク|保存|印刷|공유|แชร์|フォロー|友だち追加|いいね",
    R.NEWSLETTER: "メルマガ|メールマガジン|ニュースレター|订阅|訂閱|구독",
    R.COPYRIGHT: "無断転載|著作権|版权所有|版權所有|禁止转载|무단 전재|利用規約|プライバシー",
    R.ADVERTISEMENT: "広告|广告|廣告|스폰서|スポンサー",
    R.PAYWALL: "有料会員|会員登録|ログイン|会員限定|登录|登入|注册|残り文字|無料登録",
    R.CAPTION: "写真|撮影|画像|图片|圖|拡大|사진|動画",
    R.NAVIGATION: "トップページ|ホーム|首页|首頁|検索|メニュー|お問い合わせ|ページトップ",
    R.TIMESTAMP: "更新日|公開日|配信|更新时间|发布时间|掲載",
    R.BYLINE: "記者|编辑|責任編輯|记者|来源",
}

_TOKEN = re.compile(r"©|\d+|[^\W\d_]+")
_RUN = re.compile(r"[\w©]+")
#: ASCII in lower case, with all that is in no word as spaces and each digit as "0".
_WORDS_ALONE = {
    number: "0" if chr(number).isdigit() else chr(number).lower() if chr(number).isalpha() else " "
    for number in range(128)
}


def tokens_of(line: str) -> list[str]:
    """Lower-case words of a line; numbers become `0`, apostrophes and hyphens part words."""
    words = line.translate(_WORDS_ALONE).split() if line.isascii() else _RUN.findall(line.lower())
    return words if all(map(str.isalpha, words)) else _without_numbers(words)


def _without_numbers(words: Sequence[str]) -> list[str]:
    """Return words that may have digits and other signs between their letters, as `tokens_of` does."""
    tokens: list[str] = []
    for word in words:
        if word.isalpha():
            tokens.append(word)
        elif word.isdecimal():
            tokens.append("0")
        else:
            tokens += ["0" if token.isdecimal() else token for token in _TOKEN.findall(word)]
    return tokens


def _compile() -> dict[str, list[tuple[tuple[str, ...], str, R]]]:
    table: dict[str, list[tuple[tuple[str, ...], str, R]]] = {}
    for reason, text in _PHRASES.items():
        for phrase in text.replace("\n", "|").split("|"):
            if not phrase.strip():
                continue
            mode = phrase[0] if phrase[0] in "^=" else ""
            words = tuple(phrase.lstrip("^=").replace("#", "0").split())
            table.setdefault(words[0], []).append((words, mode, reason))
    for entries in table.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return table


_TABLE = _compile()
#: What is found anywhere in a line: few of all.
_ANYWHERE = {
    first: anywhere
    for first, entries in _TABLE.items()
    if (anywhere := [(words, reason) for words, mode, reason in entries if not mode])
}
_CJK = {re.compile(pattern): reason for reason, pattern in _INSIDE.items()}


def reason_of(line: str, tokens: Sequence[str]) -> R | None:
    """Return the reason that a line's words name, by the longest phrase, or None. `tokens` come from `tokens_of`."""
    count = len(tokens)
    if count > 80:
        return None
    found, longest = None, 0
    for words, mode, reason in _TABLE.get(tokens[0], ()) if tokens else ():
        size = len(words)
        if size > longest and (mode != "=" or size == count) and (size == 1 or tuple(tokens[:size]) == words):
            found, longest = reason, size
    if not _ANYWHERE.keys().isdisjoint(tokens):
        for i, token in enumerate(tokens[1:40], start=1):
            for words, reason in _ANYWHERE.get(token, ()):
                size = len(words)
                if size > longest and (size == 1 or tuple(tokens[i : i + size]) == words):
                    found, longest = reason, size
    if found is None and len(line) < 40 and not line.isascii():
        return next((reason for pattern, reason in _CJK.items() if pattern.search(line)), None)
    return found
