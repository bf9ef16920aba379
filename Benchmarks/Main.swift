internal import Foundation

@main
enum Main {
    static func main() throws {
        let arguments = CommandLine.arguments
        if arguments.count == 6, arguments[1] == "load", let port = UInt16(arguments[2]), let count = Int(arguments[3]),
            let connectionCount = Int(arguments[4])
        {
            exit(
                try LoadClient.run(port: port, count: count, connectionCount: connectionCount, target: arguments[5])
                    ? 0 : 1
            )
        }
        let folder = NSTemporaryDirectory() + "/waybill-bench-\(ProcessInfo.processInfo.processIdentifier)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var report = Report()
        report.begin()
        let chosen = arguments.dropFirst()
        if chosen.first == "kafka" {
            do {
                try KafkaBenchmark.run(parts: Array(chosen.dropFirst()), &report, folder: folder)
                return complain(of: report.missed)
            } catch {
                FileHandle.standardError.write(Foundation.Data("bench: \(error)\n".utf8))
                try? FileManager.default.removeItem(atPath: folder)
                exit(1)
            }
        }
        let samples = try Samples()
        func isChosen(_ part: String) -> Bool { chosen.isEmpty || chosen.contains(part) }
        if isChosen("core") { CoreBenchmarks.run(samples, &report) }
        if isChosen("lane") { try EngineBenchmarks.lane(&report, folder: try make(folder + "/lane")) }
        if isChosen("ingress") {
            try IngressBenchmark.run(samples, &report)
            try CoreBenchmarks.parts(samples, &report)
        }
        if isChosen("push") { try PushToolBenchmark.run(&report) }
        if isChosen("served") { try ServedBenchmark.run(&report, folder: try make(folder + "/served")) }
        if isChosen("backlog") {
            try EngineBenchmarks.backlog(samples, &report, folder: try make(folder + "/backlog"))
        }
        complain(of: report.missed)
    }

    /// A missed bar is reported, not hidden; it does not fail the run, since clocks here are noisy.
    private static func complain(of missed: [Figure]) {
        for figure in missed { FileHandle.standardError.write(Foundation.Data("missed: \(figure.name)\n".utf8)) }
    }

    private static func make(_ folder: String) throws -> String {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        return folder
    }
}
