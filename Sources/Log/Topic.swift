/// The catalogue of topics: the only place in the sources where their names stand.
///
/// `topics/*.yaml` holds partition counts and policies; a test of the house compares the two.
package enum Topic: String, CaseIterable, Sendable {
    case commands = "waybill.commands"
    case waybills = "waybill.waybills"
    case tokens = "waybill.tokens"
    case replies = "waybill.replies"
    case deadLetters = "waybill.dead-letters"
    case traces = "waybill.traces"
    case claims = "waybill.claims"
    case accounts = "waybill.accounts"
    case routes = "waybill.routes"
    case orders = "waybill.orders"

    package var name: String { rawValue }
}

/// What a topic's file in `topics/` says of it.
package struct TopicPolicy: Equatable, Sendable {
    package enum Cleanup: Equatable, Sendable {
        /// Records older than the retention may go.
        case delete(retention: Duration)
        /// The last record of each key stays; a tombstone goes once it is older than the retention.
        case compact(tombstoneRetention: Duration)
    }

    package let topic: Topic
    /// 1...1024. Fixed for the life of a keyed topic.
    package let partitionCount: Int32
    package let cleanup: Cleanup

    package init(topic: Topic, partitionCount: Int32, cleanup: Cleanup) {
        self.topic = topic
        self.partitionCount = partitionCount
        self.cleanup = cleanup
    }
}
