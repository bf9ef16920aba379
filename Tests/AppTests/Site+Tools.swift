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
