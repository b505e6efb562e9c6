// The phrases of Intl.RelativeTimeFormat: by unit `future~past~day=word`, each `one|more`, `#` being the number. What a style does not
// have is as in the longer one, and in the variants of English as in that of the USA.
export default function install() {
  const UNITS = ["year", "quarter", "month", "week", "day", "hour", "minute", "second"];
  const PHRASES = {
    "en-US long":
      "in # year|in # years~# year ago|# years ago~-1=last year~0=this year~1=next year/" +
      "in # quarter|in # quarters~# quarter ago|# quarters ago~-1=last quarter~0=this quarter~1=next quarter/" +
      "in # month|in # months~# month ago|# months ago~-1=last month~0=this month~1=next month/" +
      "in # week|in # weeks~# week ago|# weeks ago~-1=last week~0=this week~1=next week/" +
      "in # day|in # days~# day ago|# days ago~-1=yesterday~0=today~1=tomorrow/" +
      "in # hour|in # hours~# hour ago|# hours ago~0=this hour/" +
      "in # minute|in # minutes~# minute ago|# minutes ago~0=this minute/" +
      "in # second|in # seconds~# second ago|# seconds ago~0=now",
    "en-US short":
      "in # yr.~# yr. ago~-1=last yr.~0=this yr.~1=next yr./" +
      "in # qtr.|in # qtrs.~# qtr. ago|# qtrs. ago~-1=last qtr.~0=this qtr.~1=next qtr./" +
      "in # mo.~# mo. ago~-1=last mo.~0=this mo.~1=next mo./in # wk.~# wk. ago~-1=last wk.~0=this wk.~1=next wk.//" +
      "in # hr.~# hr. ago~0=this hour/in # min.~# min. ago~0=this minute/in # sec.~# sec. ago~0=now",
    "en-US narrow":
      "in #y~#y ago~-1=last yr.~0=this yr.~1=next yr./in #q~#q ago~-1=last qtr.~0=this qtr.~1=next qtr./" +
      "in #mo~#mo ago~-1=last mo.~0=this mo.~1=next mo./in #w~#w ago~-1=last wk.~0=this wk.~1=next wk./" +
      "in #d~#d ago~-1=yesterday~0=today~1=tomorrow/in #h~#h ago~0=this hour/in #m~#m ago~0=this minute/in #s~#s ago~0=now",
    "en-GB short":
      "in # yr~# yr ago~-1=last yr~0=this yr~1=next yr/in # qtr~# qtr ago~-1=last qtr.~0=this qtr.~1=next qtr./" +
      "in # mo~# mo ago~-1=last mo~0=this mo~1=next mo/in # wk~# wk ago~-1=last wk~0=this wk~1=next wk//" +
      "in # hr~# hr ago~0=this hour/in # min~# min ago~0=this minute/in # sec~# sec ago~0=now",
    "en-GB narrow":
      "in # yr~# yr ago~-1=last yr~0=this yr~1=next yr/in # qtr~# qtr ago~-1=last qtr.~0=this qtr.~1=next qtr./" +
      "in # mo~# mo ago~-1=last mo~0=this mo~1=next mo/in # wk~# wk ago~-1=last wk~0=this wk~1=next wk/" +
      "in # day|in # days~# day ago|# days ago~-1=yesterday~0=today~1=tomorrow/in # hr~# hr ago~0=this hour/" +
      "in # min~# min ago~0=this minute/in # sec~# sec ago~0=now",
    "en-AU short":
      "in # yr|in # yrs~# yr ago|# yrs ago~-1=last yr~0=this yr~1=next yr/" +
      "in # qtr|in # qtrs~# qtr ago|# qtrs ago~-1=last qtr.~0=this qtr.~1=next qtr./" +
      "in # mo~# mo ago~-1=last mo~0=this mo~1=next mo/in # wk|in # wks~# wk ago|# wks ago~-1=last wk~0=this wk~1=next wk//" +
      "in # hr|in # hrs~# hr ago|# hrs ago~0=this hour/in # min|in # mins~# min ago|# mins ago~0=this minute/" +
      "in # sec|in # secs~# sec ago|# secs ago~0=now",
    "en-AU narrow":
      "in # yr|in # yrs~# yr ago|# yrs ago~-1=last yr~0=this yr~1=next yr/" +
      "in # qtr|in # qtrs~# qtr ago|# qtrs ago~-1=last qtr.~0=this qtr.~1=next qtr./" +
      "in # mo~# mo ago~-1=last mo~0=this mo~1=next mo/in # wk|in # wks~# wk ago|# wks ago~-1=last wk~0=this wk~1=next wk/" +
      "in # day|in # days~# day ago|# days ago~-1=yesterday~0=today~1=tomorrow/in # hr|in # hrs~# hr ago|# hrs ago~0=this hour/" +
      "in # min|in # mins~# min ago|# mins ago~0=this minute/in # sec|in # secs~# sec ago|# secs ago~0=now",
    "en-CA short":
      "in # yr|in # yrs~# yr ago|# yrs ago~-1=last yr~0=this yr~1=next yr/" +
      "in # qtr|in # qtrs~# qtr ago|# qtrs ago~-1=last qtr.~0=this qtr.~1=next qtr./" +
      "in # mo|in # mos~# mo ago|# mos ago~-1=last mo~0=this mo~1=next mo/" +
      "in # wk|in # wks~# wk ago|# wks ago~-1=last wk~0=this wk~1=next wk//in # hr|in # hrs~# hr ago|# hrs ago~0=this hour/" +
      "in # min|in # mins~# min ago|# mins ago~0=this minute/in # sec|in # secs~# sec ago|# secs ago~0=now",
    "en-CA narrow":
      "in # yr|in # yrs~# yr ago|# yrs ago~-1=last yr~0=this yr~1=next yr/" +
      "in # qtr|in # qtrs~# qtr ago|# qtrs ago~-1=last qtr.~0=this qtr.~1=next qtr./" +
      "in # mo|in # mos~# mo ago|# mos ago~-1=last mo~0=this mo~1=next mo/" +
      "in # wk|in # wks~# wk ago|# wks ago~-1=last wk~0=this wk~1=next wk//in # hr|in # hrs~# hr ago|# hrs ago~0=this hour/" +
      "in # min|in # mins~# min ago|# mins ago~0=this minute/in # sec|in # secs~# sec ago|# secs ago~0=now",
    "en-IN short":
      "in # yr~# yr ago~-1=last yr~0=this yr~1=next yr/in # qtr~# qtr ago~-1=last qtr.~0=this qtr.~1=next qtr./" +
      "in # mo~# mo ago~-1=last mo~0=this mo~1=next mo/in # wk~# wk ago~-1=last wk~0=this wk~1=next wk//" +
      "in # hr~# hr ago~0=this hour/in # min~# min ago~0=this minute/in # sec~# sec ago~0=now",
    "en-IN narrow":
      "in # yr~# yr ago~-1=last yr~0=this yr~1=next yr/in # qtr~# qtr ago~-1=last qtr.~0=this qtr.~1=next qtr./" +
      "in # mo~# mo ago~-1=last mo~0=this mo~1=next mo/in # wk~# wk ago~-1=last wk~0=this wk~1=next wk/" +
      "in # day|in # days~# day ago|# days ago~-1=yesterday~0=today~1=tomorrow/in # hr~# hr ago~0=this hour/" +
      "in # min~# min ago~0=this minute/in # sec~# sec ago~0=now",
    "de long":
      "in # Jahr|in # Jahren~vor # Jahr|vor # Jahren~-1=letztes Jahr~0=dieses Jahr~1=nächstes Jahr/" +
      "in # Quartal|in # Quartalen~vor # Quartal|vor # Quartalen~-1=letztes Quartal~0=dieses Quartal~1=nächstes Quartal/" +
      "in # Monat|in # Monaten~vor # Monat|vor # Monaten~-1=letzten Monat~0=diesen Monat~1=nächsten Monat/" +
      "in # Woche|in # Wochen~vor # Woche|vor # Wochen~-1=letzte Woche~0=diese Woche~1=nächste Woche/" +
      "in # Tag|in # Tagen~vor # Tag|vor # Tagen~-2=vorgestern~-1=gestern~0=heute~1=morgen~2=übermorgen/" +
      "in # Stunde|in # Stunden~vor # Stunde|vor # Stunden~0=in dieser Stunde/" +
      "in # Minute|in # Minuten~vor # Minute|vor # Minuten~0=in dieser Minute/" +
      "in # Sekunde|in # Sekunden~vor # Sekunde|vor # Sekunden~0=jetzt",
    "de short":
      "/in # Quart.~vor # Quart.~-1=letztes Quartal~0=dieses Quartal~1=nächstes Quartal/" +
      "in # Monat|in # Monaten~vor # Monat|vor #\u00a0Monaten~-1=letzten Monat~0=diesen Monat~1=nächsten Monat///" +
      "in # Std.~vor # Std.~0=in dieser Stunde/in # Min.~vor # Min.~0=in dieser Minute/in # Sek.~vor # Sek.~0=jetzt",
    "de narrow":
      "/in # Q~vor # Q~-1=letztes Quartal~0=dieses Quartal~1=nächstes Quartal/" +
      "in # Monat|in # Monaten~vor #\u00a0Monat|vor # Monaten~-1=letzten Monat~0=diesen Monat~1=nächsten Monat/" +
      "in # Wo.~vor # Wo.~-1=letzte Woche~0=diese Woche~1=nächste Woche///in # m~vor # m~0=in dieser Minute/" +
      "in # s~vor # s~0=jetzt",
    "fr long":
      "dans # an|dans # ans~il y a # an|il y a # ans~-1=l’année dernière~0=cette année~1=l’année prochaine/" +
      "dans # trimestre|dans # trimestres~il y a # trimestre|il y a # trimestres~-1=le trimestre dernier~0=ce trimestre~1=le " +
        "trimestre prochain/" +
      "dans # mois~il y a # mois~-1=le mois dernier~0=ce mois-ci~1=le mois prochain/" +
      "dans # semaine|dans # semaines~il y a # semaine|il y a # semaines~-1=la semaine dernière~0=cette semaine~1=la semaine prochaine/" +
      "dans # jour|dans # jours~il y a # jour|il y a # jours~-2=avant-hier~-1=hier~0=aujourd’hui~1=demain~2=après-demain/" +
      "dans # heure|dans # heures~il y a # heure|il y a # heures~0=cette heure-ci/" +
      "dans # minute|dans # minutes~il y a # minute|il y a # minutes~0=cette minute-ci/" +
      "dans # seconde|dans # secondes~il y a # seconde|il y a # secondes~0=maintenant",
    "fr short":
      "dans # a~il y a # a~-1=l’an dernier~0=cette année~1=l’an prochain/" +
      "dans # trim.~il y a # trim.~-1=le trimestre dernier~0=ce trimestre~1=le trimestre prochain/" +
      "dans # m.~il y a # m.~-1=le mois dernier~0=ce mois-ci~1=le mois prochain/" +
      "dans # sem.~il y a # sem.~-1=la semaine dernière~0=cette semaine~1=la semaine prochaine/" +
      "dans #\u00a0j~il y a #\u00a0j~-2=avant-hier~-1=hier~0=aujourd’hui~1=demain~2=après-demain/dans #\u00a0h~il y a #\u00a0h~" +
        "0=cette heure-ci/" +
      "dans #\u00a0min~il y a #\u00a0min~0=cette minute-ci/dans #\u00a0s~il y a #\u00a0s~0=maintenant",
    "fr narrow":
      "+# a~-# a~-1=l’an dernier~0=cette année~1=l’an prochain/" +
      "+# trim.~-# trim.~-1=le trimestre dernier~0=ce trimestre~1=le trimestre prochain/" +
      "+# m.~-# m.~-1=le mois dernier~0=ce mois-ci~1=le mois prochain/" +
      "+# sem.~-# sem.~-1=la semaine dernière~0=cette semaine~1=la semaine prochaine/" +
      "+# j~-# j~-2=avant-hier~-1=hier~0=aujourd’hui~1=demain~2=après-demain/+# h~-# h~0=cette heure-ci/" +
      "+# min~-# min~0=cette minute-ci/+# s~-# s~0=maintenant",
    "es long":
      "dentro de # año|dentro de # años~hace # año|hace # años~-1=el año pasado~0=este año~1=el próximo año/" +
      "dentro de # trimestre|dentro de # trimestres~hace # trimestre|hace # trimestres~-1=el trimestre pasado~0=este trimestre~" +
        "1=el próximo trimestre/" +
      "dentro de # mes|dentro de # meses~hace # mes|hace # meses~-1=el mes pasado~0=este mes~1=el próximo mes/" +
      "dentro de # semana|dentro de # semanas~hace # semana|hace # semanas~-1=la semana pasada~0=esta semana~1=la próxima semana/" +
      "dentro de # día|dentro de # días~hace # día|hace # días~-2=anteayer~-1=ayer~0=hoy~1=mañana~2=pasado mañana/" +
      "dentro de # hora|dentro de # horas~hace # hora|hace # horas~0=esta hora/" +
      "dentro de # minuto|dentro de # minutos~hace # minuto|hace # minutos~0=este minuto/" +
      "dentro de # segundo|dentro de # segundos~hace # segundo|hace # segundos~0=ahora",
    "es short":
      "dentro de # a~hace # a~-1=el año pasado~0=este año~1=el próximo año/" +
      "dentro de # trim.~hace # trim.~-1=el trimestre pasado~0=este trimestre~1=el próximo trimestre/" +
      "dentro de # m~hace # m~-1=el mes pasado~0=este mes~1=el próximo mes/" +
      "dentro de # sem.~hace # sem.~-1=sem. ant.~0=esta sem.~1=próx. sem./" +
      "dentro de # d~hace # d~-2=anteayer~-1=ayer~0=hoy~1=mañana~2=pasado mañana/dentro de # h~hace # h~0=esta hora/" +
      "dentro de # min~hace # min~0=este minuto/dentro de # s~hace # s~0=ahora",
    "it long":
      "tra # anno|tra # anni~# anno fa|# anni fa~-1=anno scorso~0=quest’anno~1=anno prossimo/" +
      "tra # trimestre|tra # trimestri~# trimestre fa|# trimestri fa~-1=trimestre scorso~0=questo trimestre~1=trimestre prossimo/" +
      "tra # mese|tra # mesi~# mese fa|# mesi fa~-1=mese scorso~0=questo mese~1=mese prossimo/" +
      "tra # settimana|tra # settimane~# settimana fa|# settimane fa~-1=settimana scorsa~0=questa settimana~1=settimana prossima/" +
      "tra # giorno|tra # giorni~# giorno fa|# giorni fa~-2=l’altro ieri~-1=ieri~0=oggi~1=domani~2=dopodomani/" +
      "tra # ora|tra # ore~# ora fa|# ore fa~0=quest’ora/tra # minuto|tra # minuti~# minuto fa|# minuti fa~0=questo minuto/" +
      "tra # secondo|tra # secondi~# secondo fa|# secondi fa~0=ora",
    "it short":
      "/tra # trim.~# trim. fa~-1=trim. scorso~0=questo trim.~1=trim. prossimo//" +
      "tra # sett.~# sett. fa~-1=sett. scorsa~0=questa sett.~1=sett. prossima/" +
      "tra # g|tra # gg~# g fa|# gg fa~-2=l’altro ieri~-1=ieri~0=oggi~1=domani~2=dopodomani/tra # h~# h fa~0=quest’ora/" +
      "tra # min~# min fa~0=questo minuto/tra # sec.~# sec. fa~0=ora",
    "it narrow":
      "///////tra # s~# s fa~0=ora",
    "pt-BR long":
      "em # ano|em # anos~há # ano|há # anos~-1=ano passado~0=este ano~1=próximo ano/" +
      "em # trimestre|em # trimestres~há # trimestre|há # trimestres~-1=último trimestre~0=este trimestre~1=próximo trimestre/" +
      "em # mês|em # meses~há # mês|há # meses~-1=mês passado~0=este mês~1=próximo mês/" +
      "em # semana|em # semanas~há # semana|há # semanas~-1=semana passada~0=esta semana~1=próxima semana/" +
      "em # dia|em # dias~há # dia|há # dias~-2=anteontem~-1=ontem~0=hoje~1=amanhã~2=depois de amanhã/" +
      "em # hora|em # horas~há # hora|há # horas~0=esta hora/em # minuto|em # minutos~há # minuto|há # minutos~0=este minuto/" +
      "em # segundo|em # segundos~há # segundo|há # segundos~0=agora",
    "pt-BR short":
      "/em # trim.~há # trim.~-1=último trimestre~0=este trimestre~1=próximo trimestre//" +
      "em # sem.~há # sem.~-1=semana passada~0=esta semana~1=próxima semana//em # h~há # h~0=esta hora/" +
      "em # min.~há # min.~0=este minuto/em # seg.~há # seg.~0=agora",
    "nl long":
      "over # jaar~# jaar geleden~-1=vorig jaar~0=dit jaar~1=volgend jaar/" +
      "over # kwartaal|over # kwartalen~# kwartaal geleden|# kwartalen geleden~-1=vorig kwartaal~0=dit kwartaal~1=volgend kwartaal/" +
      "over # maand|over # maanden~# maand geleden|# maanden geleden~-1=vorige maand~0=deze maand~1=volgende maand/" +
      "over # week|over # weken~# week geleden|# weken geleden~-1=vorige week~0=deze week~1=volgende week/" +
      "over # dag|over # dagen~# dag geleden|# dagen geleden~-2=eergisteren~-1=gisteren~0=vandaag~1=morgen~2=overmorgen/" +
      "over # uur~# uur geleden~0=binnen een uur/" +
      "over # minuut|over # minuten~# minuut geleden|# minuten geleden~0=binnen een minuut/" +
      "over # seconde|over # seconden~# seconde geleden|# seconden geleden~0=nu",
    "nl short":
      "/over # kwart.~# kwart. geleden~-1=vorig kwartaal~0=dit kwartaal~1=volgend kwartaal///" +
      "over # dag|over # dgn~# dag geleden|# dgn geleden~-2=eergisteren~-1=gisteren~0=vandaag~1=morgen~2=overmorgen//" +
      "over # min.~# min. geleden~0=binnen een minuut/over # sec.~# sec. geleden~0=nu",
    "nl narrow":
      "/over # kw.~# kw. geleden~-1=vorig kwartaal~0=dit kwartaal~1=volgend kwartaal//////",
    "sv long":
      "om # år~för # år sedan~-1=förra året~0=i år~1=nästa år/" +
      "om # kvartal~för # kvartal sedan~-1=förra kvartalet~0=detta kvartal~1=nästa kvartal/" +
      "om # månad|om # månader~för # månad sedan|för # månader sedan~-1=förra månaden~0=den här månaden~1=nästa månad/" +
      "om # vecka|om # veckor~för # vecka sedan|för # veckor sedan~-1=förra veckan~0=denna vecka~1=nästa vecka/" +
      "om # dag|om # dagar~för # dag sedan|för # dagar sedan~-2=i förrgår~-1=i går~0=i dag~1=i morgon~2=i övermorgon/" +
      "om # timme|om # timmar~för # timme sedan|för # timmar sedan~0=denna timme/" +
      "om # minut|om # minuter~för # minut sedan|för # minuter sedan~0=denna minut/" +
      "om # sekund|om # sekunder~för # sekund sedan|för # sekunder sedan~0=nu",
    "sv short":
      "om # år~för # år sen~-1=förra året~0=i år~1=nästa år/om # kv.~för # kv. sen~-1=förra kv.~0=detta kv.~1=nästa kv./" +
      "om # mån.~för # mån. sen~-1=förra mån.~0=denna mån.~1=nästa mån./" +
      "om # v.~för # v. sedan~-1=förra v.~0=denna v.~1=nästa v./" +
      "om # d~för # d sedan|för\u00a0#\u00a0d sedan~-2=i förrgår~-1=i går~0=i dag~1=i morgon~2=i övermorgon/" +
      "om # tim~för # tim sedan~0=denna timme/om\u00a0# min~för # min sen~0=denna minut/om\u00a0# sek|om # sek~för # s sen~0=nu",
    "sv narrow":
      "+# år~−# år~-1=förra året~0=i år~1=nästa år/+# kv.~−# kv~-1=förra kv.~0=detta kv.~1=nästa kv./" +
      "+# mån.~−# mån~-1=förra mån.~0=denna mån.~1=nästa mån./+# v.~−# v~-1=förra v.~0=denna v.~1=nästa v./" +
      "+# d~−# d~-2=i förrgår~-1=igår~0=idag~1=imorgon~2=i övermorgon/+# h~−# h~0=denna timme/+# min~−# min~0=denna minut/" +
      "+# s~−# s~0=nu",
  };
  const LONGER = { narrow: "short", short: "long" };
  const find = (key, style, index) => {
    const own = PHRASES[`${key} ${style}`]?.split("/")[index];
    if (own) return own;
    if (key.startsWith("en-") && key !== "en-US") return find("en-US", style, index);
    return find(key, LONGER[style], index);
  };
  /** The phrases of a unit: for the future, the past, and the days that have a word. */
  const phrases = (key, style, unit) => {
    const [future, past, ...words] = find(key, style, UNITS.indexOf(unit)).split("~");
    return { future: future.split("|"), past: past.split("|"), words: Object.fromEntries(words.map((word) => word.split("="))) };
  };
  return { UNITS, phrases };
}
