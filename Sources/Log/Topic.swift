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

    /// Whether each key's last record has to stay for ever: numbers that are on parcels, and tokens, come from nowhere
    /// else.
    package var mustBeCompacted: Bool {
        switch self {
        case .waybills, .tokens: true
        case .commands, .replies, .deadLetters, .traces, .claims, .accounts, .routes, .orders: false
        }
    }

    /// Whether each record waits for a group that decides it, also before there is one: it must not be deleted by age
    /// until then.
    package var mustBeConsumed: Bool {
        switch self {
        case .commands: true
        case .waybills, .tokens, .replies, .deadLetters, .traces, .claims, .accounts, .routes, .orders: false
        }
    }

    /// Whether the partition that a record stands in is the one of the command that it follows from, so that one lane
    /// writes them all in one go: as many partitions as `commands` has.
    package var followsCommands: Bool {
        switch self {
        case .waybills, .tokens, .deadLetters, .traces: true
        case .commands, .replies, .claims, .accounts, .routes, .orders: false
        }
    }

    /// Whether it may be given more partitions: whoever writes a reply is told its partition, no key decides it.
    package var mayWiden: Bool {
        switch self {
        case .replies: true
        case .commands, .waybills, .tokens, .deadLetters, .traces, .claims, .accounts, .routes, .orders: false
        }
    }

    /// The topic's index in the catalogue, from 0: for tables that are looked into for every record, where hashing a
    /// name would cost more than the rest.
    package var index: Int {
        switch self {
        case .commands: 0
        case .waybills: 1
        case .tokens: 2
        case .replies: 3
        case .deadLetters: 4
        case .traces: 5
        case .claims: 6
        case .accounts: 7
        case .routes: 8
        case .orders: 9
        }
    }
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
    /// Further settings of the topic on Kafka, by their names there; the embedded log has no use for them. None is
    /// among `reservedSettings`.
    package let settings: [String: String]

    package init(topic: Topic, partitionCount: Int32, cleanup: Cleanup, settings: [String: String] = [:]) {
        self.topic = topic
        self.partitionCount = partitionCount
        self.cleanup = cleanup
        self.settings = settings
    }

    /// Whether records go by their age, and not by what replaces them.
    package var deletesByAge: Bool { if case .delete = cleanup { true } else { false } }

    /// Settings on Kafka that follow from the policy, or that the log's promises rest on: nobody else sets them.
    package static let reservedSettings: Set<String> = [
        "cleanup.policy", "delete.retention.ms", "max.message.bytes", "message.timestamp.after.max.ms",
        "message.timestamp.before.max.ms", "message.timestamp.difference.max.ms", "message.timestamp.type",
        "retention.ms", "unclean.leader.election.enable",
    ]
}
