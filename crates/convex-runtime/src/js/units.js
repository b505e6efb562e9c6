// The units of Intl.NumberFormat: their words, `one|more` with `#` for the number. What a locale does not have is as in its base.
export default function install() {
  const WORDS = {
    "en-US long":
      "acre=# acre|# acres;bit=# bit|# bits;byte=# byte|# bytes;celsius=# degree Celsius|# degrees Celsius;" +
      "centimeter=# centimeter|# centimeters;day=# day|# days;degree=# degree|# degrees;" +
      "fahrenheit=# degree Fahrenheit|# degrees Fahrenheit;fluid-ounce=# fluid ounce|# fluid ounces;foot=# foot|# feet;" +
      "gallon=# gallon|# gallons;gigabit=# gigabit|# gigabits;gigabyte=# gigabyte|# gigabytes;gram=# gram|# grams;" +
      "hectare=# hectare|# hectares;hour=# hour|# hours;inch=# inch|# inches;kilobit=# kilobit|# kilobits;" +
      "kilobyte=# kilobyte|# kilobytes;kilogram=# kilogram|# kilograms;kilometer=# kilometer|# kilometers;liter=# liter|# liters;" +
      "megabit=# megabit|# megabits;megabyte=# megabyte|# megabytes;meter=# meter|# meters;" +
      "microsecond=# microsecond|# microseconds;mile=# mile|# miles;mile-scandinavian=# mile-scandinavian|# miles-scandinavian;" +
      "milliliter=# milliliter|# milliliters;millimeter=# millimeter|# millimeters;millisecond=# millisecond|# milliseconds;" +
      "minute=# minute|# minutes;month=# month|# months;nanosecond=# nanosecond|# nanoseconds;ounce=# ounce|# ounces;" +
      "percent=# percent;petabyte=# petabyte|# petabytes;pound=# pound|# pounds;second=# second|# seconds;stone=# stone|# stones;" +
      "terabit=# terabit|# terabits;terabyte=# terabyte|# terabytes;week=# week|# weeks;yard=# yard|# yards;year=# year|# years",
    "en-US short":
      "acre=# ac;bit=# bit;byte=# byte;celsius=#°C;centimeter=# cm;day=# day|# days;degree=# deg;fahrenheit=#°F;" +
      "fluid-ounce=# fl oz;foot=# ft;gallon=# gal;gigabit=# Gb;gigabyte=# GB;gram=# g;hectare=# ha;hour=# hr;inch=# in;" +
      "kilobit=# kb;kilobyte=# kB;kilogram=# kg;kilometer=# km;liter=# L;megabit=# Mb;megabyte=# MB;meter=# m;microsecond=# μs;" +
      "mile=# mi;mile-scandinavian=# smi;milliliter=# mL;millimeter=# mm;millisecond=# ms;minute=# min;month=# mth|# mths;" +
      "nanosecond=# ns;ounce=# oz;percent=#%;petabyte=# PB;pound=# lb;second=# sec;stone=# st;terabit=# Tb;terabyte=# TB;" +
      "week=# wk|# wks;yard=# yd;year=# yr|# yrs",
    "en-US narrow":
      "acre=#ac;bit=#bit;byte=#B;centimeter=#cm;day=#d;degree=#°;fahrenheit=#°;fluid-ounce=#fl oz;foot=#′;gallon=#gal;gigabit=#Gb;" +
      "gigabyte=#GB;gram=#g;hectare=#ha;hour=#h;inch=#″;kilobit=#kb;kilobyte=#kB;kilogram=#kg;kilometer=#km;liter=#L;megabit=#Mb;" +
      "megabyte=#MB;meter=#m;microsecond=#μs;mile=#mi;mile-scandinavian=#smi;milliliter=#mL;millimeter=#mm;millisecond=#ms;" +
      "minute=#m;month=#m;nanosecond=#ns;ounce=#oz;petabyte=#PB;pound=##;second=#s;stone=#st;terabit=#Tb;terabyte=#TB;week=#w;" +
      "yard=#yd;year=#y",
    "en-GB long":
      "centimeter=# centimetre|# centimetres;fluid-ounce=# US fluid ounce|# US fluid ounces;gallon=# US gallon|# US gallons;" +
      "kilometer=# kilometre|# kilometres;liter=# litre|# litres;meter=# metre|# metres;" +
      "mile-scandinavian=# Scandinavian mile|# Scandinavian miles;milliliter=# millilitre|# millilitres;" +
      "millimeter=# millimetre|# millimetres;percent=# per cent;stone=# stone",
    "en-GB short":
      "fluid-ounce=# US fl oz;gallon=# US gal;hour=# hr|# hrs;liter=# l;milliliter=# ml;minute=# min|# mins;second=# sec|# secs",
    "en-GB narrow":
      "fahrenheit=#°F;fluid-ounce=#US fl oz;gallon=#USgal;liter=#l;milliliter=#ml;pound=#lb",
    "en-AU long":
      "centimeter=# centimetre|# centimetres;fluid-ounce=# US fluid ounce|# US fluid ounces;gallon=# US gallon|# US gallons;" +
      "kilometer=# kilometre|# kilometres;liter=# litre|# litres;meter=# metre|# metres;" +
      "mile-scandinavian=# Scandinavian mile|# Scandinavian miles;milliliter=# millilitre|# millilitres;" +
      "millimeter=# millimetre|# millimetres;percent=# per cent;stone=# stone",
    "en-AU short":
      "fluid-ounce=# US fl oz;gallon=# gal US;hour=# hr|# hrs;minute=# min|# mins;second=# sec|# secs",
    "en-AU narrow":
      "fahrenheit=#°F;fluid-ounce=#US fl oz;gallon=# gal US;pound=#lb",
    "en-CA long":
      "centimeter=# centimetre|# centimetres;fluid-ounce=# US fluid ounce|# US fluid ounces;gallon=# US gallon|# US gallons;" +
      "kilometer=# kilometre|# kilometres;liter=# litre|# litres;meter=# metre|# metres;" +
      "mile-scandinavian=# Scandinavian mile|# Scandinavian miles;milliliter=# millilitre|# millilitres;" +
      "millimeter=# millimetre|# millimetres;stone=# stone",
    "en-CA short":
      "bit=# bit|# bits;byte=# byte|# bytes;celsius=# °C;fahrenheit=# °F;fluid-ounce=# US fl oz;gallon=# US gal;hour=# hr|# hrs;" +
      "microsecond=# μsec|# μsecs;millisecond=# millisec|# millisecs;minute=# min|# mins;month=# mo|# mos;" +
      "nanosecond=# nanosec|# nanosecs;second=# sec|# secs",
    "en-CA narrow":
      "bit=#bit|#bits;celsius=#°;fahrenheit=#°F;fluid-ounce=#US fl oz;gallon=#USgal;minute=#min;pound=#lb",
    "en-IN long":
      "centimeter=# centimetre|# centimetres;fluid-ounce=# US fluid ounce|# US fluid ounces;gallon=# US gallon|# US gallons;" +
      "kilometer=# kilometre|# kilometres;liter=# litre|# litres;meter=# metre|# metres;" +
      "mile-scandinavian=# Scandinavian mile|# Scandinavian miles;milliliter=# millilitre|# millilitres;" +
      "millimeter=# millimetre|# millimetres;percent=# per cent;stone=# stone",
    "en-IN short":
      "fluid-ounce=# US fl oz;gallon=# US gal;hour=# hr|# hrs;liter=# l;milliliter=# ml;minute=# min|# mins;second=# sec|# secs",
    "en-IN narrow":
      "fahrenheit=#°F;fluid-ounce=#US fl oz;gallon=#USgal;liter=#l;milliliter=#ml;pound=#lb",
    "de long":
      "acre=# Acre|# Acres;bit=#\u00a0Bit|# Bit;byte=#\u00a0Byte|# Byte;celsius=# Grad Celsius;centimeter=# Zentimeter;" +
      "day=# Tag|# Tage;degree=# Grad;fahrenheit=# Grad Fahrenheit;fluid-ounce=#\u00a0Flüssigunze|#\u00a0Flüssigunzen;foot=# Fuß;" +
      "gallon=#\u00a0Gallone|#\u00a0Gallonen;gigabit=#\u00a0Gigabit|# Gigabit;gigabyte=#\u00a0Gigabyte|# Gigabyte;gram=# Gramm;" +
      "hectare=# Hektar;hour=# Stunde|# Stunden;inch=# Zoll;kilobit=#\u00a0Kilobit|# Kilobit;kilobyte=#\u00a0Kilobyte|# Kilobyte;" +
      "kilogram=# Kilogramm;kilometer=# Kilometer;liter=# Liter;megabit=#\u00a0Megabit|# Megabit;" +
      "megabyte=#\u00a0Megabyte|# Megabyte;meter=# Meter;microsecond=# Mikrosekunde|# Mikrosekunden;mile=# Meile|# Meilen;" +
      "mile-scandinavian=# skandinavische Meile|# skandinavische Meilen;milliliter=#\u00a0Milliliter;millimeter=# Millimeter;" +
      "millisecond=# Millisekunde|# Millisekunden;minute=# Minute|# Minuten;month=# Monat|# Monate;" +
      "nanosecond=# Nanosekunde|# Nanosekunden;ounce=# Unze|# Unzen;percent=# Prozent;petabyte=# Petabyte;pound=# Pfund;" +
      "second=# Sekunde|# Sekunden;stone=#\u00a0Stone|#\u00a0Stones;terabit=#\u00a0Terabit|# Terabit;" +
      "terabyte=#\u00a0Terabyte|# Terabyte;week=# Woche|# Wochen;yard=# Yard|# Yards;year=# Jahr|# Jahre",
    "de short":
      "acre=# ac;bit=#\u00a0Bit|# Bit;byte=#\u00a0Byte|# Byte;celsius=# °C;centimeter=# cm;day=# Tg.;degree=#°;fahrenheit=# °F;" +
      "fluid-ounce=# fl.oz.|# fl oz;foot=# ft;gallon=# gal;gigabit=#\u00a0Gb;gigabyte=#\u00a0GB;gram=# g;hectare=# ha;hour=# Std.;" +
      "inch=#\u00a0in|# in;kilobit=# kb;kilobyte=# kB;kilogram=# kg;kilometer=# km;liter=# l;megabit=# Mb;megabyte=# MB;meter=# m;" +
      "microsecond=# μs;mile=# mi;mile-scandinavian=# smi;milliliter=#\u00a0ml;millimeter=# mm;millisecond=# ms;minute=# Min.;" +
      "month=# Mon.;nanosecond=# ns;ounce=# oz;percent=#\u00a0%;petabyte=# PB;pound=# lb;second=# Sek.;stone=# st;terabit=# Tb;" +
      "terabyte=# TB;week=# Wo.;yard=# yd;year=# J",
    "de narrow":
      "bit=# b;byte=# B;day=# T;fahrenheit=#°F;hour=#h;microsecond=#μs|# μs;mile-scandinavian=#smi;millisecond=#ms|# ms;month=# M;" +
      "week=# W",
    "fr long":
      "acre=#\u00a0acre anglo-saxonne|#\u00a0acres anglo-saxonnes;bit=#\u00a0bit|#\u00a0bits;byte=#\u00a0octet|#\u00a0octets;" +
      "celsius=#\u00a0degré Celsius|#\u00a0degrés Celsius;centimeter=#\u00a0centimètre|#\u00a0centimètres;" +
      "day=#\u00a0jour|#\u00a0jours;degree=#\u00a0degré|#\u00a0degrés;fahrenheit=#\u00a0degré Fahrenheit|#\u00a0degrés Fahrenheit;" +
      "fluid-ounce=# once liquide|# onces liquides;foot=#\u00a0pied|# pieds;gallon=# gallon|# gallons;" +
      "gigabit=#\u00a0gigabit|#\u00a0gigabits;gigabyte=#\u00a0gigaoctet|#\u00a0gigaoctets;gram=#\u00a0gramme|#\u00a0grammes;" +
      "hectare=#\u00a0hectare|#\u00a0hectares;hour=#\u00a0heure|#\u00a0heures;inch=#\u00a0pouce|#\u00a0pouces;" +
      "kilobit=#\u00a0kilobit|#\u00a0kilobits;kilobyte=#\u00a0kilooctet|#\u00a0kilooctets;" +
      "kilogram=#\u00a0kilogramme|#\u00a0kilogrammes;kilometer=#\u00a0kilomètre|#\u00a0kilomètres;liter=#\u00a0litre|#\u00a0litres;" +
      "megabit=#\u00a0mégabit|#\u00a0mégabits;megabyte=#\u00a0mégaoctet|#\u00a0mégaoctets;meter=#\u00a0mètre|#\u00a0mètres;" +
      "microsecond=#\u00a0microseconde|#\u00a0microsecondes;mile=#\u00a0mile|#\u00a0miles;" +
      "mile-scandinavian=#\u00a0mille scandinave|#\u00a0milles scandinaves;milliliter=# millilitre|# millilitres;" +
      "millimeter=#\u00a0millimètre|#\u00a0millimètres;millisecond=#\u00a0milliseconde|#\u00a0millisecondes;" +
      "minute=# minute|# minutes;month=#\u00a0mois;nanosecond=#\u00a0nanoseconde|#\u00a0nanosecondes;" +
      "ounce=#\u00a0once|#\u00a0onces;percent=# pour cent;petabyte=#\u00a0pétaoctet|#\u00a0pétaoctets;" +
      "pound=#\u00a0livre|#\u00a0livres;second=#\u00a0seconde|#\u00a0secondes;stone=# stone|# stones;" +
      "terabit=#\u00a0térabit|#\u00a0térabits;terabyte=#\u00a0téraoctet|#\u00a0téraoctets;week=#\u00a0semaine|#\u00a0semaines;" +
      "yard=#\u00a0yard|#\u00a0yards;year=#\u00a0an|# ans",
    "fr short":
      "acre=#\u202fac;bit=#\u202fbit;byte=#\u202fo;celsius=#\u202f°C;centimeter=#\u202fcm;day=#\u202fj;degree=#°;" +
      "fahrenheit=#\u202f°F;fluid-ounce=# fl oz;foot=#\u202fpi;gallon=# gal;gigabit=#\u202fGbit;gigabyte=#\u202fGo;gram=#\u202fg;" +
      "hectare=#\u202fha;hour=#\u202fh;inch=#\u202fpo;kilobit=#\u202fkbit;kilobyte=#\u202fko;kilogram=#\u202fkg;" +
      "kilometer=#\u202fkm;liter=#\u202fl;megabit=#\u202fMbit;megabyte=#\u202fMo;meter=#\u202fm;microsecond=#\u202fμs;" +
      "mile=#\u202fmi;mile-scandinavian=#\u202fsmi;milliliter=# ml;millimeter=#\u202fmm;millisecond=#\u202fms;minute=#\u00a0min;" +
      "month=#\u202fm.;nanosecond=#\u202fns;ounce=#\u202foz;percent=#\u00a0%;petabyte=#\u202fPo;pound=#\u202flb;second=#\u202fs;" +
      "stone=# st;terabit=#\u202fTbit|# Tbit;terabyte=#\u202fTo;week=#\u202fsem.;yard=#\u202fyd;year=#\u00a0an|#\u00a0ans",
    "fr narrow":
      "acre=#ac;bit=#bit;byte=#o;celsius=#°C;centimeter=#cm;day=#j;fahrenheit=#°F;fluid-ounce=#fl oz;foot=#′;gallon=#gal;" +
      "gigabit=#Gbit;gigabyte=#Go;gram=#g;hectare=#ha;hour=#h;inch=#″;kilobit=#kbit;kilobyte=#ko;kilogram=#kg;kilometer=#km;" +
      "liter=#l;megabit=#Mbit;megabyte=#Mo;meter=#m;microsecond=#μs;mile=#mi;milliliter=#ml;millimeter=#mm;millisecond=#ms;" +
      "minute=#min;month=#m.;nanosecond=#ns;ounce=#oz;petabyte=#Po;pound=#lb;second=#s;terabit=#Tbit;terabyte=#To;week=#sem.;" +
      "yard=#yd;year=#a",
    "es long":
      "acre=# acre|# acres;bit=# bit|# bits;byte=# byte|# bytes;celsius=# grado Celsius|# grados Celsius;" +
      "centimeter=# centímetro|# centímetros;day=# día|# días;degree=# grado|# grados;" +
      "fahrenheit=# grado Fahrenheit|# grados Fahrenheit;fluid-ounce=# onza líquida|# onzas líquidas;foot=# pie|# pies;" +
      "gallon=# galón|# galones;gigabit=# gigabit|# gigabits;gigabyte=# gigabyte|# gigabytes;gram=# gramo|# gramos;" +
      "hectare=# hectárea|# hectáreas;hour=# hora|# horas;inch=# pulgada|# pulgadas;kilobit=# kilobit|# kilobits;" +
      "kilobyte=# kilobyte|# kilobytes;kilogram=# kilogramo|# kilogramos;kilometer=# kilómetro|# kilómetros;liter=# litro|# litros;" +
      "megabit=# megabit|# megabits;megabyte=# megabyte|# megabytes;meter=# metro|# metros;" +
      "microsecond=# microsegundo|# microsegundos;mile=# milla|# millas;" +
      "mile-scandinavian=# milla escandinava|# millas escandinavas;milliliter=# mililitro|# mililitros;" +
      "millimeter=# milímetro|# milímetros;millisecond=# milisegundo|# milisegundos;minute=# minuto|# minutos;month=# mes|# meses;" +
      "nanosecond=# nanosegundo|# nanosegundos;ounce=# onza|# onzas;percent=# por ciento;petabyte=# petabyte|# petabytes;" +
      "pound=# libra|# libras;second=# segundo|# segundos;stone=# stone|# stones;terabit=# terabit|# terabits;" +
      "terabyte=# terabyte|# terabytes;week=# semana|# semanas;yard=# yarda|# yardas;year=# año|# años",
    "es short":
      "acre=# ac;bit=# b;byte=# B;celsius=# °C;centimeter=# cm;day=# d;degree=#°;fahrenheit=# °F;fluid-ounce=# fl oz;foot=# ft;" +
      "gallon=# gal;gigabit=# Gb;gigabyte=# GB;gram=# g;hectare=# ha;hour=# h;inch=# in;kilobit=# kb;kilobyte=# kB;kilogram=# kg;" +
      "kilometer=# km;liter=# l;megabit=# Mb;megabyte=# MB;meter=# m;microsecond=# μs;mile=# mi;mile-scandinavian=# mi esc.;" +
      "milliliter=# ml;millimeter=# mm;millisecond=# ms;minute=# min;month=# m.;nanosecond=# ns;ounce=# oz;percent=#\u00a0%;" +
      "petabyte=# PB;pound=# lb;second=# s;stone=# st;terabit=# Tb;terabyte=# TB;week=# sem.;yard=# yd;year=# a",
    "es narrow":
      "acre=#ac;bit=#b;byte=#B;celsius=#°C;centimeter=#cm;day=#d;fahrenheit=#°F;fluid-ounce=#fl oz;foot=#ft;gallon=#gal;" +
      "gigabit=#Gb;gigabyte=#GB;gram=#g;hectare=#ha;hour=#h;inch=#in;kilobit=#kb;kilobyte=#kB;kilogram=#kg;kilometer=#km;liter=#l;" +
      "megabit=#Mb;megabyte=#MB;meter=#m;microsecond=#μs;mile=#mi;mile-scandinavian=#mi esc;millimeter=#mm;millisecond=#ms;" +
      "minute=#min;month=#m;nanosecond=#ns;ounce=#oz;petabyte=#PB;pound=#lb;second=#s;stone=#st;terabit=#Tb;terabyte=#TB;week=#sem;" +
      "yard=#yd;year=#a",
    "it long":
      "acre=# acro|# acri;bit=# bit;byte=# byte;celsius=# grado Celsius|# gradi Celsius;centimeter=# centimetro|# centimetri;" +
      "day=# giorno|# giorni;degree=# grado|# gradi;fahrenheit=# grado Fahrenheit|# gradi Fahrenheit;" +
      "fluid-ounce=# oncia liquida|# once liquide;foot=# piede|# piedi;gallon=# gallone|# galloni;gigabit=# gigabit;" +
      "gigabyte=# gigabyte;gram=# grammo|# grammi;hectare=# ettaro|# ettari;hour=# ora|# ore;inch=# pollice|# pollici;" +
      "kilobit=# kilobit;kilobyte=# kilobyte;kilogram=# chilogrammo|# chilogrammi;kilometer=# chilometro|# chilometri;" +
      "liter=# litro|# litri;megabit=# megabit;megabyte=# megabyte;meter=# metro|# metri;microsecond=# microsecondo|# microsecondi;" +
      "mile=# miglio|# miglia;mile-scandinavian=# miglio scandinavo|# miglia scandinave;milliliter=# millilitro|# millilitri;" +
      "millimeter=# millimetro|# millimetri;millisecond=# millisecondo|# millisecondi;minute=# minuto|# minuti;month=# mese|# mesi;" +
      "nanosecond=# nanosecondo|# nanosecondi;ounce=# oncia|# once;percent=# percento;petabyte=# petabyte;pound=# libbra|# libbre;" +
      "second=# secondo|# secondi;stone=# stone;terabit=# terabit;terabyte=# terabyte;week=# settimana|# settimane;" +
      "yard=# iarda|# iarde;year=# anno|# anni",
    "it short":
      "acre=# ac;bit=# bit;byte=# byte;celsius=# °C;centimeter=# cm;day=# giorno|# giorni;degree=#°;fahrenheit=# °F;" +
      "fluid-ounce=# fl oz;foot=# ft;gallon=# gal;gigabit=# Gb;gigabyte=# GB;gram=# g;hectare=# ha;hour=# h;inch=# in;kilobit=# kb;" +
      "kilobyte=# kB;kilogram=# kg;kilometer=# km;liter=# l;megabit=# Mb;megabyte=# MB;meter=# m;microsecond=# μs;mile=# mi;" +
      "mile-scandinavian=# smi;milliliter=# ml;millimeter=# mm;millisecond=# ms;minute=# min;month=# mese|# mesi;nanosecond=# ns;" +
      "ounce=# oz;percent=#%;petabyte=# PB;pound=# lb;second=# s;stone=# st;terabit=# Tb;terabyte=# TB;week=# sett.;yard=# yd;" +
      "year=# anno|# anni",
    "it narrow":
      "acre=#ac;bit=#bit;byte=#B;celsius=#°C;centimeter=#cm;day=#g|#gg;fahrenheit=#°F;fluid-ounce=#fl oz;foot=#ft;gallon=#gal;" +
      "gigabit=#Gb;gigabyte=#GB;gram=#g;hectare=#ha;hour=#h;inch=#″;kilobit=#kb;kilobyte=#kB;kilogram=#kg;kilometer=#km;liter=#l;" +
      "megabit=#Mb;megabyte=#MB;meter=#m;microsecond=#μs;mile=#mi;mile-scandinavian=#smi;milliliter=#ml;millimeter=#mm;" +
      "millisecond=#ms;minute=#min;nanosecond=#ns;ounce=#oz;petabyte=#PB;pound=#lb;second=#s;stone=#st;terabit=#Tb;terabyte=#TB;" +
      "week=#sett.;yard=#yd;year=#anno|#anni",
    "pt-BR long":
      "acre=# acre|# acres;bit=# bit|# bits;byte=# byte|# bytes;celsius=# grau Celsius|# graus Celsius;" +
      "centimeter=# centímetro|# centímetros;day=# dia|# dias;degree=# grau|# graus;" +
      "fahrenheit=# grau Fahrenheit|# graus Fahrenheit;fluid-ounce=# onça fluida|# onças fluidas;foot=# pé|# pés;" +
      "gallon=# galão|# galões;gigabit=# gigabit|# gigabits;gigabyte=# gigabyte|# gigabytes;gram=# grama|# gramas;" +
      "hectare=# hectare|# hectares;hour=# hora|# horas;inch=# polegada|# polegadas;kilobit=# kilobit|# kilobits;" +
      "kilobyte=# kilobyte|# kilobytes;kilogram=# quilograma|# quilogramas;kilometer=# quilômetro|# quilômetros;" +
      "liter=# litro|# litros;megabit=# megabit|# megabits;megabyte=# megabyte|# megabytes;meter=# metro|# metros;" +
      "microsecond=# microssegundo|# microssegundos;mile=# milha|# milhas;" +
      "mile-scandinavian=# milha escandinava|# milhas escandinavas;milliliter=# mililitro|# mililitros;" +
      "millimeter=# milímetro|# milímetros;millisecond=# milissegundo|# milissegundos;minute=# minuto|# minutos;" +
      "month=# mês|# meses;nanosecond=# nanossegundo|# nanossegundos;ounce=# onça|# onças;percent=# por cento;" +
      "petabyte=# petabyte|# petabytes;pound=# libra|# libras;second=# segundo|# segundos;stone=# stone|# stones;" +
      "terabit=# terabit|# terabits;terabyte=# terabyte|# terabytes;week=# semana|# semanas;yard=# jarda|# jardas;" +
      "year=# ano|# anos",
    "pt-BR short":
      "acre=# ac;bit=# bits;byte=# bytes;celsius=# °C;centimeter=# cm;day=# dia|# dias;degree=# °;fahrenheit=# °F;" +
      "fluid-ounce=# fl oz;foot=# ft;gallon=# gal;gigabit=# Gb;gigabyte=# GB;gram=# g;hectare=# ha;hour=# h;inch=# pol.;" +
      "kilobit=# kb;kilobyte=# kB;kilogram=# kg;kilometer=# km;liter=# l;megabit=# Mb;megabyte=# MB;meter=# m;microsecond=# μs;" +
      "mile=# mi;mile-scandinavian=# smi;milliliter=# ml;millimeter=# mm;millisecond=# ms;minute=# min;month=# mês|# meses;" +
      "nanosecond=# ns;ounce=# oz;percent=#%;petabyte=# PB;pound=# lb;second=# s;stone=# st;terabit=# Tb;terabyte=# TB;week=# sem.;" +
      "yard=# yd;year=# ano|# anos",
    "pt-BR narrow":
      "acre=# acre|# acres;bit=# bit|# bits;byte=# B;fluid-ounce=# fl. oz.;foot=#′;gram=#g;inch=#″;kilogram=#kg;liter=#l",
    "nl long":
      "acre=# acre|# acres;bit=# bit|# bits;byte=# byte;celsius=# graad Celsius|# graden Celsius;centimeter=# centimeter;" +
      "day=# dag|# dagen;degree=# booggraad|# booggraden;fahrenheit=# graad Fahrenheit|# graden Fahrenheit;" +
      "fluid-ounce=# fluid ounce;foot=# voet;gallon=# gallon;gigabit=# gigabit|# gigabits;gigabyte=# gigabyte;gram=# gram;" +
      "hectare=# hectare;hour=# uur;inch=# inch|# inches;kilobit=# kilobit|# kilobits;kilobyte=# kilobyte;kilogram=# kilogram;" +
      "kilometer=# kilometer;liter=# liter;megabit=# megabit|# megabits;megabyte=# megabyte;meter=# meter;" +
      "microsecond=# microseconde|# microseconden;mile=# mijl;mile-scandinavian=# Scandinavische mijl;milliliter=# milliliter;" +
      "millimeter=# millimeter;millisecond=# milliseconde|# milliseconden;minute=# minuut|# minuten;month=# maand|# maanden;" +
      "nanosecond=# nanoseconde|# nanoseconden;ounce=# ounce;percent=# procent;petabyte=# petabyte;pound=# pound;" +
      "second=# seconde|# seconden;stone=# stone;terabit=# terabit|# terabits;terabyte=# terabyte;week=# week|# weken;" +
      "yard=# yard|# yards;year=# jaar",
    "nl short":
      "acre=# acre|# acres;bit=# bit|# bits;byte=# byte;celsius=#°C;centimeter=# cm;day=# dag|# dagen;degree=#°;fahrenheit=#°F;" +
      "fluid-ounce=# fl oz;foot=# ft;gallon=# gal;gigabit=# Gb;gigabyte=# GB;gram=# g;hectare=# ha;hour=# uur;inch=# in;" +
      "kilobit=# kb;kilobyte=# kB;kilogram=# kg;kilometer=# km;liter=# l;megabit=# Mb;megabyte=# MB;meter=# m;microsecond=# μs;" +
      "mile=# mi;mile-scandinavian=# smi;milliliter=# ml;millimeter=# mm;millisecond=# ms;minute=# min;month=# mnd;nanosecond=# ns;" +
      "ounce=# oz;percent=#%;petabyte=# PB;pound=# lb;second=# sec;stone=# st;terabit=# Tb;terabyte=# TB;week=# wk|# wkn;yard=# yd;" +
      "year=# jr",
    "nl narrow":
      "celsius=#°;day=# d;hour=# u;inch=#″;minute=# m;month=# m;second=# s;week=# w",
    "sv long":
      "acre=# engelskt tunnland|# engelska tunnland;bit=# bit;byte=# byte;celsius=# grad Celsius|# grader Celsius;" +
      "centimeter=# centimeter;day=# dygn;degree=# grad|# grader;fahrenheit=# grad Fahrenheit|# grader Fahrenheit;" +
      "fluid-ounce=# fluid ounce|# fluid ounces;foot=# fot;gallon=# gallon;gigabit=# gigabit;gigabyte=# gigabyte;gram=# gram;" +
      "hectare=# hektar;hour=# timme|# timmar;inch=# tum;kilobit=# kilobit;kilobyte=# kilobyte;kilogram=# kilogram;" +
      "kilometer=# kilometer;liter=# liter;megabit=# megabit;megabyte=# megabyte;meter=# meter;" +
      "microsecond=# mikrosekund|# mikrosekunder;mile=# mile;mile-scandinavian=# mil;milliliter=# milliliter;" +
      "millimeter=# millimeter;millisecond=# millisekund|# millisekunder;minute=# minut|# minuter;month=# månad|# månader;" +
      "nanosecond=# nanosekund|# nanosekunder;ounce=# uns;percent=# procent;petabyte=# petabyte;pound=# pund;" +
      "second=# sekund|# sekunder;stone=# engelsk sten|# engelska stenar;terabit=# terabit;terabyte=# terabyte;" +
      "week=# vecka|# veckor;yard=# yard;year=# år",
    "sv short":
      "acre=# ac;bit=# b;byte=# B;celsius=# °C;centimeter=# cm;day=# d;degree=#°;fahrenheit=# °F;fluid-ounce=# fl oz;foot=# fot;" +
      "gallon=# gal;gigabit=# Gb;gigabyte=# GB;gram=# g;hectare=# ha;hour=# tim;inch=# tum;kilobit=# kb;kilobyte=# kB;" +
      "kilogram=# kg;kilometer=# km;liter=# l;megabit=# Mb;megabyte=# MB;meter=# m;microsecond=# μs;mile=# mi;" +
      "mile-scandinavian=# mil;milliliter=# ml;millimeter=# mm;millisecond=# ms;minute=# min;month=# mån;nanosecond=# ns;" +
      "ounce=# uns;percent=#\u00a0%;petabyte=# PB;pound=# pund;second=# s;stone=# eng. sten;terabit=# Tb;terabyte=# TB;week=# v;" +
      "yard=# yd;year=# år",
    "sv narrow":
      "acre=#ac;bit=#b;byte=#B;celsius=#°C;centimeter=#cm;day=#d;fahrenheit=#°F;fluid-ounce=#fl oz;foot=#fot;gallon=#gal;" +
      "gigabit=#Gb;gigabyte=#GB;gram=#g;hectare=#ha;hour=#h;inch=#″;kilobit=#kb;kilobyte=#kB;kilogram=#kg;kilometer=#km;liter=#l;" +
      "megabit=#Mb;megabyte=#MB;meter=#m;microsecond=#μs;mile=#mi;mile-scandinavian=#mil;milliliter=#ml;millimeter=#mm;" +
      "millisecond=#ms;minute=#m;month=#m;nanosecond=#ns;ounce=#uns;petabyte=#PB;pound=#lb;second=#s;stone=# eng. s:n;terabit=#Tb;" +
      "terabyte=#TB;week=#v;yard=# yd|#yd;year=#å",
  };
  /** What stands between two units in long form. */
  const PER = { en: "per", de: "pro", fr: "par", es: "por", it: "al", pt: "por", nl: "per", sv: "per" };
  const SHORT = { second: "s", hour: "h", minute: "min", day: "d", celsius: "°C" };
  const COMPOUND = { "mile-per-hour": "mph", "mile-per-gallon": "mpg" };
  const tables = new Map();
  const read = (id) => {
    const entries = () => WORDS[id]?.split(";").map((entry) => entry.split("=")) ?? [];
    if (!tables.has(id)) tables.set(id, Object.fromEntries(entries()));
    return tables.get(id);
  };
  const find = (key, unit, display) => {
    const own = read(`${key} ${display}`)[unit];
    if (own !== undefined) return own;
    return key.startsWith("en-") && key !== "en-US" ? find("en-US", unit, display) : find(key, unit, "short");
  };
  const isSimple = (unit) => unit in read("en-US long");
  const isUnit = (unit) => {
    const [one, other, ...rest] = unit.split("-per-");
    return rest.length === 0 && isSimple(one) && (other === undefined || isSimple(other));
  };
  const pick = (words, category) => {
    const [one, other = one] = words.split("|");
    return category === "one" ? one : other;
  };
  const bare = (words) => words.replace("#", "").trim();
  const phrase = (key, unit, display, category) => {
    const [first, second] = unit.split("-per-");
    const words = pick(find(key, first, display), category);
    if (second === undefined) return words;
    if (display === "long") return `${words} ${PER[key.slice(0, 2)]} ${bare(pick(find(key, second, "long"), "one"))}`;
    const space = /^#(\s?)/.exec(words)?.[1] ?? "";
    if (unit in COMPOUND && key.startsWith("en")) {
      const isForeign = second === "gallon" && key !== "en-US";
      return `#${space}${COMPOUND[unit]}${isForeign ? (display === "short" ? " US" : "US") : ""}`;
    }
    return `${words}/${SHORT[second] ?? bare(pick(find(key, second, "short"), "one"))}`;
  };
  /** The layout around the number for partsOf, and the text of the unit. */
  const layout = (key, unit, display, category) => {
    const words = phrase(key, unit, display, category);
    const [, space, text] = /^#(\s*)(.*)$/.exec(words);
    return [`-#${space}¤`, text];
  };
  const simple = () => Object.keys(read("en-US long")).sort();
  return { isUnit, layout, simple };
}
