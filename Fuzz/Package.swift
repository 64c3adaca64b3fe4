// swift-tools-version: 6.2
// Fuzzing has its own package, so that users of the toolkit do not build it. See script/fuzz.
import PackageDescription

/// A parser under test: its target and the products that hold it.
func fuzzer(_ name: String, _ products: String..., with shared: Target.Dependency...) -> Target {
  .executableTarget(
    name: name, dependencies: ["Driver"] + shared + products.map { .product(name: $0, package: "postduif") },
    swiftSettings: [.unsafeFlags(["-parse-as-library", "-sanitize=fuzzer"])],
    linkerSettings: [.unsafeFlags(["-sanitize=fuzzer", "-use-ld=lld"])])
}

let package = Package(
  name: "fuzz",
  dependencies: [.package(name: "postduif", path: "..")],
  targets: [
    .target(name: "Driver"),
    .target(
      name: "WrittenNodes",
      dependencies: ["Core", "MAPI", "MIME", "PST"].map { .product(name: $0, package: "postduif") }),
    fuzzer("ResponseParserFuzz", "IMAP"),
    fuzzer("MessageParserFuzz", "MIME"),
    fuzzer("MailboxReaderFuzz", "MIME"),
    fuzzer("FieldValueFuzz", "MIME"),
    fuzzer("ArchiveTreeFuzz", "Archives", "MIME"),
    fuzzer("RTFFuzz", "MAPI"),
    fuzzer("RecurrenceFuzz", "Core", "Groupware", "MAPI", "Outlook"),
    fuzzer("MSGFuzz", "MAPI", "MIME"),
    fuzzer("TNEFFuzz", "MAPI", "MIME"),
    fuzzer("NDBFuzz", "Core", "MIME", "PST"),
    fuzzer("HeapFuzz", "Core", "MAPI", "MIME", "PST", with: "WrittenNodes"),
    fuzzer("TableFuzz", "Core", "MAPI", "MIME", "PST", with: "WrittenNodes"),
  ],
  swiftLanguageModes: [.v6]
)
