internal import Foundation
internal import Testing
internal import Waiting

/// A role of the program that runs on a folder of the test's, on ports that it found itself. Killed with its last
/// reference.
final class Service: @unchecked Sendable {
    let folder: TemporaryFolder
    let transcript: Transcript
    private let role: String
    private let child: Child

    /// Starts it and returns at once; `port` waits for it. The configuration is `folder`'s own where it has one.
    /// `openFiles` is the limit of open files that it gets; without one it has ours.
    init(
        _ role: String = "serve", on folder: TemporaryFolder, _ arguments: [String] = [],
        topics: String = "\(Program.house)/topics", environment: [String: String] = [:], openFiles: Int? = nil
    ) throws {
        self.folder = folder
        self.role = role
        let isOwn = FileManager.default.fileExists(atPath: folder / "config")
        let process = Child.process(
            [
                role, "--operations", "127.0.0.1:0", "--data", folder / "data",
                "--config", isOwn ? folder / "config" : "\(Program.house)/config", "--topics", topics,
            ] + Self.pushes(role, folder) + (try Engine.arguments(folder, given: arguments)) + arguments, environment)
        if let openFiles {
            process.executableURL = URL(fileURLWithPath: "/bin/sh")
            let limited = ["-c", "ulimit -n \(openFiles); exec \"$0\" \"$@\"", Program.path]
            process.arguments = limited + (process.arguments ?? [])
        }
        let pipe = Pipe()
        process.standardError = pipe
        process.standardOutput = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        child = Child(process)
        transcript = Transcript(pipe)
        try child.start()
        transcript.follow()
    }

    deinit { child.kill() }

    /// For a role that takes pushes. No limit of time that a test is not about comes to pass; what a test gives itself
    /// goes before these.
    private static func pushes(_ role: String, _ folder: TemporaryFolder) -> [String] {
        guard role != "process" else { return [] }
        return [
            "--listen", "127.0.0.1:0", "--port-file", folder / "\(role).port", "--receive-timeout", "1h",
            "--idle-timeout", "1h", "--deadline", "1m",
        ]
    }

    /// One that takes pushes and decides them.
    static func ready(
        on folder: TemporaryFolder, _ arguments: [String] = [], environment: [String: String] = [:]
    ) throws -> Service {
        let service = try Service("serve", on: folder, arguments, environment: environment)
        try service.awaitReady()
        return service
    }

    /// Where it takes pushes, as it said. On a cluster that is before its log is open, for which this waits too.
    func port() throws -> UInt16 {
        if Engine.isKafka { _ = transcript.line(containing: "log.opened") }
        return try port(of: "http.listening")
    }

    func operations() throws -> Operations { Operations(port: try port(of: "operations.listening")) }

    private func port(of event: String) throws -> UInt16 {
        let line = try #require(transcript.line(containing: event), "\(transcript.text)")
        let digits = try #require(line.firstMatch(of: /port"?[=:]"?(\d+)/)?.1)
        return try #require(UInt16(digits))
    }

    /// Returns once /ready says so: that takes lanes, but for an ingress alone. Each question is asked when the program
    /// has said something new, and at the end.
    func awaitReady() throws {
        let operations = try operations()
        if Engine.isKafka { _ = transcript.line(containing: "log.opened") }
        if role != "ingress" { _ = transcript.line(containing: "lane.opened") }
        // The line comes just before the state: a few questions bridge it.
        let answer = asked({ operations.get("/ready") }, until: { $0?.status != 503 })
        try #require(answer?.status == 200, "\(answer?.body ?? "no answer") \(transcript.text)")
    }

    var number: Int32 { child.process.processIdentifier }

    func signal(_ signal: Int32) { Foundation.kill(number, signal) }

    func kill() { child.kill() }

    /// Nil where it does not end. What it has said is all there then.
    func exitCode() -> Int32? {
        guard let code = child.exitCode() else { return nil }
        transcript.awaitEnd()
        return code
    }

    /// SIGTERM, and the exit code.
    @discardableResult
    func stop() -> Int32? {
        signal(SIGTERM)
        return exitCode()
    }

    func wire() throws -> Wire { try #require(Wire(try port())) }

    /// Memory of its own, without mapped files, in bytes.
    func residentByteCount() throws -> Int {
        let status = try String(contentsOfFile: "/proc/\(number)/status", encoding: .utf8)
        let kilobytes = try #require(status.firstMatch(of: /RssAnon:\s+(\d+) kB/)?.1)
        return try #require(Int(kilobytes)) * 1024
    }
}

/// Where a service answers `/live`, `/ready` and `/metrics`; each question has a connection of its own.
struct Operations {
    let port: UInt16

    func get(_ target: String) -> Wire.Answer? { request("GET", target) }

    func request(_ method: String, _ target: String) -> Wire.Answer? { Wire(port)?.request(method, target) }

    func metrics() throws -> Exposition { try Exposition(#require(get("/metrics")).body) }
}

/// All that a child writes to its standard error, and a way to wait for a line of it.
final class Transcript: @unchecked Sendable {
    private let condition = NSCondition()
    private let pipe: Pipe
    private var bytes: [UInt8] = []
    private var isOver = false

    init(_ pipe: Pipe) { self.pipe = pipe }

    /// Reads on a thread of its own until the child's end.
    func follow() {
        try? pipe.fileHandleForWriting.close()
        Thread.detachNewThread { [self] in
            while true {
                let more = pipe.fileHandleForReading.availableData
                condition.withLock {
                    bytes += more
                    isOver = more.isEmpty
                    condition.broadcast()
                }
                if more.isEmpty { return }
            }
        }
    }

    var text: String { condition.withLock { String(decoding: bytes, as: UTF8.self) } }

    /// The first whole line with that text; nil when the child ends, or says nothing of it.
    func line(containing text: String) -> String? {
        let end = Date(timeIntervalSinceNow: patience)
        condition.lock()
        defer { condition.unlock() }
        while true {
            if let line = Self.lines(bytes).first(where: { $0.contains(text) }) { return String(line) }
            if isOver || !condition.wait(until: end) { return nil }
        }
    }

    /// How many whole lines hold that text.
    func count(of text: String) -> Int {
        condition.withLock { Self.lines(bytes).count { $0.contains(text) } }
    }

    /// Waits for that many lines with the text; false when the child ends before, or says no more of them.
    func awaitLines(_ count: Int, containing text: String) -> Bool {
        let end = Date(timeIntervalSinceNow: patience)
        condition.lock()
        defer { condition.unlock() }
        while Self.lines(bytes).count(where: { $0.contains(text) }) < count {
            if isOver || !condition.wait(until: end) { return false }
        }
        return true
    }

    private static func lines(_ bytes: [UInt8]) -> [Substring] {
        let whole = bytes.lastIndex(of: 10).map { bytes[...$0] } ?? []
        return String(decoding: whole, as: UTF8.self).split(separator: "\n")
    }

    /// Waits until the child has closed its end, so that `text` is all of it.
    func awaitEnd() {
        let end = Date(timeIntervalSinceNow: patience)
        condition.lock()
        defer { condition.unlock() }
        while !isOver, condition.wait(until: end) {}
    }
}
