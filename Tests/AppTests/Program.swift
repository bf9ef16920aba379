internal import Foundation
internal import Synchronization
internal import Waiting

/// The built program: `waybill` beside the test bundle, or what the environment's WAYBILL_PROGRAM names.
enum Program {
    /// What a finished run left.
    struct Finished {
        let code: Int32
        let output: String
        let error: String

        var everything: String { output + error }
    }

    static let path: String = {
        if let given = ProcessInfo.processInfo.environment["WAYBILL_PROGRAM"] { return given }
        let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? CommandLine.arguments[0]
        return URL(fileURLWithPath: bundle).deletingLastPathComponent().appendingPathComponent("waybill").path
    }()

    /// The folder that holds config, topics and examples.
    static let house = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path

    /// Runs it to its end; the exit code is -1 for one that had to be killed, and the signal's number negated for one
    /// that a signal ended. `input` is what it finds on standard input, `sink` a file in the place of standard output.
    static func run(
        _ arguments: [String], environment: [String: String] = [:], input: String? = nil, sink: String? = nil
    ) throws -> Finished {
        let folder = try TemporaryFolder()
        let process = Child.process(arguments, environment)
        let (output, error) = (folder / "output", folder / "error")
        process.standardOutput = try emptyFile(output)
        if let sink { process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: sink)) }
        process.standardError = try emptyFile(error)
        process.standardInput = FileHandle.nullDevice
        if let input {
            try folder.write(input, to: "input")
            process.standardInput = try FileHandle(forReadingFrom: URL(fileURLWithPath: folder / "input"))
        }
        let child = Child(process)
        try child.start()
        let code = child.exitCode()
        if code == nil { child.kill() }
        return Finished(
            code: code ?? -1, output: String(decoding: try folder.bytes("output"), as: UTF8.self),
            error: String(decoding: try folder.bytes("error"), as: UTF8.self))
    }

    /// Runs a tool of the system's to its end, and returns its exit code.
    static func tool(_ name: String, _ arguments: [String]) throws -> Int32 {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [name] + arguments
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus
    }

    private static func emptyFile(_ path: String) throws -> FileHandle {
        try Data().write(to: URL(fileURLWithPath: path))
        return try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    }
}

/// A child process whose end can be waited for with a bound.
final class Child: @unchecked Sendable {
    let process: Process
    private let ended = DispatchSemaphore(value: 0)

    init(_ process: Process) {
        self.process = process
        let ended = ended
        process.terminationHandler = { _ in ended.signal() }
    }

    /// The program with arguments and with nothing of our own environment that could reach it.
    static func process(_ arguments: [String], _ environment: [String: String]) -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Program.path)
        process.arguments = arguments
        // A crash says where, and where we can read it.
        let own = ["PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "SWIFT_BACKTRACE": "output-to=stderr,color=no"]
        process.environment = own.merging(environment) { $1 }
        return process
    }

    func start() throws {
        try process.run()
        Self.living.withLock { _ = $0.insert(process.processIdentifier) }
        _ = Self.atExit
    }

    private static let living = Mutex<Set<Int32>>([])

    /// What tests share is never let go of: it ends with the test run.
    private static let atExit: Void = {
        atexit {
            for number in Child.living.withLock({ $0 }) { Foundation.kill(number, SIGKILL) }
            TemporaryFolder.removeAll()
        }
    }()

    /// Waits for its end; nil where it does not come.
    func exitCode() -> Int32? {
        guard ended.wait(timeout: .now() + patience) == .success else { return nil }
        ended.signal()
        Self.living.withLock { _ = $0.remove(process.processIdentifier) }
        return process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
    }

    /// SIGKILL, and waits for the end.
    func kill() {
        if process.isRunning { Foundation.kill(process.processIdentifier, SIGKILL) }
        _ = exitCode()
    }
}

/// A folder of the test's own, gone with the last reference.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("waybill-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        Self.living.withLock { [path] in _ = $0.insert(path) }
    }

    deinit {
        Self.living.withLock { [path] in _ = $0.remove(path) }
        try? FileManager.default.removeItem(atPath: path)
    }

    /// What is left at the end of the test run, after the children.
    static func removeAll() {
        for path in living.withLock({ $0 }) { try? FileManager.default.removeItem(atPath: path) }
    }

    private static let living = Mutex<Set<String>>([])

    static func / (folder: TemporaryFolder, name: String) -> String { "\(folder.path)/\(name)" }

    func write(_ text: String, to name: String) throws {
        let url = URL(fileURLWithPath: self / name)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
    }

    func bytes(_ name: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(fileURLWithPath: self / name))) }

    /// Linux's SEEK_DATA and SEEK_HOLE, which glibc hides from Swift.
    private static let (seekData, seekHole) = (Int32(3), Int32(4))

    /// What was ever written to a file: a lane's has terabytes of holes.
    func writtenBytes(_ name: String) throws -> [UInt8] {
        let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: self / name))
        var bytes: [UInt8] = []
        var start = lseek(file.fileDescriptor, 0, Self.seekData)
        while start >= 0 {
            let end = lseek(file.fileDescriptor, start, Self.seekHole)
            try file.seek(toOffset: UInt64(start))
            bytes += try file.read(upToCount: max(0, end - start)) ?? Data()
            start = lseek(file.fileDescriptor, end, Self.seekData)
        }
        return bytes
    }

    func text(_ name: String) throws -> String { String(decoding: try bytes(name), as: UTF8.self) }

    /// A copy of the configuration that ships, to be changed.
    func copyConfiguration() throws {
        try FileManager.default.copyItem(atPath: "\(Program.house)/config", toPath: self / "config")
    }

    /// Every file below, by its path.
    func files(below name: String) -> [String] {
        let names = FileManager.default.enumerator(atPath: self / name)?.compactMap { $0 as? String } ?? []
        return names.map { "\(name)/\($0)" }.filter { file in
            var isFolder: ObjCBool = false
            _ = unsafe FileManager.default.fileExists(atPath: self / file, isDirectory: &isFolder)
            return !isFolder.boolValue
        }
    }
}
