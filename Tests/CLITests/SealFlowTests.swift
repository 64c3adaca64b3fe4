import Core
import Foundation
import TestKit
import Testing

@testable import CLI

/// A passphrase set, changed and taken away by a person and by a script.
@Suite struct SealFlowTests {
  private static let secret = "Hemelsblauw-77-geheim"
  private static let passphrases = ["Zeven-sloten-en-een-grendel", "Acht-sloten-en-een-grendel"]

  /// Lines are broken at the terminal's width.
  private func unwrapped(_ text: String) -> String { text.split { $0.isWhitespace }.joined(separator: " ") }

  private func stage() async throws -> Stage {
    var stage = try Stage()
    #expect(await stage.run("project", "new", "peeters").status == .done)
    #expect(await stage.run("credential", "seal", in: "peeters").status == .inputNotFound)
    stage.typed = [Self.secret]
    #expect(await stage.run("credential", "set", "oud/an", in: "peeters").status == .done)
    return stage
  }

  @Test func aPersonSealsResealsAndUnseals() async throws {
    var stage = try await stage()
    let plain = await stage.run("credential", "list", in: "peeters")
    #expect(
      plain.out.contains("Not sealed") && unwrapped(plain.out).contains("postduif credential seal"), "\(plain.out)")
    stage.typed = [Self.passphrases[0], "iets-anders"]
    let slip = await stage.run("credential", "seal", in: "peeters")
    #expect(slip.status == .misused && slip.err.contains("not the same"), "\(slip.err)")
    stage.typed = [Self.passphrases[0], Self.passphrases[0]]
    let sealed = await stage.run("credential", "seal", in: "peeters")
    #expect(sealed.status == .done && sealed.out.contains("Sealed."), "\(sealed.out)\(sealed.err)")
    // The one it is sealed with comes first, then the new one twice.
    stage.typed = [Self.passphrases[1]]
    #expect(await stage.run("credential", "seal", in: "peeters").status == .wrongSettings)
    stage.typed = [Self.passphrases[0], Self.passphrases[1], Self.passphrases[1]]
    let again = await stage.run("credential", "seal", in: "peeters")
    #expect(again.status == .done && again.out.contains("new passphrase"), "\(again.out)\(again.err)")
    stage.typed = [Self.passphrases[0]]
    #expect(await stage.run("credential", "list", in: "peeters").err.contains("CREDENTIAL-PASSPHRASE"))
    stage.typed = [Self.passphrases[1]]
    #expect(await stage.run("credential", "list", in: "peeters").out.contains("Sealed with a passphrase"))
    let search = SecretSearch([Self.secret] + Self.passphrases)
    #expect(search.found(below: stage.folder, storeIsSealed: true) == [])
    for said in [slip, sealed, again] { #expect(search.found(in: said.out + said.err, of: "the output") == []) }

    stage.typed = [Self.passphrases[1], "n"]
    #expect(await stage.run("credential", "unseal", in: "peeters").status == .done)
    stage.typed = [Self.passphrases[1]]
    let dry = await stage.run("credential", "unseal", "--dry-run", in: "peeters")
    #expect(dry.out.contains("Would"), "\(dry.out)")
    #expect(!search.found(below: stage.folder, storeIsSealed: true).contains { $0.contains("base64") })
    stage.typed = [Self.passphrases[1]]
    let unsealed = await stage.run("credential", "unseal", "--yes", in: "peeters")
    #expect(unsealed.status == .done && unsealed.out.contains("Unsealed"), "\(unsealed.out)\(unsealed.err)")
    stage.typed = nil
    #expect(await stage.run("credential", "list", in: "peeters").out.contains("Not sealed"))
    #expect(await stage.run("credential", "unseal", in: "peeters").out.contains("Not sealed"))
    stage.clear()
  }

  @Test func aScriptSealsWithWhatIsConfigured() async throws {
    var stage = try await stage()
    stage.typed = nil
    let nobody = await stage.run("credential", "seal", in: "peeters")
    #expect(nobody.status == .misused && nobody.err.contains("postduif credential seal --stdin"), "\(nobody.err)")
    for (index, passphrase) in Self.passphrases.enumerated() {
      let path = "\(stage.folder)/passphrase-\(index)"
      try Files.write(passphrase + "\n", to: path, mode: 0o600)
    }
    stage.environment["POSTDUIF_PASSPHRASE_FILE"] = stage.folder + "/passphrase-0"
    let sealed = await stage.run("credential", "seal", "--format", "json", in: "peeters")
    #expect(sealed.status == .done && unwrapped(sealed.out).contains(#""sealed": true"#), "\(sealed.out)\(sealed.err)")
    let again = await stage.run(
      "credential", "seal", "--password-file", stage.folder + "/passphrase-1", in: "peeters")
    #expect(
      again.status == .done && unwrapped(again.out).contains("where it is configured"), "\(again.out)\(again.err)")
    #expect(await stage.run("credential", "list", in: "peeters").status == .wrongSettings)
    stage.environment["POSTDUIF_PASSPHRASE_FILE"] = stage.folder + "/passphrase-1"
    #expect(await stage.run("credential", "list", in: "peeters").out.contains("Sealed with a passphrase"))
    let refused = await stage.run("credential", "unseal", in: "peeters")
    #expect(refused.status == .misused && refused.err.contains("--yes"), "\(refused.err)")
    let unsealed = await stage.run("credential", "unseal", "--yes", in: "peeters")
    #expect(unwrapped(unsealed.out).contains("the next write seals again"), "\(unsealed.out)")
    stage.clear()
  }
}
