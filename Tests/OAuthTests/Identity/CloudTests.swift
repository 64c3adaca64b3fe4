import OAuth
import Testing

@Suite struct CloudTests {
  @Test func everyCloudHasItsOwnResources() {
    #expect(Clouds.all.count == 4)
    #expect(Clouds.named(Clouds.defaultID)?.authority == "https://login.microsoftonline.com")
    #expect(Set(Clouds.all.map(\.graph)).count == 4)
    #expect(Set(Clouds.all.map(\.outlook)).count == 4)
    for cloud in Clouds.all {
      for address in [cloud.authority, cloud.graph, cloud.outlook, cloud.outlookUser] {
        #expect(address.hasPrefix("https://"), "\(cloud.id) \(address)")
      }
    }
  }
}
