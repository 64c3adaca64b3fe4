// swift-tools-version: 6.2
// A package of its own, so that users of the toolkit do not build it. See script/bench.
import PackageDescription

let package = Package(
  name: "pst-benchmark",
  dependencies: [.package(name: "postduif", path: "../..")],
  targets: [
    .executableTarget(name: "PSTBenchmark", dependencies: [.product(name: "PSTMaker", package: "postduif")])
  ],
  swiftLanguageModes: [.v6]
)
