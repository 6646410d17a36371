"""The demo city's accounts: one for each role, all with the same password, shown where one logs in."""

PASSWORD = "prova-nytta-lugnt"
ACCOUNTS = (
    ("sokande", "söker för Byggnadsnämnden"),
    ("projektkontor", "projektkontoret: granskar, utser värderare"),
    ("coach", "projektcoach: tar frågor om stöd"),
    ("varderare", "nyttovärderare"),
    ("granskare", "teknisk granskare av undantag"),
    ("beredning1", "beredningsgruppen för portfölj 1 (till beredning5)"),
    ("radet", "utvecklingsrådet"),
    ("direktor", "kommundirektören: beviljar och avslår"),
    ("agare", "systemägare i Byggnadsnämnden (och agare-aldre med flera)"),
    ("processagare", "processägare i Byggnadsnämnden"),
    ("projektledare", "projektledare"),
    ("registrator", "registratorn: program, uppdrag, offentlighet"),
    ("revisor", "revisorn: läser allt"),
)
FIRST_TRIES = (
    ("agare-aldre", "godta ett ägarskap och se vad det kostar per år"),
    ("agare-social", "bekräfta uppgifterna om nämndens system: det tveksamma står först"),
    ("agare", "svara på en anmäld ändring, och se i kalendern vad den krockar med"),
    ("radet", "gå in i rådets rum: ta med, lämna ute, ändra en vikt och se vad som följer"),
    ("direktor", "bevilja eller avslå, med skäl"),
    ("sokande", "skriv klart utkastet och se vad som saknas innan du lämnar in"),
    ("", "läs ett ärende utan att logga in: Ärenden i menyn"),
)
