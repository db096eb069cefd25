<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>Agent</name>
    <message>
        <source>Ready</source>
        <translation>Bereit</translation>
    </message>
    <message>
        <source>Not ready</source>
        <translation>Nicht bereit</translation>
    </message>
    <message>
        <source>Wrap-up</source>
        <translation>Nacharbeit</translation>
    </message>
    <message>
        <source>Break</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Meeting</source>
        <translation>Besprechung</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>Schulung</translation>
    </message>
    <message>
        <source>Desk work</source>
        <translation>Sachbearbeitung</translation>
    </message>
</context>
<context>
    <name>Analysis</name>
    <message>
        <source>Analysis not ready yet</source>
        <translation>Analyse noch nicht bereit</translation>
    </message>
    <message>
        <source>graphics card</source>
        <translation>Grafikkarte</translation>
    </message>
    <message>
        <source>processor</source>
        <translation>Prozessor</translation>
    </message>
    <message>
        <source>Analysis ready · {where}</source>
        <translation>Analyse bereit · {where}</translation>
    </message>
</context>
<context>
    <name>Board</name>
    <message>
        <source>ready</source>
        <translation>bereit</translation>
    </message>
    <message>
        <source>in call</source>
        <translation>im Gespräch</translation>
    </message>
    <message>
        <source>wrap-up</source>
        <translation>Nacharbeit</translation>
    </message>
    <message>
        <source>not ready</source>
        <translation>nicht bereit</translation>
    </message>
    <message>
        <source>not there</source>
        <translation>nicht da</translation>
    </message>
    <message>
        <source>A desk</source>
        <translation>Ein Platz</translation>
    </message>
    <message>
        <source>by rule</source>
        <translation>nach Regel</translation>
    </message>
    <message>
        <source>Team {team}</source>
        <translation>Team {team}</translation>
    </message>
    <message>
        <source>Nothing has come from the team yet</source>
        <translation>Vom Team ist noch nichts gekommen</translation>
    </message>
    <message>
        <source>desks: {desks} · in call: {calls} · asking for help: {asking}</source>
        <translation>Plätze: {desks} · im Gespräch: {calls} · bitten um Hilfe: {asking}</translation>
    </message>
    <message>
        <source>as of {ago}</source>
        <translation>Stand {ago}</translation>
    </message>
    <message>
        <source>Nobody: {filter}</source>
        <translation>Niemand: {filter}</translation>
    </message>
    <message>
        <source>Desks appear here as soon as they sign in.</source>
        <translation>Plätze erscheinen hier, sobald sie sich anmelden.</translation>
    </message>
    <message>
        <source>{time} ago</source>
        <translation>vor {time}</translation>
    </message>
</context>
<context>
    <name>Call</name>
    <message>
        <source>incoming call</source>
        <translation>eingehender Anruf</translation>
    </message>
    <message>
        <source>connecting …</source>
        <translation>wird verbunden …</translation>
    </message>
    <message>
        <source>ringing …</source>
        <translation>klingelt …</translation>
    </message>
    <message>
        <source>in call</source>
        <translation>im Gespräch</translation>
    </message>
    <message>
        <source>ended</source>
        <translation>beendet</translation>
    </message>
    <message>
        <source>consultation</source>
        <translation>Rückfrage</translation>
    </message>
    <message>
        <source>joined in</source>
        <translation>dazugeschaltet</translation>
    </message>
    <message>
        <source>internal</source>
        <translation>intern</translation>
    </message>
    <message>
        <source>being connected …</source>
        <translation>wird verbunden …</translation>
    </message>
    <message>
        <source>being connected, it rings there …</source>
        <translation>wird verbunden, es klingelt …</translation>
    </message>
    <message>
        <source>connected</source>
        <translation>verbunden</translation>
    </message>
    <message>
        <source>conference</source>
        <translation>Konferenz</translation>
    </message>
    <message>
        <source>you hold the call</source>
        <translation>von Ihnen gehalten</translation>
    </message>
    <message>
        <source>the other side holds the call</source>
        <translation>von der Gegenseite gehalten</translation>
    </message>
</context>
<context>
    <name>CallEnd</name>
    <message>
        <source>not allowed</source>
        <translation>nicht erlaubt</translation>
    </message>
    <message>
        <source>number unknown</source>
        <translation>Nummer unbekannt</translation>
    </message>
    <message>
        <source>no answer from the network</source>
        <translation>keine Antwort aus dem Netz</translation>
    </message>
    <message>
        <source>devices do not understand each other</source>
        <translation>Geräte verstehen sich nicht</translation>
    </message>
    <message>
        <source>not reachable</source>
        <translation>nicht erreichbar</translation>
    </message>
    <message>
        <source>number incomplete</source>
        <translation>Nummer unvollständig</translation>
    </message>
    <message>
        <source>busy</source>
        <translation>besetzt</translation>
    </message>
    <message>
        <source>not answered</source>
        <translation>nicht angenommen</translation>
    </message>
    <message>
        <source>fault on the other side</source>
        <translation>Störung auf der Gegenseite</translation>
    </message>
    <message>
        <source>declined</source>
        <translation>abgelehnt</translation>
    </message>
    <message>
        <source>not connected</source>
        <translation>nicht verbunden</translation>
    </message>
</context>
<context>
    <name>Card</name>
    <message>
        <source>because: {reasons}</source>
        <translation>weil: {reasons}</translation>
    </message>
    <message>
        <source>you chose it</source>
        <translation>von Ihnen gewählt</translation>
    </message>
</context>
<context>
    <name>CardFlaw</name>
    <message>
        <source>the front matter is no list of &quot;key: value&quot;</source>
        <translation>der Kopf ist keine Liste aus „Name: Wert“</translation>
    </message>
    <message>
        <source>&quot;{key}&quot; must be a number from {low} to {high}</source>
        <translation>„{key}“ muss eine Zahl von {low} bis {high} sein</translation>
    </message>
    <message>
        <source>the front matter is no valid YAML ({problem})</source>
        <translation>der Kopf ist kein gültiges YAML ({problem})</translation>
    </message>
    <message>
        <source>Put texts with &quot;:&quot; or &quot;#&quot; in quotes</source>
        <translation>Setzen Sie Texte mit „:“ oder „#“ in Anführungszeichen</translation>
    </message>
    <message>
        <source>Check dates and special characters</source>
        <translation>Prüfen Sie Daten und Sonderzeichen</translation>
    </message>
    <message>
        <source>Rewrite it</source>
        <translation>Schreiben Sie ihn neu</translation>
    </message>
    <message>
        <source>&quot;{key}&quot; must be a mapping</source>
        <translation>„{key}“ muss aus Namen und Werten bestehen</translation>
    </message>
    <message>
        <source>Write {key}: {{name: value}}</source>
        <translation>Schreiben Sie {key}: {{Name: Wert}}</translation>
    </message>
    <message>
        <source>&quot;{key}&quot; must be a text</source>
        <translation>„{key}“ muss ein Text sein</translation>
    </message>
    <message>
        <source>Write {key}: &quot;…&quot;</source>
        <translation>Schreiben Sie {key}: &quot;…&quot;</translation>
    </message>
    <message>
        <source>&quot;{key}&quot; must be true or false</source>
        <translation>„{key}“ muss true oder false sein</translation>
    </message>
    <message>
        <source>Write {key}: true</source>
        <translation>Schreiben Sie {key}: true</translation>
    </message>
    <message>
        <source>Correct it</source>
        <translation>Berichtigen Sie es</translation>
    </message>
    <message>
        <source>&quot;{key}&quot; must be a whole number</source>
        <translation>„{key}“ muss eine ganze Zahl sein</translation>
    </message>
    <message>
        <source>Leave out the decimals</source>
        <translation>Lassen Sie die Nachkommastellen weg</translation>
    </message>
    <message>
        <source>&quot;{key}&quot; must be a list of texts</source>
        <translation>„{key}“ muss eine Liste von Texten sein</translation>
    </message>
    <message>
        <source>Write {key}: [a, b]</source>
        <translation>Schreiben Sie {key}: [a, b]</translation>
    </message>
    <message>
        <source>&quot;{key}&quot; has an unknown value</source>
        <translation>„{key}“ hat einen unbekannten Wert</translation>
    </message>
    <message>
        <source>&quot;{key}&quot; must be a date</source>
        <translation>„{key}“ muss ein Datum sein</translation>
    </message>
    <message>
        <source>Write {key}: 2026-12-31</source>
        <translation>Schreiben Sie {key}: 2026-12-31</translation>
    </message>
    <message>
        <source>&quot;{key}&quot; is there twice</source>
        <translation>„{key}“ steht zweimal da</translation>
    </message>
    <message>
        <source>Keep one of them</source>
        <translation>Behalten Sie eines davon</translation>
    </message>
    <message>
        <source>Choose from {allowed}</source>
        <translation>Möglich sind {allowed}</translation>
    </message>
    <message>
        <source>&quot;{key}&quot; may hold a-z, 0-9 and - only</source>
        <translation>„{key}“ darf nur a-z, 0-9 und - enthalten</translation>
    </message>
    <message>
        <source>&quot;{key}&quot; is no language code</source>
        <translation>„{key}“ ist kein Sprachkürzel</translation>
    </message>
    <message>
        <source>the card cannot be read ({problem})</source>
        <translation>die Karte lässt sich nicht lesen ({problem})</translation>
    </message>
    <message>
        <source>the first line is not &quot;---&quot;</source>
        <translation>die erste Zeile ist nicht „---“</translation>
    </message>
    <message>
        <source>Begin with the front matter</source>
        <translation>Beginnen Sie mit dem Kopf</translation>
    </message>
    <message>
        <source>the front matter does not end</source>
        <translation>der Kopf hört nicht auf</translation>
    </message>
    <message>
        <source>Close it with &quot;---&quot;</source>
        <translation>Schließen Sie ihn mit „---“</translation>
    </message>
    <message>
        <source>the card is larger than {kib} KiB</source>
        <translation>die Karte ist größer als {kib} KiB</translation>
    </message>
    <message>
        <source>Shorten it</source>
        <translation>Kürzen Sie sie</translation>
    </message>
    <message>
        <source>Write {{{{customer.name|&quot;instead&quot;}}}} on one line</source>
        <translation>Schreiben Sie {{{{customer.name|&quot;stattdessen&quot;}}}} in eine Zeile</translation>
    </message>
    <message>
        <source>the card has no lead sentence</source>
        <translation>der Karte fehlt der Leitsatz</translation>
    </message>
    <message>
        <source>Write one below the &quot;---&quot;</source>
        <translation>Schreiben Sie ihn unter das „---“</translation>
    </message>
    <message>
        <source>Write it like upset-caller</source>
        <translation>Schreiben Sie es wie upset-caller</translation>
    </message>
    <message>
        <source>Write lang: de or lang: en</source>
        <translation>Schreiben Sie lang: de oder lang: en</translation>
    </message>
    <message>
        <source>this is no file</source>
        <translation>das ist keine Datei</translation>
    </message>
    <message>
        <source>Put a text file in its place</source>
        <translation>Legen Sie eine Textdatei an ihre Stelle</translation>
    </message>
    <message>
        <source>Check the file&apos;s rights</source>
        <translation>Prüfen Sie die Rechte der Datei</translation>
    </message>
    <message>
        <source>this is not UTF-8 text</source>
        <translation>das ist kein UTF-8-Text</translation>
    </message>
    <message>
        <source>Save the file as UTF-8</source>
        <translation>Speichern Sie die Datei als UTF-8</translation>
    </message>
    <message>
        <source>a placeholder cannot be read</source>
        <translation>ein Platzhalter ist nicht lesbar</translation>
    </message>
    <message>
        <source>&quot;{title}&quot; is no section of a card</source>
        <translation>„{title}“ ist kein Abschnitt einer Karte</translation>
    </message>
    <message>
        <source>Use ## Sagen, ## Tun, ## Spielraum or the English</source>
        <translation>Möglich sind ## Sagen, ## Tun, ## Spielraum</translation>
    </message>
    <message>
        <source>&quot;{title}&quot; is there twice</source>
        <translation>„{title}“ steht zweimal da</translation>
    </message>
    <message>
        <source>Join the two</source>
        <translation>Fassen Sie beide zusammen</translation>
    </message>
    <message>
        <source>Mend the card</source>
        <translation>Bessern Sie die Karte aus</translation>
    </message>
    <message>
        <source>a note has {count} characters; at most {most} fit a customer&apos;s record</source>
        <translation>der Vermerk für die Notiz hat {count} Zeichen; in eine Kundenakte passen höchstens {most}</translation>
    </message>
    <message>
        <source>a title has {count} characters; at most {most} are read in a call</source>
        <translation>der Titel hat {count} Zeichen; im Gespräch werden höchstens {most} gelesen</translation>
    </message>
    <message>
        <source>a lead has {count} characters; at most {most} are read in a call</source>
        <translation>der Leitsatz hat {count} Zeichen; im Gespräch werden höchstens {most} gelesen</translation>
    </message>
    <message>
        <source>a sentence to say has {count} characters; at most {most} are read in a call</source>
        <translation>der Satz zum Sagen hat {count} Zeichen; im Gespräch werden höchstens {most} gelesen</translation>
    </message>
    <message>
        <source>a step has {count} characters; at most {most} are read in a call</source>
        <translation>ein Schritt hat {count} Zeichen; im Gespräch werden höchstens {most} gelesen</translation>
    </message>
    <message>
        <source>there are {count} steps; only {most} are shown</source>
        <translation>es sind {count} Schritte; gezeigt werden nur {most}</translation>
    </message>
    <message>
        <source>the card {id} ({lang}) is also in {file}</source>
        <translation>die Karte {id} ({lang}) steht auch in {file}</translation>
    </message>
    <message>
        <source>Give one of them another id</source>
        <translation>Geben Sie einer davon eine andere id</translation>
    </message>
    <message>
        <source>the title is also that of {file}</source>
        <translation>denselben Titel hat auch {file}</translation>
    </message>
    <message>
        <source>Join the cards, or tell them apart</source>
        <translation>Fassen Sie die Karten zusammen, oder unterscheiden Sie sie</translation>
    </message>
    <message>
        <source>the phrase “{phrase}” has no word that can be heard</source>
        <translation>in „{phrase}“ ist kein Wort, das man hören kann</translation>
    </message>
    <message>
        <source>the review was due on {day}; check the card and set verified</source>
        <translation>die Prüfung war am {day} fällig; prüfen Sie die Karte und setzen Sie verified</translation>
    </message>
    <message>
        <source>the lead is more than one sentence; move the rest to the steps</source>
        <translation>der Leitsatz ist mehr als ein Satz; der Rest gehört zu den Schritten</translation>
    </message>
    <message>
        <source>discretion: agent_max_eur is above ask_above_eur</source>
        <translation>discretion: agent_max_eur liegt über ask_above_eur</translation>
    </message>
    <message>
        <source>nobody owns the card; add owner</source>
        <translation>niemand ist für die Karte zuständig; ergänzen Sie owner</translation>
    </message>
    <message>
        <source>nobody looks after the card; add verified and review_days</source>
        <translation>niemand prüft die Karte; ergänzen Sie verified und review_days</translation>
    </message>
    <message>
        <source>verified lies in the future</source>
        <translation>verified liegt in der Zukunft</translation>
    </message>
    <message>
        <source>there is HTML in a text; it is shown as it stands, never run</source>
        <translation>in einem Text steht HTML; es wird gezeigt, wie es dasteht, nie ausgeführt</translation>
    </message>
    <message>
        <source>there are invisible direction marks in a text</source>
        <translation>in einem Text stehen unsichtbare Richtungszeichen</translation>
    </message>
    <message>
        <source>the topic “{phrase}” is everyday speech; the card will come up in many calls</source>
        <translation>das Thema „{phrase}“ ist Alltagssprache; die Karte kommt damit in vielen Gesprächen</translation>
    </message>
    <message>
        <source>the topic “{phrase}” has {count} words; nobody says them all</source>
        <translation>das Thema „{phrase}“ hat {count} Wörter; die sagt niemand alle</translation>
    </message>
    <message>
        <source>“{phrase}” keeps its own card away: “{unwanted}” under not is in it</source>
        <translation>„{phrase}“ hält die eigene Karte fern: „{unwanted}“ unter not steckt darin</translation>
    </message>
    <message>
        <source>“{phrase}” under not is everyday speech; it hardly keeps the card away</source>
        <translation>„{phrase}“ unter not ist Alltagssprache; es hält die Karte kaum zurück</translation>
    </message>
    <message>
        <source>an amount is written out; where there is a policy, none of this is shown</source>
        <translation>ein Betrag steht ausgeschrieben da; wo es eine Richtlinie gibt, wird nichts davon gezeigt</translation>
    </message>
    <message>
        <source>Write {{{{may.credit|&quot;instead&quot;}}}}, which the policy fills</source>
        <translation>{{{{may.credit|&quot;sonst&quot;}}}} schreiben, was die Richtlinie füllt</translation>
    </message>
    <message>
        <source>Write a longer phrase, make it an example, or take it away</source>
        <translation>Länger fassen, als example schreiben oder streichen</translation>
    </message>
</context>
<context>
    <name>Consent</name>
    <message>
        <source>May a program on my computer measure how loud and how fast you speak and write down what you say, so that I can help you better? Nothing of it is kept but what I note.</source>
        <translation>Darf ein Programm auf meinem Computer messen, wie laut und wie schnell Sie sprechen, und mitschreiben, was Sie sagen, damit ich Ihnen besser helfen kann? Aufbewahrt wird davon nur, was ich mir notiere.</translation>
    </message>
    <message>
        <source>May a program on my computer follow the mood and write down what you say, so that I can help you better? Nothing of it is kept but what I note.</source>
        <translation>Darf ein Programm auf meinem Computer die Stimmung mitlesen und mitschreiben, was Sie sagen, damit ich Ihnen besser helfen kann? Aufbewahrt wird davon nur, was ich mir notiere.</translation>
    </message>
    <message>
        <source>May a program on my computer measure how loud and how fast you speak, so that I can help you better?</source>
        <translation>Darf ein Programm auf meinem Gerät messen, wie laut und wie schnell Sie sprechen, damit ich Ihnen besser helfe?</translation>
    </message>
    <message>
        <source>May a program on my computer follow the mood, so that I can help you better?</source>
        <translation>Darf ein Programm auf meinem Gerät die Stimmung mitlesen, damit ich Ihnen besser helfe?</translation>
    </message>
    <message>
        <source>The notice is playing. Please wait a moment.</source>
        <translation>Der Hinweis läuft. Bitte einen Moment warten.</translation>
    </message>
    <message>
        <source>The notice could not be played; nothing is analysed. You can ask yourself:</source>
        <translation>Der Hinweis ließ sich nicht abspielen; ausgewertet wird nichts. Sie können selbst fragen:</translation>
    </message>
</context>
<context>
    <name>Customer</name>
    <message>
        <source>Fetching customer data …</source>
        <translation>Kundendaten werden geholt …</translation>
    </message>
    <message>
        <source>Number not known to the customer system</source>
        <translation>Nummer im Kundensystem unbekannt</translation>
    </message>
    <message>
        <source>Customer data not available</source>
        <translation>Kundendaten nicht verfügbar</translation>
    </message>
    <message>
        <source>Company</source>
        <translation>Firma</translation>
    </message>
    <message>
        <source>last call {day}</source>
        <translation>zuletzt {day}</translation>
    </message>
    <message>
        <source>Customer since</source>
        <translation>Kunde seit</translation>
    </message>
    <message>
        <source>Tariff</source>
        <translation>Tarif</translation>
    </message>
    <message>
        <source>Last call</source>
        <translation>Letztes Gespräch</translation>
    </message>
    <message>
        <source>Contacts, 30 days</source>
        <translation>Kontakte, 30 Tage</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Offen</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Notiz</translation>
    </message>
</context>
<context>
    <name>Editor</name>
    <message>
        <source>A new card of your own</source>
        <translation>Eine neue eigene Karte</translation>
    </message>
    <message>
        <source>Your own card</source>
        <translation>Ihre eigene Karte</translation>
    </message>
    <message>
        <source>Your team&apos;s card: everybody gets what you save</source>
        <translation>Karte Ihres Teams: Was Sie speichern, bekommen alle</translation>
    </message>
    <message>
        <source>Comes with Beistand: what you save becomes your own card and takes its place</source>
        <translation>Mitgelieferte Karte: Was Sie speichern, wird Ihre eigene und tritt an ihre Stelle</translation>
    </message>
    <message>
        <source>Your team&apos;s card: what you save becomes your own card and takes its place</source>
        <translation>Karte Ihres Teams: Was Sie speichern, wird Ihre eigene und tritt an ihre Stelle</translation>
    </message>
    <message>
        <source>Not saved yet</source>
        <translation>Noch nicht gespeichert</translation>
    </message>
    <message>
        <source>Being opened …</source>
        <translation>Wird geöffnet …</translation>
    </message>
    <message>
        <source>Being saved …</source>
        <translation>Wird gespeichert …</translation>
    </message>
    <message>
        <source>The folder does not answer. Usually lies with the network. Your text stays here.</source>
        <translation>Der Ordner antwortet nicht. Liegt meist am Netz. Ihr Text bleibt hier.</translation>
    </message>
    <message>
        <source>Saved. The card is there in a few seconds.</source>
        <translation>Gespeichert. Die Karte ist in wenigen Sekunden da.</translation>
    </message>
    <message>
        <source>Not saved: it is no card yet. Mend what is marked with a triangle.</source>
        <translation>Nicht gespeichert: Das ist noch keine Karte. Beheben Sie, was mit einem Dreieck markiert ist.</translation>
    </message>
    <message>
        <source>The card cannot be opened here.</source>
        <translation>Die Karte lässt sich hier nicht öffnen.</translation>
    </message>
    <message>
        <source>Not saved: the file has been changed by somebody else. Whatever you choose, the other version is kept beside it.</source>
        <translation>Nicht gespeichert: Jemand hat die Datei inzwischen geändert. Was Sie auch wählen, die andere Fassung bleibt daneben erhalten.</translation>
    </message>
    <message>
        <source>Not saved: the disk is full. Make room and save again; your text stays here.</source>
        <translation>Nicht gespeichert: Der Datenträger ist voll. Schaffen Sie Platz und speichern Sie erneut; Ihr Text bleibt hier.</translation>
    </message>
    <message>
        <source>Not saved: the folder may not be written to. Your text stays here.</source>
        <translation>Nicht gespeichert: In den Ordner darf nicht geschrieben werden. Ihr Text bleibt hier.</translation>
    </message>
    <message>
        <source>Not saved: the file or its folder is not there any more. Usually lies with the network. Your text stays here.</source>
        <translation>Nicht gespeichert: Die Datei oder ihr Ordner ist nicht mehr da. Liegt meist am Netz. Ihr Text bleibt hier.</translation>
    </message>
    <message>
        <source>Not saved: {detail}. Your text stays here.</source>
        <translation>Nicht gespeichert: {detail}. Ihr Text bleibt hier.</translation>
    </message>
    <message>
        <source>Without “when” this card is found by hand only.</source>
        <translation>Ohne „when“ wird diese Karte nur von Hand gefunden.</translation>
    </message>
    <message>
        <source>This card does not come up by itself: its review is overdue.</source>
        <translation>Diese Karte kommt nicht von selbst: Ihre Prüfung ist überfällig.</translation>
    </message>
    <message>
        <source>This card is for other teams.</source>
        <translation>Diese Karte gilt für andere Teams.</translation>
    </message>
    <message>
        <source>This card does not come up in this call.</source>
        <translation>Diese Karte kommt in diesem Gespräch nicht von selbst.</translation>
    </message>
    <message>
        <source>You</source>
        <translation>Sie</translation>
    </message>
    <message>
        <source>Customer</source>
        <translation>Kundin, Kunde</translation>
    </message>
    <message>
        <source>The other version is kept as {file}.</source>
        <translation>Die andere Fassung liegt daneben als {file}.</translation>
    </message>
    <message>
        <source>Nothing to object to</source>
        <translation>Nichts zu beanstanden</translation>
    </message>
    <message>
        <source>Line {line}</source>
        <translation>Zeile {line}</translation>
    </message>
    <message>
        <source>As it last was a card</source>
        <translation>Wie sie zuletzt lesbar war</translation>
    </message>
    <message>
        <source>In the note about a call: “{note}”</source>
        <translation>In der Notiz zum Gespräch: „{note}“</translation>
    </message>
    <message>
        <source>shown in {shown} calls · helped {used} · put away {dismissed}</source>
        <translation>in {shown} Gesprächen gezeigt · {used}-mal geholfen · {dismissed}-mal weggelegt</translation>
    </message>
    <message>
        <source>The call cannot be read: {detail}</source>
        <translation>Das Gespräch lässt sich nicht lesen: {detail}</translation>
    </message>
    <message>
        <source>Trying …</source>
        <translation>Wird probiert …</translation>
    </message>
    <message>
        <source>Voice: as in the call</source>
        <translation>Stimme: wie im Gespräch</translation>
    </message>
    <message>
        <source>Voice: {level}</source>
        <translation>Stimme: {level}</translation>
    </message>
    <message>
        <source>Contacts: as given</source>
        <translation>Kontakte: wie dort</translation>
    </message>
    <message>
        <source>Contacts: {count}</source>
        <translation>Kontakte: {count}</translation>
    </message>
    <message numerus="yes">
        <source>%n thing(s) to mend</source>
        <translation>
            <numerusform>%n Punkt zu beheben</numerusform>
            <numerusform>%n Punkte zu beheben</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>This card comes up %n time(s), first at {first}.</source>
        <translation>
            <numerusform>Diese Karte kommt %n-mal, bei {first}.</numerusform>
            <numerusform>Diese Karte kommt %n-mal, zuerst bei {first}.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Fact</name>
    <message>
        <source>louder</source>
        <translation>lauter</translation>
    </message>
    <message>
        <source>faster</source>
        <translation>schneller</translation>
    </message>
    <message>
        <source>speaking at once</source>
        <translation>spricht dazwischen</translation>
    </message>
    <message>
        <source>silence</source>
        <translation>Stille</translation>
    </message>
    <message>
        <source>not measured</source>
        <translation>nicht gemessen</translation>
    </message>
    <message>
        <source>as at the start</source>
        <translation>wie zu Beginn</translation>
    </message>
</context>
<context>
    <name>Goodwill</name>
    <message numerus="yes">
        <source>Goodwill: %n fair offer(s)</source>
        <translation>
            <numerusform>Kulanz: %n faires Angebot</numerusform>
            <numerusform>Kulanz: %n faire Angebote</numerusform>
        </translation>
    </message>
    <message>
        <source>Credit</source>
        <translation>Gutschrift</translation>
    </message>
    <message>
        <source>Waive a fee</source>
        <translation>Gebühr erlassen</translation>
    </message>
    <message>
        <source>Replacement</source>
        <translation>Ersatz</translation>
    </message>
    <message>
        <source>Refund, goods stay</source>
        <translation>Erstatten, Ware bleibt</translation>
    </message>
    <message>
        <source>Call back</source>
        <translation>Rückruf</translation>
    </message>
    <message>
        <source>Another way</source>
        <translation>Anderer Weg</translation>
    </message>
    <message>
        <source>you decide</source>
        <translation>Sie entscheiden</translation>
    </message>
    <message>
        <source>you decide, and tell your supervisor</source>
        <translation>Sie entscheiden und sagen es der Leitung</translation>
    </message>
    <message>
        <source>only after asking</source>
        <translation>nur nach Rückfrage</translation>
    </message>
    <message>
        <source>nobody answered, you decide</source>
        <translation>niemand hat geantwortet, Sie entscheiden</translation>
    </message>
    <message>
        <source>not possible</source>
        <translation>nicht möglich</translation>
    </message>
    <message>
        <source>decided alone</source>
        <translation>allein entschieden</translation>
    </message>
    <message>
        <source>decided alone, to be told</source>
        <translation>allein entschieden, der Leitung zu melden</translation>
    </message>
    <message>
        <source>asked for and allowed</source>
        <translation>erfragt und erlaubt</translation>
    </message>
    <message>
        <source>asked for, nobody answered</source>
        <translation>gefragt, niemand hat geantwortet</translation>
    </message>
    <message>
        <source>our mistake</source>
        <translation>unser Fehler</translation>
    </message>
    <message>
        <source>waited long</source>
        <translation>lange gewartet</translation>
    </message>
    <message>
        <source>called several times</source>
        <translation>mehrfach gemeldet</translation>
    </message>
    <message>
        <source>promise not kept</source>
        <translation>Zusage nicht gehalten</translation>
    </message>
    <message>
        <source>loyal customer</source>
        <translation>treuer Kunde</translation>
    </message>
    <message>
        <source>First say why, please.</source>
        <translation>Bitte erst den Grund nennen.</translation>
    </message>
    <message>
        <source>How much? Type an amount, please.</source>
        <translation>Wie viel? Bitte einen Betrag eingeben.</translation>
    </message>
    <message>
        <source>Say what you do instead and whom it helps, please.</source>
        <translation>Bitte sagen, was Sie stattdessen tun und wem es hilft.</translation>
    </message>
    <message>
        <source>Being written down …</source>
        <translation>Wird festgehalten …</translation>
    </message>
    <message>
        <source>Nothing was granted: this computer could not write it down. Please try again.</source>
        <translation>Nichts gewährt: Dieser Rechner konnte es nicht festhalten. Bitte noch einmal versuchen.</translation>
    </message>
    <message>
        <source>Too late to take it back: that is possible for 30 seconds.</source>
        <translation>Zu spät zum Zurücknehmen: Das geht 30 Sekunden lang.</translation>
    </message>
    <message>
        <source>This has just changed, and nothing was granted. Please look again.</source>
        <translation>Das hat sich eben geändert, und es wurde nichts gewährt. Bitte noch einmal ansehen.</translation>
    </message>
    <message>
        <source>We credit you with {amount}.</source>
        <translation>Wir schreiben Ihnen {amount} gut.</translation>
    </message>
    <message>
        <source>We waive {amount} for you.</source>
        <translation>Wir erlassen Ihnen {amount}.</translation>
    </message>
    <message>
        <source>We send you a replacement, free of charge.</source>
        <translation>Wir schicken Ihnen kostenlos Ersatz.</translation>
    </message>
    <message>
        <source>We refund you {amount}. You may keep the goods.</source>
        <translation>Wir erstatten Ihnen {amount}. Die Ware dürfen Sie behalten.</translation>
    </message>
    <message>
        <source>We will call you back.</source>
        <translation>Wir rufen Sie zurück.</translation>
    </message>
    <message>
        <source>We have made an exception for you: {what}</source>
        <translation>Wir haben für Sie eine Ausnahme gemacht: {what}</translation>
    </message>
    <message>
        <source>Goodwill: {amount} without asking</source>
        <translation>Kulanz: bis {amount} ohne Rückfrage</translation>
    </message>
    <message>
        <source>Goodwill</source>
        <translation>Kulanz</translation>
    </message>
    <message>
        <source>up to {amount} without asking</source>
        <translation>bis {amount} ohne Rückfrage</translation>
    </message>
    <message>
        <source>up to {amount} if you tell your supervisor</source>
        <translation>bis {amount}, wenn Sie es der Leitung sagen</translation>
    </message>
    <message>
        <source>up to {amount} after asking</source>
        <translation>bis {amount} nach Rückfrage</translation>
    </message>
    <message>
        <source>{left} of today&apos;s {budget} left</source>
        <translation>{left} von heute {budget} übrig</translation>
    </message>
    <message>
        <source>{amount} cheaper than the return</source>
        <translation>{amount} günstiger als die Rücksendung</translation>
    </message>
    <message>
        <source>costs nothing but time</source>
        <translation>kostet nur Zeit</translation>
    </message>
    <message>
        <source>The return costs {back}. Type what was paid, to compare.</source>
        <translation>Die Rücksendung kostet {back}. Zum Vergleich eintippen, was bezahlt wurde.</translation>
    </message>
    <message>
        <source>The return costs {back}, the goods are worth {keep} once back: letting the customer keep them is {difference} cheaper.</source>
        <translation>Die Rücksendung kostet {back}, die Ware ist danach {keep} wert: Behalten lassen ist {difference} günstiger.</translation>
    </message>
    <message>
        <source>The return costs {back}, the goods are worth {keep} once back: having them back is {difference} cheaper.</source>
        <translation>Die Rücksendung kostet {back}, die Ware ist danach {keep} wert: Zurückschicken ist {difference} günstiger.</translation>
    </message>
    <message>
        <source>Nothing can be granted here, because nothing could be written down. Mostly this computer&apos;s keyring is missing.</source>
        <translation>Hier lässt sich nichts gewähren, weil sich nichts festhalten lässt. Meist fehlt der Schlüsselbund dieses Rechners.</translation>
    </message>
    <message>
        <source>The policy says of nothing that you may grant it now.</source>
        <translation>Die Richtlinie sieht derzeit nichts vor, was Sie gewähren dürfen.</translation>
    </message>
    <message>
        <source>Granted: {what}</source>
        <translation>Gewährt: {what}</translation>
    </message>
    <message>
        <source>{seconds} s left.</source>
        <translation>Noch {seconds} s.</translation>
    </message>
    <message>
        <source>Take back</source>
        <translation>Zurücknehmen</translation>
    </message>
    <message>
        <source>Goodwill {at}: {what}</source>
        <translation>Kulanz {at}: {what}</translation>
    </message>
    <message>
        <source>Why: {reason}</source>
        <translation>Grund: {reason}</translation>
    </message>
    <message>
        <source>Instead: {what}</source>
        <translation>Stattdessen: {what}</translation>
    </message>
    <message>
        <source>Good for: {whom}</source>
        <translation>Gut für: {whom}</translation>
    </message>
    <message>
        <source>Rule {rule}, {decided}, no. {number}</source>
        <translation>Regel {rule}, {decided}, Nr. {number}</translation>
    </message>
</context>
<context>
    <name>Help</name>
    <message>
        <source>In {seconds} s the supervisors are told of this call</source>
        <translation>In {seconds} s erfährt die Teamleitung von diesem Gespräch</translation>
    </message>
    <message>
        <source>Request sent, nobody has seen it yet</source>
        <translation>Bitte gesendet, noch nicht gesehen</translation>
    </message>
    <message>
        <source>A supervisor&apos;s desktop shows it, no answer yet</source>
        <translation>Wird der Teamleitung angezeigt, noch keine Antwort</translation>
    </message>
    <message>
        <source>Help is coming</source>
        <translation>Hilfe kommt</translation>
    </message>
    <message>
        <source>Help is in the call</source>
        <translation>Hilfe ist im Gespräch</translation>
    </message>
    <message>
        <source>Nobody was free. Offer to call back.</source>
        <translation>Niemand ist frei. Bieten Sie einen Rückruf an.</translation>
    </message>
    <message>
        <source>The supervisors know that you promised a call</source>
        <translation>Rückruf ist zugesagt, die Teamleitung weiß es</translation>
    </message>
    <message>
        <source>Request was not delivered</source>
        <translation>Bitte wurde nicht zugestellt</translation>
    </message>
    <message>
        <source>Request cancelled</source>
        <translation>Bitte zurückgenommen</translation>
    </message>
    <message>
        <source>Help was there</source>
        <translation>Hilfe war da</translation>
    </message>
    <message>
        <source>{who} is coming</source>
        <translation>{who} kommt</translation>
    </message>
    <message>
        <source>earlier contacts in 30 days: {count}</source>
        <translation>frühere Kontakte in 30 Tagen: {count}</translation>
    </message>
    <message>
        <source>Agreed rule {name}: {why}</source>
        <translation>Vereinbarte Regel {name}: {why}</translation>
    </message>
    <message>
        <source>{who} was coming, but is not connected any more. If nobody comes, cancel and ask again.</source>
        <translation>{who} war unterwegs, ist aber nicht mehr verbunden. Kommt niemand, brechen Sie ab und bitten noch einmal.</translation>
    </message>
    <message>
        <source>{who} suggests the card {title}</source>
        <translation>{who} empfiehlt die Karte {title}</translation>
    </message>
</context>
<context>
    <name>HelpReason</name>
    <message>
        <source>upset</source>
        <translation>aufgebracht</translation>
    </message>
    <message>
        <source>stuck</source>
        <translation>stecke fest</translation>
    </message>
    <message>
        <source>approval</source>
        <translation>Freigabe</translation>
    </message>
    <message>
        <source>abusive</source>
        <translation>beleidigend</translation>
    </message>
    <message>
        <source>other</source>
        <translation>anderes</translation>
    </message>
</context>
<context>
    <name>History</name>
    <message>
        <source>incoming</source>
        <translation>eingehend</translation>
    </message>
    <message>
        <source>outgoing</source>
        <translation>ausgehend</translation>
    </message>
    <message>
        <source>missed</source>
        <translation>verpasst</translation>
    </message>
    <message>
        <source>answered elsewhere</source>
        <translation>anderswo angenommen</translation>
    </message>
    <message>
        <source>not reached</source>
        <translation>nicht erreicht</translation>
    </message>
    <message>
        <source>number withheld</source>
        <translation>Nummer unterdrückt</translation>
    </message>
    <message>
        <source>No call has these words.</source>
        <translation>Kein Gespräch mit diesen Wörtern.</translation>
    </message>
    <message>
        <source>There are no calls yet.</source>
        <translation>Noch keine Gespräche.</translation>
    </message>
    <message>
        <source>Not kept: gone when Beistand is closed.</source>
        <translation>Nicht gespeichert: weg, wenn Beistand beendet wird.</translation>
    </message>
    <message>
        <source>today</source>
        <translation>heute</translation>
    </message>
</context>
<context>
    <name>Level</name>
    <message>
        <source>unclear</source>
        <translation>unklar</translation>
    </message>
    <message>
        <source>calm</source>
        <translation>ruhig</translation>
    </message>
    <message>
        <source>elevated</source>
        <translation>erhöht</translation>
    </message>
    <message>
        <source>tense</source>
        <translation>angespannt</translation>
    </message>
    <message>
        <source>easing</source>
        <translation>löst sich</translation>
    </message>
</context>
<context>
    <name>Listener</name>
    <message>
        <source>Ask the caller: may {who} listen in on our call, and speak with us?</source>
        <translation>Bitte fragen: „Darf {who} unser Gespräch mithören und mitsprechen?“</translation>
    </message>
    <message>
        <source>The caller wants no third listener. {who} stays outside.</source>
        <translation>Der Anrufer möchte nicht, dass jemand mithört. {who} bleibt draußen.</translation>
    </message>
    <message>
        <source>{who} did not come into the call. Nobody has heard anything.</source>
        <translation>{who} ist nicht dazugekommen. Niemand hat etwas gehört.</translation>
    </message>
    <message>
        <source>{who} is being called.</source>
        <translation>{who} wird angerufen.</translation>
    </message>
    <message>
        <source>{who} listens. Nobody hears {who}.</source>
        <translation>{who} hört mit. Niemand hört {who}.</translation>
    </message>
    <message>
        <source>{who} listens. Only you hear {who}, not the caller.</source>
        <translation>{who} hört mit. Nur Sie hören {who}, der Anrufer nicht.</translation>
    </message>
    <message>
        <source>{who} is in the call. You and the caller hear {who}.</source>
        <translation>{who} ist im Gespräch. Sie und der Anrufer hören {who}.</translation>
    </message>
    <message>
        <source>{who} wants to take the call over. It waits until the caller is off hold.</source>
        <translation>{who} möchte übernehmen. Das wartet, bis der Anrufer nicht mehr gehalten wird.</translation>
    </message>
    <message>
        <source>{who} takes the call over in {seconds} s. Tell the caller.</source>
        <translation>{who} übernimmt in {seconds} s. Sagen Sie es dem Anrufer.</translation>
    </message>
    <message>
        <source>The caller is handed to {who} …</source>
        <translation>Der Anrufer wird an {who} übergeben …</translation>
    </message>
</context>
<context>
    <name>Mode</name>
    <message>
        <source>Listen</source>
        <translation>Mithören</translation>
    </message>
    <message>
        <source>Whisper</source>
        <translation>Flüstern</translation>
    </message>
    <message>
        <source>Speak</source>
        <translation>Mitsprechen</translation>
    </message>
    <message>
        <source>Take over</source>
        <translation>Übernehmen</translation>
    </message>
    <message>
        <source>You are in the call. Nobody hears you.</source>
        <translation>Sie sind im Gespräch. Niemand hört Sie.</translation>
    </message>
    <message>
        <source>The caller is on hold. Afterwards the call is handed to you.</source>
        <translation>Der Anrufer wird gehalten. Danach wird er Ihnen übergeben.</translation>
    </message>
    <message>
        <source>You take the call over in {seconds} s. {agent} was asked to tell the caller.</source>
        <translation>Sie übernehmen in {seconds} s. {agent} wurde gebeten, es dem Anrufer zu sagen.</translation>
    </message>
    <message>
        <source>You have taken the call over.</source>
        <translation>Sie haben das Gespräch übernommen.</translation>
    </message>
    <message>
        <source>Only {agent} hears you.</source>
        <translation>Nur {agent} hört Sie.</translation>
    </message>
    <message>
        <source>{agent} and the caller hear you.</source>
        <translation>{agent} und der Anrufer hören Sie.</translation>
    </message>
    <message>
        <source>{agent} may hear you, the caller does not.</source>
        <translation>{agent} hört Sie vielleicht, der Anrufer nicht.</translation>
    </message>
    <message>
        <source>{agent} and the caller may hear you.</source>
        <translation>{agent} und der Anrufer hören Sie vielleicht.</translation>
    </message>
    <message>
        <source>The caller is handed to you …</source>
        <translation>Der Anrufer wird Ihnen übergeben …</translation>
    </message>
    <message>
        <source>{agent} says: not now.</source>
        <translation>{agent} sagt: nicht jetzt.</translation>
    </message>
    <message>
        <source>The caller could not be handed to you. Everything is as before.</source>
        <translation>Der Anrufer konnte Ihnen nicht übergeben werden. Alles ist wie zuvor.</translation>
    </message>
    <message>
        <source>The call is over.</source>
        <translation>Das Gespräch ist beendet.</translation>
    </message>
    <message>
        <source>What you wanted did not work. Everything is as before.</source>
        <translation>Das hat nicht geklappt. Alles ist wie zuvor.</translation>
    </message>
    <message>
        <source>The caller wants no third listener. You stay outside.</source>
        <translation>Der Anrufer möchte nicht, dass jemand mithört. Sie bleiben draußen.</translation>
    </message>
</context>
<context>
    <name>ModelNote</name>
    <message>
        <source>Simpler model: this computer is busy</source>
        <translation>Einfacheres Modell: Rechner ausgelastet</translation>
    </message>
    <message>
        <source>Simpler model: the larger one has failed</source>
        <translation>Einfacheres Modell: das größere ist ausgefallen</translation>
    </message>
    <message>
        <source>Model failed: measured facts only</source>
        <translation>Modell ausgefallen: nur noch Messwerte</translation>
    </message>
    <message>
        <source>Words come late: this computer is busy</source>
        <translation>Wörter kommen verspätet: Computer ausgelastet</translation>
    </message>
    <message>
        <source>measured facts only</source>
        <translation>nur Messwerte</translation>
    </message>
</context>
<context>
    <name>ModelUse</name>
    <message>
        <source>In use now: the large model.</source>
        <translation>Zurzeit arbeitet das große Modell.</translation>
    </message>
    <message>
        <source>In use now: the small model. The large one is not installed.</source>
        <translation>Zurzeit arbeitet das kleine Modell. Das große ist nicht installiert.</translation>
    </message>
    <message>
        <source>In use now: the small model. This computer is too slow for the large one.</source>
        <translation>Zurzeit arbeitet das kleine Modell. Für das große ist dieser Computer zu langsam.</translation>
    </message>
    <message>
        <source>In use now: the small model. This computer is busy at the moment.</source>
        <translation>Zurzeit arbeitet das kleine Modell. Der Computer ist gerade ausgelastet.</translation>
    </message>
    <message>
        <source>In use now: the small model. The large one cannot be used.</source>
        <translation>Zurzeit arbeitet das kleine Modell. Das große lässt sich nicht verwenden.</translation>
    </message>
    <message>
        <source>In use now: measured facts only, as the settings say.</source>
        <translation>Zurzeit gibt es nur Messwerte, wie in den Einstellungen festgelegt.</translation>
    </message>
    <message>
        <source>In use now: measured facts only. The model is missing or damaged.</source>
        <translation>Zurzeit gibt es nur Messwerte. Das Modell fehlt oder ist beschädigt.</translation>
    </message>
    <message>
        <source>In use now: measured facts only. The model has failed.</source>
        <translation>Zurzeit gibt es nur Messwerte. Das Modell ist ausgefallen.</translation>
    </message>
    <message>
        <source>In use now: no model. The analysis is switched off.</source>
        <translation>Zurzeit arbeitet kein Modell. Die Analyse ist ausgeschaltet.</translation>
    </message>
    <message>
        <source>In use now: no model yet. The analysis is starting.</source>
        <translation>Noch arbeitet kein Modell. Die Analyse startet gerade.</translation>
    </message>
    <message>
        <source>In use now: no model. The analysis has failed.</source>
        <translation>Zurzeit arbeitet kein Modell. Die Analyse ist ausgefallen.</translation>
    </message>
    <message>
        <source>Words: the model that writes them down is being loaded.</source>
        <translation>Wörter: Das Modell zum Mitschreiben wird geladen.</translation>
    </message>
    <message>
        <source>Words: written down by {model}. A sentence takes {cost} s; it computes {busy} % of the time.</source>
        <translation>Wörter: mitgeschrieben von {model}. Ein Satz dauert {cost} s; es rechnet {busy} % der Zeit.</translation>
    </message>
    <message>
        <source>Words: written down late by {model}, this computer is busy. A sentence takes {cost} s; it computes {busy} % of the time.</source>
        <translation>Wörter: verspätet mitgeschrieben von {model}, der Computer ist ausgelastet. Ein Satz dauert {cost} s; es rechnet {busy} % der Zeit.</translation>
    </message>
    <message>
        <source>Words: not written down, the model is not installed.</source>
        <translation>Wörter: werden nicht mitgeschrieben, das Modell ist nicht installiert.</translation>
    </message>
    <message>
        <source>Words: not written down, the model cannot be used.</source>
        <translation>Wörter: werden nicht mitgeschrieben, das Modell ist nicht verwendbar.</translation>
    </message>
    <message>
        <source>The model card is in English.</source>
        <translation>Die Modellkarte ist auf Englisch.</translation>
    </message>
    <message>
        <source>The model card is missing: this installation is incomplete. Please install Beistand again.</source>
        <translation>Die Modellkarte fehlt: Diese Installation ist unvollständig. Bitte installieren Sie Beistand neu.</translation>
    </message>
</context>
<context>
    <name>Note</name>
    <message numerus="yes">
        <source>%n more note(s) after this one.</source>
        <translation>
            <numerusform>Danach noch %n Notiz.</numerusform>
            <numerusform>Danach noch %n Notizen.</numerusform>
        </translation>
    </message>
    <message>
        <source>Being sent …</source>
        <translation>Wird gesendet …</translation>
    </message>
    <message>
        <source>Not sent. The text is still here.</source>
        <translation>Nicht gesendet. Der Text ist noch da.</translation>
    </message>
    <message>
        <source>Call with {customer}</source>
        <translation>Gespräch mit {customer}</translation>
    </message>
    <message>
        <source>Copied.</source>
        <translation>Kopiert.</translation>
    </message>
</context>
<context>
    <name>Notice</name>
    <message numerus="yes">
        <source>%n more</source>
        <translation>
            <numerusform>%n weitere Meldung</numerusform>
            <numerusform>%n weitere Meldungen</numerusform>
        </translation>
    </message>
    <message>
        <source>Lies with this computer.</source>
        <translation>Liegt an diesem Rechner.</translation>
    </message>
    <message>
        <source>Usually lies with the network.</source>
        <translation>Liegt meist am Netz.</translation>
    </message>
    <message>
        <source>Lies with the other side.</source>
        <translation>Liegt an der Gegenseite.</translation>
    </message>
    <message>
        <source>A fault in Beistand.</source>
        <translation>Ein Fehler in Beistand.</translation>
    </message>
    <message>
        <source>The sign-in server does not answer ({where}).</source>
        <translation>Der Anmeldeserver antwortet nicht ({where}).</translation>
    </message>
    <message>
        <source>Check the network cable or Wi-Fi; Beistand keeps trying.</source>
        <translation>Prüfen Sie Netzkabel oder WLAN; Beistand versucht es weiter.</translation>
    </message>
    <message>
        <source>The password for “{account}” is not accepted.</source>
        <translation>Das Kennwort für „{account}“ wird nicht angenommen.</translation>
    </message>
    <message>
        <source>The sign-in server refuses this account ({where}).</source>
        <translation>Der Anmeldeserver lehnt dieses Konto ab ({where}).</translation>
    </message>
    <message>
        <source>Ask whoever looks after the telephone system.</source>
        <translation>Fragen Sie, wer die Telefonanlage betreut.</translation>
    </message>
    <message>
        <source>The password for “{account}” is missing.</source>
        <translation>Das Kennwort für „{account}“ fehlt.</translation>
    </message>
    <message>
        <source>Another program is using the telephone port ({where}).</source>
        <translation>Ein anderes Programm belegt den Telefonanschluss ({where}).</translation>
    </message>
    <message>
        <source>Close the other program or choose another port.</source>
        <translation>Schließen Sie es oder wählen Sie einen anderen Anschluss.</translation>
    </message>
    <message>
        <source>No headset or speaker found.</source>
        <translation>Kein Headset und kein Lautsprecher gefunden.</translation>
    </message>
    <message>
        <source>Plug in a headset; calls go on without sound until then.</source>
        <translation>Stecken Sie ein Headset an; bis dahin bleiben Anrufe ohne Ton.</translation>
    </message>
    <message>
        <source>The sound device “{device}” has failed.</source>
        <translation>Das Tongerät „{device}“ ist ausgefallen.</translation>
    </message>
    <message>
        <source>Unplug it and plug it in again, or choose another.</source>
        <translation>Stecken Sie es neu an oder wählen Sie ein anderes.</translation>
    </message>
    <message>
        <source>The microphone “{wanted}” is not there; “{used}” is used.</source>
        <translation>Das Mikrofon „{wanted}“ ist nicht da; benutzt wird „{used}“.</translation>
    </message>
    <message>
        <source>Plug it in again; it is then used again by itself.</source>
        <translation>Stecken Sie es wieder an; es wird dann von selbst wieder benutzt.</translation>
    </message>
    <message>
        <source>“{wanted}” is not there; you hear calls on “{used}”.</source>
        <translation>„{wanted}“ ist nicht da; Sie hören Anrufe über „{used}“.</translation>
    </message>
    <message>
        <source>Your voice arrives with gaps: it is not sent in time.</source>
        <translation>Ihre Stimme kommt mit Lücken an: Sie wird nicht rechtzeitig gesendet.</translation>
    </message>
    <message>
        <source>Close programs that keep this computer busy.</source>
        <translation>Schließen Sie Programme, die diesen Computer auslasten.</translation>
    </message>
    <message>
        <source>Use a cable instead of Wi-Fi, or offer to call back.</source>
        <translation>Kabel statt WLAN verwenden oder einen Rückruf anbieten.</translation>
    </message>
    <message>
        <source>The model “{model}” is missing: the mood stays unclear.</source>
        <translation>Das Modell „{model}“ fehlt: die Stimmung bleibt unklar.</translation>
    </message>
    <message>
        <source>You can phone as usual. Install the model to change this.</source>
        <translation>Telefonieren geht wie gewohnt. Installieren Sie das Modell, um das zu ändern.</translation>
    </message>
    <message>
        <source>The model “{model}” cannot be used: the mood stays unclear.</source>
        <translation>Das Modell „{model}“ ist nicht brauchbar: die Stimmung bleibt unklar.</translation>
    </message>
    <message>
        <source>You can phone as usual. Install the model again.</source>
        <translation>Telefonieren geht wie gewohnt. Installieren Sie das Modell neu.</translation>
    </message>
    <message>
        <source>What customers say is not written down: no model for it.</source>
        <translation>Was Kunden sagen, wird nicht mitgeschrieben: Das Modell dafür fehlt.</translation>
    </message>
    <message>
        <source>Cards still come by mood, phase and by hand.</source>
        <translation>Karten kommen weiter nach Stimmung, Gesprächsphase und von Hand.</translation>
    </message>
    <message>
        <source>What customers say cannot be written down.</source>
        <translation>Was Kunden sagen, kann nicht mitgeschrieben werden.</translation>
    </message>
    <message>
        <source>You can phone as usual; cards come by mood, phase and by hand.</source>
        <translation>Telefonieren geht wie gewohnt; Karten kommen nach Stimmung, Gesprächsphase und von Hand.</translation>
    </message>
    <message>
        <source>The analysis has stopped and is starting again.</source>
        <translation>Die Analyse ist stehen geblieben und startet neu.</translation>
    </message>
    <message>
        <source>Your call goes on; there is nothing to do.</source>
        <translation>Ihr Gespräch geht weiter; Sie müssen nichts tun.</translation>
    </message>
    <message>
        <source>The analysis keeps failing and stays off.</source>
        <translation>Die Analyse fällt immer wieder aus und bleibt aus.</translation>
    </message>
    <message>
        <source>The computer is busy: the analysis is behind.</source>
        <translation>Der Rechner ist ausgelastet: die Analyse hinkt nach.</translation>
    </message>
    <message>
        <source>Close programs that you do not need.</source>
        <translation>Schließen Sie Programme, die Sie nicht brauchen.</translation>
    </message>
    <message>
        <source>The telephone part has failed; the call is lost.</source>
        <translation>Der Telefonteil ist ausgefallen, das Gespräch ist weg.</translation>
    </message>
    <message>
        <source>It is starting again. Please call the customer back.</source>
        <translation>Er startet neu. Bitte rufen Sie zurück.</translation>
    </message>
    <message>
        <source>The telephone part is starting again.</source>
        <translation>Der Telefonteil startet neu.</translation>
    </message>
    <message>
        <source>You can be reached again in a moment.</source>
        <translation>Sie sind gleich wieder erreichbar.</translation>
    </message>
    <message>
        <source>The telephone part does not start.</source>
        <translation>Der Telefonteil startet nicht.</translation>
    </message>
    <message>
        <source>All four lines are in use.</source>
        <translation>Alle vier Leitungen sind belegt.</translation>
    </message>
    <message>
        <source>End one of the calls to make another.</source>
        <translation>Beenden Sie eines der Gespräche, um ein weiteres zu führen.</translation>
    </message>
    <message>
        <source>Sign in with the right one, or ask for a new one.</source>
        <translation>Melden Sie sich mit dem richtigen an oder bitten Sie um ein neues.</translation>
    </message>
    <message>
        <source>Sign in to be reachable.</source>
        <translation>Melden Sie sich an, damit Sie erreichbar sind.</translation>
    </message>
    <message>
        <source>The settings of “{account}” cannot be used.</source>
        <translation>Die Einstellungen für „{account}“ sind nicht brauchbar.</translation>
    </message>
    <message>
        <source>Correct the settings file and restart Beistand.</source>
        <translation>Berichtigen Sie die Einstellungsdatei und starten Sie Beistand neu.</translation>
    </message>
    <message>
        <source>The connection is poor: the line loses or delays your voices.</source>
        <translation>Die Verbindung ist schlecht: Die Leitung verliert oder verzögert die Stimmen.</translation>
    </message>
    <message>
        <source>A simpler substitute works in place of the model “{model}”.</source>
        <translation>Statt des Modells „{model}“ arbeitet ein einfacherer Ersatz.</translation>
    </message>
    <message>
        <source>Install the model for better results.</source>
        <translation>Für bessere Ergebnisse installieren Sie das Modell.</translation>
    </message>
    <message>
        <source>You can phone as usual. Restart the analysis or report it.</source>
        <translation>Telefonieren geht wie gewohnt. Starten Sie die Analyse neu oder melden Sie es.</translation>
    </message>
    <message>
        <source>Restart it. If that does not help, report it.</source>
        <translation>Starten Sie ihn neu. Hilft das nicht, melden Sie es.</translation>
    </message>
    <message>
        <source>Beistand was restarted; your call has gone on.</source>
        <translation>Beistand wurde neu gestartet; Ihr Gespräch lief weiter.</translation>
    </message>
    <message>
        <source>There is nothing to do.</source>
        <translation>Sie müssen nichts tun.</translation>
    </message>
    <message>
        <source>Another Beistand window has taken over this phone.</source>
        <translation>Ein anderes Beistand-Fenster hat dieses Telefon übernommen.</translation>
    </message>
    <message>
        <source>Close this window or the other one.</source>
        <translation>Schließen Sie dieses Fenster oder das andere.</translation>
    </message>
    <message>
        <source>The notice could not be played: nothing is analysed.</source>
        <translation>Der Hinweis ließ sich nicht abspielen: ausgewertet wird nichts.</translation>
    </message>
    <message>
        <source>Ask the caller yourself, or phone without analysis.</source>
        <translation>Fragen Sie selbst oder telefonieren Sie ohne Analyse.</translation>
    </message>
    <message>
        <source>Ask whoever looks after the cards.</source>
        <translation>Fragen Sie, wer die Karten betreut.</translation>
    </message>
    <message>
        <source>Your choice ({setting}) could not be kept.</source>
        <translation>Ihre Wahl ({setting}) konnte nicht gespeichert werden.</translation>
    </message>
    <message>
        <source>It holds until Beistand is closed; check the settings file.</source>
        <translation>Sie gilt, bis Beistand beendet wird; prüfen Sie die Einstellungsdatei.</translation>
    </message>
    <message>
        <source>The setting {setting} cannot be “{value}”; “{replacement}” is used.</source>
        <translation>Die Einstellung {setting} kann nicht „{value}“ sein; es gilt „{replacement}“.</translation>
    </message>
    <message>
        <source>The setting {setting} cannot be used.</source>
        <translation>Die Einstellung {setting} ist nicht verwendbar.</translation>
    </message>
    <message>
        <source>Correct it in the settings file.</source>
        <translation>Berichtigen Sie es in der Einstellungsdatei.</translation>
    </message>
    <message>
        <source>The customer data do not come ({where}).</source>
        <translation>Die Kundendaten kommen nicht an ({where}).</translation>
    </message>
    <message>
        <source>You can phone as usual. If it lasts, report it.</source>
        <translation>Sie können wie gewohnt telefonieren. Wenn es anhält, melden Sie es.</translation>
    </message>
    <message>
        <source>Parts of the customer data cannot be read ({facts}).</source>
        <translation>Ein Teil der Kundendaten ist nicht lesbar ({facts}).</translation>
    </message>
    <message>
        <source>Ask whoever looks after the customer system.</source>
        <translation>Fragen Sie, wer das Kundensystem betreut.</translation>
    </message>
    <message>
        <source>Contacts in “{file}” cannot be read and are left out.</source>
        <translation>Kontakte in „{file}“ sind nicht lesbar und fehlen.</translation>
    </message>
    <message>
        <source>Check the file, then restart Beistand.</source>
        <translation>Prüfen Sie die Datei und starten Sie Beistand neu.</translation>
    </message>
    <message>
        <source>The customer could not be opened in the CRM.</source>
        <translation>Der Kunde ließ sich nicht im CRM öffnen.</translation>
    </message>
    <message>
        <source>Open them by hand, and report it.</source>
        <translation>Öffnen Sie ihn von Hand und melden Sie es.</translation>
    </message>
    <message>
        <source>This computer has no keyring: the history is not kept.</source>
        <translation>Dieser Rechner hat keinen Schlüsselbund: Der Verlauf wird nicht gespeichert.</translation>
    </message>
    <message>
        <source>You see it until Beistand is closed.</source>
        <translation>Sie sehen ihn, bis Beistand beendet wird.</translation>
    </message>
    <message>
        <source>The history cannot be opened; a new one begins in memory.</source>
        <translation>Der Verlauf lässt sich nicht öffnen; ein neuer beginnt im Arbeitsspeicher.</translation>
    </message>
    <message>
        <source>Nothing was deleted. Ask whoever looks after this computer.</source>
        <translation>Gelöscht ist nichts. Fragen Sie, wer diesen Rechner betreut.</translation>
    </message>
    <message>
        <source>The history could not be written.</source>
        <translation>Der Verlauf ließ sich nicht schreiben.</translation>
    </message>
    <message>
        <source>Check whether there is room on the disk.</source>
        <translation>Prüfen Sie, ob auf der Festplatte Platz ist.</translation>
    </message>
    <message>
        <source>The history could not be written to “{file}”.</source>
        <translation>Der Verlauf ließ sich nicht nach „{file}“ schreiben.</translation>
    </message>
    <message>
        <source>Check the folder and the room on the disk.</source>
        <translation>Prüfen Sie den Ordner und den Platz auf der Festplatte.</translation>
    </message>
    <message>
        <source>The history was written to “{file}” ({count} calls).</source>
        <translation>Der Verlauf steht in „{file}“ ({count} Gespräche).</translation>
    </message>
    <message>
        <source>The file is not encrypted: delete it when it is not needed.</source>
        <translation>Die Datei ist nicht verschlüsselt: Löschen Sie sie, wenn Sie sie nicht brauchen.</translation>
    </message>
    <message>
        <source>What you may grant cannot be shown: the policy is not valid.</source>
        <translation>Was Sie gewähren dürfen, lässt sich nicht anzeigen: Die Richtlinie gilt nicht.</translation>
    </message>
    <message>
        <source>You can phone as usual. Report it to whoever looks after it.</source>
        <translation>Telefonieren geht wie gewohnt. Melden Sie es denen, die sie betreuen.</translation>
    </message>
    <message>
        <source>The new policy is not valid: what you may grant stays as it was, for {hours} hours.</source>
        <translation>Die neue Richtlinie ist nicht gültig: Was Sie gewähren dürfen, bleibt {hours} Stunden lang, wie es war.</translation>
    </message>
    <message>
        <source>You can grant as usual. Report it to whoever looks after it.</source>
        <translation>Gewähren geht wie gewohnt. Melden Sie es denen, die sie betreuen.</translation>
    </message>
    <message>
        <source>The policy cannot be reached: what you may grant stays as it was.</source>
        <translation>Die Richtlinie ist nicht erreichbar: Was Sie gewähren dürfen, bleibt, wie es war.</translation>
    </message>
    <message>
        <source>You can grant as usual. It is read again by itself.</source>
        <translation>Sie können wie gewohnt gewähren. Sie wird von selbst wieder gelesen.</translation>
    </message>
    <message>
        <source>Something was granted at {time}, which is still to come.</source>
        <translation>Etwas wurde am {time} gewährt, und das kommt erst noch.</translation>
    </message>
    <message>
        <source>This computer&apos;s clock was ahead, or is behind: set it right. What was granted counts as today&apos;s until then.</source>
        <translation>Die Uhr dieses Computers ging vor oder geht nach: Bitte richtig stellen. Das Gewährte zählt bis dahin zu heute.</translation>
    </message>
    <message>
        <source>Granted in the last call: {what}.</source>
        <translation>Im letzten Gespräch gewährt: {what}.</translation>
    </message>
    <message>
        <source>It can be taken back until {time}.</source>
        <translation>Bis {time} lässt es sich zurücknehmen.</translation>
    </message>
    <message>
        <source>Taken back: {what}.</source>
        <translation>Zurückgenommen: {what}.</translation>
    </message>
    <message>
        <source>If the customer was told, tell them this, too.</source>
        <translation>Weiß der Kunde schon davon, sagen Sie ihm auch dies.</translation>
    </message>
    <message>
        <source>It could not be taken back, and stands: {what}.</source>
        <translation>Ließ sich nicht zurücknehmen und gilt: {what}.</translation>
    </message>
    <message>
        <source>Tell your supervisor, if it should not.</source>
        <translation>Soll es nicht gelten, sagen Sie es Ihrer Leitung.</translation>
    </message>
    <message>
        <source>That was a tense call. Take a moment, if you like.</source>
        <translation>Das war ein angespanntes Gespräch. Nehmen Sie sich einen Moment, wenn Sie mögen.</translation>
    </message>
    <message>
        <source>No calls until you are ready again. Others only see that you are not.</source>
        <translation>Keine Anrufe, bis Sie wieder bereit sind. Andere sehen nur, dass Sie es nicht sind.</translation>
    </message>
    <message>
        <source>The note about {number} is not in the CRM ({where}).</source>
        <translation>Die Notiz zu {number} ist nicht im CRM ({where}).</translation>
    </message>
    <message>
        <source>The text is still there: try again, or copy it.</source>
        <translation>Der Text ist noch da: Versuchen Sie es erneut, oder kopieren Sie ihn.</translation>
    </message>
    <message>
        <source>The note about {number} is in the CRM.</source>
        <translation>Die Notiz zu {number} ist im CRM.</translation>
    </message>
    <message>
        <source>The card file “{file}” cannot be read as it is.</source>
        <translation>Die Kartendatei „{file}“ lässt sich so nicht lesen.</translation>
    </message>
    <message>
        <source>The folder of cards “{file}” cannot be reached.</source>
        <translation>Der Kartenordner „{file}“ ist nicht erreichbar.</translation>
    </message>
    <message>
        <source>The call and all other cards work on. Check the folder.</source>
        <translation>Das Gespräch und alle anderen Karten laufen weiter. Prüfen Sie den Ordner.</translation>
    </message>
    <message>
        <source>The counts of the cards could not be read: they begin anew.</source>
        <translation>Die Zählung der Karten war nicht lesbar: Sie beginnt von vorn.</translation>
    </message>
    <message>
        <source>The old file is kept as “{file}”.</source>
        <translation>Die alte Datei bleibt als „{file}“ erhalten.</translation>
    </message>
    <message>
        <source>The counts of the cards cannot be kept: the disk refuses them.</source>
        <translation>Die Zählung der Karten kann nicht aufgehoben werden: Der Datenträger nimmt sie nicht an.</translation>
    </message>
    <message>
        <source>Make room on the disk; they are written then.</source>
        <translation>Schaffen Sie Platz auf dem Datenträger; dann wird sie geschrieben.</translation>
    </message>
    <message>
        <source>The settings name “{setting}”, which Beistand does not know.</source>
        <translation>Die Einstellungen nennen „{setting}“, das Beistand nicht kennt.</translation>
    </message>
    <message>
        <source>Was “{nearest}” meant? Correct it in the settings file.</source>
        <translation>Ist „{nearest}“ gemeint? Berichtigen Sie es in der Einstellungsdatei.</translation>
    </message>
    <message>
        <source>The settings cannot be read; the defaults are used.</source>
        <translation>Die Einstellungen sind nicht lesbar; es gelten die Vorgaben.</translation>
    </message>
    <message>
        <source>Correct the file and restart Beistand.</source>
        <translation>Berichtigen Sie die Datei und starten Sie Beistand neu.</translation>
    </message>
    <message>
        <source>A message was not understood and was put aside.</source>
        <translation>Eine Nachricht war unverständlich und wurde verworfen.</translation>
    </message>
    <message>
        <source>There is nothing to do. If it happens often, report it.</source>
        <translation>Sie müssen nichts tun. Kommt es oft vor, melden Sie es.</translation>
    </message>
    <message>
        <source>Your request for help was not delivered.</source>
        <translation>Ihre Bitte um Hilfe wurde nicht zugestellt.</translation>
    </message>
    <message>
        <source>Ask again, or call a colleague over.</source>
        <translation>Bitten Sie noch einmal oder winken Sie jemanden herbei.</translation>
    </message>
    <message>
        <source>The call could not be connected.</source>
        <translation>Der Anruf kam nicht zustande.</translation>
    </message>
    <message>
        <source>Check the number and try again.</source>
        <translation>Prüfen Sie die Nummer und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>Connecting did not work; the call is still yours.</source>
        <translation>Verbinden hat nicht geklappt; der Anruf ist noch bei Ihnen.</translation>
    </message>
    <message>
        <source>Try another number, or ask there first.</source>
        <translation>Versuchen Sie eine andere Nummer oder fragen Sie dort erst.</translation>
    </message>
    <message>
        <source>{number} called and did not reach you.</source>
        <translation>{number} hat angerufen und Sie nicht erreicht.</translation>
    </message>
    <message>
        <source>Call back when you have time.</source>
        <translation>Rufen Sie zurück, wenn Sie Zeit haben.</translation>
    </message>
    <message>
        <source>No line is free for about {seconds} s.</source>
        <translation>Etwa {seconds} s lang ist keine Leitung frei.</translation>
    </message>
    <message>
        <source>Calls that nobody has answered take them until then.</source>
        <translation>Bis dahin belegen Anrufe, auf die niemand geantwortet hat, alle Leitungen.</translation>
    </message>
    <message>
        <source>{sender} writes: “{text}”.</source>
        <translation>{sender} schreibt: „{text}“.</translation>
    </message>
    <message>
        <source>Call back if it is urgent.</source>
        <translation>Rufen Sie zurück, wenn es eilt.</translation>
    </message>
    <message>
        <source>It is not certain who the telephone system is ({where}).</source>
        <translation>Es ist nicht sicher, wer die Telefonanlage ist ({where}).</translation>
    </message>
    <message>
        <source>Nothing was sent there. Ask for the CA file and name it in the settings.</source>
        <translation>Dorthin wurde nichts gesendet. Lassen Sie sich die CA-Datei geben und nennen Sie sie in den Einstellungen.</translation>
    </message>
    <message>
        <source>The telephone system&apos;s certificate has expired ({where}).</source>
        <translation>Das Zertifikat der Telefonanlage ist abgelaufen ({where}).</translation>
    </message>
    <message>
        <source>Check this computer&apos;s date; else ask whoever looks after the system.</source>
        <translation>Prüfen Sie das Datum dieses Rechners; sonst fragen Sie, wer die Anlage betreut.</translation>
    </message>
    <message>
        <source>The certificate there is somebody else&apos;s ({where}).</source>
        <translation>Das Zertifikat dort gehört jemand anderem ({where}).</translation>
    </message>
    <message>
        <source>Check the registrar&apos;s name in the settings; nothing was sent there.</source>
        <translation>Prüfen Sie den Namen des Anmeldeservers in den Einstellungen; gesendet wurde nichts.</translation>
    </message>
    <message>
        <source>No encrypted connection comes about ({where}).</source>
        <translation>Es kommt keine verschlüsselte Verbindung zustande ({where}).</translation>
    </message>
    <message>
        <source>The system may want a certificate of ours, or speak old TLS only.</source>
        <translation>Vielleicht verlangt die Anlage ein Zertifikat von uns oder spricht nur veraltetes TLS.</translation>
    </message>
    <message>
        <source>That did not work.</source>
        <translation>Das hat nicht geklappt.</translation>
    </message>
    <message>
        <source>Please try again.</source>
        <translation>Bitte versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>“{number}” is neither a number nor an address.</source>
        <translation>„{number}“ ist weder Nummer noch Adresse.</translation>
    </message>
    <message>
        <source>Check what you typed.</source>
        <translation>Prüfen Sie die Eingabe.</translation>
    </message>
    <message>
        <source>This computer has no keyring for passwords.</source>
        <translation>Dieser Rechner hat keinen Schlüsselbund für Kennwörter.</translation>
    </message>
    <message>
        <source>Beistand asks for the password at each start.</source>
        <translation>Beistand fragt bei jedem Start nach dem Kennwort.</translation>
    </message>
    <message>
        <source>The number could not be called.</source>
        <translation>Die Nummer ließ sich nicht anrufen.</translation>
    </message>
    <message>
        <source>The call could not be answered.</source>
        <translation>Der Anruf ließ sich nicht annehmen.</translation>
    </message>
    <message>
        <source>The call could not be ended.</source>
        <translation>Das Gespräch ließ sich nicht beenden.</translation>
    </message>
    <message>
        <source>How the supervisor is in the call could not be changed.</source>
        <translation>Wie die Teamleitung im Gespräch ist, konnte nicht geändert werden.</translation>
    </message>
    <message>
        <source>Who hears you could not be changed.</source>
        <translation>Wer Sie hört, konnte nicht geändert werden.</translation>
    </message>
    <message>
        <source>The supervisor could not be called.</source>
        <translation>Die Teamleitung konnte nicht angerufen werden.</translation>
    </message>
    <message>
        <source>The caller&apos;s answer could not be noted.</source>
        <translation>Die Antwort des Anrufers konnte nicht vermerkt werden.</translation>
    </message>
    <message>
        <source>The take-over could not be stopped.</source>
        <translation>Die Übernahme konnte nicht aufgehalten werden.</translation>
    </message>
    <message>
        <source>The microphone could not be switched.</source>
        <translation>Das Mikrofon ließ sich nicht umschalten.</translation>
    </message>
    <message>
        <source>The call could not be put on hold or resumed.</source>
        <translation>Das Gespräch ließ sich nicht halten oder weiterführen.</translation>
    </message>
    <message>
        <source>The calls could not be connected.</source>
        <translation>Die Anrufe konnten nicht verbunden werden.</translation>
    </message>
    <message>
        <source>The conference did not come about.</source>
        <translation>Die Konferenz kam nicht zustande.</translation>
    </message>
    <message>
        <source>The tone could not be sent.</source>
        <translation>Der Ton ließ sich nicht senden.</translation>
    </message>
    <message>
        <source>The answer about consent could not be noted.</source>
        <translation>Die Antwort zur Einwilligung ließ sich nicht vermerken.</translation>
    </message>
    <message>
        <source>Next try in {seconds} s.</source>
        <translation>Neuer Versuch in {seconds} s.</translation>
    </message>
    <message>
        <source>Number: {number}</source>
        <translation>Nummer: {number}</translation>
    </message>
    <message>
        <source>The team&apos;s server does not answer ({where}).</source>
        <translation>Der Server des Teams antwortet nicht ({where}).</translation>
    </message>
    <message>
        <source>You can phone as usual. Requests for help go out as soon as it is back.</source>
        <translation>Sie können wie gewohnt telefonieren. Bitten um Hilfe gehen hinaus, sobald er wieder da ist.</translation>
    </message>
    <message>
        <source>The team&apos;s server cannot prove who it is ({where}).</source>
        <translation>Der Server des Teams kann sich nicht ausweisen ({where}).</translation>
    </message>
    <message>
        <source>Nothing is sent there. Ask whoever looks after the server.</source>
        <translation>Dorthin wird nichts gesendet. Fragen Sie, wer den Server betreut.</translation>
    </message>
    <message>
        <source>The team&apos;s server wants another password ({where}).</source>
        <translation>Der Server des Teams verlangt ein anderes Passwort ({where}).</translation>
    </message>
    <message>
        <source>Type it again. Until then nobody can be asked for help.</source>
        <translation>Geben Sie es neu ein. Bis dahin kann niemand um Hilfe gebeten werden.</translation>
    </message>
    <message>
        <source>The team&apos;s server keeps back what this desktop needs ({where}).</source>
        <translation>Der Server des Teams hält zurück, was dieser Platz braucht ({where}).</translation>
    </message>
    <message>
        <source>Whoever looks after the server must allow this account its topics. Answers or the board are missing until then.</source>
        <translation>Wer ihn betreut, muss diesem Konto seine Themen freigeben. Bis dahin fehlen Antworten oder Übersicht.</translation>
    </message>
    <message>
        <source>The agreed rules cannot be read ({where}).</source>
        <translation>Die vereinbarten Regeln sind nicht lesbar ({where}).</translation>
    </message>
    <message>
        <source>None of them holds until supervision.rules is right in the settings.</source>
        <translation>Keine davon gilt, bis supervision.rules in den Einstellungen stimmt.</translation>
    </message>
    <message>
        <source>The setting {setting} cannot be used: there is no team.</source>
        <translation>Die Einstellung {setting} ist nicht brauchbar: Es gibt kein Team.</translation>
    </message>
    <message>
        <source>The buttons of “{device}” are gone.</source>
        <translation>Die Tasten von „{device}“ sind weg.</translation>
    </message>
    <message>
        <source>Your call goes on. Plug it in again to have them back.</source>
        <translation>Ihr Anruf geht weiter. Stecken Sie es wieder an, dann sind sie zurück.</translation>
    </message>
    <message>
        <source>You are not allowed to use the buttons of “{device}”.</source>
        <translation>Sie dürfen die Tasten von „{device}“ nicht benutzen.</translation>
    </message>
    <message>
        <source>Have the udev rule installed that comes with Beistand, and plug it in again.</source>
        <translation>Lassen Sie die udev-Regel einrichten, die Beistand mitbringt, und stecken Sie es neu an.</translation>
    </message>
    <message>
        <source>Another program is using the buttons of “{device}”.</source>
        <translation>Ein anderes Programm benutzt die Tasten von „{device}“.</translation>
    </message>
    <message>
        <source>Close that program; the sound works all the same.</source>
        <translation>Schließen Sie es; der Ton geht in jedem Fall.</translation>
    </message>
    <message>
        <source>“{device}” does not say what its buttons mean.</source>
        <translation>„{device}“ sagt nicht, was seine Tasten bedeuten.</translation>
    </message>
    <message>
        <source>Its sound works. Update its firmware to use its buttons.</source>
        <translation>Sein Ton geht. Für die Tasten braucht es neuere Firmware.</translation>
    </message>
</context>
<context>
    <name>Overlay</name>
    <message>
        <source>no call</source>
        <translation>kein Gespräch</translation>
    </message>
    <message>
        <source>for {time}</source>
        <translation>seit {time}</translation>
    </message>
</context>
<context>
    <name>Phase</name>
    <message>
        <source>the call begins</source>
        <translation>das Gespräch beginnt</translation>
    </message>
    <message>
        <source>the matter is being cleared up</source>
        <translation>das Anliegen wird geklärt</translation>
    </message>
    <message>
        <source>a solution is being sought</source>
        <translation>eine Lösung wird gesucht</translation>
    </message>
    <message>
        <source>the call is ending</source>
        <translation>das Gespräch endet</translation>
    </message>
</context>
<context>
    <name>Quality</name>
    <message>
        <source>Connection good</source>
        <translation>Verbindung gut</translation>
    </message>
    <message>
        <source>Connection fair</source>
        <translation>Verbindung mäßig</translation>
    </message>
    <message>
        <source>Connection poor</source>
        <translation>Verbindung schlecht</translation>
    </message>
    <message>
        <source>lies with this computer</source>
        <translation>liegt an diesem Computer</translation>
    </message>
    <message>
        <source>lies with the line</source>
        <translation>liegt an der Leitung</translation>
    </message>
    <message>
        <source>lies with the other side</source>
        <translation>liegt an der Gegenseite</translation>
    </message>
    <message>
        <source>You hear</source>
        <translation>Sie hören</translation>
    </message>
    <message>
        <source>They hear</source>
        <translation>Gegenseite hört</translation>
    </message>
    <message>
        <source>Jitter</source>
        <translation>Schwankung</translation>
    </message>
    <message>
        <source>There and back</source>
        <translation>Hin und zurück</translation>
    </message>
    <message>
        <source>{percent} % lost</source>
        <translation>{percent} % verloren</translation>
    </message>
</context>
<context>
    <name>Questions</name>
    <message>
        <source>without an answer it stays a no</source>
        <translation>ohne Antwort bleibt es beim Nein</translation>
    </message>
    <message>
        <source>without an answer the agent may grant it</source>
        <translation>ohne Antwort darf der Agent es gewähren</translation>
    </message>
    <message>
        <source>without an answer the customer is promised a call back</source>
        <translation>ohne Antwort wird dem Kunden ein Rückruf zugesagt</translation>
    </message>
    <message>
        <source>Your answer is on its way …</source>
        <translation>Ihre Antwort ist unterwegs …</translation>
    </message>
    <message>
        <source>Your answer did not arrive: the agent&apos;s desktop is not there. Try again.</source>
        <translation>Ihre Antwort kam nicht an: Der Platz des Agenten ist nicht da. Bitte noch einmal.</translation>
    </message>
    <message>
        <source>Allowed by {by}: {allowed}</source>
        <translation>Erlaubt von {by}: {allowed}</translation>
    </message>
    <message>
        <source>Declined by {by}</source>
        <translation>Abgelehnt von {by}</translation>
    </message>
    <message>
        <source>Nobody answered in time. An answer still counts.</source>
        <translation>Niemand hat rechtzeitig geantwortet. Eine Antwort zählt noch.</translation>
    </message>
    <message>
        <source>The agent does not ask any more</source>
        <translation>Der Agent fragt nicht mehr</translation>
    </message>
    <message>
        <source>Granted</source>
        <translation>Gewährt</translation>
    </message>
    <message>
        <source>{agent} asks: {what}</source>
        <translation>{agent} fragt: {what}</translation>
    </message>
    <message>
        <source>rule {rule}</source>
        <translation>Regel {rule}</translation>
    </message>
    <message>
        <source>{seconds} s left; {silence}</source>
        <translation>noch {seconds} s; {silence}</translation>
    </message>
</context>
<context>
    <name>Reason</name>
    <message>
        <source>voice sounds tense</source>
        <translation>Stimme klingt angespannt</translation>
    </message>
    <message>
        <source>{value} dB louder than at the start</source>
        <translation>{value} dB lauter als zu Beginn</translation>
    </message>
    <message>
        <source>{value} dB quieter</source>
        <translation>{value} dB leiser geworden</translation>
    </message>
    <message>
        <source>speaks {value} % faster</source>
        <translation>spricht {value} % schneller</translation>
    </message>
    <message>
        <source>speaks {value} % slower</source>
        <translation>spricht {value} % langsamer</translation>
    </message>
    <message>
        <source>voice higher than at the start</source>
        <translation>Stimme höher als zu Beginn</translation>
    </message>
    <message>
        <source>silent for {value} s</source>
        <translation>seit {value} s still</translation>
    </message>
    <message>
        <source>voice sounds calmer</source>
        <translation>Stimme klingt ruhiger</translation>
    </message>
    <message numerus="yes">
        <source>%n interruption(s)</source>
        <translation>
            <numerusform>%n Unterbrechung</numerusform>
            <numerusform>%n Unterbrechungen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n earlier contact(s) in 30 days</source>
        <translation>
            <numerusform>%n früherer Kontakt in 30 Tagen</numerusform>
            <numerusform>%n frühere Kontakte in 30 Tagen</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Registration</name>
    <message>
        <source>direct calls</source>
        <translation>direkte Anrufe</translation>
    </message>
    <message>
        <source>signing in …</source>
        <translation>wird angemeldet …</translation>
    </message>
    <message>
        <source>signed in</source>
        <translation>angemeldet</translation>
    </message>
    <message>
        <source>not signed in</source>
        <translation>nicht angemeldet</translation>
    </message>
    <message>
        <source>phone is not running</source>
        <translation>Telefon läuft nicht</translation>
    </message>
</context>
<context>
    <name>Request</name>
    <message>
        <source>waiting for {waiting}</source>
        <translation>wartet seit {waiting}</translation>
    </message>
    <message>
        <source>Telling the desk that you are coming …</source>
        <translation>Der Platz erfährt, dass Sie kommen …</translation>
    </message>
    <message>
        <source>The desk knows that you are coming.</source>
        <translation>Der Platz weiß, dass Sie kommen.</translation>
    </message>
    <message>
        <source>You are in the call.</source>
        <translation>Sie sind im Gespräch.</translation>
    </message>
    <message>
        <source>Somebody else is going.</source>
        <translation>Jemand anderes kommt.</translation>
    </message>
    <message>
        <source>Put aside here · waiting for {waiting}</source>
        <translation>Zurückgestellt · wartet seit {waiting}</translation>
    </message>
    <message>
        <source>Expired: nobody answered in time.</source>
        <translation>Abgelaufen: niemand hat rechtzeitig geantwortet.</translation>
    </message>
    <message>
        <source>Nobody was free: the caller was promised a call back. Ask the desk whom.</source>
        <translation>Niemand war frei: Ein Rückruf ist zugesagt. Fragen Sie am Platz, für wen.</translation>
    </message>
    <message>
        <source>The desk has cancelled.</source>
        <translation>Der Platz hat zurückgenommen.</translation>
    </message>
    <message>
        <source>Done.</source>
        <translation>Erledigt.</translation>
    </message>
    <message>
        <source>Your answer did not reach the desk. Please try again.</source>
        <translation>Ihre Antwort kam nicht an. Bitte versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>{agent}: help by agreed rule {rule}</source>
        <translation>{agent}: Hilfe nach vereinbarter Regel {rule}</translation>
    </message>
    <message>
        <source>{agent} asks for help</source>
        <translation>{agent} bittet um Hilfe</translation>
    </message>
    <message>
        <source>{level} for {time}</source>
        <translation>{level} seit {time}</translation>
    </message>
    <message>
        <source>{time} in call</source>
        <translation>{time} im Gespräch</translation>
    </message>
    <message>
        <source>expires in {time}</source>
        <translation>noch {time}</translation>
    </message>
</context>
<context>
    <name>Security</name>
    <message>
        <source>encrypted (TLS)</source>
        <translation>verschlüsselt (TLS)</translation>
    </message>
    <message>
        <source>not encrypted</source>
        <translation>unverschlüsselt</translation>
    </message>
    <message>
        <source>voice encrypted</source>
        <translation>Sprache verschlüsselt</translation>
    </message>
</context>
<context>
    <name>SentText</name>
    <message>
        <source>Being sent: “{text}”</source>
        <translation>Wird gesendet: „{text}“</translation>
    </message>
    <message>
        <source>Delivered: “{text}”</source>
        <translation>Zugestellt: „{text}“</translation>
    </message>
    <message>
        <source>Will be delivered: “{text}”</source>
        <translation>Wird noch zugestellt: „{text}“</translation>
    </message>
    <message>
        <source>Not delivered. Say it, or try again.</source>
        <translation>Nicht zugestellt. Sagen Sie es, oder versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>Not delivered: the telephone at the other end takes no texts.</source>
        <translation>Nicht zugestellt: Das Telefon der Gegenseite nimmt keine Texte an.</translation>
    </message>
</context>
<context>
    <name>Sound</name>
    <message>
        <source>Speak, and hear what others would hear. Nothing is kept, nothing is analysed.</source>
        <translation>Sprechen Sie und hören Sie, was andere hören würden. Nichts wird aufbewahrt, nichts ausgewertet.</translation>
    </message>
    <message>
        <source>Please speak: five seconds are recorded.</source>
        <translation>Bitte sprechen Sie: Fünf Sekunden werden aufgenommen.</translation>
    </message>
    <message>
        <source>That is how you sound.</source>
        <translation>So klingen Sie.</translation>
    </message>
    <message>
        <source>You hear yourself, one second later.</source>
        <translation>Sie hören sich selbst, eine Sekunde später.</translation>
    </message>
    <message>
        <source>Once the call is over, you can try your sound here.</source>
        <translation>Nach dem Anruf können Sie Ihren Ton hier ausprobieren.</translation>
    </message>
    <message>
        <source>default device</source>
        <translation>Standardgerät</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keines</translation>
    </message>
    <message>
        <source>“{wanted}” is not there.</source>
        <translation>„{wanted}“ ist nicht da.</translation>
    </message>
    <message>
        <source>too loud</source>
        <translation>zu laut</translation>
    </message>
</context>
<context>
    <name>Tendency</name>
    <message>
        <source>rising</source>
        <translation>steigt</translation>
    </message>
    <message>
        <source>falling</source>
        <translation>sinkt</translation>
    </message>
</context>
<context>
    <name>Text</name>
    <message>
        <source>About the model …</source>
        <translation>Über das Modell …</translation>
    </message>
    <message>
        <source>About the model</source>
        <translation>Über das Modell</translation>
    </message>
    <message>
        <source>click: seen</source>
        <translation>Klick: gesehen</translation>
    </message>
    <message>
        <source>Number or address</source>
        <translation>Nummer oder Adresse</translation>
    </message>
    <message>
        <source>Take calls: {state}</source>
        <translation>Anrufe annehmen: {state}</translation>
    </message>
    <message>
        <source>One by one</source>
        <translation>Einzeln</translation>
    </message>
    <message>
        <source>Analysis off</source>
        <translation>Analyse aus</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>Annehmen</translation>
    </message>
    <message>
        <source>Ask first</source>
        <translation>Erst sprechen</translation>
    </message>
    <message>
        <source>Answer second call</source>
        <translation>Zweiten Anruf annehmen</translation>
    </message>
    <message>
        <source>backup server</source>
        <translation>Ersatzserver</translation>
    </message>
    <message>
        <source>All cards</source>
        <translation>Alle Karten</translation>
    </message>
    <message>
        <source>Delete last digit</source>
        <translation>Letzte Ziffer löschen</translation>
    </message>
    <message>
        <source>all</source>
        <translation>alle</translation>
    </message>
    <message>
        <source>Asking for help</source>
        <translation>Bitten um Hilfe</translation>
    </message>
    <message>
        <source>Desks that have not asked for help stay anonymous, and without a mood.</source>
        <translation>Ohne Bitte um Hilfe bleiben Plätze anonym und ohne Stimmung.</translation>
    </message>
    <message>
        <source>Everybody else</source>
        <translation>Alle anderen</translation>
    </message>
    <message>
        <source>Take a breather</source>
        <translation>Durchatmen</translation>
    </message>
    <message>
        <source>Put away for this call</source>
        <translation>Für dieses Gespräch weglegen</translation>
    </message>
    <message>
        <source>helped</source>
        <translation>geholfen</translation>
    </message>
    <message>
        <source>This card has helped</source>
        <translation>Diese Karte hat geholfen</translation>
    </message>
    <message>
        <source>Card editor</source>
        <translation>Karte schreiben</translation>
    </message>
    <message>
        <source>Text of the card</source>
        <translation>Text der Karte</translation>
    </message>
    <message>
        <source>Call</source>
        <translation>Anrufen</translation>
    </message>
    <message>
        <source>Call back</source>
        <translation>Zurückrufen</translation>
    </message>
    <message>
        <source>agreed</source>
        <translation>zugestimmt</translation>
    </message>
    <message>
        <source>declined</source>
        <translation>abgelehnt</translation>
    </message>
    <message>
        <source>Cards</source>
        <translation>Karten</translation>
    </message>
    <message>
        <source>Past calls</source>
        <translation>Frühere Gespräche</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Conference</source>
        <translation>Konferenz</translation>
    </message>
    <message>
        <source>Conference with {peer}</source>
        <translation>Konferenz mit {peer}</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>Verbinden</translation>
    </message>
    <message>
        <source>Connect with {peer} and leave</source>
        <translation>Mit {peer} verbinden und auflegen</translation>
    </message>
    <message>
        <source>Connect to which number?</source>
        <translation>Mit welcher Nummer verbinden?</translation>
    </message>
    <message>
        <source>I&apos;m coming · {seconds} s</source>
        <translation>Ich komme · {seconds} s</translation>
    </message>
    <message>
        <source>Come after all · {seconds} s</source>
        <translation>Doch kommen · {seconds} s</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal</translation>
    </message>
    <message>
        <source>Make small</source>
        <translation>Klein machen</translation>
    </message>
    <message>
        <source>The customer says</source>
        <translation>Der Kunde sagt</translation>
    </message>
    <message>
        <source>Decline</source>
        <translation>Ablehnen</translation>
    </message>
    <message>
        <source>Decline second call</source>
        <translation>Zweiten Anruf ablehnen</translation>
    </message>
    <message>
        <source>Delete call</source>
        <translation>Gespräch löschen</translation>
    </message>
    <message>
        <source>Delete all</source>
        <translation>Alle löschen</translation>
    </message>
    <message>
        <source>Delete all calls from the history? They cannot be brought back.</source>
        <translation>Alle Gespräche aus dem Verlauf löschen? Sie lassen sich nicht zurückholen.</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Einzelheiten</translation>
    </message>
    <message>
        <source>Fewer details</source>
        <translation>Weniger</translation>
    </message>
    <message>
        <source>with {account}</source>
        <translation>über {account}</translation>
    </message>
    <message>
        <source>Dial</source>
        <translation>Wählen</translation>
    </message>
    <message>
        <source>What you may decide alone</source>
        <translation>Das dürfen Sie allein entscheiden</translation>
    </message>
    <message>
        <source>Dismiss message</source>
        <translation>Meldung ausblenden</translation>
    </message>
    <message>
        <source>Echo test</source>
        <translation>Echotest</translation>
    </message>
    <message>
        <source>Export the history …</source>
        <translation>Verlauf exportieren …</translation>
    </message>
    <message>
        <source>Make large</source>
        <translation>Groß machen</translation>
    </message>
    <message>
        <source>Get help</source>
        <translation>Hilfe holen</translation>
    </message>
    <message>
        <source>Give notice</source>
        <translation>Hinweis geben</translation>
    </message>
    <message>
        <source>Hang up</source>
        <translation>Auflegen</translation>
    </message>
    <message>
        <source>Headphones</source>
        <translation>Kopfhörer</translation>
    </message>
    <message>
        <source>Help on its way · cancel</source>
        <translation>Hilfe unterwegs · abbrechen</translation>
    </message>
    <message>
        <source>Cancel help</source>
        <translation>Hilfe abbrechen</translation>
    </message>
    <message>
        <source>I have promised a call back</source>
        <translation>Rückruf zugesagt</translation>
    </message>
    <message>
        <source>Help was there</source>
        <translation>Hilfe war da</translation>
    </message>
    <message>
        <source>Hide</source>
        <translation>Ausblenden</translation>
    </message>
    <message>
        <source>History</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>Hold</source>
        <translation>Halten</translation>
    </message>
    <message>
        <source>Incoming call</source>
        <translation>Eingehender Anruf</translation>
    </message>
    <message>
        <source>Goodwill</source>
        <translation>Kulanz</translation>
    </message>
    <message>
        <source>How much</source>
        <translation>Betrag</translation>
    </message>
    <message>
        <source>Your own choice</source>
        <translation>Selbst wählen</translation>
    </message>
    <message>
        <source>Allow</source>
        <translation>Erlauben</translation>
    </message>
    <message>
        <source>Ask supervisor</source>
        <translation>Leitung fragen</translation>
    </message>
    <message>
        <source>Withdraw</source>
        <translation>Zurückziehen</translation>
    </message>
    <message>
        <source>Copy for CRM</source>
        <translation>Fürs CRM kopieren</translation>
    </message>
    <message>
        <source>Copy for customer</source>
        <translation>Für Kunden kopieren</translation>
    </message>
    <message>
        <source>Grant</source>
        <translation>Gewähren</translation>
    </message>
    <message>
        <source>Handling</source>
        <translation>Bearbeitung</translation>
    </message>
    <message>
        <source>Fair now, with one click</source>
        <translation>Jetzt fair, mit einem Klick</translation>
    </message>
    <message>
        <source>Is the return worth it?</source>
        <translation>Lohnt die Rücksendung?</translation>
    </message>
    <message>
        <source>or in a sentence of your own</source>
        <translation>oder in einem eigenen Satz</translation>
    </message>
    <message>
        <source>Shipping</source>
        <translation>Rückversand</translation>
    </message>
    <message>
        <source>Take back</source>
        <translation>Zurücknehmen</translation>
    </message>
    <message>
        <source>What do you do instead?</source>
        <translation>Was tun Sie stattdessen?</translation>
    </message>
    <message>
        <source>Why?</source>
        <translation>Warum?</translation>
    </message>
    <message>
        <source>What you may grant</source>
        <translation>Was Sie gewähren dürfen</translation>
    </message>
    <message>
        <source>Keypad</source>
        <translation>Töne</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>Analysis off for this call</source>
        <translation>Analyse aus für dieses Gespräch</translation>
    </message>
    <message>
        <source>Answer the call</source>
        <translation>Anruf annehmen</translation>
    </message>
    <message>
        <source>Dial the number</source>
        <translation>Nummer anrufen</translation>
    </message>
    <message>
        <source>Take calls, or none for now</source>
        <translation>Anrufe annehmen oder gerade keine</translation>
    </message>
    <message>
        <source>I&apos;m coming: the request in focus, else the first</source>
        <translation>Ich komme: zur markierten Bitte, sonst zur ersten</translation>
    </message>
    <message>
        <source>Later: the request in focus, else the first</source>
        <translation>Später: die markierte Bitte, sonst die erste</translation>
    </message>
    <message>
        <source>From the team to the answers</source>
        <translation>Vom Team zu den Antworten</translation>
    </message>
    <message>
        <source>Conference with the other call</source>
        <translation>Konferenz mit dem anderen Anruf</translation>
    </message>
    <message>
        <source>Connect the call to a number</source>
        <translation>Anruf mit einer Nummer verbinden</translation>
    </message>
    <message>
        <source>Swap to the other call</source>
        <translation>Zum anderen Anruf wechseln</translation>
    </message>
    <message>
        <source>Reason is not right, for this call</source>
        <translation>Grund stimmt nicht, für dieses Gespräch</translation>
    </message>
    <message>
        <source>Hang up or decline</source>
        <translation>Auflegen oder ablehnen</translation>
    </message>
    <message>
        <source>Get help, or cancel it</source>
        <translation>Hilfe holen oder abbrechen</translation>
    </message>
    <message>
        <source>Hold, or resume</source>
        <translation>Halten oder weiterführen</translation>
    </message>
    <message>
        <source>How good the connection is, in figures</source>
        <translation>Wie die Verbindung ist, in Zahlen</translation>
    </message>
    <message>
        <source>Find a card</source>
        <translation>Karte suchen</translation>
    </message>
    <message>
        <source>Send the note, or copy it</source>
        <translation>Notiz senden oder kopieren</translation>
    </message>
    <message>
        <source>Customer&apos;s last words into the note</source>
        <translation>Letzte Worte des Kunden in die Notiz</translation>
    </message>
    <message>
        <source>Write to the other side of the call</source>
        <translation>Der Gegenseite des Gesprächs schreiben</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>Try it on a call</source>
        <translation>An einem Gespräch probieren</translation>
    </message>
    <message>
        <source>Which call</source>
        <translation>Welches Gespräch</translation>
    </message>
    <message>
        <source>Earlier contacts within 30 days</source>
        <translation>Frühere Kontakte in 30 Tagen</translation>
    </message>
    <message>
        <source>How the voice is read</source>
        <translation>Wie die Stimme gelesen wird</translation>
    </message>
    <message>
        <source>Open …</source>
        <translation>Öffnen …</translation>
    </message>
    <message>
        <source>Customer says … (Enter)</source>
        <translation>Kunde sagt … (Eingabetaste)</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>Bearbeiten</translation>
    </message>
    <message>
        <source>Go on writing</source>
        <translation>Weiterschreiben</translation>
    </message>
    <message>
        <source>Save mine</source>
        <translation>Meine speichern</translation>
    </message>
    <message>
        <source>Call again</source>
        <translation>Noch einmal anrufen</translation>
    </message>
    <message>
        <source>Caller agreed</source>
        <translation>Hat zugestimmt</translation>
    </message>
    <message>
        <source>Caller declined</source>
        <translation>Hat abgelehnt</translation>
    </message>
    <message>
        <source>Your call</source>
        <translation>Ihr Gespräch</translation>
    </message>
    <message>
        <source>New card</source>
        <translation>Neue Karte</translation>
    </message>
    <message>
        <source>Tell nobody</source>
        <translation>Nicht melden</translation>
    </message>
    <message>
        <source>Open a call</source>
        <translation>Gespräch öffnen</translation>
    </message>
    <message>
        <source>Open theirs</source>
        <translation>Andere öffnen</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Notiz</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Hinzufügen</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Really discard</source>
        <translation>Wirklich verwerfen</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>Note (a draft, please check)</source>
        <translation>Notiz (Entwurf, bitte prüfen)</translation>
    </message>
    <message>
        <source>What did you grant?</source>
        <translation>Was haben Sie gewährt?</translation>
    </message>
    <message>
        <source>Into the CRM</source>
        <translation>Ins CRM</translation>
    </message>
    <message>
        <source>What did you promise?</source>
        <translation>Was haben Sie zugesagt?</translation>
    </message>
    <message>
        <source>Take into the note: {line}</source>
        <translation>In die Notiz übernehmen: {line}</translation>
    </message>
    <message>
        <source>In the note, take out again: {line}</source>
        <translation>Steht in der Notiz, wieder herausnehmen: {line}</translation>
    </message>
    <message>
        <source>Hide the figures</source>
        <translation>Zahlen ausblenden</translation>
    </message>
    <message>
        <source>Figures of the connection</source>
        <translation>Zahlen zur Verbindung</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Save as your own</source>
        <translation>Als eigene speichern</translation>
    </message>
    <message>
        <source>A note is neither sent nor copied. Discard it and quit?</source>
        <translation>Eine Notiz ist weder gesendet noch kopiert. Verwerfen und beenden?</translation>
    </message>
    <message>
        <source>Discard and quit</source>
        <translation>Verwerfen und beenden</translation>
    </message>
    <message>
        <source>Back to the note</source>
        <translation>Zurück zur Notiz</translation>
    </message>
    <message>
        <source>The card is not saved. Discard what you have written?</source>
        <translation>Die Karte ist nicht gespeichert. Was Sie geschrieben haben, verwerfen?</translation>
    </message>
    <message>
        <source>Write</source>
        <translation>Schreiben</translation>
    </message>
    <message>
        <source>Text to the other side</source>
        <translation>Text an die Gegenseite</translation>
    </message>
    <message>
        <source>This list</source>
        <translation>Diese Liste</translation>
    </message>
    <message>
        <source>Why not?</source>
        <translation>Warum nicht?</translation>
    </message>
    <message>
        <source>Whom does it help? No names, please</source>
        <translation>Wem hilft es? Bitte keine Namen</translation>
    </message>
    <message>
        <source>Paid</source>
        <translation>Bezahlt</translation>
    </message>
    <message>
        <source>Worth once back</source>
        <translation>Wert danach</translation>
    </message>
    <message>
        <source>Mute, or speak again</source>
        <translation>Stumm schalten oder wieder sprechen</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>Behalten</translation>
    </message>
    <message>
        <source>Caller objects: end listening</source>
        <translation>Anrufer widerspricht: Mithören beenden</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>Später</translation>
    </message>
    <message>
        <source>Microphone</source>
        <translation>Mikrofon</translation>
    </message>
    <message>
        <source>Model card</source>
        <translation>Modellkarte</translation>
    </message>
    <message>
        <source>Mute</source>
        <translation>Stumm</translation>
    </message>
    <message>
        <source>Next card</source>
        <translation>Nächste Karte</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>Nicht jetzt</translation>
    </message>
    <message>
        <source>not right</source>
        <translation>stimmt nicht</translation>
    </message>
    <message>
        <source>There are no cards yet.</source>
        <translation>Noch gibt es keine Karten.</translation>
    </message>
    <message>
        <source>No card has these words.</source>
        <translation>Keine Karte enthält diese Wörter.</translation>
    </message>
    <message>
        <source>Nobody is asking for help</source>
        <translation>Niemand bittet um Hilfe</translation>
    </message>
    <message>
        <source>New requests appear here without interrupting you.</source>
        <translation>Neue Bitten erscheinen hier, ohne Sie zu unterbrechen.</translation>
    </message>
    <message>
        <source>no sound</source>
        <translation>kein Ton</translation>
    </message>
    <message>
        <source>Open in CRM</source>
        <translation>Im CRM öffnen</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Kennwort</translation>
    </message>
    <message>
        <source>This computer has no keyring: Beistand keeps the password until it is closed, then asks again.</source>
        <translation>Dieser Rechner hat keinen Schlüsselbund: Beistand merkt sich das Kennwort bis zum Beenden und fragt dann wieder.</translation>
    </message>
    <message>
        <source>Keep in the system&apos;s keyring</source>
        <translation>Im Schlüsselbund des Systems merken</translation>
    </message>
    <message>
        <source>Password for “{account}”</source>
        <translation>Kennwort für „{account}“</translation>
    </message>
    <message>
        <source>The telephone system asks for it at sign-in.</source>
        <translation>Die Telefonanlage verlangt es bei der Anmeldung.</translation>
    </message>
    <message>
        <source>The telephone system did not accept the last password.</source>
        <translation>Die Telefonanlage hat das letzte Kennwort nicht angenommen.</translation>
    </message>
    <message>
        <source>Go on phoning</source>
        <translation>Weiter telefonieren</translation>
    </message>
    <message>
        <source>Previous card</source>
        <translation>Vorige Karte</translation>
    </message>
    <message>
        <source>Delete key: not right, for this call</source>
        <translation>Entf: stimmt nicht, für dieses Gespräch</translation>
    </message>
    <message>
        <source>Choose</source>
        <translation>Auswählen</translation>
    </message>
    <message>
        <source>{role}: choose which device is used first</source>
        <translation>{role}: wählen, welches Gerät zuerst verwendet wird</translation>
    </message>
    <message>
        <source>Rings on</source>
        <translation>Klingelt auf</translation>
    </message>
    <message>
        <source>Record and play back</source>
        <translation>Aufnehmen und abspielen</translation>
    </message>
    <message>
        <source>Redial</source>
        <translation>Wahlwiederholung</translation>
    </message>
    <message>
        <source>Redial {number}</source>
        <translation>{number} wieder wählen</translation>
    </message>
    <message>
        <source>Restart</source>
        <translation>Neu starten</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>What to say</source>
        <translation>Zum Sagen</translation>
    </message>
    <message>
        <source>Second call</source>
        <translation>Zweiter Anruf</translation>
    </message>
    <message>
        <source>Search name or number</source>
        <translation>Name oder Nummer suchen</translation>
    </message>
    <message>
        <source>Search cards</source>
        <translation>Karten durchsuchen</translation>
    </message>
    <message>
        <source>Quit Beistand</source>
        <translation>Beistand beenden</translation>
    </message>
    <message>
        <source>You are in a call. Hang up and quit?</source>
        <translation>Sie sind im Gespräch. Auflegen und beenden?</translation>
    </message>
    <message>
        <source>Hang up and quit</source>
        <translation>Auflegen und beenden</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>Senden</translation>
    </message>
    <message>
        <source>Show companion</source>
        <translation>Begleiter zeigen</translation>
    </message>
    <message>
        <source>Show window</source>
        <translation>Fenster zeigen</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>Anmelden</translation>
    </message>
    <message>
        <source>Sound …</source>
        <translation>Ton …</translation>
    </message>
    <message>
        <source>Sound</source>
        <translation>Ton</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Supervision</source>
        <translation>Teamleitung</translation>
    </message>
    <message>
        <source>You listen only once the desk invites you. The desk sees who is there.</source>
        <translation>Mithören erst nach Einladung. Der Platz sieht, wer dabei ist.</translation>
    </message>
    <message>
        <source>Swap</source>
        <translation>Wechseln</translation>
    </message>
    <message>
        <source>Swap to {peer}</source>
        <translation>Zu {peer} wechseln</translation>
    </message>
    <message>
        <source>Unmute</source>
        <translation>Ton an</translation>
    </message>
</context>
<context>
    <name>UnknownWhy</name>
    <message>
        <source>no consent yet</source>
        <translation>noch keine Einwilligung</translation>
    </message>
    <message>
        <source>caller declined</source>
        <translation>abgelehnt</translation>
    </message>
    <message>
        <source>analysis off for this call</source>
        <translation>Analyse aus für dieses Gespräch</translation>
    </message>
    <message>
        <source>analysis is switched off</source>
        <translation>Analyse ist ausgeschaltet</translation>
    </message>
    <message>
        <source>a colleague, not analysed</source>
        <translation>intern, ohne Analyse</translation>
    </message>
    <message>
        <source>still listening</source>
        <translation>hört sich noch ein</translation>
    </message>
    <message>
        <source>call on hold</source>
        <translation>Gespräch gehalten</translation>
    </message>
    <message>
        <source>nobody is speaking</source>
        <translation>niemand spricht</translation>
    </message>
    <message>
        <source>the line is poor</source>
        <translation>Leitung zu schlecht</translation>
    </message>
    <message>
        <source>analysis is starting</source>
        <translation>Analyse startet</translation>
    </message>
    <message>
        <source>model is missing</source>
        <translation>Modell fehlt</translation>
    </message>
    <message>
        <source>analysis has failed</source>
        <translation>Analyse ausgefallen</translation>
    </message>
</context>
</TS>
