/// What the people of Shortstraw write to each other and to their customers: Dutch mostly, English with those abroad.
struct Phrases: Sendable {
  struct Topic: Sendable {
    var subject: String
    var sentences: [String]
  }
  var greetings: [String]
  var topics: [Topic]
  var closings: [String]

  static let dutch = Phrases(
    greetings: ["Dag {you},", "Beste {you},", "Hallo {you}", "Goedemorgen {you},", "Hoi {you}"],
    topics: [
      Topic(
        subject: "Offerte {n} roggerietjes",
        sentences: [
          "In bijlage vindt u onze offerte voor {n} rietjes, drie maten door elkaar.",
          "De prijs geldt tot het einde van de maand, en voor wie lief vraagt een weekje langer.",
          "Levering kan vanaf dinsdag; John rijdt dan toch uw richting uit.",
          "Als de aantallen anders uitvallen, laat het gerust weten: stro laat zich makkelijk bijsnijden.",
        ]),
      Topic(
        subject: "Levering van dinsdag",
        sentences: [
          "De {n} dozen staan klaar naast de poort.",
          "Vorige keer regende het binnen in de camionette, dus we pakken alles dubbel in.",
          "Kan er iemand om half acht opendoen? Na achten raakt John de straat niet meer in.",
          "Bedankt voor de koffie van vorige week, hij heeft er in Łódź nog van verteld.",
        ]),
      Topic(
        subject: "Factuur {n}",
        sentences: [
          "Hierbij factuur {n}, te betalen binnen dertig dagen.",
          "De korting van vorig jaar is er al af, zoals beloofd aan de toog.",
          "De creditnota voor de geknakte rietjes volgt morgen; Annie zoekt het bonnetje nog.",
          "Het totaal is € 1.{m},50 inclusief btw.",
        ]),
      Topic(
        subject: "Overleg maandag",
        sentences: [
          "Maandag om tien uur zitten we samen over de nieuwe snijtafel.",
          "Op de agenda: de oogst, machine 3, en wie er in augustus openhoudt.",
          "Breng gerust koeken mee, de vorige waren op voor punt twee.",
          "Wie niet kan, belt even in; het verslag komt dinsdag.",
        ]),
      Topic(
        subject: "Machine 3 piept weer",
        sentences: [
          "Machine 3 maakt opnieuw dat geluid, een beetje als een eend die niest.",
          "Met wat vet op de linkse as is het {m} minuten stil gebleven.",
          "De technieker komt woensdag tussen acht en twaalf, zegt hij.",
          "Tot dan draaien we op machine 2, dat scheelt zo’n {n} rietjes per dag.",
        ]),
      Topic(
        subject: "Verjaardag",
        sentences: [
          "Donderdag wordt onze oudste medewerker {m}, al telt hij zelf liever in oogsten.",
          "Er is taart om drie uur, met een rietje in elke kaars.",
          "We leggen elk vijf euro samen voor een nieuwe thermos.",
          "Mondje dicht tegen hem, hij leest deze mailbox niet.",
        ]),
    ],
    closings: ["Met vriendelijke groet", "Groetjes", "Tot dinsdag", "Vele groeten uit Gent", "Alvast bedankt"])

  static let english = Phrases(
    greetings: ["Dear {you},", "Hello {you},", "Hi {you},", "Good morning {you},"],
    topics: [
      Topic(
        subject: "Your order of {n} rye straws",
        sentences: [
          "Your {n} straws left the workshop this morning, dry and straight.",
          "They travel with a note from John on which end goes in the glass; please humour him.",
          "The invoice follows by separate mail, with the discount we agreed on.",
          "Should one box arrive squashed, keep it: we send another with the next van.",
        ]),
      Topic(
        subject: "Question about the 2019 harvest",
        sentences: [
          "You asked whether the 2019 rye was organic: it was, and the papers are attached.",
          "The summer was hot, so those straws came out a shade darker.",
          "We still have {m} bundles if you want to match an older order.",
          "Come and see them when you are near Ghent; the kettle is always on.",
        ]),
      Topic(
        subject: "Visit in week {m}",
        sentences: [
          "We look forward to your visit; the tram stops in front of the gate.",
          "Oliver will show you the cutting table and Annie the books.",
          "Lunch is soup, and there is always enough of it.",
          "Bring boots when it has rained: the barn floor has its moods.",
        ]),
      Topic(
        subject: "Delivery note {n}",
        sentences: [
          "Please find the delivery note attached.",
          "One box less than ordered, as we spoke on the phone; the last one follows on Friday.",
          "The driver is new and a little shy, be kind to him.",
          "Thank you for paying so promptly, it made Annie whistle all morning.",
        ]),
    ],
    closings: ["Kind regards", "Best wishes from Ghent", "All the best", "Thank you, and see you soon"])

  /// People and places Shortstraw writes with: name, address, whether in English.
  static let others: [(name: String, address: String, english: Bool)] = [
    ("Greta Müller", "greta@baeckerei-mueller.example", true),
    ("Piet van ’t Rietje", "piet@cafe-rietje.example", false),
    ("Łukasz Nowak", "lukasz@sklep-slomka.example", true),
    ("渡辺 ひかり", "hikari@wara-no-mise.example", true),
    ("Zoë Claeys", "zoe@stro-en-zonen.example", false),
    ("Fatima El Idrissi", "fatima@thee-huis.example", false),
    ("Sanne Visser", "sanne@halm.example", false),
    ("Tom O'Neill", "tom@straw-and-stone.example", true),
    ("Oliver Stroobandt", "oliver@shortstraw.example", false),
    ("Annie De Rogge", "annie@shortstraw.example", false),
    ("John O’Halm", "john@shortstraw.example", true),
  ]
}
