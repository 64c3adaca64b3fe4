import TestKit
import Testing

@Suite struct PackageFolderTests {
  @Test func thePackageIsFound() {
    #expect(Files.exists(PackageFolder.path + "/Package.swift"))
  }
}
