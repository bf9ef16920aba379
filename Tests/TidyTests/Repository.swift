import Foundation

/// The files of the repository that this test was compiled from.
enum Repository {
    static let root = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .deletingLastPathComponent()
        .deletingLastPathComponent().path()

    /// Folders with Swift of ours; Fuzz/Sources is a link to Sources.
    private static let swiftFolders = ["Sources", "Tests", "Benchmarks", "Fuzz/Entries"]

    /// Every Swift file, scanned once for all rules.
    static let swift: [SwiftText] =
        swiftFolders.flatMap { files(in: $0, suffix: ".swift") }.map { SwiftText(path: $0, bytes: bytes($0)) }
        + ["Package.swift", "Fuzz/Package.swift"].map { SwiftText(path: $0, bytes: bytes($0)) }

    /// Paths relative to the root, of all files below a folder whose names end so.
    static func files(in folder: String, suffix: String = "") -> [String] {
        (FileManager.default.enumerator(atPath: root + "/" + folder)?.allObjects as? [String] ?? [])
            .filter { $0.hasSuffix(suffix) && !isFolder(folder + "/" + $0) }
            .map { folder + "/" + $0 }
            .sorted()
    }

    static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: root + "/" + path) }

    static func bytes(_ path: String) -> [UInt8] {
        FileManager.default.contents(atPath: root + "/" + path).map(Array.init) ?? []
    }

    static func text(_ path: String) -> String { String(decoding: bytes(path), as: UTF8.self) }

    /// Names at the root, without what git ignores.
    static let rootNames: Set<String> = Set(
        ((try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []).filter {
            ![".build", ".git", "data"].contains($0)
        })

    private static func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return unsafe FileManager.default.fileExists(atPath: root + "/" + path, isDirectory: &isFolder)
            && isFolder.boolValue
    }
}

/// A place where a rule of the house is broken.
struct Violation: Equatable, CustomStringConvertible {
    let path: String
    let line: Int
    let message: String

    init(_ path: String, _ line: Int, _ message: String) {
        self.path = path
        self.line = line
        self.message = message
    }

    var description: String { "\(path):\(line): \(message)" }
}
