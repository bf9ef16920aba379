package import Log

/// What has to be done on a cluster for its topics to be as their files describe them.
package struct TopicsPlan: Equatable, Sendable {
    /// One topic's share of it. Names are the topics' on the cluster.
    package enum Step: Equatable, Sendable {
        /// Without a replication factor the cluster's default is taken.
        case make(String, partitionCount: Int32, replicationFactor: Int32?, settings: [String: String])
        case widen(String, from: Int32, to: Int32)
        /// `others` are set on the topic and stay as they are.
        case set(String, changes: [Change], others: [String: String])
    }

    /// One setting of a topic.
    package struct Change: Equatable, Sendable {
        package let name: String
        /// Nil where it has no value, or the cluster does not tell it.
        package let was: String?
        package let becomes: String
    }

    package internal(set) var steps: [Step] = []
    /// Why nothing can be done at all, a sentence each: what an operator has to see to first.
    package internal(set) var refusals: [LogError] = []
    /// What nobody can change and everything goes on with, a sentence each.
    package internal(set) var warnings: [String] = []
    /// What is odd without being wrong, a sentence each.
    package internal(set) var notes: [String] = []

    /// Whether the topics are as their files describe them.
    package var isEmpty: Bool { steps.isEmpty && refusals.isEmpty }

    /// All refusals as one error, a line each; nil where there is none.
    package var refusal: LogError? { LogError.joined(refusals) }

    /// What differs, a line each.
    package var differences: [String] { steps.flatMap(\.differences) + refusals.map(\.message) }
}

extension TopicsPlan.Step {
    var topicName: String {
        switch self {
        case .make(let name, _, _, _), .widen(let name, _, _), .set(let name, _, _): name
        }
    }

    var makes: Bool { if case .make = self { true } else { false } }
    var widens: Bool { if case .widen = self { true } else { false } }
    var sets: Bool { if case .set = self { true } else { false } }

    /// What was done, a line each; with "would be" before it, what is to be done.
    package var lines: [String] {
        switch self {
        case .make(let name, let partitionCount, let replicationFactor, let settings):
            let replicas = replicationFactor.map(String.init) ?? "the cluster's default"
            let shown = settings.filter { !Self.unspoken.contains($0.key) }.sorted { $0.key < $1.key }
            let list = shown.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
            return ["made: \(name), partitions \(partitionCount), replication factor \(replicas), \(list)"]
        case .widen(let name, let from, let to): return ["changed: \(name), partitions \(to) (was \(from))"]
        case .set(let name, let changes, _):
            return changes.map { "changed: \(name), \($0.name)=\($0.becomes) (was \($0.was ?? "not set"))" }
        }
    }

    /// The same for every topic, and nobody's choice.
    private static let unspoken = TopicPolicy.reservedSettings.subtracting([
        "cleanup.policy", "delete.retention.ms", "retention.ms",
    ])

    /// What it mends, a line each.
    fileprivate var differences: [String] {
        switch self {
        case .make(let name, _, _, _): return ["\(name) is missing"]
        case .widen(let name, let from, let to): return ["\(name) has \(from) partitions, its file says \(to)"]
        case .set(let name, let changes, _):
            return changes.map { change in
                let was = change.was.map { "\(change.name)=\($0)" } ?? "no \(change.name)"
                return "\(name) has \(was), it should be \(change.becomes)"
            }
        }
    }
}
