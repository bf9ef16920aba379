package import Log
internal import Testing

/// One engine with its data in a place of its own, as the promises are tried on it.
package protocol LogFixture: AnyObject, Sendable {
    /// A handle on the data, as one process has it. A second one at the same time stands for a second process.
    func open() throws -> any Log

    /// Applies the topics' policies as of `now`, where the engine can be told to.
    func retain(_ log: any Log, now: Int64) throws

    /// Deletes a partition's records before an offset, by a tool of the engine's and not by the log.
    func delete(_ topic: Topic, _ partition: Int32, before offset: Int64) throws
}

/// What an engine has to be able to do for a promise to be tried on it.
package enum LogFeature: Sendable {
    /// `retain` of the fixture works at once.
    case retention
    /// `delete` of the fixture works.
    case deletion
    /// Nothing else is acknowledged while a completion runs, so that a queue can be made to fill.
    case blockingCompletion
}

/// One promise of the log's contract, and how to see that it is kept.
package struct LogPromise: Sendable, CustomTestStringConvertible {
    package let text: String
    package let feature: LogFeature?
    package let check: @Sendable (any LogFixture) throws -> Void

    init(
        _ text: String, needs feature: LogFeature? = nil, _ check: @escaping @Sendable (any LogFixture) throws -> Void
    ) {
        self.text = text
        self.feature = feature
        self.check = check
    }

    package var testDescription: String { text }

    /// The promises that an engine with these features can be held to.
    package static func all(_ features: LogFeature...) -> [LogPromise] {
        let all =
            appending + deadLetters + reading + transactions + replies + groups + pausing + missing + retention
            + closing
        return all.filter { promise in promise.feature.map(features.contains) ?? true }
    }

    /// The topics that a fixture opens its log with.
    package static let topics: [TopicPolicy] = [
        TopicPolicy(topic: .commands, partitionCount: 4, cleanup: .delete(retention: .seconds(Int64.max))),
        TopicPolicy(topic: .deadLetters, partitionCount: 4, cleanup: .delete(retention: .seconds(Int64.max))),
        TopicPolicy(topic: .replies, partitionCount: 1, cleanup: .delete(retention: .seconds(3_600))),
        TopicPolicy(topic: .waybills, partitionCount: 1, cleanup: .compact(tombstoneRetention: .seconds(3_600))),
    ]
}
