package import Log
package import Records
internal import Waybill

/// Commands on their way to the processors: appended to the log, and whoever asked for one told what became of it.
///
///     if !requests.submit(command, at: time, for: requester) { requester.answerOverloaded() }
///
/// Nothing here blocks: verdicts come on the thread that reads the replies, expiries on one that watches the deadlines,
/// refusals on the log's.
package final class Requests: Sendable {
    private let configuration: RequestsConfiguration
    private let log: any Log
    private let events: RequestsEvents
    private let waiters: Waiters
    private let replies: ReplyReader
    private let commandPartitionCount: Int32
    private let replyPartition: Int32

    /// Returns once every reply to a command submitted from now on will be read. `clock` gives milliseconds since 1970.
    package init(
        _ configuration: RequestsConfiguration, log: any Log, clock: @escaping @Sendable () -> Int64,
        events: RequestsEvents
    ) throws(LogError) {
        self.configuration = configuration
        self.log = log
        self.events = events
        commandPartitionCount = try log.partitionCount(of: .commands)
        replyPartition = Partitioner.partition(
            of: Array(configuration.instance.utf8), among: try log.partitionCount(of: .replies))
        let patience = Patience(events: events, clock: clock)
        let waiters = Waiters(countMax: configuration.waiterCountMax, patience: configuration.deadline) { waiters in
            patience.expired(waiters)
            for waiter in waiters { _ = waiter.requester.end(.expired) }
        }
        self.waiters = waiters
        let known = configuration.keys
        replies = ReplyReader(
            instance: configuration.instance,
            deliver: { reply in
                patience.replied()
                Self.deliver(reply, to: waiters, events)
                guard let processor = reply.refusedFor, let known else { return }
                events.keysDiffer(KeyFault(processor: processor, known: known))
            },
            dropped: events.dropped, failed: events.failed)
        try replies.start(log, partition: replyPartition)
    }

    /// Commands whose verdict is awaited.
    package var waiterCount: Int { waiters.count }

    /// Appends the command and tells the requester what becomes of it; false where too many wait already, and nothing
    /// was done. `time` is in milliseconds since 1970.
    package func submit(_ command: CommandRecord, at time: Int64, for requester: any Requester) -> Bool {
        let waiter = Waiter(requester)
        guard let id = waiters.add(waiter) else { return false }
        let address = ReplyAddress(
            instance: configuration.instance, partition: replyPartition, correlationID: correlationID(id))
        var records = NewRecords(byteCapacity: RequestsLimits.commandByteCount)
        let partition = command.append(
            to: &records, partitionCount: commandPartitionCount, source: configuration.source, time: time,
            reply: address, deadline: time + Int64(configuration.deadline / .milliseconds(1)),
            keys: configuration.keysText)
        log.append(records) { [waiters, events] outcome in
            // The verdict itself comes through the replies; only a refusal is told here.
            guard case .failure(let error) = outcome else {
                waiter.kept(in: partition)
                return events.appended(nil)
            }
            if error.isOfTheLog { events.appended(error) }
            guard let waiter = waiters.remove(id) else { return }
            _ = waiter.requester.end(.refused(error))
        }
        return true
    }

    /// Ends the reading of replies; all requesters must have been told.
    package func stop() { replies.stop() }

    private static func deliver(_ reply: ReplyRecord, to waiters: Waiters, _ events: RequestsEvents) {
        // A late reply: it expired, and who asks again will find what stands.
        guard let id = waiterID(reply.correlationID), let waiter = waiters.remove(id) else { return }
        guard waiter.requester.end(.decided(reply.verdict)) else { return }
        events.decided(reply.verdict, .now - waiter.requester.start)
    }

    private func correlationID(_ id: UInt64) -> String { "\(configuration.instance)/\(id)" }

    private static func waiterID(_ correlationID: String) -> UInt64? {
        correlationID.lastIndex(of: "/").flatMap { UInt64(correlationID[correlationID.index(after: $0)...]) }
    }
}

extension LogError {
    /// The log itself cannot be written: it is not that too much waits, nor that it was closed, nor the record's fault.
    fileprivate var isOfTheLog: Bool {
        switch code {
        case .unavailable, .corrupt, .conflict, .misconfigured: true
        case .overloaded, .closed, .invalid: false
        }
    }
}
