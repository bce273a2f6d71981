filedesc://crawl.arc 0.0.0.0 20260316100000 text/plain 69
1 0 Example
URL IP-address Archive-date Content-type Archive-length


https://www.example-courier.test/2026/03/14/night-ferry 192.0.2.1 20260316100000 text/html 2214
HTTP/1.1 200 OK
Content-Type: text/html; charset=utf-8

<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <title>Harbour town votes to bring back its night ferry | The Example Courier</title>
  <link rel="canonical" href="https://www.example-courier.test/2026/03/14/night-ferry">
  <meta property="og:title" content="Harbour town votes to bring back its night ferry">
  <meta property="og:site_name" content="The Example Courier">
  <meta property="article:published_time" content="2026-03-14T08:30:00+01:00">
  <script type="application/ld+json">{"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Harbour town votes to bring back its night ferry", "datePublished": "2026-03-14T08:30:00+01:00", "author": [{"@type": "Person", "name": "Jane Doe"}], "publisher": {"@type": "Organization", "name": "The Example Courier"}, "articleSection": "Local", "mainEntityOfPage": "https://www.example-courier.test/2026/03/14/night-ferry"}</script>
</head>
<body>
  <nav><a href="/">Home</a> <a href="/local">Local</a> <a href="/science">Science</a></nav>
  <main>
    <article>
      <h1>Harbour town votes to bring back its night ferry</h1>
      <p class="byline">By Jane Doe</p>
      <p>LINDHAVEN (CNS) — The town council of Lindhaven voted on Friday to bring back the night ferry that was cancelled nine years ago, after shift workers from the island complained that they slept in their cars.</p>
      <p>The first boat is to leave at half past one in the morning from the old fish quay, Mayor Ingrid Solberg told reporters after the vote. It will carry forty passengers and no vehicles.</p>
      <p>“We have waited long enough for this,” said Tomas Berg, who works at the cold store. “My daughter learned to ride a bicycle while I was waiting for the morning boat.”</p>
      <p>The council expects costs of about 410,000 crowns a year, half of which the county will pay. The service starts on the first of June and will be reviewed after two winters.</p>
    </article>
    <aside><h2>You may also like</h2><ul><li><a href="/x">Ten quays to fish from</a></li></ul></aside>
  </main>
  <footer>© 2026 The Example Courier. All rights reserved.</footer>
</body>
</html>

https://www.example-courier.test/2026/03/15/observatory 192.0.2.1 20260316100000 text/html 1940
HTTP/1.1 200 OK
Content-Type: text/html; charset=utf-8

<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <title>Old observatory opens its dome to school classes | The Example Courier</title>
  <link rel="canonical" href="https://www.example-courier.test/2026/03/15/observatory">
  <meta property="og:title" content="Old observatory opens its dome to school classes">
  <meta property="og:site_name" content="The Example Courier">
  <meta property="article:published_time" content="2026-03-15T17:05:00+01:00">
  <script type="application/ld+json">{"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Old observatory opens its dome to school classes", "datePublished": "2026-03-15T17:05:00+01:00", "author": [{"@type": "Person", "name": "Ravi Iyer"}], "publisher": {"@type": "Organization", "name": "The Example Courier"}, "articleSection": "Science", "mainEntityOfPage": "https://www.example-courier.test/2026/03/15/observatory"}</script>
</head>
<body>
  <nav><a href="/">Home</a> <a href="/local">Local</a> <a href="/science">Science</a></nav>
  <main>
    <article>
      <h1>Old observatory opens its dome to school classes</h1>
      <p class="byline">By Ravi Iyer</p>
      <p>The observatory above Kesterby, closed since its last astronomer retired, will open its dome to school classes from April, the county said on Sunday.</p>
      <p>Volunteers have cleaned the mirrors and replaced the motor that turns the roof. “It still squeaks, but it turns,” said Marit Lunde, who leads the group.</p>
      <p>Every class may stay for one night. Nineteen schools have asked for a date so far, amo