// What time zones are called. Names go by the abbreviation that is in force, so history is right by itself; a zone whose abbreviation
// says nothing has its offset. The generic names of the rest are those of their cities, where Node has some of countries.
export default function install(host) {
  /** The groups of zones: where they are, and the abbreviations of their standard and daylight time. */
  const GROUPS = [
    ["Eastern", "America", "EST EDT"], ["Central", "America", "CST CDT"], ["Mountain", "America", "MST MDT"],
    ["Pacific", "America", "PST PDT"], ["Alaska", "America", "AKST AKDT"], ["Hawaii", "Pacific|America", "HST HDT"],
    ["Atlantic", "America|Atlantic", "AST ADT"], ["Newfoundland", "America", "NST NDT"],
    ["GMT", "Africa|Atlantic|America|Antarctica|Etc", "GMT GMT"],
    ["UK", "Europe/(?:London|Belfast|Guernsey|Jersey|Isle_of_Man)", "GMT BST"],
    ["Ireland", "Europe/Dublin", "GMT IST"],
    ["Western", "Europe|Africa|Atlantic", "WET WEST"], ["CentralEurope", "Europe|Africa|Arctic|Atlantic", "CET CEST"],
    ["EasternEurope", "Europe|Africa|Asia", "EET EEST"], ["Moscow", "Europe", "MSK MSD"],
    ["India", "Asia/(?:Kolkata|Calcutta|Colombo)", "IST IST"],
    ["Japan", "Asia", "JST JDT"], ["China", "Asia/(?:Shanghai|Macau|Chongqing|Harbin)", "CST CDT"], ["Korea", "Asia", "KST KDT"],
    ["HongKong", "Asia", "HKT HKST"], ["Singapore", "Asia/(?:Singapore|Kuala_Lumpur)", "+08 +08"], ["Israel", "Asia", "IST IDT"],
    ["Pakistan", "Asia", "PKT PKST"], ["Philippines", "Asia/Manila", "PST PDT"],
    ["Indochina", "Asia/(?:Bangkok|Ho_Chi_Minh|Saigon|Phnom_Penh|Vientiane)", "+07 +07"], ["WIB", "Asia", "WIB WIB"],
    ["Gulf", "Asia/(?:Dubai|Muscat)", "+04 +04"], ["Arabia", "Asia/(?:Riyadh|Kuwait|Bahrain|Qatar|Aden|Baghdad)", "+03 +03"],
    ["Sydney", "Australia|Antarctica", "AEST AEDT"], ["Adelaide", "Australia", "ACST ACDT"], ["Perth", "Australia", "AWST AWDT"],
    ["NZ", "Pacific|Antarctica", "NZST NZDT"], ["SouthAfrica", "Africa", "SAST SAST"], ["EastAfrica", "Africa|Indian", "EAT EAT"],
    ["CentralAfrica", "Africa", "CAT CAT"], ["WestAfrica", "Africa", "WAT WAT"], ["Brasilia", "America/Sao_Paulo", "-03 -02"],
    ["Argentina", "America/(?:Argentina/.*|Buenos_Aires)", "-03 -02"], ["UTC", "UTC", "UTC UTC"],
  ];
  /**
   * The long names in the order of the groups: standard, daylight, generic. In English `!` is for "Standard Time", `+` for that and
   * "Daylight Time", `*` for that and "Summer Time".
   */
  const LONG = {
    en:
      "Eastern+;Central+;Mountain+;Pacific+;Alaska+;Hawaii-Aleutian!;Atlantic+;Newfoundland+;Greenwich Mean Time;" +
      "Greenwich Mean Time|British Summer Time|United Kingdom Time;Greenwich Mean Time|Irish Standard Time|Ireland Time;" +
      "Western European*;Central European*;Eastern European*;Moscow!;India!;Japan!;China!;Korean!;Hong Kong!;Singapore!;Israel+;" +
      "Pakistan!;Philippine!;Indochina Time;Western Indonesia Time;Gulf!;Arabian!;Australian Eastern+;Australian Central+;" +
      "Australian Western!;New Zealand+;South Africa!;East Africa Time;Central Africa Time;West Africa Time;Brasilia!;Argentina!;" +
      "Coordinated Universal Time",
    de:
      "Nordamerikanische Ostküsten-Normalzeit|Nordamerikanische Ostküsten-Sommerzeit|Nordamerikanische Ostküstenzeit;" +
      "Nordamerikanische Zentral-Normalzeit|Nordamerikanische Zentral-Sommerzeit|Nordamerikanische Zentralzeit;" +
      "Rocky-Mountains-Normalzeit|Rocky-Mountains-Sommerzeit|Rocky-Mountains-Zeit;" +
      "Nordamerikanische Westküsten-Normalzeit|Nordamerikanische Westküsten-Sommerzeit|Nordamerikanische Westküstenzeit;" +
      "Alaska-Normalzeit|Alaska-Sommerzeit|Alaska-Zeit;Hawaii-Aleuten-Normalzeit;" +
      "Atlantik-Normalzeit|Atlantik-Sommerzeit|Atlantik-Zeit;Neufundland-Normalzeit|Neufundland-Sommerzeit|Neufundland-Zeit;" +
      "Mittlere Greenwich-Zeit;Mittlere Greenwich-Zeit|Britische Sommerzeit|Vereinigtes Königreich (Ortszeit);" +
      "Mittlere Greenwich-Zeit|Irische Sommerzeit|Irland (Ortszeit);" +
      "Westeuropäische Normalzeit|Westeuropäische Sommerzeit|Westeuropäische Zeit;" +
      "Mitteleuropäische Normalzeit|Mitteleuropäische Sommerzeit|Mitteleuropäische Zeit;" +
      "Osteuropäische Normalzeit|Osteuropäische Sommerzeit|Osteuropäische Zeit;Moskauer Normalzeit;Indische Normalzeit;" +
      "Japanische Normalzeit;Chinesische Normalzeit;Koreanische Normalzeit;Hongkong-Normalzeit;Singapurische Normalzeit;" +
      "Israelische Normalzeit|Israelische Sommerzeit|Israelische Zeit;Pakistanische Normalzeit;Philippinische Normalzeit;" +
      "Indochina-Zeit;Westindonesische Zeit;Golf-Zeit;Arabische Normalzeit;" +
      "Ostaustralische Normalzeit|Ostaustralische Sommerzeit|Ostaustralische Zeit;" +
      "Zentralaustralische Normalzeit|Zentralaustralische Sommerzeit|Zentralaustralische Zeit;Westaustralische Normalzeit;" +
      "Neuseeland-Normalzeit|Neuseeland-Sommerzeit|Neuseeland-Zeit;Südafrikanische Zeit;Ostafrikanische Zeit;" +
      "Zentralafrikanische Zeit;Westafrikanische Zeit;Brasília-Normalzeit;Argentinische Normalzeit;Koordinierte Weltzeit",
    fr:
      "heure normale de l’Est nord-américain|heure d’été de l’Est nord-américain|heure de l’Est nord-américain;" +
      "heure normale du centre nord-américain|heure d’été du centre nord-américain|heure du centre nord-américain;" +
      "heure normale des Rocheuses|heure d’été des Rocheuses|heure des Rocheuses;" +
      "heure normale du Pacifique nord-américain|heure d’été du Pacifique nord-américain|heure du Pacifique nord-américain;" +
      "heure normale de l’Alaska|heure d’été de l’Alaska|heure de l’Alaska;heure normale d’Hawaï - Aléoutiennes;" +
      "heure normale de l’Atlantique|heure d’été de l’Atlantique|heure de l’Atlantique;" +
      "heure normale de Terre-Neuve|heure d’été de Terre-Neuve|heure de Terre-Neuve;heure moyenne de Greenwich;" +
      "heure moyenne de Greenwich|heure d’été britannique|heure : Royaume-Uni;" +
      "heure moyenne de Greenwich|heure d’été irlandaise|heure : Irlande;" +
      "heure normale d’Europe de l’Ouest|heure d’été d’Europe de l’Ouest|heure d’Europe de l’Ouest;" +
      "heure normale d’Europe centrale|heure d’été d’Europe centrale|heure d’Europe centrale;" +
      "heure normale d’Europe de l’Est|heure d’été d’Europe de l’Est|heure d’Europe de l’Est;heure normale de Moscou;" +
      "heure de l’Inde;heure normale du Japon;heure normale de la Chine;heure normale de la Corée;heure normale de Hong Kong;" +
      "heure de Singapour;heure normale d’Israël|heure d’été d’Israël|heure d’Israël;heure normale du Pakistan;" +
      "heure normale des Philippines;heure d’Indochine;heure de l’Ouest indonésien;heure du Golfe;heure normale de l’Arabie;" +
      "heure normale de l’Est de l’Australie|heure d’été de l’Est de l’Australie|heure de l’Est de l’Australie;" +
      "heure normale du centre de l’Australie|heure d’été du centre de l’Australie|heure du centre de l’Australie;" +
      "heure normale de l’Ouest de l’Australie;" +
      "heure normale de la Nouvelle-Zélande|heure d’été de la Nouvelle-Zélande|heure de la Nouvelle-Zélande;" +
      "heure normale d’Afrique méridionale;heure normale d’Afrique de l’Est;heure normale d’Afrique centrale;" +
      "heure d’Afrique de l’Ouest;heure normale de Brasilia;heure normale d’Argentine;temps universel coordonné",
    es:
      "hora estándar oriental|hora de verano oriental|hora oriental;hora estándar central|hora de verano central|hora central;" +
      "hora estándar de las Montañas Rocosas|hora de verano de las Montañas Rocosas|hora de las Montañas Rocosas;" +
      "hora estándar del Pacífico|hora de verano del Pacífico|hora del Pacífico;" +
      "hora estándar de Alaska|hora de verano de Alaska|hora de Alaska;hora estándar de Hawái-Aleutianas;" +
      "hora estándar del Atlántico|hora de verano del Atlántico|hora del Atlántico;" +
      "hora estándar de Terranova|hora de verano de Terranova|hora de Terranova;hora del meridiano de Greenwich;" +
      "hora del meridiano de Greenwich|hora de verano británica|hora de Reino Unido;" +
      "hora del meridiano de Greenwich|hora de verano de Irlanda|hora de Irlanda;" +
      "hora estándar de Europa occidental|hora de verano de Europa occidental|hora de Europa occidental;" +
      "hora estándar de Europa central|hora de verano de Europa central|hora de Europa central;" +
      "hora estándar de Europa oriental|hora de verano de Europa oriental|hora de Europa oriental;hora estándar de Moscú;" +
      "hora estándar de la India;hora estándar de Japón;hora estándar de China;hora estándar de Corea;hora estándar de Hong Kong;" +
      "hora de Singapur;hora estándar de Israel|hora de verano de Israel|hora de Israel;hora estándar de Pakistán;" +
      "hora estándar de Filipinas;hora de Indochina;hora de Indonesia occidental;hora estándar del Golfo;hora estándar de Arabia;" +
      "hora estándar de Australia oriental|hora de verano de Australia oriental|hora de Australia oriental;" +
      "hora estándar de Australia central|hora de verano de Australia central|hora de Australia central;" +
      "hora estándar de Australia occidental;" +
      "hora estándar de Nueva Zelanda|hora de verano de Nueva Zelanda|hora de Nueva Zelanda;hora de Sudáfrica;" +
      "hora de África oriental;hora de África central;hora de África occidental;hora estándar de Brasilia;" +
      "hora estándar de Argentina;tiempo universal coordinado",
    it:
      "Ora standard orientale USA|Ora legale orientale USA|Ora orientale USA;" +
      "Ora standard centrale USA|Ora legale centrale USA|Ora centrale USA;" +
      "Ora standard Montagne Rocciose USA|Ora legale Montagne Rocciose USA|Ora Montagne Rocciose USA;" +
      "Ora standard del Pacifico USA|Ora legale del Pacifico USA|Ora del Pacifico USA;" +
      "Ora standard dell’Alaska|Ora legale dell’Alaska|Ora dell’Alaska;Ora standard delle Isole Hawaii-Aleutine;" +
      "Ora standard dell’Atlantico|Ora legale dell’Atlantico|Ora dell’Atlantico;" +
      "Ora standard di Terranova|Ora legale di Terranova|Ora di Terranova;Ora del meridiano di Greenwich;" +
      "Ora del meridiano di Greenwich|Ora legale del Regno Unito|Ora Regno Unito;" +
      "Ora del meridiano di Greenwich|Ora legale dell’Irlanda|Ora Irlanda;" +
      "Ora standard dell’Europa occidentale|Ora legale dell’Europa occidentale|Ora dell’Europa occidentale;" +
      "Ora standard dell’Europa centrale|Ora legale dell’Europa centrale|Ora dell’Europa centrale;" +
      "Ora standard dell’Europa orientale|Ora legale dell’Europa orientale|Ora dell’Europa orientale;Ora standard di Mosca;" +
      "Ora standard dell’India;Ora standard del Giappone;Ora standard della Cina;Ora standard coreana;Ora standard di Hong Kong;" +
      "Ora di Singapore;Ora standard di Israele|Ora legale di Israele|Ora di Israele;Ora standard del Pakistan;" +
      "Ora standard delle Filippine;Ora dell’Indocina;Ora dell’Indonesia occidentale;Ora del Golfo;Ora standard araba;" +
      "Ora standard dell’Australia orientale|Ora legale dell’Australia orientale|Ora dell’Australia orientale;" +
      "Ora standard dell’Australia centrale|Ora legale dell’Australia centrale|Ora dell’Australia centrale;" +
      "Ora standard dell’Australia occidentale;" +
      "Ora standard della Nuova Zelanda|Ora legale della Nuova Zelanda|Ora della Nuova Zelanda;Ora dell’Africa meridionale;" +
      "Ora dell’Africa orientale;Ora dell’Africa centrale;Ora dell’Africa occidentale;Ora standard di Brasilia;" +
      "Ora standard dell’Argentina;Tempo coordinato universale",
    pt:
      "Horário Padrão do Leste|Horário de Verão do Leste|Horário do Leste;" +
      "Horário Padrão Central|Horário de Verão Central|Horário Central;" +
      "Horário Padrão das Montanhas|Horário de Verão das Montanhas|Horário das Montanhas;" +
      "Horário Padrão do Pacífico|Horário de Verão do Pacífico|Horário do Pacífico;" +
      "Horário Padrão do Alasca|Horário de Verão do Alasca|Horário do Alasca;Horário Padrão do Havaí e Ilhas Aleutas;" +
      "Horário Padrão do Atlântico|Horário de Verão do Atlântico|Horário do Atlântico;" +
      "Horário Padrão da Terra Nova|Horário de Verão da Terra Nova|Horário da Terra Nova;Horário do Meridiano de Greenwich;" +
      "Horário do Meridiano de Greenwich|Horário de Verão Britânico|Horário Reino Unido;" +
      "Horário do Meridiano de Greenwich|Horário Padrão Irlandês|Horário Irlanda;" +
      "Horário Padrão da Europa Ocidental|Horário de Verão da Europa Ocidental|Horário da Europa Ocidental;" +
      "Horário Padrão da Europa Central|Horário de Verão da Europa Central|Horário da Europa Central;" +
      "Horário Padrão da Europa Oriental|Horário de Verão da Europa Oriental|Horário da Europa Oriental;Horário Padrão de Moscou;" +
      "Horário Padrão da Índia;Horário Padrão do Japão;Horário Padrão da China;Horário Padrão da Coreia;" +
      "Horário Padrão de Hong Kong;Horário Padrão de Singapura;" +
      "Horário Padrão de Israel|Horário de Verão de Israel|Horário de Israel;Horário Padrão do Paquistão;" +
      "Horário Padrão das Filipinas;Horário da Indochina;Horário da Indonésia Ocidental;Horário do Golfo;" +
      "Horário Padrão da Arábia;" +
      "Horário Padrão da Austrália Oriental|Horário de Verão da Austrália Oriental|Horário da Austrália Oriental;" +
      "Horário Padrão da Austrália Central|Horário de Verão da Austrália Central|Horário da Austrália Central;" +
      "Horário Padrão da Austrália Ocidental;" +
      "Horário Padrão da Nova Zelândia|Horário de Verão da Nova Zelândia|Horário da Nova Zelândia;Horário da África do Sul;" +
      "Horário da África Oriental;Horário da África Central;Horário da África Ocidental;Horário Padrão de Brasília;" +
      "Horário Padrão da Argentina;Horário Universal Coordenado",
    nl:
      "Eastern-standaardtijd|Eastern-zomertijd|Eastern-tijd;Central-standaardtijd|Central-zomertijd|Central-tijd;" +
      "Mountain-standaardtijd|Mountain-zomertijd|Mountain-tijd;Pacific-standaardtijd|Pacific-zomertijd|Pacific-tijd;" +
      "Alaska-standaardtijd|Alaska-zomertijd|Alaska-tijd;Hawaii-Aleoetische standaardtijd;" +
      "Atlantic-standaardtijd|Atlantic-zomertijd|Atlantic-tijd;" +
      "Newfoundland-standaardtijd|Newfoundland-zomertijd|Newfoundland-tijd;Greenwich Mean Time;" +
      "Greenwich Mean Time|Britse zomertijd|tijd in Verenigd Koninkrijk;Greenwich Mean Time|Ierse standaardtijd|tijd in Ierland;" +
      "West-Europese standaardtijd|West-Europese zomertijd|West-Europese tijd;" +
      "Midden-Europese standaardtijd|Midden-Europese zomertijd|Midden-Europese tijd;" +
      "Oost-Europese standaardtijd|Oost-Europese zomertijd|Oost-Europese tijd;Moskou-standaardtijd;Indiase tijd;" +
      "Japanse standaardtijd;Chinese standaardtijd;Koreaanse standaardtijd;Hongkongse standaardtijd;Singaporese standaardtijd;" +
      "Israëlische standaardtijd|Israëlische zomertijd|Israëlische tijd;Pakistaanse standaardtijd;Filipijnse standaardtijd;" +
      "Indochinese tijd;West-Indonesische tijd;Golf-standaardtijd;Arabische standaardtijd;" +
      "Oost-Australische standaardtijd|Oost-Australische zomertijd|Oost-Australische tijd;" +
      "Midden-Australische standaardtijd|Midden-Australische zomertijd|Midden-Australische tijd;West-Australische standaardtijd;" +
      "Nieuw-Zeelandse standaardtijd|Nieuw-Zeelandse zomertijd|Nieuw-Zeelandse tijd;Zuid-Afrikaanse tijd;Oost-Afrikaanse tijd;" +
      "Centraal-Afrikaanse tijd;West-Afrikaanse tijd;Braziliaanse standaardtijd;Argentijnse standaardtijd;" +
      "gecoördineerde wereldtijd",
    sv:
      "östnordamerikansk normaltid|östnordamerikansk sommartid|östnordamerikansk tid;" +
      "centralnordamerikansk normaltid|centralnordamerikansk sommartid|centralnordamerikansk tid;" +
      "Klippiga bergen, normaltid|Klippiga bergen, sommartid|Klippiga bergentid;" +
      "västnordamerikansk normaltid|västnordamerikansk sommartid|västnordamerikansk tid;" +
      "Alaska, normaltid|Alaska, sommartid|Alaskatid;Honolulu, normaltid;" +
      "nordamerikansk atlantnormaltid|nordamerikansk atlantsommartid|nordamerikansk atlanttid;" +
      "Newfoundland, normaltid|Newfoundland, sommartid|Newfoundlandtid;Greenwichtid;" +
      "Greenwichtid|brittisk sommartid|Storbritannientid;Greenwichtid|irländsk sommartid|Irlandtid;" +
      "västeuropeisk normaltid|västeuropeisk sommartid|västeuropeisk tid;" +
      "centraleuropeisk normaltid|centraleuropeisk sommartid|centraleuropeisk tid;" +
      "östeuropeisk normaltid|östeuropeisk sommartid|östeuropeisk tid;Moskva, normaltid;indisk tid;japansk normaltid;" +
      "kinesisk normaltid;koreansk normaltid;Hongkong, normaltid;Singaporetid;" +
      "israelisk normaltid|israelisk sommartid|israelisk tid;pakistansk normaltid;filippinsk normaltid;indokinesisk tid;" +
      "västindonesisk tid;Persiska vikentid;saudiarabisk normaltid;" +
      "östaustralisk normaltid|östaustralisk sommartid|östaustralisk tid;" +
      "centralaustralisk normaltid|centralaustralisk sommartid|centralaustralisk tid;västaustralisk normaltid;" +
      "nyzeeländsk normaltid|nyzeeländsk sommartid|nyzeeländsk tid;sydafrikansk tid;östafrikansk tid;centralafrikansk tid;" +
      "västafrikansk tid;Brasilia, normaltid;östargentinsk normaltid;koordinerad universell tid",
  };
  /** The groups that a locale abbreviates. */
  const AMERICAN = "Eastern Central Mountain Pacific Alaska Hawaii Atlantic GMT";
  const EUROPEAN = "Western CentralEurope EasternEurope";
  const SHORT = {
    "en-US": AMERICAN,
    "en-GB": `GMT UK ${EUROPEAN} Gulf`,
    "en-AU": "GMT Sydney Adelaide Perth NZ",
    "en-CA": `${AMERICAN} Newfoundland`,
    "en-IN": "GMT India Gulf",
    de: EUROPEAN,
    fr: "",
    es: `GMT ${EUROPEAN}`,
    it: EUROPEAN,
    "pt-BR": "Brasilia",
    nl: `${AMERICAN} ${EUROPEAN}`,
    sv: `GMT ${EUROPEAN}`,
  };
  /** Abbreviations that are not those of the tz database. */
  const OWN = { WET: "WEZ", WEST: "WESZ", CET: "MEZ", CEST: "MESZ", EET: "OEZ", EEST: "OESZ" };
  const GENERIC = { Eastern: "ET", Central: "CT", Mountain: "MT", Pacific: "PT", Alaska: "AKT", Atlantic: "AT", Newfoundland: "NT" };
  Object.assign(GENERIC, { Sydney: "AET", Adelaide: "ACT", NZ: "NZT" });
  const CITY = {
    en: "# Time", de: "# (Ortszeit)", fr: "heure : #", es: "hora de #", it: "Ora #", pt: "Horário #", nl: "tijd in #", sv: "#tid",
  };
  const languageOf = (key) => key.slice(0, 2);
  const groups = new Map();
  /** The index of the group of a zone with the abbreviation, and whether that is the one of daylight time. */
  const groupOf = (zone, abbreviation) => {
    const id = `${zone} ${abbreviation}`;
    if (!groups.has(id)) {
      const isIn = (where) => new RegExp(`^(?:${where})(?:/|$)`).test(zone);
      const index = GROUPS.findIndex(([, where, short]) => short.split(" ").includes(abbreviation) && isIn(where));
      groups.set(id, [index, index >= 0 && GROUPS[index][2].split(" ")[0] !== abbreviation]);
    }
    return groups.get(id);
  };
  const pad = (number) => String(number).padStart(2, "0");
  /** An offset in words: GMT+5:30, or GMT+05:30 as a long one. */
  const offsetName = (key, seconds, isLong) => {
    const absolute = Math.abs(seconds);
    const [hours, minutes, rest] = [Math.floor(absolute / 3600), Math.floor(absolute / 60) % 60, absolute % 60];
    const sign = seconds < 0 ? (key === "fr" || key === "sv" ? "−" : "-") : "+";
    const tail = (isLong || minutes !== 0 || rest !== 0 ? `:${pad(minutes)}` : "") + (rest !== 0 ? `:${pad(rest)}` : "");
    return `${key === "fr" ? "UTC" : "GMT"}${sign}${isLong ? pad(hours) : hours}${tail}`;
  };
  const longNames = (language, index) => {
    const entry = LONG[language].split(";")[index];
    const name = entry.slice(0, -1);
    switch (entry.at(-1)) {
      case "!": return [`${name} Standard Time`];
      case "+": return [`${name} Standard Time`, `${name} Daylight Time`, `${name} Time`];
      case "*": return [`${name} Standard Time`, `${name} Summer Time`, `${name} Time`];
      default: return entry.split("|");
    }
  };
  const shortName = (key, index, abbreviation) => {
    const [name] = GROUPS[index] ?? [];
    if (name === "UTC") return "UTC";
    // Greenwich is known in winter by every locale that knows it at all.
    const known = abbreviation === "GMT" ? "GMT" : name;
    if (name === undefined || !SHORT[key].split(" ").includes(known)) return undefined;
    if (name === "Gulf") return "GST";
    if (name === "Brasilia") return abbreviation === "-03" ? "BRT" : "BRST";
    if (key === "nl" && name === "Hawaii") return abbreviation.replace("H", "HA");
    return key === "de" ? (OWN[abbreviation] ?? abbreviation) : abbreviation;
  };
  const cityName = (key, zone) => CITY[languageOf(key)].replace("#", zone.split("/").at(-1).replace(/_/g, " "));
  const genericName = (key, zone, index, abbreviation, isShort) => {
    const language = languageOf(key);
    const [name] = GROUPS[index] ?? [];
    if (name === undefined) return zone.includes("/") ? cityName(key, zone) : undefined;
    if (name === "UTC") return undefined;
    if (!isShort) return longNames(language, index)[2] || longNames(language, index)[0];
    const short = shortName(key, index, GROUPS[index][2].split(" ")[0]);
    if (short === undefined || name === "UK" || name === "Ireland") return cityName(key, zone);
    return GENERIC[name] ?? short;
  };
  /** The name of a zone at an instant in a style of timeZoneName. */
  const zoneName = (key, style, zone, [offset, abbreviation], time) => {
    if (style === "shortOffset" || style === "longOffset") return offsetName(key, offset, style === "longOffset");
    // Node knows no names from before 1970.
    const [index, isDaylight] = time < 0 && zone !== "UTC" ? [-1, false] : groupOf(zone, abbreviation);
    const isShort = style === "short" || style === "shortGeneric";
    if (style.endsWith("Generic")) return genericName(key, zone, index, abbreviation, isShort) ?? offsetName(key, offset, !isShort);
    if (isShort) return shortName(key, index, abbreviation) ?? offsetName(key, offset, false);
    if (index < 0) return offsetName(key, offset, true);
    const names = longNames(languageOf(key), index);
    return (isDaylight && names[1]) || names[0];
  };
  // --- which zone -----------------------------------------------------------------------------
  const OFFSET = /^([+-])([01]\d|2[0-3])(?::?([0-5]\d))?$/;
  /** The canonical name of a zone that was asked for, and the function that looks it up. */
  const zoneOf = (name) => {
    const match = OFFSET.exec(name);
    if (match !== null) {
      const [, sign, hours, minutes = "00"] = match;
      const seconds = (sign === "-" ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60);
      return [`${seconds === 0 ? "+" : sign}${hours}:${minutes}`, () => [seconds, "", false]];
    }
    const zone = host.zone(name);
    if (zone === undefined) throw new RangeError(`Invalid time zone specified: ${name}`);
    return zone === "UTC" ? [zone, () => [0, "UTC", false]] : [zone, (time) => host.zoneAt(zone, time)];
  };
  return { zoneName, zoneOf };
}
