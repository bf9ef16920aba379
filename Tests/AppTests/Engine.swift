internal import Configuration
internal import Foundation
internal import KafkaLog
internal import KafkaNodes
internal import Log
internal import SQLite
internal import SQLiteLog
internal import Synchronization
internal import Testing

/// The log that the services of a test run stand on: the embedded one, or, with WAYBILL_ENGINE=kafka, the cluster that
/// KAFKA names, where each folder has topics of its own.
enum Engine {
    static let isKafka = ProcessInfo.processInfo.environment["WAYBILL_ENGINE"] == "kafka"

    /// What says where a service on that folder has its log.
    static func arguments(_ folder: TemporaryFolder, given: [String] = []) throws -> [String] {
        guard isKafka, !given.contains("--kafka") else { return [] }
        let site = try site(of: folder)
        return given.contains("--keys") ? site.clusterArguments : site.arguments
    }

    /// The log of a folder whose service has stopped.
    static func open(_ folder: TemporaryFolder) throws -> any Log {
        if isKafka { return try site(of: folder).open() }
        return try SQLiteLog(folder: folder / "data/log", topics: try loadTopics(folder: "\(Program.house)/topics"))
    }

    /// Deletes records of a partition before they were consumed, by a tool and not by the log.
    static func delete(
        _ topic: Topic, _ partition: Int32, before offset: Int64, on folder: TemporaryFolder
    ) throws {
        guard isKafka else {
            let connection = try Connection(
                path: folder / "data/log/log.sqlite", access: .readWrite, busyTimeout: 10_000)
            return try connection.execute(
                "DELETE FROM \"\(topic.name)/\(partition)\" WHERE record_offset < \(offset)")
        }
        try site(of: folder).delete(topic, partition, before: offset)
    }

    private static let sites = Mutex<[String: Site]>([:])

    /// The topics of a folder on the cluster.
    static func site(of folder: TemporaryFolder) throws -> Site {
        if let site = sites.withLock({ $0[folder.path] }) { return site }
        let servers = try #require(ProcessInfo.processInfo.environment["KAFKA"], "WAYBILL_ENGINE=kafka needs KAFKA")
        let site = try Site(servers, keys: folder / "keys.yaml")
        return sites.withLock { sites in
            sites[folder.path] = sites[folder.path] ?? site
            return sites[folder.path] ?? site
        }
    }
}

extension Trait where Self == ConditionTrait {
    /// For a test that is about the embedded log and nothing else.
    static var embeddedLog: Self { .disabled(if: Engine.isKafka, "it is about the embedded log") }
}

extension Trait where Self == ConditionTrait {
    /// For a test that is about a cluster and its own tools.
    static var cluster: Self {
        .enabled(if: Engine.isKafka && KafkaNodes.canStart, "it is about a cluster, and takes Kafka's own tools")
    }
}

/// Topics and groups of one's own on a cluster, and the keys that its processes share.
final class Site: Sendable {
    let servers: String
    let prefix: String
    let keys: String
    /// librdkafka's properties for every process.
    private let properties: String?
    private let topics: String

    /// Makes keys and topics with the program's own commands. `copies` is the replication factor; records count as
    /// written when one copy less has them.
    init(
        _ servers: String, keys: String, copies: Int = 1, topics: String = "\(Program.house)/topics",
        properties: String? = nil
    ) throws {
        (self.servers, self.keys, self.topics, self.properties) = (servers, keys, topics, properties)
        prefix = "\(UUID().uuidString.prefix(8).lowercased())-"
        if !FileManager.default.fileExists(atPath: keys) {
            let made = try Program.run(["config", "make-keys", keys])
            try #require(made.code == 0, "\(made.everything)")
        }
        let applied = try Program.run(
            ["topics", "apply", "--topics", topics, "--replication-factor", "\(copies)"]
                + ["--min-in-sync", "\(max(1, copies - 1))", "--kafka", servers, "--kafka-prefix", prefix])
        try #require(applied.code == 0, "\(applied.everything)")
    }

    var clusterArguments: [String] {
        ["--kafka", servers, "--kafka-prefix", prefix] + (properties.map { ["--kafka-properties", $0] } ?? [])
    }

    var arguments: [String] { clusterArguments + ["--keys", keys] }

    /// As somebody who only reads and appends; not a static member.
    func open(_ properties: [String: String] = [:], events: KafkaEvents = KafkaEvents()) throws -> KafkaLog {
        var configuration = KafkaConfiguration(bootstrapServers: servers)
        configuration.prefix = prefix
        configuration.makesTopics = false
        configuration.properties = properties
        return try KafkaLog(configuration, topics: try loadTopics(folder: topics), events: events)
    }
}
