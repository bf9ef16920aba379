internal import Foundation
internal import Glibc
internal import Synchronization

/// One real broker for the whole run, made at its first use and gone with the process.
final class Broker: Sendable {
    /// Nil, with one line said, where there is none to start.
    static let shared: Broker? = Broker()

    let bootstrapServers: String
    private static let folder = Mutex<String?>(nil)

    private static let script = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../shared/kafka/broker").standardizedFileURL.path()

    /// `KAFKA=host:port` names one that runs already.
    private init?() {
        if let servers = ProcessInfo.processInfo.environment["KAFKA"] {
            bootstrapServers = servers
            return
        }
        guard ProcessInfo.processInfo.environment["WAYBILL_KAFKA"] == "1" else {
            print("skipped: the engine on a real Kafka; WAYBILL_KAFKA=1 runs it")
            return nil
        }
        guard FileManager.default.isExecutableFile(atPath: Self.script), Self.hasJava else {
            print("skipped: the engine on a real Kafka, since there is no \(Self.script) or no Java")
            return nil
        }
        let folder = "\(NSTemporaryDirectory())waybill-kafka-\(UUID().uuidString)"
        guard let port = Self.freePort(), Self.run("start --dir '\(folder)' --port \(port)") else {
            print("skipped: the engine on a real Kafka, since \(Self.script) start failed")
            return nil
        }
        bootstrapServers = "127.0.0.1:\(port)"
        Self.folder.withLock { $0 = folder }
        _ = atexit { Broker.stop() }
    }

    private static func stop() {
        if let folder = folder.withLock({ $0 }) { _ = run("wipe --dir '\(folder)'") }
    }

    private static var hasJava: Bool {
        (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").contains {
            FileManager.default.isExecutableFile(atPath: "\($0)/java")
        }
    }

    /// The node listens on this port and on the next. Nobody else takes ports so low by chance.
    private static func freePort() -> Int? {
        (0..<100).lazy.map { _ in Int.random(in: 20_000..<30_000) }.first(where: isFree)
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
