internal import Foundation
internal import KafkaLog
internal import Log
internal import WeChat

/// Where `make bench-kafka` measures: tools/bench-kafka says it in the environment.
struct KafkaCluster {
    let servers: String
    /// Before all names of this run; what stands on the cluster under it is deleted afterwards.
    let prefix: String
    /// The bare loop in C, built.
    let floor: String
    let keys: String
    let folder: String

    /// Makes the keys that the roles share. Nil where the script's words are missing.
    init?(folder: String) throws {
        let environment = ProcessInfo.processInfo.environment
        guard let servers = environment["KAFKA"], let floor = environment["KAFKA_FLOOR"],
            let prefix = environment["KAFKA_PREFIX"]
        else { return nil }
        (self.servers, self.floor, self.prefix, self.folder) = (servers, floor, prefix, folder)
        keys = folder + "/keys.yaml"
        _ = try Run.output(Run.program, ["config", "make-keys", keys])
    }

    private init(_ other: KafkaCluster, prefix: String, folder: String) {
        (servers, floor, keys) = (other.servers, other.floor, other.keys)
        (self.prefix, self.folder) = (prefix, folder)
    }

    /// The same cluster with topics and folders of its own.
    func divided(_ name: String) throws -> KafkaCluster {
        let folder = folder + "/" + name
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        return KafkaCluster(self, prefix: prefix + name + "-", folder: folder)
    }

    /// Makes the topics, as an operator does.
    func makeTopics() throws {
        _ = try Run.output(
            Run.program, ["topics", "apply", "--kafka", servers, "--kafka-prefix", prefix, "--min-in-sync", "1"])
    }

    /// This process's own view of it.
    func log(_ topics: [TopicPolicy]) throws -> any Log {
        var configuration = KafkaConfiguration(bootstrapServers: servers)
        configuration.prefix = prefix
        configuration.makesTopics = false
        return try KafkaLog(configuration, topics: topics)
    }

    /// What the bare loop prints: names and numbers.
    func floor(_ verb: String, _ count: Int, _ batchOrRate: Int) throws -> [String: Double] {
        let text = try Run.output(floor, [verb, servers, prefix, "\(count)", "\(batchOrRate)"])
        var numbers: [String: Double] = [:]
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: "\t")
            if parts.count == 2 { numbers[String(parts[0])] = Double(parts[1]) }
        }
        return numbers
    }
}

/// Programs that are run to their end.
enum Run {
    static var program: String {
        URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().appendingPathComponent("waybill")
            .path
    }

    /// What it wrote to standard output; throws where it ended with another exit code than 0.
    static func output(_ path: String, _ arguments: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw KafkaBenchmarkError("\(path) \(arguments.first ?? "") ended with \(process.terminationStatus)")
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

struct KafkaBenchmarkError: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
