internal import Foundation
internal import Glibc
internal import Synchronization
internal import Testing

/// A cluster of the test's own, started by ../shared/kafka/broker and gone with its last reference; or the one of
/// `KAFKA=host:port`, which runs already.
final class Brokers: Sendable {
    let servers: String
    private let folder: String?

    /// WAYBILL_KAFKA=1 asks for tests on a real Kafka.
    static let isWanted = ProcessInfo.processInfo.environment["WAYBILL_KAFKA"] == "1"

    private static let script = URL(filePath: "\(Program.house)/../shared/kafka/broker").standardizedFileURL.path()

    /// One node for the whole run.
    static func one() throws -> Brokers { try shared.get() }

    private static let shared = Result {
        if let servers = ProcessInfo.processInfo.environment["KAFKA"] { return Brokers(running: servers) }
        return try Brokers(nodeCount: 1)
    }

    private init(running servers: String) {
        self.servers = servers
        folder = nil
    }

    init(nodeCount: Int) throws {
        let folder = "\(NSTemporaryDirectory())/waybill-brokers-\(UUID().uuidString)"
        let port = try #require(Self.freePort(nodeCount), "no free ports for \(nodeCount) nodes")
        Self.living.withLock { _ = $0.insert(folder) }
        _ = Self.atExit
        servers = (0..<nodeCount).map { "127.0.0.1:\(port + 10 * $0)" }.joined(separator: ",")
        self.folder = folder
        try #require(
            Self.run("start --dir '\(folder)' --port \(port) --brokers \(nodeCount) --heap 384"),
            "\(Self.script) start failed, see \(folder)")
    }

    deinit {
        guard let folder else { return }
        _ = Self.run("wipe --dir '\(folder)'")
        Self.living.withLock { _ = $0.remove(folder) }
    }

    private static let living = Mutex<Set<String>>([])

    private static let atExit: Void = {
        _ = atexit { for folder in Brokers.living.withLock({ $0 }) { _ = Brokers.run("wipe --dir '\(folder)'") } }
    }()

    /// SIGKILL; nodes are numbered from 1.
    func kill(_ node: Int) { if let folder { _ = Self.run("kill --dir '\(folder)' --node \(node)") } }

    /// Returns when it listens again.
    func restart(_ node: Int) throws {
        if let folder { try #require(Self.run("node --dir '\(folder)' --node \(node)"), "node \(node) did not start") }
    }

    /// The node that coordinates a transaction or a group: it leads the partition of the internal topic that Java's
    /// hash of the name picks. Nil while nobody does.
    func coordinator(of name: String, in topic: String) -> Int? {
        let hash = name.utf16.reduce(Int32(0)) { $0 &* 31 &+ Int32($1) }
        guard let partitions = partitions(of: topic), !partitions.isEmpty else { return nil }
        let partition = Int(hash == .min ? 0 : abs(hash)) % partitions.count
        let leader = partitions.first { $0["partition"] as? Int == partition }?["leader"] as? Int
        return leader.flatMap { $0 > 0 ? $0 : nil }
    }

    /// Whether every partition has all its copies again. Asked until it is so, at most that often.
    func areInSync(topics: [String], attempts: Int = 500) -> Bool {
        (0..<attempts).contains { _ in
            topics.allSatisfy { topic in
                partitions(of: topic)?.allSatisfy { partition in
                    let copies = (partition["replicas"] as? [Any])?.count
                    return copies != nil && copies == (partition["isrs"] as? [Any])?.count
                } ?? false
            }
        }
    }

    private func partitions(of topic: String) -> [[String: Any]]? {
        guard let text = Self.output(of: "kcat -L -J -b '\(servers)' -t '\(topic)' -m 2"),
            let object = try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any],
            let topics = object["topics"] as? [[String: Any]]
        else { return nil }
        return topics.first?["partitions"] as? [[String: Any]]
    }

    /// What a command of the shell prints; nil where it fails.
    static func output(of command: String) -> String? {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", command]
        process.standardInput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        let pipe = Pipe()
        process.standardOutput = pipe
        guard (try? process.run()) != nil else { return nil }
        let bytes = try? pipe.fileHandleForReading.readToEnd()
        process.waitUntilExit()
        return process.terminationStatus == 0 ? String(decoding: bytes ?? Data(), as: UTF8.self) : nil
    }

    /// By the shell, which waits for the script only: Foundation's Process waits for the broker that it leaves behind.
    private static func run(_ arguments: String) -> Bool {
        unsafe system("'\(script)' \(arguments) >/dev/null 2>&1 </dev/null") == 0
    }

    /// Each node listens on its port and on the next; nodes are ten apart. Nobody else takes ports so low by chance.
    private static func freePort(_ nodeCount: Int) -> Int? {
        (0..<100).lazy.map { _ in Int.random(in: 20_000..<30_000) }.first { port in
            (0..<nodeCount).allSatisfy { isFree(port + 10 * $0) && isFree(port + 10 * $0 + 1) }
        }
    }

    private static func isFree(_ port: Int) -> Bool {
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { _ = Glibc.close(socket) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
        // bind reads an address of this size.
        return unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}
