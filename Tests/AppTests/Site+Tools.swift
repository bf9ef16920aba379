internal import Foundation
internal import KafkaLog
internal import KafkaNodes
internal import Log
internal import Testing
internal import Waiting

/// What an operator does to topics and groups with Kafka's own tools, or somebody by mistake.
extension Site {
    static let group = "waybill-processor"

    func tool(_ words: String) throws {
        try #require(KafkaNodes.tool("\(words) --bootstrap-server \(servers)"), "\(words)")
    }

    func delete(_ topic: Topic, _ partition: Int32, before offset: Int64) throws {
        let folder = try TemporaryFolder()
        let place = #""topic": "\#(prefix)\#(topic.name)", "partition": \#(partition), "offset": \#(offset)"#
        try folder.write("{\"partitions\": [{\(place)}]}", to: "deletion.json")
        try tool("org.apache.kafka.tools.DeleteRecordsCommand --offset-json-file '\(folder / "deletion.json")'")
    }

    /// A node goes on showing it for a moment, in which it would not be made anew.
    func delete(_ topic: Topic) throws {
        let name = "--topic \(prefix)\(topic.name)"
        try tool("topics --delete \(name)")
        let isThere = asked(
            { KafkaNodes.tool("topics --describe \(name) --bootstrap-server \(servers)") }, until: { !$0 })
        try #require(!isThere)
    }

    func widen(_ topics: [Topic], to count: Int) throws {
        for topic in topics { try tool("topics --alter --topic \(prefix)\(topic.name) --partitions \(count)") }
    }

    /// A group can be deleted once the session of its last member is over, which nobody tells.
    func deleteGroup() throws {
        let log = try open()
        defer { log.close() }
        let left = try asked(
            {
                try tool("consumer-groups --delete --group \(prefix)\(Self.group)")
                return try (0..<log.partitionCount(of: .commands)).compactMap {
                    try log.committedOffset(of: Self.group, topic: .commands, partition: $0)
                }
            }, until: \.isEmpty)
        try #require(left.isEmpty)
    }
}
