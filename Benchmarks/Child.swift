internal import Foundation
internal import Glibc
internal import WeChat

/// The built program as a child process, beside this one.
struct Child {
    let process: Process
    let port: UInt16
    let operationsPort: UInt16
    /// From the start of the process until `/ready` said yes.
    let startTime: Duration

    private static var program: URL {
        URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().appendingPathComponent("waybill")
    }

    /// Plays WeChat against a port of this machine; returns the report.
    static func push(
        _ port: UInt16, count: Int, concurrency: Int, rate: Int = 0, prefix: String = "bench-"
    ) throws -> PushFigures {
        let process = Process()
        process.executableURL = program
        process.arguments = [
            "push", "--url", "http://127.0.0.1:\(port)/push/zto", "--count", "\(count)", "--concurrency",
            "\(concurrency)", "--rate", "\(rate)", "--order-prefix", prefix, "--output", "json",
        ]
        var environment = ProcessInfo.processInfo.environment
        environment["WAYBILL_PUSH_TOKEN"] = "demotoken"
        process.environment = environment
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return try JSONDecoder().decode(PushFigures.self, from: bytes)
    }

    /// When the pushes of `load` are signed; the ingress that they go to must think so, too.
    static let timestamp: Int64 = 1_714_037_059

    /// This program again, as `LoadClient`; its pushes are signed as WeChat's are.
    static func load(_ port: UInt16, count: Int, connectionCount: Int) throws {
        let signature = Signature.make(token: "demotoken", timestamp: "\(timestamp)", nonce: "486452656")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: CommandLine.arguments[0])
        process.arguments = [
            "load", "\(port)", "\(count)", "\(connectionCount)",
            "/push/zto?signature=\(signature)&timestamp=\(timestamp)&nonce=486452656",
        ]
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw MissingSample() }
    }

    /// `waybill serve` on a folder and a free port; returns once it is ready.
    static func serve(_ folder: String) throws -> Child {
        for file in ["/port", "/operations"] { try? FileManager.default.removeItem(atPath: folder + file) }
        let process = Process()
        process.executableURL = program
        process.arguments = [
            "serve", "--data", folder + "/data", "--listen", "127.0.0.1:0", "--port-file", folder + "/port",
            "--operations", "127.0.0.1:0", "--operations-port-file", folder + "/operations", "--log-level", "error",
        ]
        let start = ContinuousClock.now
        try process.run()
        let port = try waitForPort(folder + "/port")
        let operationsPort = try waitForPort(folder + "/operations")
        while !LoadClient.isReady(operationsPort) { usleep(1000) }
        return Child(process: process, port: port, operationsPort: operationsPort, startTime: .now - start)
    }

    /// SIGKILL: the process has no chance to put anything in order.
    func kill() {
        Glibc.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    func stop() {
        process.terminate()
        process.waitUntilExit()
    }

    /// Anonymous resident memory in MiB: without the pages of mapped files.
    var residentMemory: Double {
        let status = (try? String(contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("RssAnon:") }
        let kibibytes = line?.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first.flatMap {
            Double($0)
        }
        return (kibibytes ?? .nan) / 1024
    }

    private static func waitForPort(_ file: String) throws -> UInt16 {
        for _ in 0..<10_000 {
            if let text = try? String(contentsOfFile: file, encoding: .utf8), let port = UInt16(text.dropLast()) {
                return port
            }
            usleep(1000)
        }
        throw MissingSample()
    }
}

/// What of the push report the benchmarks read.
struct PushFigures: Decodable {
    struct Latency: Decodable {
        let p50: Double
        let p99: Double
    }

    let pushes: Int
    let unanswered: Int
    let rate: Double
    let latency: Latency

    private enum CodingKeys: String, CodingKey {
        case pushes, unanswered, rate
        case latency = "latency_seconds"
    }
}
