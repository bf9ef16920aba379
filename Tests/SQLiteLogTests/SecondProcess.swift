internal import Foundation
internal import LogConformance

/// The helper executable `LogSecondProcess`, which lies beside the test bundle.
final class SecondProcess {
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    private var rest = ""

    init(_ arguments: String...) throws {
        process.executableURL = SecondProcess.productFolder.appendingPathComponent("LogSecondProcess")
        process.arguments = arguments
        process.standardInput = input
        process.standardOutput = output
        try process.run()
    }

    deinit {
        kill()
    }

    var number: Int32 { process.processIdentifier }

    /// The next line it says; nil at its end.
    func line() -> String? {
        while true {
            if let end = rest.firstIndex(of: "\n") {
                defer { rest = String(rest[rest.index(after: end)...]) }
                return String(rest[..<end])
            }
            let more = output.fileHandleForReading.availableData
            if more.isEmpty { return nil }
            rest += String(decoding: more, as: UTF8.self)
        }
    }

    /// SIGKILL, and waits for the end.
    func kill() {
        if process.isRunning { Foundation.kill(process.processIdentifier, SIGKILL) }
        process.waitUntilExit()
    }

    /// Lets it end by itself, and waits for that.
    func end() throws {
        try input.fileHandleForWriting.close()
        process.waitUntilExit()
    }

    private static var productFolder: URL {
        let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") }
        let path = bundle ?? ProcessInfo.processInfo.arguments[0]
        return URL(fileURLWithPath: path).deletingLastPathComponent()
    }
}
