internal import Foundation
internal import Glibc
internal import Synchronization

/// Nodes of a real Kafka for tests, started by ../shared/kafka/broker on free ports, with a folder of their own. Gone
/// with the last reference, at the latest with the process.
package final class KafkaNodes: Sendable {
    /// Those of `KAFKA=host:port`, which run already.
    package static let running = ProcessInfo.processInfo.environment["KAFKA"]

    /// `KAFKA_BROKER` names another than the neighbour's.
    package static let script =
        ProcessInfo.processInfo.environment["KAFKA_BROKER"]
        ?? URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .appending(path: "../../../shared/kafka/broker").standardizedFileURL.path()

    /// Whether nodes can be started here.
    package static let canStart =
        FileManager.default.isExecutableFile(atPath: script)
        && (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").contains {
            FileManager.default.isExecutableFile(atPath: "\($0)/java")
        }

    package struct NotStarted: Error, CustomStringConvertible {
        package let description: String
    }

    /// As a client takes them.
    package let servers: String
    package let folder: String
    /// The first node's; the others listen each ten above the one before.
    package let port: Int

    /// Returns when they listen. Secure nodes also listen with TLS and SASL, two above their port.
    package init(count: Int = 1, isSecure: Bool = false) throws(NotStarted) {
        let (folder, port) = try Self.start(count, isSecure)
        (self.folder, self.port) = (folder, port)
        servers = (0..<count).map { "127.0.0.1:\(port + 10 * $0)" }.joined(separator: ",")
    }

    /// Once more on other ports where it fails: another process may take one between the look and the nodes' own.
    private static func start(_ count: Int, _ isSecure: Bool) throws(NotStarted) -> (folder: String, port: Int) {
        _ = atExit
        var reasons: [String] = []
        for _ in 0..<2 {
            guard let port = freePort(count, isSecure) else {
                throw NotStarted(description: "no free ports for \(count) nodes")
            }
            let folder = "\(NSTemporaryDirectory())waybill-kafka-\(UUID().uuidString)"
            living.withLock { _ = $0.insert(folder) }
            let options = "--port \(port) --brokers \(count)" + (isSecure ? " --secure" : "")
            let said = "\(folder).said"
            defer { try? FileManager.default.removeItem(atPath: said) }
            if call("start --dir '\(folder)' --heap \(heap) \(options)", output: said) { return (folder, port) }
            reasons.append((try? String(contentsOfFile: said, encoding: .utf8)) ?? "it said nothing")
            wipe(folder)
        }
        let reason = reasons.joined(separator: "\n")
        throw NotStarted(description: "\(script) start of \(count) nodes failed:\n\(reason)")
    }

    private static let heap = 384

    deinit {
        Self.wipe(folder)
        Self.living.withLock { _ = $0.remove(folder) }
    }

    /// A command of the script on these nodes, which are numbered from 1; whether it succeeded.
    package func run(_ command: String, _ options: String = "") -> Bool {
        Self.call("\(command) --dir '\(folder)' --heap \(Self.heap) \(options)")
    }

    /// A signal to a node's process, such as one that stops it without an end; whether there is one. After SIGSTOP it
    /// returns once all threads have stopped: until then they still answer.
    package func signal(_ signal: Int32, node: Int = 1) -> Bool {
        guard let text = try? String(contentsOfFile: "\(folder)/\(node)/pid", encoding: .utf8),
            let number = Int32(text.trimmingCharacters(in: .whitespacesAndNewlines))
        else { return false }
        guard kill(number, signal) == 0 else { return false }
        if signal == SIGSTOP { while Self.isRunning(number) { sched_yield() } }
        return true
    }

    private static func isRunning(_ process: Int32) -> Bool {
        let threads = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task")) ?? []
        return threads.contains { thread in
            let text = try? String(contentsOfFile: "/proc/\(process)/task/\(thread)/stat", encoding: .utf8)
            // Behind the name, which may hold anything but ends with the last parenthesis.
            guard let text, let end = text.lastIndex(of: ")") else { return false }
            return !"TtZX".contains(text[text.index(end, offsetBy: 2)])
        }
    }

    /// One of Kafka's own tools; whether it succeeded.
    package static func tool(_ arguments: String) -> Bool { call("tool \(arguments)") }

    private static let living = Mutex<Set<String>>([])

    private static let atExit: Void = {
        _ = atexit { for folder in KafkaNodes.living.withLock({ $0 }) { KafkaNodes.wipe(folder) } }
    }()

    private static func wipe(_ folder: String) { _ = call("wipe --dir '\(folder)'") }

    /// By the shell, which waits for the script only: Foundation's Process waits for the broker that it leaves behind.
    private static func call(_ arguments: String, output: String = "/dev/null") -> Bool {
        unsafe system("'\(script)' \(arguments) >'\(output)' 2>&1 </dev/null") == 0
    }

    /// Ports of nodes that may not listen yet.
    private static let given = Mutex<Set<Int>>([])

    /// Each node also takes the port above its own. Nobody else takes ports so low by chance.
    private static func freePort(_ count: Int, _ isSecure: Bool) -> Int? {
        given.withLock { given in
            for _ in 0..<100 {
                let first = Int.random(in: 20_000..<30_000)
                let ports = (0..<count).flatMap { node in (0...(isSecure ? 2 : 1)).map { first + 10 * node + $0 } }
                guard given.isDisjoint(with: ports), ports.allSatisfy(isFree) else { continue }
                given.formUnion(ports)
                return first
            }
            return nil
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
