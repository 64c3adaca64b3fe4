// swift-tools-version: 6.2
// Targets are listed from the ground up; an arrow may only point to a target above it.
import PackageDescription

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("ExistentialAny"),
  .treatAllWarnings(as: .error),
]

let nio: [Target.Dependency] = [
  .product(name: "NIOCore", package: "swift-nio"),
  .product(name: "NIOPosix", package: "swift-nio"),
]
let nioSSL: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")
let http: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")

let package = Package(
  name: "postduif",
  products: [
    .executable(name: "postduif", targets: ["postduif"]),
    .executable(name: "postduif-lab", targets: ["postduif-lab"]),
    .library(name: "IMAP", targets: ["IMAP"]),
    .library(name: "IMAPClient", targets: ["IMAPClient"]),
    .library(name: "IMAPServer", targets: ["IMAPServer"]),
    .library(name: "MIME", targets: ["MIME"]),
    .library(name: "Archives", targets: ["Archives"]),
    .library(name: "Core", targets: ["Core"]),
    .library(name: "Groupware", targets: ["Groupware"]),
    .library(name: "MAPI", targets: ["MAPI"]),
    .library(name: "Outlook", targets: ["Outlook"]),
    .library(name: "Migration", targets: ["Migration"]),
    .library(name: "PST", targets: ["PST"]),
    .library(name: "PSTMaker", targets: ["PSTMaker"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
  ],
  targets: [
    // ground
    .target(
      name: "Core", dependencies: [crypto],
      resources: [.embedInCode("Providers/providers.json"), .embedInCode("Folders/folder-names.tsv")],
      swiftSettings: settings),
    .systemLibrary(
      name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CGlibc"),
    // grammars
    .target(
      name: "IMAP", dependencies: ["Core"],
      swiftSettings: settings + [.enableExperimentalFeature("Lifetimes")]),
    // formats
    .target(
      name: "MIME", dependencies: ["Core"],
      swiftSettings: settings + [.enableExperimentalFeature("Lifetimes")]),
    .target(name: "Archives", dependencies: ["Core", "IMAP", "MIME", "CZlib", crypto], swiftSettings: settings),
    .target(name: "Groupware", dependencies: ["Core", "MIME"], swiftSettings: settings),
    .target(
      name: "MAPI", dependencies: ["Core", "MIME"],
      swiftSettings: settings + [.enableExperimentalFeature("Lifetimes")]),
    .target(
      name: "PST", dependencies: ["Core", "CZlib", "MAPI", "MIME"],
      swiftSettings: settings + [.enableExperimentalFeature("Lifetimes")]),
    .target(
      name: "Outlook", dependencies: ["Core", "Groupware", "MAPI", "MIME", crypto],
      resources: [.embedInCode("Calendar/windows-zones.tsv"), .embedInCode("Sidecar/property-names.tsv")],
      swiftSettings: settings),
    // judgement
    .target(name: "MailCheck", dependencies: ["Core", "MIME", crypto], swiftSettings: settings),
    .target(name: "HeaderAnalysis", dependencies: ["Core", "MIME"], swiftSettings: settings),
    // sockets
    .target(
      name: "Deflate", dependencies: ["Core", "CZlib", .product(name: "NIOCore", package: "swift-nio")],
      swiftSettings: settings),
    .target(
      name: "IMAPClient",
      dependencies: [
        "Core", "IMAP", "Deflate", nioSSL, crypto,
      ] + nio,
      swiftSettings: settings),
    .target(
      name: "OAuth",
      dependencies: [
        "Core", crypto, nioSSL, .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "JWTKit", package: "jwt-kit"), .product(name: "NIOHTTP1", package: "swift-nio"),
      ] + nio,
      resources: [.embedInCode("Identity/clouds.json")], swiftSettings: settings),
    .target(
      name: "IMAPServer", dependencies: ["Core", "IMAP", "Deflate", "CZlib", nioSSL, crypto] + nio,
      swiftSettings: settings),
    // engines
    .target(
      name: "Migration",
      dependencies: [
        "Core", crypto,
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "GRDB", package: "GRDB.swift"),
      ],
      swiftSettings: settings),
    // wiring
    .target(
      name: "Connectors",
      dependencies: [
        "Archives", "Core", "CZlib", "Groupware", "IMAP", "IMAPClient", "MAPI", "MIME", "Migration", "Outlook", "PST",
        crypto,
      ] + nio,
      swiftSettings: settings),
    .target(
      name: "Projects",
      dependencies: ["Archives", "Core", crypto, cryptoExtras, .product(name: "Yams", package: "Yams")],
      swiftSettings: settings),
    // the made-up company and the program that serves it
    .target(
      name: "Lab", dependencies: ["Core", "IMAP", "IMAPServer", nioSSL, crypto], swiftSettings: settings),
    .executableTarget(
      name: "postduif-lab",
      dependencies: [
        "Core", "IMAPServer", "Lab", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: settings),
    // programs
    .target(
      name: "CLI",
      dependencies: [
        "Archives", "Core", "IMAP", "IMAPClient", "IMAPServer", "MAPI", "MIME", "HeaderAnalysis", "MailCheck",
        "Migration",
        "Outlook", "PST", "CGlibc", "Connectors", "OAuth", "Projects", crypto,
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"), .product(name: "Yams", package: "Yams"),
      ] + nio,
      swiftSettings: settings),
    .executableTarget(
      name: "postduif", dependencies: ["CLI"],
      swiftSettings: settings),
    // aside
    .target(
      name: "PSTMaker", dependencies: ["Core", "CZlib", "MAPI", crypto], path: "Sources/TestKit/PST",
      swiftSettings: settings),
    .target(
      name: "TestKit",
      dependencies: [
        "Core", "Lab", "IMAP", "IMAPClient", "IMAPServer", "MAPI", "MIME", "Migration", "PSTMaker", crypto,
        cryptoExtras, http,
        nioSSL,
      ] + nio,
      path: "Sources/TestKit", exclude: ["PST"], swiftSettings: settings),
    .testTarget(
      name: "TestKitTests", dependencies: ["Core", "MAPI", "TestKit", cryptoExtras, crypto, nioSSL] + nio,
      swiftSettings: settings),
    .testTarget(name: "LabTests", dependencies: ["Core", "IMAPServer", "Lab", "TestKit"], swiftSettings: settings),
    .testTarget(name: "CoreTests", dependencies: ["Core"], swiftSettings: settings),
    .testTarget(
      name: "MIMETests", dependencies: ["Core", "MIME", "TestKit"], swiftSettings: settings),
    .testTarget(
      name: "ConformanceTests", dependencies: ["Core", "MIME", "TestKit"], path: "Tests/Conformance",
      exclude: ["differences.tsv", "value-differences.tsv"], swiftSettings: settings),
    .testTarget(
      name: "HeaderAnalysisTests", dependencies: ["Core", "HeaderAnalysis", "MIME", "TestKit"], swiftSettings: settings),
    .testTarget(
      name: "ArchivesTests", dependencies: ["Archives", "Core", "CZlib", "MIME", "TestKit"], swiftSettings: settings),
    .testTarget(name: "GroupwareTests", dependencies: ["Core", "Groupware", "TestKit"], swiftSettings: settings),
    .testTarget(name: "MAPITests", dependencies: ["Core", "MAPI", "MIME", "TestKit"], swiftSettings: settings),
    .testTarget(
      name: "PSTTests", dependencies: ["Core", "MAPI", "MIME", "PST", "PSTMaker", "TestKit"], swiftSettings: settings),
    .testTarget(
      name: "OutlookTests", dependencies: ["Core", "Groupware", "MAPI", "MIME", "Outlook", "PST", "TestKit"],
      swiftSettings: settings),
    .testTarget(
      name: "MailCheckTests",
      dependencies: [
        "Core", "MailCheck", "MIME", "Migration", "TestKit", .product(name: "NIOCore", package: "swift-nio"),
      ],
      swiftSettings: settings),
    .testTarget(name: "IMAPTests", dependencies: ["Core", "IMAP", "TestKit"], swiftSettings: settings),
    .testTarget(
      name: "DeflateTests",
      dependencies: [
        "Core", "Deflate", .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOEmbedded", package: "swift-nio"),
      ],
      swiftSettings: settings),
    .testTarget(
      name: "IMAPClientTests",
      dependencies: ["Core", "IMAP", "IMAPClient", "IMAPServer", "TestKit", nioSSL, crypto] + nio,
      swiftSettings: settings),
    .testTarget(
      name: "IMAPServerTests",
      dependencies: ["Core", "IMAP", "IMAPServer", "IMAPClient", "Lab", "TestKit", nioSSL, crypto] + nio,
      swiftSettings: settings),
    .testTarget(
      name: "OAuthTests",
      dependencies: ["Core", "OAuth", "TestKit", crypto, nioSSL, .product(name: "JWTKit", package: "jwt-kit")] + nio,
      swiftSettings: settings),
    .testTarget(
      name: "MigrationTests",
      dependencies: ["Core", "Migration", "TestKit", .product(name: "GRDB", package: "GRDB.swift")] + nio,
      swiftSettings: settings),
    .testTarget(
      name: "ConnectorsTests",
      dependencies: [
        "Archives", "Core", "Groupware", "IMAP", "IMAPClient", "IMAPServer", "Lab", "MAPI", "MIME", "Migration",
        "Outlook",
        "PST", "Connectors", "TestKit",
      ] + nio,
      swiftSettings: settings),
    .testTarget(
      name: "ProjectsTests", dependencies: ["Archives", "Core", "Projects", "TestKit"], swiftSettings: settings),
    .testTarget(
      name: "CLITests",
      dependencies: [
        "Core", "CLI", "HeaderAnalysis", "IMAPClient", "MailCheck", "MIME", "Migration", "OAuth", "Projects", "TestKit",
      ],
      exclude: ["Goldens"],
      swiftSettings: settings),
    .testTarget(
      name: "Integration",
      dependencies: [
        "Core", "Lab", "TestKit", "postduif", "postduif-lab", .product(name: "GRDB", package: "GRDB.swift"),
      ],
      path: "Tests/Integration", swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)
