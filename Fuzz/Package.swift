// swift-tools-version: 6.2
// Fuzzing has its own package, so that users of the toolkit do not build it. See script/fuzz.
import PackageDescription

let package = Package(
  name: "fuzz",
  dependencies: [.package(name: "postduif", path: "..")],
  targets: [
    .executableTarget(
      name: "ResponseParserFuzz",
      dependencies: [.product(name: "IMAP", package: "postduif")],
      swiftSettings: [.unsafeFlags(["-parse-as-library", "-sanitize=fuzzer"])],
      linkerSettings: [.unsafeFlags(["-sanitize=fuzzer", "-use-ld=lld"])]),
    .executableTarget(
      name: "MessageParserFuzz",
      dependencies: [.product(name: "MIME", package: "postduif")],
      swiftSettings: [.unsafeFlags(["-parse-as-library", "-sanitize=fuzzer"])],
      linkerSettings: [.unsafeFlags(["-sanitize=fuzzer", "-use-ld=lld"])]),
    .executableTarget(
      name: "MailboxReaderFuzz",
      dependencies: [.product(name: "MIME", package: "postduif")],
      swiftSettings: [.unsafeFlags(["-parse-as-library", "-sanitize=fuzzer"])],
      linkerSettings: [.unsafeFlags(["-sanitize=fuzzer", "-use-ld=lld"])]),
    .executableTarget(
      name: "FieldValueFuzz",
      dependencies: [.product(name: "MIME", package: "postduif")],
      swiftSettings: [.unsafeFlags(["-parse-as-library", "-sanitize=fuzzer"])],
      linkerSettings: [.unsafeFlags(["-sanitize=fuzzer", "-use-ld=lld"])]),
    .executableTarget(
      name: "ArchiveTreeFuzz",
      dependencies: [.product(name: "Archives", package: "postduif"), .product(name: "MIME", package: "postduif")],
      swiftSettings: [.unsafeFlags(["-parse-as-library", "-sanitize=fuzzer"])],
      linkerSettings: [.unsafeFlags(["-sanitize=fuzzer", "-use-ld=lld"])]),
  ],
  swiftLanguageModes: [.v6]
)
