internal import Foundation
internal import Glibc
internal import Synchronization

/// Real brokers for the whole run, made at their first use and gone with the process.
final class Broker: Sendable {
    /// One node, which also listens with TLS and SASL. Nil, with one line said, where there is none to start.
    static let shared: Broker? = Broker(nodeCount: 1)
    static let three: Broker? = Broker(nodeCount: 3)

    let bootstrapServers: String
    /// Where a user has to show who it is; nil where the broker is not ours.
    let secured: Secured?
    /// Nil where the broker is not ours.
    private let folder: String?
    private static let folders = Mutex<[String]>([])

    struct Secured: Sendable {
        let bootstrapServers: String
        let authorityFile: String
        /// The script's own.
        let user = "alice"
        let password = "alice-secret"
    }

    private static let script =
        ProcessInfo.processInfo.environment["KAFKA_BROKER"]
        ?? URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../shared/kafka/broker")
        .standardizedFileURL.path()

    /// Whether there is one to ask for, without starting it. Said once, whichever asks first.
    static let isThere: Bool = {
        if ProcessInfo.processInfo.environment["KAFKA"] != nil { return true }
        let isThere = FileManager.default.isExecutableFile(atPath: script) && hasJava
        if !isThere { print("skipped: the engine on a real Kafka, since there is no \(script) or no Java") }
        return isThere
    }()

    /// Whether we start it, and so may have several nodes and secrets.
    static var isOurs: Bool { isThere && ProcessInfo.processInfo.environment["KAFKA"] == nil }

    /// `KAFKA=host:port` names one that runs already, in place of the one node.
    private init?(nodeCount: Int) {
        if nodeCount == 1, let servers = ProcessInfo.processInfo.environment["KAFKA"] {
            (bootstrapServers, secured, folder) = (servers, nil, nil)
            return
        }
        guard Self.isThere, nodeCount == 1 || Self.isOurs else { return nil }
        let folder = "\(NSTemporaryDirectory())waybill-kafka-\(UUID().uuidString)"
        let options = "--brokers \(nodeCount) --heap 384" + (nodeCount == 1 ? " --secure" : "")
        guard let port = Self.freePort(), Self.run("start --dir '\(folder)' --port \(port) \(options)") else {
            print("skipped: the engine on a real Kafka of \(nodeCount) nodes, since \(Self.script) start failed")
            return nil
        }
        self.folder = folder
        bootstrapServers = (0..<nodeCount).map { "127.0.0.1:\(port + 10 * $0)" }.joined(separator: ",")
        secured =
            nodeCount > 1
            ? nil : Secured(bootstrapServers: "127.0.0.1:\(port + 2)", authorityFile: "\(folder)/tls/ca.pem")
        let isFirst = Self.folders.withLock { folders in
            folders.append(folder)
            return folders.count == 1
        }
        if isFirst { _ = atexit { Broker.stop() } }
    }

    /// SIGKILL for one node, the first being 1.
    func kill(node: Int) -> Bool { run("kill", node) }

    /// Waits until it listens again.
    func start(node: Int) -> Bool { run("node", node) }

    private func run(_ command: String, _ node: Int) -> Bool {
        folder.map { Self.run("\(command) --dir '\($0)' --node \(node)") } ?? false
    }

    private static func stop() {
        for folder in folders.withLock({ $0 }) { _ = run("wipe --dir '\(folder)'") }
    }

    private static var hasJava: Bool {
        (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").contains {
            FileManager.default.isExecutableFile(atPath: "\($0)/java")
        }
    }

    /// Nodes listen on this port, two above it, and from each tenth again. Nobody else takes ports so low by chance.
    private static func freePort() -> Int? {
        (0..<100).lazy.map { _ in Int.random(in: 20_000..<30_000) }.first { port in
            [0, 1, 2, 10, 11, 20, 21].allSatisfy { isFree(port + $0) }
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

    /// By the shell, which waits for the script only: Foundation's Process waits for the broker that it leaves behind.
    private static func run(_ arguments: String) -> Bool {
        unsafe system("'\(script)' \(arguments) >/dev/null 2>&1 </dev/null") == 0
    }
}
