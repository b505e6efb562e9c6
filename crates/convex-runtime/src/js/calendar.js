// What the locales call the parts of dates, and the patterns they put them in. A variant of English has what it does not say from en-US.
// Fields of patterns are letters as in Unicode's locale data: G era, y year, M or L month, E or c weekday, d day, a half of the day,
// B part of the day, h or H hour, m minute, s second, z zone. What is between `'` is text.
export default function install() {
  /**
   * MMMM to MMMMM and EEEE to EEEEE are names of months and weekdays, LLL and c short ones that stand alone, where those differ; the
   * months "3" are the first three letters of the long ones. G are eras (short, long and narrow ones), B parts of the day from
   * an hour on. `dates` and `times` have the patterns that the rules below do not make, `styles` and `timeStyles` those of full, long,
   * medium and short; `glue` joins dates and times, `range` two dates, two days of a month and two times.
   */
  const DATA = {
    "en-US": {
      MMMM: "January|February|March|April|May|June|July|August|September|October|November|December",
      MMM: "3",
      MMMMM: "J|F|M|A|M|J|J|A|S|O|N|D",
      EEEE: "Sunday|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday",
      E: "Sun|Mon|Tue|Wed|Thu|Fri|Sat",
      EEEEE: "S|M|T|W|T|F|S",
      G: "BC|AD|Before Christ|Anno Domini|B|A",
      a: "AM|PM",
      Blong: "0in the morning|12noon|13in the afternoon|18in the evening|21at night",
      Bnarrow: "0in the morning|12n|13in the afternoon|18in the evening|21at night",
      dates: "yd=y '(day: 'd')';Gyd=y G '(day: 'd')';Ed=d E;Md=M/d;yM=M/y;yEd=d E y;yMd=M/d/y;MMMd=MMM d;yMMMd=MMM d, y",
      times: "",
      styles: "EEEE, MMMM d, y|MMMM d, y|MMM d, y|M/d/yy",
      hc: "h12",
      timeStyles: "h:mm:ss\u202fa z|h:mm:ss\u202fa z|h:mm:ss\u202fa|h:mm\u202fa",
      glue: " at | at |, |, ",
      range: "\u2009–\u2009|\u2009–\u2009|\u2009–\u2009",
    },
    "en-GB": {
      MMM: "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept|Oct|Nov|Dec",
      a: "am|pm",
      dates: "yd=y '(day: 'd')';Gyd=y G '(day: 'd')';Md=dd/MM;yM=MM/y;GyM=M/y G;MEd=E dd/MM;yEd=E d y;yMd=dd/MM/y;MMMd=d MMM;" +
        "GyMEd=E, d/M/y G;MMMEd=E d MMM;yMMMd=d MMM y",
      times: "Hmsz=H:mm:ss z",
      styles: "EEEE, d MMMM y|d MMMM y|d MMM y|dd/MM/y",
      hc: "h23",
      timeStyles: "HH:mm:ss z|HH:mm:ss z|HH:mm:ss|HH:mm",
      range: "\u2009–\u2009|\u2009–\u2009|–",
    },
    "en-AU": {
      MMM: "Jan|Feb|Mar|Apr|May|June|July|Aug|Sept|Oct|Nov|Dec",
      LLL: "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept|Oct|Nov|Dec",
      a: "am|pm",
      Blong: "0in the morning|12midday|13in the afternoon|18in the evening|21at night",
      Bnarrow: "0in the morning|12midday|13in the afternoon|18in the evening|21at night",
      dates: "yd=y '(day: 'd')';Gyd=y G '(day: 'd')';Md=d/M;yM=MM/y;GyM=M/y G;yEd=E d y;yMd=dd/MM/y;MMMd=d MMM;" +
        "yMMMd=d MMM y;MMMMEd=E d MMMM;GMMMMEd=E d MMMM G;yMMMMEd=E d " +
        "MMMM y;MMMEEEEd=EEEE d MMM;GMMMEEEEd=EEEE d MMM G;yMMMEEEEd=EEEE d MMM y;GyMMMEEEEd=EEEE d MMM y G;GyMMMMEEEEd=EEEE d MMMM " +
        "y G",
      styles: "EEEE, d MMMM y|d MMMM y|d MMM y|d/M/yy",
      range: "\u2009–\u2009|–|\u2009–\u2009",
    },
    "en-CA": {
      a: "a.m.|p.m.",
      Bnarrow: "0mor|12n|13aft|18eve|21night",
      dates: "yd=y '(day: 'd')';Gyd=y G '(day: 'd')';Md=MM-dd;yM=y-MM;GyM=M/y G;yEd=E d y;yMd=y-MM-dd;GyMd=M/d/y G;MMMd=MMM d;" +
        "GyMEd=E, M/d/y G;yMMMd=MMM d, y",
      styles: "EEEE, MMMM d, y|MMMM d, y|MMM d, y|y-MM-dd",
      range: "–|–|–",
    },
    "en-IN": {
      MMM: "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept|Oct|Nov|Dec",
      a: "am|pm",
      dates: "yd=y '(day: 'd')';Gyd=y G '(day: 'd')';Md=dd/MM;yM=MM/y;GyM=M/y G;yEd=E d y;yMd=d/M/y;GyMd=dd/MM/y G;" +
        "MMMd=d MMM;GyMEd=E, dd/MM/y G;yMMMd=d MMM y;yMMMEd=E, d " +
        "MMM, y;GyMMMEd=E, d MMM y G;yMMMMEd=E, d MMMM y;yMMMEEEEd=EEEE, d MMM y",
      times: "Ehm=E, h:mm\u202fa;EHm=E, HH:mm;EBhm=E, h:mm B;Ehms=E, h:mm:ss\u202fa;EBHm=E, HH:mm;EHms=E, HH:mm:ss;EBhms=E, h:mm:ss " +
        "B;EBHms=E, HH:mm:ss",
      styles: "EEEE, d MMMM y|d MMMM y|d MMM y|dd/MM/yy",
      range: "\u2009–\u2009|–|\u2009–\u2009",
    },
    de: {
      MMMM: "Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember",
      MMM: "Jan.|Feb.|März|Apr.|Mai|Juni|Juli|Aug.|Sept.|Okt.|Nov.|Dez.",
      LLL: "Jan|Feb|Mär|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez",
      MMMMM: "J|F|M|A|M|J|J|A|S|O|N|D",
      EEEE: "Sonntag|Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag",
      E: "So.|Mo.|Di.|Mi.|Do.|Fr.|Sa.",
      c: "So|Mo|Di|Mi|Do|Fr|Sa",
      EEEEE: "S|M|D|M|D|F|S",
      G: "v. Chr.|n. Chr.|v. Chr.|n. Chr.|v. Chr.|n. Chr.",
      a: "AM|PM",
      Blong: "0nachts|5morgens|10vormittags|12mittags|13nachmittags|18abends",
      Bshort: "0nachts|5morgens|10vorm.|12mittags|13nachm.|18abends",
      Bnarrow: "0nachts|5morgens|10vorm.|12mittags|13nachm.|18abends",
      dates: "yd=y '(Tag: 'd')';Gyd=y G '(Tag: 'd')';G=G;Ed=E, d.;Md=d.M.;yM=M/y;GyM=MM/y G;yEd=y E, d.;yMd=d.M.y;" +
        "GyMd=dd.MM.y G;MMMd=d. MMM;GyMEd=E, dd.MM.y G;yMMMd=d. " +
        "MMM y",
      times: "H=HH 'Uhr';Bh=h 'Uhr' B;Eh=E, h\u202fa;Hz=HH 'Uhr' z;EBh=E, h 'Uhr' B;EHm=E, HH:mm;EBhm=E, h:mm 'Uhr' B;Ehms=E, " +
        "h:mm:ss\u202fa;EBHm=E, HH:mm;EHms=E, HH:mm:ss;Hmsz=H:mm:ss z;EBhms=E, h:mm:ss 'Uhr' B;EBHms=E, HH:mm:ss",
      styles: "EEEE, d. MMMM y|d. MMMM y|dd.MM.y|dd.MM.yy",
      hc: "h23",
      timeStyles: "HH:mm:ss z|HH:mm:ss z|HH:mm:ss|HH:mm",
      glue: " um | um |, |, ",
      range: "\u2009–\u2009|.–|–",
    },
    fr: {
      MMMM: "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre",
      MMM: "janv.|févr.|mars|avr.|mai|juin|juil.|août|sept.|oct.|nov.|déc.",
      MMMMM: "J|F|M|A|M|J|J|A|S|O|N|D",
      EEEE: "dimanche|lundi|mardi|mercredi|jeudi|vendredi|samedi",
      E: "dim.|lun.|mar.|mer.|jeu.|ven.|sam.",
      EEEEE: "D|L|M|M|J|V|S",
      G: "av. J.-C.|ap. J.-C.|avant Jésus-Christ|après Jésus-Christ|av. J.-C.|ap. J.-C.",
      a: "AM|PM",
      Blong: "0du matin|12midi|13de l’après-midi|18du soir",
      Bshort: "0matin|12midi|13après-midi|18soir",
      Bnarrow: "0matin|4mat.|12midi|13ap.m.|18soir",
      dates: "yd=y '(jour: 'd')';Gyd=y G '(jour: 'd')';G=G;Md=dd/MM;yM=MM/y;MEd=E dd/MM;yEd=y E d;yMd=dd/MM/y;MMMd=d MMM;" +
        "yMEd=E dd/MM/y;MMMEd=E d MMM;yMMMd=d MMM y;yMMMEd=E " +
        "d MMM y",
      times: "H=HH 'h';EH=E HH 'h';Hz=HH 'h' z;EBH=E HH 'h';Hmsz=H:mm:ss z",
      styles: "EEEE d MMMM y|d MMMM y|d MMM y|dd/MM/y",
      hc: "h23",
      timeStyles: "HH:mm:ss z|HH:mm:ss z|HH:mm:ss|HH:mm",
      glue: " à | à |, | ",
      range: "\u2009–\u2009|–|\u2009–\u2009",
    },
    es: {
      MMMM: "enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre",
      MMM: "ene|feb|mar|abr|may|jun|jul|ago|sept|oct|nov|dic",
      MMMMM: "E|F|M|A|M|J|J|A|S|O|N|D",
      EEEE: "domingo|lunes|martes|miércoles|jueves|viernes|sábado",
      E: "dom|lun|mar|mié|jue|vie|sáb",
      EEEEE: "D|L|M|X|J|V|S",
      G: "a. C.|d. C.|antes de Cristo|después de Cristo|a. C.|d. C.",
      a: "a.\u202fm.|p.\u202fm.",
      Blong: "0de la madrugada|6de la mañana|12del mediodía|13de la tarde|20de la noche",
      dates: "yd=y '(día: 'd')';Gyd=y G '(día: 'd')';G=G;Md=d/M;yM=M/y;yEd=y E d;yMd=d/M/y;MMMd=d MMM;MMMMd=d 'de' MMMM;" +
        "yMMMM=MMMM 'de' y;yMMMd=d MMM y;GMMMMd=G d 'de' " +
        "MMMM;GyMMMM=MMMM 'de' y G;MMMMEd=E, d 'de' MMMM;yMMMME=MMMM 'de' y E;yMMMMd=d 'de' MMMM 'de' y;GMMMMEd=G E, d 'de' MMMM;" +
        "GyMMMME=MMMM 'de' y G E;GyMMMMd=d 'de' MMMM 'de' y G;yMMMMEd=E, d 'de' MMMM 'de' y;GyMMMMEd=E, d 'de' MMMM 'de' y G;" +
        "yMMMEEEEd=EEEE, d 'de' MMM 'de' y",
      times: "H=H;Hm=H:mm;Hz=H 'h' z;Hms=H:mm:ss;Ehm=E, h:mm\u202fa;EHm=E, H:mm;Ehms=E, h:mm:ss\u202fa;EBHm=E, H:mm;EHms=E, H:mm:ss;" +
        "EBHms=E, H:mm:ss",
      styles: "EEEE, d 'de' MMMM 'de' y|d 'de' MMMM 'de' y|d MMM y|d/M/yy",
      hc: "h23",
      timeStyles: "H:mm:ss (z)|H:mm:ss z|H:mm:ss|H:mm",
      glue: ", | a las |, |, ",
      range: "\u2009–\u2009|–|–",
    },
    it: {
      MMMM: "gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre",
      MMM: "3",
      MMMMM: "G|F|M|A|M|G|L|A|S|O|N|D",
      EEEE: "domenica|lunedì|martedì|mercoledì|giovedì|venerdì|sabato",
      E: "dom|lun|mar|mer|gio|ven|sab",
      EEEEE: "D|L|M|M|G|V|S",
      G: "a.C.|d.C.|avanti Cristo|dopo Cristo|aC|dC",
      a: "AM|PM",
      Blong: "0di notte|6di mattina|12mezzogiorno|13del pomeriggio|18di sera",
      Bshort: "0di notte|6di mattina|12mezzogiorno|13di pomeriggio|18di sera",
      Bnarrow: "0di notte|6di mattina|12mezzogiorno|13di pomeriggio|18di sera",
      dates: "yd=y '(giorno: 'd')';Gyd=y G '(giorno: 'd')';G=G;Md=dd/MM;yM=MM/y;GyM=M/y G;MEd=E dd/MM;yEd=y E d;yMd=dd/MM/y;" +
        "MMMd=d MMM;yMEd=E dd/MM/y;MMMEd=E d MMM;yMMMd=d MMM y;" +
        "yMMMEd=E d MMM y",
      times: "H=H;Hz='h'HH z;Hmsz=H:mm:ss z",
      styles: "EEEE d MMMM y|d MMMM y|d MMM y|dd/MM/yy",
      hc: "h23",
      timeStyles: "HH:mm:ss z|HH:mm:ss z|HH:mm:ss|HH:mm",
      glue: " alle ore | alle ore |, |, ",
      range: "\u2009–\u2009|–|–",
    },
    "pt-BR": {
      MMMM: "janeiro|fevereiro|março|abril|maio|junho|julho|agosto|setembro|outubro|novembro|dezembro",
      MMM: "jan.|fev.|mar.|abr.|mai.|jun.|jul.|ago.|set.|out.|nov.|dez.",
      MMMMM: "J|F|M|A|M|J|J|A|S|O|N|D",
      EEEE: "domingo|segunda-feira|terça-feira|quarta-feira|quinta-feira|sexta-feira|sábado",
      E: "dom.|seg.|ter.|qua.|qui.|sex.|sáb.",
      EEEEE: "D|S|T|Q|Q|S|S",
      G: "a.C.|d.C.|antes de Cristo|depois de Cristo|a.C.|d.C.",
      a: "AM|PM",
      Blong: "0da madrugada|6da manhã|12meio-dia|13da tarde|19da noite",
      dates: "yd=y '(dia: 'd')';Gyd=y G '(dia: 'd')';G=G;Ed=E, d;Md=dd/MM;yM=MM/y;yEd=y E, d;yMd=dd/MM/y;MMMd=d 'de' MMM;" +
        "yMMM=MMM 'de' y;GyMEd=E, MM/dd/y G;yMMMd=d 'de' " +
        "MMM 'de' y",
      times: "Eh=E, h\u202fa;hz=h\u202fa, z;Hz=HH'h', z;EBh=E, h B;Ehm=E, h:mm\u202fa;EHm=E, HH:mm;Ehms=E, h:mm:ss\u202fa;EBHm=E, " +
        "HH:mm;EHms=E, HH:mm:ss;Hmsz=H:mm:ss z;EBHms=E, HH:mm:ss",
      styles: "EEEE, d 'de' MMMM 'de' y|d 'de' MMMM 'de' y|d 'de' MMM 'de' y|dd/MM/y",
      hc: "h23",
      timeStyles: "HH:mm:ss z|HH:mm:ss z|HH:mm:ss|HH:mm",
      glue: " às | às |, |, ",
      range: "\u2009–\u2009|\u2009–\u2009|\u2009–\u2009",
    },
    nl: {
      MMMM: "januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december",
      MMM: "jan|feb|mrt|apr|mei|jun|jul|aug|sep|okt|nov|dec",
      MMMMM: "J|F|M|A|M|J|J|A|S|O|N|D",
      EEEE: "zondag|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag",
      E: "zo|ma|di|wo|do|vr|za",
      EEEEE: "Z|M|D|W|D|V|Z",
      G: "v.Chr.|n.Chr.|voor Christus|na Christus|v.C.|n.C.",
      a: "a.m.|p.m.",
      Blong: "0’s nachts|6’s ochtends|12’s middags|18’s avonds",
      dates: "yd=y '(dag: 'd')';Gyd=y G '(dag: 'd')';G=G;Md=d-M;yM=M-y;GyM=M/y G;MEd=E d-M;yEd=y E d;yMd=d-M-y;GyMd=d/M/y G;" +
        "MMMd=d MMM;yMEd=E d-M-y;GyMEd=E d/M/y G;MMMEd=E " +
        "d MMM;yMMMd=d MMM y;yMMMEd=E d MMM y",
      times: "hm=h:mm a;hms=h:mm:ss a;Hmsz=H:mm:ss z",
      styles: "EEEE d MMMM y|d MMMM y|d MMM y|dd-MM-y",
      hc: "h23",
      timeStyles: "HH:mm:ss z|HH:mm:ss z|HH:mm:ss|HH:mm",
      glue: " om | om |, |, ",
      range: "\u2009–\u2009|–|–",
    },
    sv: {
      MMMM: "januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december",
      MMM: "jan.|feb.|mars|apr.|maj|juni|juli|aug.|sep.|okt.|nov.|dec.",
      MMMMM: "J|F|M|A|M|J|J|A|S|O|N|D",
      EEEE: "söndag|måndag|tisdag|onsdag|torsdag|fredag|lördag",
      E: "sön|mån|tis|ons|tors|fre|lör",
      EEEEE: "S|M|T|O|T|F|L",
      G: "f.Kr.|e.Kr.|före Kristus|efter Kristus|f.Kr.|e.Kr.",
      a: "fm|em",
      Blong: "0på natten|5på morgonen|10på förmiddagen|12på eftermiddagen|18på kvällen",
      Bshort: "0på natten|5på morg.|10på förm.|12på efterm.|18på kvällen",
      Bnarrow: "0på natten|5på morg.|10på förm.|12på efterm.|18på kvällen",
      dates: "yd=y '(dag: 'd')';Gyd=y G '(dag: 'd')';G=G;Md=d/M;yM=y-MM;MEd=E d/M;yEd=y E d;yMd=y-MM-dd;MMMd=d MMM;" +
        "GyMEd=E M-d-y G;MMMEd=E d MMM;yMMMd=d MMM y;yMMMEd=E d " +
        "MMM y",
      times: "EH=E HH;EBH=E HH;Hmsz=H:mm:ss z",
      styles: "EEEE d MMMM y|d MMMM y|d MMM y|y-MM-dd",
      hc: "h23",
      timeStyles: "HH:mm:ss z|HH:mm:ss z|HH:mm:ss|HH:mm",
      glue: " kl. | kl. | | ",
      range: "–|–|–",
    },
  };
  const known = new Map();
  const parse = (text) => (text === "" ? {} : Object.fromEntries(text.split(";").map((entry) => entry.split(/=(.*)/s))));
  /** The calendar of a locale, taken apart. */
  const calendar = (key) => {
    if (known.has(key)) return known.get(key);
    const data = { ...(key.startsWith("en") ? DATA["en-US"] : {}), ...DATA[key] };
    const names = (field) => data[field].split("|");
    const own = { hourCycle: data.hc, dates: parse(data.dates), times: parse(data.times) };
    const lists = ["MMMM", "MMMMM", "EEEE", "E", "EEEEE", "G", "a", "styles", "timeStyles", "glue", "range"];
    for (const field of lists) own[field] = names(field);
    own.MMM = data.MMM === "3" ? own.MMMM.map((name) => name.slice(0, 3)) : names("MMM");
    own.LLL = data.LLL === undefined ? own.MMM : names("LLL");
    own.c = data.c === undefined ? own.E : names("c");
    own.cycleGlue = data.glue2 === undefined ? own.glue : names("glue2");
    for (const width of ["long", "short", "narrow"]) {
      own[`B${width}`] = (data[`B${width}`] ?? data.Blong).split("|").map((part) => /^(\d+)(.*)$/.exec(part).slice(1));
    }
    known.set(key, own);
    return own;
  };

  // --- the rules that make the other patterns -------------------------------------------------
  const DATES = { E: "c", MMM: "LLL", yd: "y d", yMMM: "MMM y", Ed: "E d" };
  /** The pattern of date fields, such as yMMMEd. */
  const datePattern = (table, key) => {
    if (Object.hasOwn(table, key)) return table[key];
    if (key.includes("EEEE")) return datePattern(table, key.replace("EEEE", "E")).replace(/E+|c/, "EEEE");
    if (key.includes("MMMM")) return datePattern(table, key.replace("MMMM", "MMM")).replace(/MMM|LLL/, "MMMM");
    if (key.length > 1 && key.endsWith("E")) return `${datePattern(table, key.slice(0, -1))} c`;
    if (key[0] === "G" && key !== "G") {
      const rest = datePattern(table, key.slice(1));
      return table.G !== undefined && key[1] !== "y" ? `G ${rest}` : `${rest} G`;
    }
    if (key.length > 2 && key.endsWith("Ed")) return `E${key === "yEd" ? "" : ","} ${datePattern(table, key.replace("Ed", "d"))}`;
    return DATES[key] ?? key;
  };
  const TIMES = {
    h: "h\u202fa", hm: "h:mm\u202fa", hms: "h:mm:ss\u202fa", H: "HH", Hm: "HH:mm", Hms: "HH:mm:ss", ms: "mm:ss", Hz: "HH'h' z",
  };
  /** The pattern of time fields, such as EBhmsz. */
  const timePattern = (table, key) => {
    if (Object.hasOwn(table, key)) return table[key];
    if (key.length > 1 && key[0] === "E") return `${key.endsWith("H") ? "c," : "E"} ${timePattern(table, key.slice(1))}`;
    if (key.length > 1 && key[0] === "B") {
      const rest = timePattern(table, key.slice(1));
      return key.endsWith("z") ? rest.replace("a", "B") : rest.replace(/[ \u202f]a/, " B");
    }
    if (key.length > 1 && key.endsWith("z") && key !== "Hz") return `${timePattern(table, key.slice(0, -1))} z`;
    return TIMES[key] ?? key;
  };
  return { calendar, datePattern, timePattern };
}
