internal import Dispatch
internal import Foundation
internal import Log
internal import Records
internal import SingleRecords
internal import Synchronization
internal import Waybill

/// A log that takes every command and has its reply after the time of an fsync, so that only the ingress is measured.
/// What arrives in the meantime is answered together, as a group commit does.
final class FakeLog: Log {
    private let replies = ReplyQueue()
    /// Every reply but for its key: making it is the processor's work, not the ingress's.
    private let template: NewRecord

    init(instance: String) {
        let result = Verdict.success(
            waybillID: "75000000000004", waybillData: "##ZTO_bagAddr##Guangzhou##ZTO_mark##888-666-666##")
        let address = ReplyAddress(instance: instance, partition: 0, correlationID: "")
        var outputs = NewRecords()
        ReplyRecord.append(result, to: address, time: 0, to: &outputs)
        template = outputs[0]
    }

    func partitionCount(of topic: Topic) throws(LogError) -> Int32 { 12 }

    func append(_ records: NewRecords, completion: @escaping @Sendable (Result<[Int64], LogError>) -> Void) {
        replies.add(
            records.compactMap { record in
                guard let id = record.headers[Header.id] else { return nil }
                return Record(
                    topic: .replies, partition: 0, offset: 0, timestamp: record.timestamp, key: Array(id),
                    value: template.value, headers: template.headers)
            })
        completion(.success(records.map { _ in 0 }))
    }

    func endOffset(of topic: Topic, partition: Int32) throws(LogError) -> Int64 { 0 }
    func startOffset(of topic: Topic, partition: Int32) throws(LogError) -> Int64 { 0 }
    func reader(
        of topic: Topic, from offsets: [Int32: Int64], withHeaders _: Bool
    ) throws(LogError) -> any LogReader { replies }
    func committedOffset(of group: String, topic: Topic, partition: Int32) throws(LogError) -> Int64? { nil }
    func tellLostReplies(to listener: @escaping @Sendable (Int, LogError) -> Void) {}
    func close() { replies.close() }

    func member(of group: String, topic: Topic) throws(LogError) -> any GroupMember {
        throw LogError(.invalid, "the fake log has no groups")
    }
}

/// Replies on their way to the ingress's reader.
private final class ReplyQueue: LogReader, Waker, Sendable {
    private struct State {
        var records: [Record] = []
        var isClosed = false
    }

    /// Microseconds; what an fsync took on the machine this was written on.
    private static let fsync: UInt32 = 100

    private let state = Mutex(State())
    private let arrived = DispatchSemaphore(value: 0)

    var waker: any Waker { self }

    func add(_ records: [Record]) {
        let isFirst = state.withLock { state in
            defer { state.records += records }
            return state.records.isEmpty
        }
        if isFirst { arrived.signal() }
    }

    func next(recordCountMax: Int) throws(LogError) -> ReadEvent {
        while true {
            let (records, isClosed) = state.withLock { state in
                defer { state.records = [] }
                return (state.records, state.isClosed)
            }
            if !records.isEmpty { return .records(records) }
            if isClosed { return .closed }
            arrived.wait()
            usleep(Self.fsync)
        }
    }

    func wake() { arrived.signal() }

    func close() {
        state.withLock { $0.isClosed = true }
        arrived.signal()
    }
}
