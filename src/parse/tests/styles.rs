//! Invented reviews of each style with what they are told as, and ordinary texts that stay whole.

/// A style, a review in it, and its sections: a line `Outlet | headline | how many blocks` for
/// each, `*` where it has none.
pub(super) const STYLES: &[(&str, &str, &str)] = &[
    (
        "outlet line above headlines",
        "Press review of Monday\n\nEl Faro - Spain\n\nThe lamp is lit again\n\nThe lamp is lit \
         again, writes the daily El Faro, and the boats are out in numbers not seen for years.\n\n\
         Der Kai - Austria\n\nNobody asked the cook\n\nThe cook has not been asked, the paper \
         says, although it was she who kept the oranges and counted them each morning.\n",
        "El Faro | The lamp is lit again | 1\nDer Kai | Nobody asked the cook | 1",
    ),
    (
        "names and texts on one line",
        "Your news digest\n\nTide Times: The lamp was lit at six in the evening and the boats \
         went out although the wind had turned to the north and the cook advised against it.\n\
         Gull Post: Nobody has seen the keeper of the lamp for three weeks, and the harbour \
         office does not answer letters, calls or flags.\n",
        "Tide Times | * | 1\nGull Post | * | 1",
    ),
    (
        "names that recur in their texts",
        "Přehled tisku\n\nModrý list\n\nKapitán se vrátil a přístav je znovu otevřený, píše \
         Modrý list, který mluvil se strážcem majáku i s jeho kuchařkou o pomerančích.\n\n\
         Racek\n\nO rybách, které nikdo nechtěl, píše v neděli týdeník Racek a dodává, že cena \
         soli od jara stoupla už potřetí za sebou.\n",
        "Modrý list | * | 1\nRacek | * | 1",
    ),
    (
        "lists under capitals",
        "PRESS DIGEST - Monday\nThe top stories of selected newspapers.\nTHE TIDE\n** The lamp \
         was lit at six in the evening, and the boats went out against advice.\n** Nobody has \
         seen the keeper for three weeks, says the harbour office.\nTHE GULL\n** Oranges are \
         cheaper than at any time since the winter in which the boat sank.\n",
        "THE TIDE | * | 1\nTHE TIDE | * | 1\nTHE GULL | * | 1",
    ),
    (
        "items between dashes",
        "Обзор прессы\n\nМАЯК\n\n— Лампа снова горит — Вчера вечером в шесть часов на скале \
         снова зажгли лампу, и лодки вышли в море.\n\n— Апельсины дешевеют — В гавани говорят, \
         что таких цен не было с той зимы, когда утонула лодка.\n",
        "МАЯК | Лампа снова горит | 1\nМАЯК | Апельсины дешевеют | 1",
    ),
    (
        "clauses that introduce quotations",
        "Presseschau\n\nDie „Küstenzeitung“ schreibt zum Leuchtturm:\n\nDie Lampe brennt wieder, \
         und die Boote fahren aus, als wäre nichts gewesen; nur die Köchin warnt vor dem \
         Wind.\n\nDer „Bote vom Kai“ meint dazu:\n\nNiemand hat den Wärter gefragt, ob er die \
         Lampe überhaupt anzünden will, und das wird sich rächen, spätestens im Winter.\n",
        "Küstenzeitung | * | 1\nBote vom Kai | * | 1",
    ),
    (
        "outlets in brackets at the end",
        "Morning links\n• The lamp is lit: After six years the keeper has oil again. (Tide \
         Times)\n• Oranges for all: The boat came early and the cook is pleased. (Gull)\n• A \
         harbour sold twice: Both buyers have papers and neither has the key. (Kai Journal)\n• \
         Night pilots in court: Nine of them turned back, and nobody knows why. (Overlook)\n• \
         Salt is dear: It has not cost as much since the storm. (Shoal)\n",
        "Tide Times | The lamp is lit | 1\nGull | Oranges for all | 1\n\
         Kai Journal | A harbour sold twice | 1\nOverlook | Night pilots in court | 1\n\
         Shoal | Salt is dear | 1",
    ),
    (
        "a numbered list",
        "The Strait List, issue 46\n1. Tide Times: The lamp is lit again after six years.\n2. The \
         Gull (UK): Ann Holm, Oranges are cheaper than ever.\n3. kai.example: Both buyers of the \
         harbour have papers.\n4. Nobody answers at the harbour office.\n5. Shoal: Nine \
         pilots turned back.\n",
        "Tide Times | The lamp is lit again after six years. | 0\n\
         The Gull (UK) | Oranges are cheaper than ever. | 0\n\
         kai.example | Both buyers of the harbour have papers. | 0\n\
         * | Nobody answers at the harbour office. | 0\n\
         Shoal | Nine pilots turned back. | 0",
    ),
    (
        "prose that credits papers, in Cyrillic",
        "Огляд преси за понеділок\n\nГазета «Морська зоря» пише, що лампу на скелі знову \
         запалили і що човни вийшли в море всупереч вітру.\n\nУ гавані про це говорять мало, бо \
         всі зайняті апельсинами, які привезли вчора.\n\nА газета «Голос берега» розповідає про \
         доглядача, якого ніхто не бачив уже три тижні.\n",
        "Морська зоря | * | 2\nГолос берега | * | 1",
    ),
    (
        "prose that credits papers, in Italian",
        "Rassegna stampa di oggi\n\nIl Corriere del Faro apre sulla lampada che è stata riaccesa \
         dopo sei anni di buio e di silenzio.\n\nLa Gazzetta del Molo dedica la sua prima pagina \
         alle arance, che non costavano così poco da anni.\n",
        "Il Corriere del Faro | * | 1\nLa Gazzetta del Molo | * | 1",
    ),
    (
        "items of one paragraph",
        "오늘의 조간신문\n\n▲등대: 여섯 해 만에 다시 켜진 불빛 ▲갈매기: 오렌지 값이 내렸다 ▲부두: 두 번 팔린 항구\n",
        "등대 | 여섯 해 만에 다시 켜진 불빛 | 0\n갈매기 | 오렌지 값이 내렸다 | 0\n부두 | 두 번 팔린 항구 | 0",
    ),
];

/// A kind of text, and one that is no review although it looks like one somewhere.
pub(super) const ORDINARY: &[(&str, &str)] = &[
    (
        "dialogue",
        "THE LAMP\n\nANNA: Who lit it?\nBRAM: Not I.\nANNA: Then who?\nBRAM: The cook, perhaps.\n\
         ANNA: She never climbs.\n",
    ),
    (
        "dialogue of three",
        "ANNA: It is late, and the boat has not come.\nBRAM: It came, and went, and nobody saw.\n\
         COOK: I saw it, and it had oranges.\n",
    ),
    (
        "interview",
        "“I never wanted a boat”\n\nREPORTER: When did you first see the sea?\nHOLM: At six, from \
         a tram. I read newspapers, so I knew about it.\nREPORTER: And then?\nHOLM: I walked on.\n",
    ),
    (
        "questions and answers",
        "What to know about lamps\n\nQ: Why oil?\nA: Because it burns.\nQ: Why at night?\nA: \
         Because by day one sees without.\n",
    ),
    (
        "note",
        "Lamp to stay dark\n\nThe lamp on the rock stays dark until spring, the harbour office \
         said on Monday.\n\nNote: The path is closed.\n\nBoats are advised to wait for the day.\n",
    ),
    (
        "glossary",
        "Words of the strait\n\nLamp: what burns on the rock at night.\nKeeper: who lights the \
         lamp.\nBoat: what the lamp is lit for.\nCook: who counts the oranges.\n",
    ),
    (
        "recipe",
        "Orange soup\n\nINGREDIENTS: four oranges, one onion\nMETHOD: Boil the onion. Add the \
         oranges.\nTIP: Do not wait.\nSTORAGE: None, it is eaten at once.\n",
    ),
    (
        "minutes",
        "Minutes of the Lamp Committee\nPresent: A. Holm, B. Kern\n\n1. Oil\nThere is none left \
         since March.\nACTION: AH to write to the office.\n\n2. The gate\nIt was forced \
         twice.\nACTION: BK to ask for two quotes.\n",
    ),
    (
        "weather",
        "The weekend\n\nNorth Rock: dry, with a light wind.\nOld Harbour: mist, then sun.\nSouth \
         Bank: cloud by noon.\nThe Strait: rain after ten.\n",
    ),
    (
        "a story that cites papers",
        "Town council argues about the old lamp\nWangen, 6 April\n\nThe lamp stays for now. The \
         council put off its decision after three hours of debate on Monday evening.\n\nThe Tide \
         Times reported at the weekend that the order had been given already. The mayor denied \
         it.\n\nThe Gull Post writes that a second opinion, paid for by the neighbours, comes to \
         the opposite result.\n\nOn Saturday they will have breakfast under the lamp.\n",
    ),
    (
        "a diary",
        "Notes from the rock\n\n22:00 Quiet.\n\n23:40 Less quiet.\n\n01:15 Somebody left the \
         Sunday paper on the stairs.\n",
    ),
    ("one line", "The lamp is lit."),
    (
        "a list of winners",
        "Press awards\nThe winners of the newspaper awards were named on Friday.\n\nTide Times: Best \
         front page, for the lamp.\nGull Post: Best investigation, for the harbour.\nKai Journal: \
         Best headline, for “Oranges”.\n",
    ),
    (
        "shares",
        "Markets at noon\n\nHarbour Times Group: Shares rose 3 percent after the company raised its \
         forecast.\nEvening Post plc: The publisher fell 2 percent on heavy volume.\nNorth Radio: \
         Unchanged at 14.\n",
    ),
    (
        "a television programme",
        "What is on tonight\n\nChannel One News: The evening bulletin with reports from the \
         strait.\nKids Today: Two bears look for a lamp and find a cook.\nSports Weekly: All the \
         goals, and an interview with the keeper.\n",
    ),
    (
        "a bibliography",
        "The lamp in literature\n\n• Holm, A.: The lamp and the sea, a history of light (Harbour \
         Press)\n• Kern, B.: Oil and its discontents in the age of steam (Strait University \
         Press)\n• Lind, M.: The cook who counted oranges, and other tales (Gull)\n• Varn, I.: \
         Night pilots of the old harbour and their trials (North Star)\n",
    ),
    (
        "somebody's posts",
        "Anna Holm\nJournalist\n\nEXPERIENCE\nHarbour Times\nReporter. Wrote about lamps, boats and \
         the harbour office for the Sunday paper.\nEvening Post\nEditor. Edited the pages of the \
         strait and reported on two elections and a storm.\nNorth Radio\nPresenter. Reports every \
         morning on what happened on the quay in the night.\n",
    ),
    (
        "release notes",
        "Release notes, issue 12\n\nEngine: faster starts.\nParser: reads more.\nNews view: fewer \
         lines.\nPost editor: fixed a crash.\n",
    ),
    (
        "a story about papers",
        "Newspapers cut jobs\nKai, 3 May\n\nThree newspapers said on Monday that they would cut a \
         fifth of their staff.\n\nThe Evening Post reports that its own presses will stop in June, \
         after a century by the river.\n\nAccording to the Morning Herald, the unions were told by \
         letter, some of them by radio.\n\nA spokesman declined to comment, and the minister could \
         not be reached on Tuesday.\n",
    ),
];
