internal import Foundation
internal import Testing

@testable internal import Files

@Suite final class FileTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "files-\(UUID().uuidString)").path()

    init() throws { try makeFolder(folder) }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    private var names: [String] { get throws { try FileManager.default.contentsOfDirectory(atPath: folder).sorted() } }

    private func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    private func message(_ body: () throws -> some Any) -> String? {
        (#expect(throws: FileFault.self) { _ = try body() })?.message
    }

    @Test func `a file is read whole and its readers are known`() throws {
        try writeFile("text", to: folder + "/a", mode: 0o640)
        let content = try readFile(folder + "/a", byteCountMax: 4)
        #expect(content.bytes == Array("text".utf8))
        #expect(!content.isReadableByOthers)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: folder + "/a")
        #expect(try readFile(folder + "/a", byteCountMax: 4).isReadableByOthers)
        #expect(message { try readFile(folder + "/a", byteCountMax: 3) } == "is larger than 3 bytes")
    }

    @Test func `what is no file is refused`() throws {
        #expect(message { try readFile(folder, byteCountMax: 1) } == "is a folder; a file is needed")
        #expect(message { try readFile("/dev/zero", byteCountMax: 1) } == "is not a regular file")
        let absent = #expect(throws: FileFault.self) { try readFile(folder + "/absent", byteCountMax: 1) }
        #expect(absent?.isAbsence == true)
        #expect(message { try checkFolder("/dev/zero") } == "is a file; a folder is needed")
        #expect(message { try checkFolder(folder + "/absent") } == "cannot be found; create it or correct its name")
        try checkFolder(folder)
        #expect(try textIfThere(folder + "/absent") == nil)
        try writeFile("text", to: folder + "/a")
        #expect(try textIfThere(folder + "/a") == "text")
        #expect(message { try textIfThere(folder) } == "is a folder; a file is needed")
    }

    @Test func `a file is replaced, and another is made once; neither leaves a draft`() throws {
        try writeFile("first", to: folder + "/a")
        try writeFile("second", to: folder + "/a")
        #expect(try makeFile("third", at: folder + "/a") == false)
        #expect(try readFile(folder + "/a", byteCountMax: 9).bytes == Array("second".utf8))
        #expect(try makeFile("first", at: folder + "/b") == true)
        #expect(try readFile(folder + "/b", byteCountMax: 9).bytes == Array("first".utf8))
        #expect(try names == ["a", "b"])
        #expect(try mode(folder + "/a") == 0o600)
        #expect(try mode(folder + "/b") == 0o600)
    }

    @Test func `a write that fails names the file and leaves no draft`() throws {
        try makeFolder(folder + "/a")
        #expect(message { try writeFile("x", to: folder + "/a") } == "cannot be written: it is a folder; name a file")
        #expect(try names == ["a"])
        let parent = folder + "/none"
        let missing = "cannot be written: the folder \(parent) is not there; make it first"
        #expect(message { try makeFile("x", at: parent + "/b") } == missing)
        #expect(message { try writeFile("x", to: parent + "/b") } == missing)
    }

    @Test func `a folder is made with those above it, for its owner`() throws {
        try makeFolder(folder + "/a/b//c/")
        try makeFolder(folder + "/a/b/c")
        #expect(try mode(folder + "/a") == 0o700)
        #expect(try mode(folder + "/a/b/c") == 0o700)
        try writeFile("x", to: folder + "/file")
        let isFile = "cannot be written: a file has the name of a folder; name another place, or move that file away"
        #expect(message { try makeFolder(folder + "/file") } == isFile)
        #expect(message { try makeFolder(folder + "/file/below") } == isFile)
        #expect(message { try makeFolder("/proc/none/below") }?.hasPrefix("cannot be written: ") == true)
    }
}
