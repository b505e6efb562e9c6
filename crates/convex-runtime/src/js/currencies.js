// What currencies are called and look like, and how many digits they have.
export default function install() {
  const words = (text) => Object.fromEntries(text.split(" ").map((entry) => entry.split("=")));
  /** The currencies that do not have two digits after the point. */
  const DECIMALS = {
    0:
      "AFN ALL BIF CLP COP DJF GNF HUF IDR IQD IRR ISK JPY KMF KPW KRW LAK LBP MGA MMK PKR PYG RWF SLL SOS SYP UGX VND VUV XAF XOF " +
      "XPF YER",
    3: "BHD JOD KWD LYD OMR TND",
  };
  const SYMBOLS =
    "AUD=A$ BRL=R$ CAD=CA$ CNY=CN¥ EUR=€ GBP=£ HKD=HK$ ILS=₪ INR=₹ JPY=¥ KRW=₩ MXN=MX$ NZD=NZ$ PHP=₱ TWD=NT$ USD=$ VND=₫ XAF=FCFA " +
    "XCD=EC$ XCG=Cg. XOF=F\u202fCFA XPF=CFPF";
  const NARROW =
    "AFN=؋ AMD=֏ AOA=Kz ARS=$ AUD=$ AZN=₼ BAM=KM BBD=$ BDT=৳ BMD=$ BND=$ BOB=Bs BSD=$ BWP=P BZD=$ CAD=$ CLP=$ CNY=¥ COP=$ CRC=₡ " +
    "CUC=$ CUP=$ CZK=Kč DKK=kr DOP=$ EGP=E£ FJD=$ FKP=£ GEL=₾ GHS=GH₵ GIP=£ GNF=FG GTQ=Q GYD=$ HKD=$ HNL=L HRK=kn HUF=Ft IDR=Rp " +
    "ISK=kr JMD=$ JPY=¥ KGS=⃀ KHR=៛ KMF=CF KPW=₩ KYD=$ KZT=₸ LAK=₭ LBP=L£ LKR=Rs LRD=$ MGA=Ar MMK=K MNT=₮ MUR=Rs MXN=$ MYR=RM " +
    "NAD=$ NGN=₦ NIO=C$ NOK=kr NPR=Rs NZD=$ PHP=₱ PKR=Rs PLN=zł PYG=₲ RON=lei RUB=₽ RWF=RF SBD=$ SEK=kr SGD=$ SHP=£ SRD=$ SSP=£ " +
    "STN=Db SYP=£ THB=฿ TOP=T$ TRY=₺ TTD=$ TWD=$ UAH=₴ USD=$ UYU=$ XCD=$ ZAR=R ZMW=ZK";
  /** Where a locale differs; a code alone has no symbol there. */
  const LOCAL_SYMBOLS = {
    "en-GB": "JPY=JP¥ USD=US$",
    "en-AU":
      "AUD=$ BRL CAD CNY EUR GBP HKD ILS INR JPY KRW MXN NZD PHP SCR=Rs TWD USD VND XAF XCD XOF XPF=CFP",
    "en-CA": "CAD=$ JPY=JP¥ USD=US$ XCG=Cg",
    "en-IN": "JPY=JP¥",
    de: "AUD=AU$ PHP THB=฿",
    fr:
      "ARS=$AR AUD=$AU BMD=$BM BND=$BN BZD=$BZ CAD=$CA CLP=$CL CNY COP=$CO FJD=$FJ FKP=£FK GBP=£GB GIP=£GI HKD JPY LBP=£LB MXN=$MX " +
      "NAD=$NA NZD=$NZ PHP SBD=$SB SGD=$SG SRD=$SR TTD=$TT TWD USD=$US UYU=$UY WST=$WS XCD XPF=FCFP",
    es: "AUD BRL CAD CNY GBP HKD ILS INR JPY KRW MXN NZD PHP THB=฿ TWD USD=US$ XAF XCD XOF",
    it: "BRL HKD INR JPY KRW MXN THB=฿ TWD USD VND XCG=Cf",
    "pt-BR": "AUD=AU$ JPY=JP¥ PHP THB=฿ USD=US$",
    nl: "AUD=AU$ CAD=C$ FJD=FJ$ JPY=JP¥ PHP SBD=SI$ THB=฿ USD=US$ XPF ZWG=ZiG",
    sv:
      "AUD BBD=Bds$ BMD=BM$ BRL=BR$ BSD=BS$ BZD=BZ$ CNY DKK=Dkr DOP=RD$ EGP=EG£ GBP HKD INR ISK=Ikr JMD=JM$ JPY KRW NOK=Nkr NZD PHP " +
      "SEK=kr TWD USD=US$ VND XCG",
  };
  const LOCAL_NARROW = {
    "en-AU": "BDT=Tk CUP=₱ EGP=£ ISK=Kr PYG=Gs SCR=Rs SEK=Kr UYU=$U XAF XOF XPF=CFP",
    "en-CA": "XCG=Cg",
    de: "BYN=р. CUC=Cub$ FKP=Fl£ GHS=₵ GNF=F.G. KMF=FC RON=L RWF=F.Rw SYP TWD=NT$ ZMW=K",
    fr: "BYN=р. EGP=£E KMF=FC LBP=£L NIO=$C RON=L RWF=FR TOP=$T TWD=NT$ WST=$WS XPF=FCFP ZMW=Kw",
    es: "BYN=р. EGP RON=L TWD=NT$ XAF XOF",
    it: "BYN=Br EGP=£E NOK=NKr TWD=NT$ XCG=Cf",
    "pt-BR": "BYN=р. RON=L SYP=S£ TWD=NT$",
    nl: "BYN=р. TWD=NT$ XCG=Cg XPF ZWG=ZiG",
    sv: "BYN=р. RON=L TWD=NT$ XCG",
  };
  /** `one|more`, where `s` is an ending. English has them all, the other languages the usual ones. */
  const NAMES = {
    "en-US":
      "AED=UAE dirham|s;AFN=Afghan Afghani|s;ALL=Albanian lek|Albanian lekë;AMD=Armenian dram|s;" +
      "ANG=Netherlands Antillean guilder|s;AOA=Angolan kwanza|s;ARS=Argentine peso|s;AUD=Australian dollar|s;AWG=Aruban florin;" +
      "AZN=Azerbaijani manat|s;BAM=Bosnia-Herzegovina convertible mark|s;BBD=Barbadian dollar|s;BDT=Bangladeshi taka|s;" +
      "BGN=Bulgarian lev|Bulgarian leva;BHD=Bahraini dinar|s;BIF=Burundian franc|s;BMD=Bermudan dollar|s;BND=Brunei dollar|s;" +
      "BOB=Bolivian boliviano|s;BRL=Brazilian real|s;BSD=Bahamian dollar|s;BTN=Bhutanese ngultrum|s;BWP=Botswanan pula|s;" +
      "BYN=Belarusian ruble|s;BZD=Belize dollar|s;CAD=Canadian dollar|s;CDF=Congolese franc|s;CHF=Swiss franc|s;CLP=Chilean peso|s;" +
      "CNY=Chinese yuan;COP=Colombian peso|s;CRC=Costa Rican colón|s;CUC=Cuban convertible peso|s;CUP=Cuban peso|s;" +
      "CVE=Cape Verdean escudo|s;CZK=Czech koruna|s;DJF=Djiboutian franc|s;DKK=Danish krone|Danish kroner;DOP=Dominican peso|s;" +
      "DZD=Algerian dinar|s;EGP=Egyptian pound|s;ERN=Eritrean nakfa|s;ETB=Ethiopian birr|s;EUR=euro|s;FJD=Fijian dollar|s;" +
      "FKP=Falkland Islands pound|s;GBP=British pound|s;GEL=Georgian lari|s;GHS=Ghanaian cedi|s;GIP=Gibraltar pound|s;" +
      "GMD=Gambian dalasi|s;GNF=Guinean franc|s;GTQ=Guatemalan quetzal|s;GYD=Guyanaese dollar|s;HKD=Hong Kong dollar|s;" +
      "HNL=Honduran lempira|s;HRK=Croatian kuna|s;HTG=Haitian gourde|s;HUF=Hungarian forint|s;IDR=Indonesian rupiah|s;" +
      "ILS=Israeli new shekel|s;INR=Indian rupee|s;IQD=Iraqi dinar|s;IRR=Iranian rial|s;ISK=Icelandic króna|Icelandic krónur;" +
      "JMD=Jamaican dollar|s;JOD=Jordanian dinar|s;JPY=Japanese yen;KES=Kenyan shilling|s;KGS=Kyrgyz som|s;KHR=Cambodian riel|s;" +
      "KMF=Comorian franc|s;KPW=North Korean won;KRW=South Korean won;KWD=Kuwaiti dinar|s;KYD=Cayman Islands dollar|s;" +
      "KZT=Kazakhstani tenge|s;LAK=Laotian kip|s;LBP=Lebanese pound|s;LKR=Sri Lankan rupee|s;LRD=Liberian dollar|s;" +
      "LSL=Lesotho loti|s;LYD=Libyan dinar|s;MAD=Moroccan dirham|s;MDL=Moldovan leu|Moldovan lei;" +
      "MGA=Malagasy ariary|Malagasy ariaries;MKD=Macedonian denar|Macedonian denari;MMK=Myanmar kyat|s;MNT=Mongolian tugrik|s;" +
      "MOP=Macanese pataca|s;MRU=Mauritanian ouguiya|s;MUR=Mauritian rupee|s;MVR=Maldivian rufiyaa|s;MWK=Malawian kwacha|s;" +
      "MXN=Mexican peso|s;MYR=Malaysian ringgit|s;MZN=Mozambican metical|s;NAD=Namibian dollar|s;NGN=Nigerian naira|s;" +
      "NIO=Nicaraguan córdoba|s;NOK=Norwegian krone|Norwegian kroner;NPR=Nepalese rupee|s;NZD=New Zealand dollar|s;" +
      "OMR=Omani rial|s;PAB=Panamanian balboa|s;PEN=Peruvian sol|Peruvian soles;PGK=Papua New Guinean kina;PHP=Philippine peso|s;" +
      "PKR=Pakistani rupee|s;PLN=Polish zloty|s;PYG=Paraguayan guarani|s;QAR=Qatari riyal|s;RON=Romanian leu|Romanian lei;" +
      "RSD=Serbian dinar|s;RUB=Russian ruble|s;RWF=Rwandan franc|s;SAR=Saudi riyal|s;SBD=Solomon Islands dollar|s;" +
      "SCR=Seychellois rupee|s;SDG=Sudanese pound|s;SEK=Swedish krona|Swedish kronor;SGD=Singapore dollar|s;SHP=St. Helena pound|s;" +
      "SLE=Sierra Leonean leone|s;SLL=Sierra Leonean leone (1964—2022)|Sierra Leonean leones (1964—2022);SOS=Somali shilling|s;" +
      "SRD=Surinamese dollar|s;SSP=South Sudanese pound|s;STN=São Tomé & Príncipe dobra|s;SVC=Salvadoran colón|Salvadoran colones;" +
      "SYP=Syrian pound|s;SZL=Swazi lilangeni|Swazi emalangeni;THB=Thai baht;TJS=Tajikistani somoni|s;TMT=Turkmenistani manat;" +
      "TND=Tunisian dinar|s;TOP=Tongan paʻanga;TRY=Turkish lira|Turkish Lira;TTD=Trinidad & Tobago dollar|s;" +
      "TWD=New Taiwan dollar|s;TZS=Tanzanian shilling|s;UAH=Ukrainian hryvnia|s;UGX=Ugandan shilling|s;USD=US dollar|s;" +
      "UYU=Uruguayan peso|s;UZS=Uzbekistani som;VES=Venezuelan bolívar|s;VND=Vietnamese dong;VUV=Vanuatu vatu|s;WST=Samoan tala;" +
      "XAF=Central African CFA franc|s;XCD=East Caribbean dollar|s;XCG=Caribbean guilder|s;XDR=special drawing rights;" +
      "XOF=West African CFA franc|s;XPF=CFP franc|s;XSU=Sucre|s;YER=Yemeni rial|s;ZAR=South African rand;ZMW=Zambian kwacha|s;" +
      "ZWG=Zimbabwean gold;ZWL=Zimbabwean dollar (2009–2024)|Zimbabwean dollars (2009–2024)",
    "en-GB":
      "AFN=Afghan afghani|s;BMD=Bermudian dollar|s;BYN=Belarusian rouble|s;ETB=Ethiopian birr;LSL=Lesotho loti|Lesotho maloti;" +
      "MGA=Malagasy ariary;MVR=Maldivian rufiyaa;RUB=Russian rouble|s;SHP=St Helena pound|s;VUV=Vanuatu vatu",
    "en-AU":
      "BAM=Bosnia-Herzegovina convertible marka;BBD=Barbados dollar|s;BMD=Bermuda dollar|s;BYN=Belarusian rouble|s;" +
      "GEL=Georgian lari;ILS=Israeli shekel|Israeli sheckles;KZT=Kazakhstani tenge;LAK=Laotian kip;MGA=Malagasy ariary;" +
      "MKD=Macedonian denar;PGK=Papua New Guinean kina|s;QAR=Qatari riyal|Quatari riyals;RUB=Russian rouble|s;" +
      "SHP=St Helena pound|s;SLL=Sierra Leonean leone (1964–2022)|Sierra Leonean leones (1964–2022);SRD=Suriname dollar|s;" +
      "TRY=Turkish lira|Turkish lire;UZS=Uzbekistani som|s;VND=Vietnamese dong|s;WST=Samoan tala|s",
    "en-CA":
      "AFN=Afghan afghani|s;BMD=Bermudian dollar|s;SHP=Saint Helena pound|s;STN=São Tomé and Príncipe dobra|s;" +
      "TTD=Trinidad and Tobago dollar|s",
    "en-IN":
      "AFN=Afghan afghani|s;ANG=Netherlands Antillean Guilder|s;BMD=Bermudian dollar|s;BYN=Belarusian rouble|s;ETB=Ethiopian birr;" +
      "KGS=Kyrgyzstani Som|s;KZT=Kazakhstani Tenge|s;LSL=Lesotho loti|Lesotho maloti;MGA=Malagasy ariary;MVR=Maldivian rufiyaa;" +
      "RUB=Russian rouble|s;SHP=St Helena pound|s;SLE=Sierra Leonean Leone|s;TJS=Tajikistani Somoni|s;TMT=Turkmenistani Manat;" +
      "UZS=Uzbekistani Som;VES=Venezuelan Bolívar|s;VUV=Vanuatu vatu;XCG=Caribbean Guilder|s;ZWG=Zimbabwean Gold",
    de:
      "USD=US-Dollar;EUR=Euro;GBP=Britisches Pfund|Britische Pfund;JPY=Japanischer Yen|Japanische Yen;" +
      "CNY=Chinesischer Yuan|Renminbi Yuan;INR=Indische Rupie|Indische Rupien;AUD=Australischer Dollar|Australische Dollar;" +
      "CAD=Kanadischer Dollar|Kanadische Dollar;CHF=Schweizer Franken;SEK=Schwedische Krone|Schwedische Kronen;" +
      "NOK=Norwegische Krone|Norwegische Kronen;DKK=Dänische Krone|Dänische Kronen;PLN=Polnischer Złoty|Polnische Złoty;" +
      "CZK=Tschechische Krone|Tschechische Kronen;HUF=Ungarischer Forint|Ungarische Forint;" +
      "BRL=Brasilianischer Real|Brasilianische Real;MXN=Mexikanischer Peso|Mexikanische Pesos;NZD=Neuseeland-Dollar;" +
      "KRW=Südkoreanischer Won|Südkoreanische Won;SGD=Singapur-Dollar;HKD=Hongkong-Dollar;" +
      "ILS=Israelischer Neuer Schekel|Israelische Neue Schekel;TRY=Türkische Lira;ZAR=Südafrikanischer Rand|Südafrikanische Rand;" +
      "RUB=Russischer Rubel|Russische Rubel;THB=Thailändischer Baht|Thailändische Baht;UAH=Ukrainische Hrywnja|Ukrainische Hrywen;" +
      "VND=Vietnamesischer Dong|Vietnamesische Dong;IDR=Indonesische Rupiah;PHP=Philippinischer Peso|Philippinische Pesos",
    fr:
      "USD=dollar des États-Unis|dollars des États-Unis;EUR=euro|s;GBP=livre sterling|livres sterling;" +
      "JPY=yen japonais|yens japonais;CNY=yuan renminbi chinois|yuans renminbi chinois;INR=roupie indienne|roupies indiennes;" +
      "AUD=dollar australien|dollars australiens;CAD=dollar canadien|dollars canadiens;CHF=franc suisse|francs suisses;" +
      "SEK=couronne suédoise|couronnes suédoises;NOK=couronne norvégienne|couronnes norvégiennes;" +
      "DKK=couronne danoise|couronnes danoises;PLN=zloty polonais|zlotys polonais;CZK=couronne tchèque|couronnes tchèques;" +
      "HUF=forint hongrois|forints hongrois;BRL=réal brésilien|réals brésiliens;MXN=peso mexicain|pesos mexicains;" +
      "NZD=dollar néo-zélandais|dollars néo-zélandais;KRW=won sud-coréen|wons sud-coréens;" +
      "SGD=dollar de Singapour|dollars de Singapour;HKD=dollar de Hong Kong|dollars de Hong Kong;" +
      "ILS=nouveau shekel israélien|nouveaux shekels israéliens;TRY=livre turque|livres turques;" +
      "ZAR=rand sud-africain|rands sud-africains;RUB=rouble russe|roubles russes;THB=baht thaïlandais|bahts thaïlandais;" +
      "UAH=hryvnia ukrainienne|hryvnias ukrainiennes;VND=dông vietnamien|dôngs vietnamiens;" +
      "IDR=roupie indonésienne|roupies indonésiennes;PHP=peso philippin|pesos philippins",
    es:
      "USD=dólar estadounidense|dólares estadounidenses;EUR=euro|s;GBP=libra esterlina|libras esterlinas;" +
      "JPY=yen japonés|yenes japoneses;CNY=yuan renminbi|yuanes renminbi;INR=rupia india|rupias indias;" +
      "AUD=dólar australiano|dólares australianos;CAD=dólar canadiense|dólares canadienses;CHF=franco suizo|francos suizos;" +
      "SEK=corona sueca|coronas suecas;NOK=corona noruega|coronas noruegas;DKK=corona danesa|coronas danesas;" +
      "PLN=esloti polaco|eslotis polacos;CZK=corona checa|coronas checas;HUF=forinto húngaro|forintos húngaros;" +
      "BRL=real brasileño|reales brasileños;MXN=peso mexicano|pesos mexicanos;NZD=dólar neozelandés|dólares neozelandeses;" +
      "KRW=won surcoreano|wons surcoreanos;SGD=dólar singapurense|dólares singapurenses;HKD=dólar hongkonés|dólares hongkoneses;" +
      "ILS=nuevo séquel israelí|nuevos séqueles israelíes;TRY=lira turca|liras turcas;ZAR=rand sudafricano|rands sudafricanos;" +
      "RUB=rublo ruso|rublos rusos;THB=bat tailandés|bats tailandeses;UAH=grivna ucraniana|grivnas ucranianas;" +
      "VND=dong vietnamita|dongs vietnamitas;IDR=rupia indonesia|rupias indonesias;PHP=peso filipino|pesos filipinos",
    it:
      "USD=dollaro statunitense|dollari statunitensi;EUR=euro;GBP=sterlina britannica|sterline britanniche;" +
      "JPY=yen giapponese|yen giapponesi;CNY=yuan cinese|yuan cinesi;INR=rupia indiana|rupie indiane;" +
      "AUD=dollaro australiano|dollari australiani;CAD=dollaro canadese|dollari canadesi;CHF=franco svizzero|franchi svizzeri;" +
      "SEK=corona svedese|corone svedesi;NOK=corona norvegese|corone norvegesi;DKK=corona danese|corone danesi;" +
      "PLN=zloty polacco|zloty polacchi;CZK=corona ceca|corone ceche;HUF=fiorino ungherese|fiorini ungheresi;" +
      "BRL=real brasiliano|real brasiliani;MXN=peso messicano|pesos messicani;NZD=dollaro neozelandese|dollari neozelandesi;" +
      "KRW=won sudcoreano|won sudcoreani;SGD=dollaro di Singapore|dollari di Singapore;" +
      "HKD=dollaro di Hong Kong|dollari di Hong Kong;ILS=nuovo siclo israeliano|nuovi sicli israeliani;TRY=lira turca|lire turche;" +
      "ZAR=rand sudafricano|rand sudafricani;RUB=rublo russo|rubli russi;THB=baht thailandese|baht thailandesi;" +
      "UAH=grivnia ucraina|grivnie ucraine;VND=dong vietnamita|dong vietnamiti;IDR=rupia indonesiana|rupie indonesiane;" +
      "PHP=peso filippino|pesos filippini",
    "pt-BR":
      "USD=Dólar americano|Dólares americanos;EUR=Euro|s;GBP=Libra esterlina|Libras esterlinas;JPY=Iene japonês|Ienes japoneses;" +
      "CNY=Yuan chinês|Yuans chineses;INR=Rupia indiana|Rupias indianas;AUD=Dólar australiano|Dólares australianos;" +
      "CAD=Dólar canadense|Dólares canadenses;CHF=Franco suíço|Francos suíços;SEK=Coroa sueca|Coroas suecas;" +
      "NOK=Coroa norueguesa|Coroas norueguesas;DKK=Coroa dinamarquesa|Coroas dinamarquesas;PLN=Zloty polonês|Zlotys poloneses;" +
      "CZK=Coroa tcheca|Coroas tchecas;HUF=Florim húngaro|Florins húngaros;BRL=Real brasileiro|Reais brasileiros;" +
      "MXN=Peso mexicano|Pesos mexicanos;NZD=Dólar neozelandês|Dólares neozelandeses;KRW=Won sul-coreano|Wons sul-coreanos;" +
      "SGD=Dólar singapuriano|Dólares singapurianos;HKD=Dólar de Hong Kong|Dólares de Hong Kong;" +
      "ILS=Novo shekel israelense|Novos shekels israelenses;TRY=Lira turca|Liras turcas;ZAR=Rand sul-africano|Rands sul-africanos;" +
      "RUB=Rublo russo|Rublos russos;THB=Baht tailandês|Bahts tailandeses;UAH=Hryvnia ucraniano|Hryvnias ucranianos;" +
      "VND=Dong vietnamita|Dongs vietnamitas;IDR=Rupia indonésia|Rupias indonésias;PHP=Peso filipino|Pesos filipinos",
    nl:
      "USD=Amerikaanse dollar;EUR=euro;GBP=Britse pond;JPY=Japanse yen;CNY=Chinese yuan;INR=Indiase roepie;AUD=Australische dollar;" +
      "CAD=Canadese dollar;CHF=Zwitserse frank;SEK=Zweedse kroon|Zweedse kronen;NOK=Noorse kroon|Noorse kronen;" +
      "DKK=Deense kroon|Deense kronen;PLN=Poolse zloty;CZK=Tsjechische kroon|Tsjechische kronen;HUF=Hongaarse forint;" +
      "BRL=Braziliaanse real;MXN=Mexicaanse peso;NZD=Nieuw-Zeelandse dollar;KRW=Zuid-Koreaanse won;SGD=Singaporese dollar;" +
      "HKD=Hongkongse dollar;ILS=Israëlische nieuwe shekel;TRY=Turkse lira;ZAR=Zuid-Afrikaanse rand;RUB=Russische roebel;" +
      "THB=Thaise baht;UAH=Oekraïense hryvnia;VND=Vietnamese dong;IDR=Indonesische roepia;PHP=Filipijnse peso",
    sv:
      "USD=amerikansk dollar|amerikanska dollar;EUR=euro;GBP=brittiskt pund|brittiska pund;JPY=japansk yen|japanska yen;" +
      "CNY=kinesisk yuan|kinesiska yuan;INR=indisk rupie|indiska rupier;AUD=australisk dollar|australiska dollar;" +
      "CAD=kanadensisk dollar|kanadensiska dollar;CHF=schweizisk franc|schweiziska franc;SEK=svensk krona|svenska kronor;" +
      "NOK=norsk krona|norska kronor;DKK=dansk krona|danska kronor;PLN=polsk zloty|polska zloty;" +
      "CZK=tjeckisk koruna|tjeckiska koruna;HUF=ungersk forint|ungerska forinter;BRL=brasiliansk real|brasilianska real;" +
      "MXN=mexikansk peso|mexikanska pesos;NZD=nyzeeländsk dollar|nyzeeländska dollar;KRW=sydkoreansk won|sydkoreanska won;" +
      "SGD=singaporiansk dollar|singaporianska dollar;HKD=Hongkongdollar;ILS=israelisk ny shekel|israeliska nya shekel;" +
      "TRY=turkisk lira|turkiska lira;ZAR=sydafrikansk rand|sydafrikanska rand;RUB=rysk rubel|ryska rubel;" +
      "THB=thailändsk baht|thailändska baht;UAH=ukrainsk hryvnia|ukrainska hryvnia;VND=vietnamesisk dong|vietnamesiska dong;" +
      "IDR=indonesisk rupie|indonesiska rupier;PHP=filippinsk peso|filippinska pesos",
  };
  const tables = new Map();
  const table = (source, key, parse) => {
    const id = `${key} ${source === NAMES} ${source === LOCAL_NARROW}`;
    if (!tables.has(id)) tables.set(id, source[key] === undefined ? {} : parse(source[key]));
    return tables.get(id);
  };
  const names = (text) => Object.fromEntries(text.split(";").map((entry) => entry.split("=")));
  let symbols;
  let narrow;
  const find = (local, code) => (code in local ? (local[code] ?? code) : undefined);
  const decimals = (code) => (DECIMALS[0].includes(code) ? 0 : DECIMALS[3].includes(code) ? 3 : 2);
  const symbol = (key, code, display) => {
    if (display === "code") return code;
    symbols ??= words(SYMBOLS);
    if (display !== "narrowSymbol") return find(table(LOCAL_SYMBOLS, key, words), code) ?? symbols[code] ?? code;
    narrow ??= words(NARROW);
    return find(table(LOCAL_NARROW, key, words), code) ?? narrow[code] ?? symbols[code] ?? code;
  };
  /** The name that goes with a number of the plural category. */
  const nameOf = (key, code, category) => {
    const isEnglish = key.startsWith("en");
    const entry = table(NAMES, key, names)[code] ?? (isEnglish ? table(NAMES, "en-US", names)[code] : undefined);
    if (entry === undefined) return code;
    const [one, other = one] = entry.split("|");
    if (category === "one") return one;
    return other === "s" ? `${one}s` : other;
  };
  const codes = () => [...new Set([...Object.keys(table(NAMES, "en-US", names)), "LSL"])].sort();
  return { codes, decimals, symbol, words: nameOf };
}
