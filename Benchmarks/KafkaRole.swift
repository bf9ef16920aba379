internal import Dispatch
internal import Foundation
internal import Glibc
internal import Synchronization

/// A role of the built program on the cluster, as a child process whose log lines are read as they come.
struct KafkaRole {
    let child: Child
    let start: ContinuousClock.Instant
    private let lines: LogLines

    /// `process`, or `serve` where a port is wanted, on a data folder, always under the same name in the group, so that
    /// the next one need not wait for the session of the one before. Returns at once.
    static func start(
        _ role: String, on cluster: KafkaCluster, data: String, port: Bool = false, workers: Int = 1
    ) throws -> KafkaRole {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Run.program)
        let (portFile, operationsFile) = (cluster.folder + "/port", cluster.folder + "/operations")
        for file in [portFile, operationsFile] { try? FileManager.default.removeItem(atPath: file) }
        process.arguments = [
            role, "--kafka", cluster.servers, "--kafka-prefix", cluster.prefix, "--kafka-instance", "bench",
            "--keys", cluster.keys, "--data", cluster.folder + "/" + data, "--operations", "127.0.0.1:0",
            "--operations-port-file", operationsFile, "--log-level", "info", "--workers", String(workers),
        ]
        if port { process.arguments? += ["--listen", "127.0.0.1:0", "--port-file", portFile] }
        let errors = Pipe()
        process.standardError = errors
        let start = ContinuousClock.now
        try process.run()
        remember(process.processIdentifier)
        let lines = LogLines(errors.fileHandleForReading)
        if port { _ = try lines.wait(for: "event=http.listening") }
        let child = Child(
            process: process, port: number(in: portFile), operationsPort: number(in: operationsFile), startTime: .zero)
        return KafkaRole(child: child, start: start, lines: lines)
    }

    private static func number(in file: String) -> UInt16 {
        let text = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
        return UInt16(text.dropLast()) ?? 0
    }

    /// Waits until the cluster answered, before the group is joined; returns when that was.
    func logOpen() throws -> ContinuousClock.Instant { try lines.wait(for: "event=log.opened").time }

    /// Waits until the lanes are open and restored; returns when that was, and how many records of the changelog were
    /// read for it.
    func lanesOpen() throws -> (time: ContinuousClock.Instant, restoredCount: Int) {
        let line = try lines.wait(for: "event=lane.opened")
        let count = line.text.split(separator: " ").first { $0.hasPrefix("count=") }?.dropFirst(6)
        return (line.time, count.flatMap { Int($0) } ?? 0)
    }

    /// CPU of the whole process so far, user and system, in microseconds.
    var cpu: Double {
        let text = (try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)) ?? ""
        // The name may hold anything, also blanks; behind its bracket, the 12th and 13th words are utime and stime.
        let words = text.split(separator: ")").last?.split(separator: " ") ?? []
        guard words.count > 12, let user = Double(words[11]), let system = Double(words[12]) else { return .nan }
        return (user + system) * 1e6 / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// CPU so far by the names of threads, in microseconds; librdkafka's broker threads are counted together.
    var cpuByThread: [String: Double] {
        var times: [String: Double] = [:]
        let folder = "/proc/\(pid)/task"
        for thread in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
            guard let name = try? String(contentsOfFile: "\(folder)/\(thread)/comm", encoding: .utf8),
                let text = try? String(contentsOfFile: "\(folder)/\(thread)/schedstat", encoding: .utf8),
                let nanoseconds = text.split(separator: " ").first.flatMap({ Double($0) })
            else { continue }
            let isBroker = name.hasPrefix("rdk:broker")
            let isOurs = name.hasPrefix("waybill")
            times[isBroker ? "rdk:broker" : isOurs ? "of ours" : String(name.dropLast()), default: 0] +=
                nanoseconds / 1000
        }
        return times
    }

    private var pid: Int32 { child.process.processIdentifier }

    /// The script ends what a broken run leaves behind.
    private static func remember(_ pid: Int32) {
        guard let file = ProcessInfo.processInfo.environment["BENCH_PIDS"],
            let handle = FileHandle(forWritingAtPath: file)
        else { return }
        handle.seekToEndOfFile()
        handle.write(Foundation.Data("\(pid)\n".utf8))
        handle.closeFile()
    }
}

/// Lines of a child's log, each with the time it came.
final class LogLines: Sendable {
    struct Line {
        let text: String
        let time: ContinuousClock.Instant
    }

    private struct State {
        var lines: [Line] = []
        var next = 0
        var isEnded = false
    }

    private static let wait = 120
    private let state = Mutex(State())
    private let arrived = DispatchSemaphore(value: 0)

    init(_ handle: FileHandle) {
        // One for each child; ends with it.
        let descriptor = handle
        Thread { [self] in
            var rest = ""
            while case let bytes = descriptor.availableData, !bytes.isEmpty {
                let time = ContinuousClock.now
                rest += String(decoding: bytes, as: UTF8.self)
                let lines = rest.split(separator: "\n", omittingEmptySubsequences: false)
                rest = lines.last.map(String.init) ?? ""
                state.withLock { $0.lines += lines.dropLast().map { Line(text: String($0), time: time) } }
                arrived.signal()
            }
            state.withLock { $0.isEnded = true }
            arrived.signal()
        }.start()
    }

    /// The next line with `text` in it, and when it came; also one that is there already.
    func wait(for text: String) throws -> Line {
        let deadline = DispatchTime.now() + .seconds(Self.wait)
        while true {
            let (found, isEnded) = state.withLock { state -> (Line?, Bool) in
                while state.next < state.lines.count {
                    let line = state.lines[state.next]
                    state.next += 1
                    if line.text.contains(text) { return (line, false) }
                }
                return (nil, state.isEnded)
            }
            if let found { return found }
            guard !isEnded, arrived.wait(timeout: deadline) == .success else {
                let last = state.withLock { $0.lines.last?.text ?? "it said nothing" }
                throw KafkaBenchmarkError("no \(text) came; the last line: \(last)")
            }
        }
    }
}
