import Core
import TestKit
import Testing

@testable import Archives

/// What other programs pack is read as they would unpack it.
@Suite struct DifferentialTests {
  private static let script = #"""
    import gzip, io, os, random, sys, tarfile, zipfile
    out = sys.argv[1]
    random.seed(7)
    files = {}
    for n in range(60):
        path = "/".join(random.choice(["Inbox", "Klanten", "ü ö", "x" * 90, "сообщения"]) for _ in range(n % 5)) 
        name = (path + "/" if path else "") + f"message {n} \u00e9.eml"
        files[name] = random.randbytes(n * 37 % 900) + b"line\r\n" * (n * 211 % 3000)
    os.mkdir(out + "/plain")
    for name, data in files.items():
        os.makedirs(os.path.dirname(out + "/plain/" + name), exist_ok=True)
        open(out + "/plain/" + name, "wb").write(data)
    class Pipe:
        def __init__(self, f): self.f = f
        def write(self, b): return self.f.write(b)
        def flush(self): self.f.flush()
    def zips(path, method, seekable=True):
        with open(path, "wb") as f:
            with zipfile.ZipFile(f if seekable else Pipe(f), "w", method) as z:
                for name, data in files.items():
                    if random.random() < 0.5: z.writestr(name, data)
                    else:
                        with z.open(name, "w", force_zip64=True) as e: e.write(data)
    zips(out + "/stored.zip", zipfile.ZIP_STORED)
    zips(out + "/deflated.zip", zipfile.ZIP_DEFLATED)
    zips(out + "/streamed.zip", zipfile.ZIP_DEFLATED, False)
    for form in ("USTAR", "GNU", "PAX"):
        for packed in ("", "gz"):
            with tarfile.open(f"{out}/{form}.tar{packed}", "w:" + packed, format=getattr(tarfile, form + "_FORMAT")) as t:
                for name, data in files.items():
                    info = tarfile.TarInfo(name)
                    if form == "USTAR" and len(name.encode()) > 250: continue
                    info.size, info.mtime = len(data), 1706707565.5 if form == "PAX" else 1706707565
                    try: t.addfile(info, io.BytesIO(data))
                    except ValueError: pass
    print(len(files))
    """#

  private func run(_ folder: TemporaryFolder, _ program: String, _ arguments: [String]) async throws -> Int32 {
    let child = try ChildProcess.start(
      program, arguments, folder: folder.path, output: folder("out"), errors: folder("errors"))
    return await child.exit().code
  }

  @Test func pythonTarAndZipAreReadAsTheyWerePacked() async throws {
    guard Skips.unless(Files.program("python3") != nil, "no python3: packed files are not compared with its own") else {
      return
    }
    let folder = try TemporaryFolder("differential")
    #expect(try await run(folder, "python3", ["-c", Self.script, folder.path]) == 0, "\(Files.text(folder("errors")))")
    let wanted = contents(try FolderTree(folder("plain")))
    try #require(wanted.count > 50)
    for name in ["stored.zip", "deflated.zip", "streamed.zip", "GNU.tar", "GNU.targz", "PAX.tar", "PAX.targz"] {
      let tree = try FileTrees.open(folder(name))
      #expect(contents(tree) == wanted, "\(name)")
      #expect(tree.faults.isEmpty)
    }
    for name in ["USTAR.tar", "USTAR.targz"] {
      // Not every name fits into this form.
      let found = contents(try FileTrees.open(folder(name)))
      #expect(found.count > 30 && found.allSatisfy { wanted[$0.key] == $0.value }, "\(name)")
    }
    for (program, arguments, name) in [
      ("tar", ["-C", "plain", "-cf", "gnu.tar", "."], "gnu.tar"),
      ("tar", ["-C", "plain", "-czf", "gnu.tgz", "."], "gnu.tgz"),
      ("tar", ["-C", "plain", "--format=v7", "-cf", "v7.tar", "."], "v7.tar"),
      ("zip", ["-qr", "info.zip", "plain"], "info.zip"),
    ] {
      guard Skips.unless(Files.program(program) != nil, "no \(program): \(name) is not compared") else { continue }
      let code = try await run(folder, program, arguments)
      let found = contents(try FileTrees.open(folder(name)))
      if name == "v7.tar" {
        // It ends with 2, since the form has no room for long names, and packs the others.
        #expect(found.count > 20 && found.allSatisfy { wanted[$0.key] == $0.value })
      } else {
        #expect(code == 0)
        let plain = name == "info.zip" ? Dictionary(uniqueKeysWithValues: wanted.map { ("plain/" + $0, $1) }) : wanted
        #expect(found == plain, "\(name)")
      }
    }
  }
}
