/// Somebody with a mailbox at Shortstraw.
struct Person: Sendable, Hashable {
  var name: String
  var user: String
  /// What stands under the name in a signature.
  var task: String
  /// Opens the made-up server and nothing else; also in `Examples/shortstraw/mailboxes.csv`.
  var password: String
  var address: String { "\(user)@\(Shortstraw.domain)" }

  static let oliver = Person(
    name: "Oliver Stroobandt", user: "oliver", task: "zaakvoerder", password: "Rogge-en-Tarwe-1999")
  static let annie = Person(
    name: "Annie De Rogge", user: "annie", task: "boekhouding en koffie", password: "Koffie-om-tien-uur")
  static let john = Person(
    name: "John O’Halm", user: "john", task: "workshop and deliveries", password: "Machine-3-piept")
  static let info = Person(
    name: "Shortstraw", user: "info", task: "uw vraag, ons antwoord", password: "Uw-vraag-ons-antwoord")
  static let all = [oliver, annie, john, info]
}
