internal import Foundation
internal import JSON
internal import Log
internal import Records
internal import Synchronization

/// Reads this instance's partition of waybill.replies on a thread of its own, from the end that it saw before the first
/// push was taken, and hands each reply of ours to `deliver`.
final class ReplyReader: Sendable {
    private let instance: String
    private let deliver: @Sendable (ReplyRecord) -> Void
    private let failed: @Sendable (LogError) -> Void
    private let dropped: @Sendable (Int) -> Void
    private let waker: Mutex<(any Waker)?> = Mutex(nil)
    private let isStopping = Atomic(false)

    init(
        instance: String, deliver: @escaping @Sendable (ReplyRecord) -> Void,
        dropped: @escaping @Sendable (Int) -> Void, failed: @escaping @Sendable (LogError) -> Void
    ) {
        self.instance = instance
        self.deliver = deliver
        self.dropped = dropped
        self.failed = failed
    }

    /// Returns once the position is fixed: every reply from now on is read.
    func start(_ log: any Log, partition: Int32) throws(LogError) {
        let start = try log.endOffset(of: .replies, partition: partition)
        let thread = Thread { [self] in
            do throws(LogError) {
                let reader = try log.reader(of: .replies, from: [partition: start])
                waker.withLock { $0 = reader.waker }
                try read(reader)
            } catch {
                // 1. The thread starts. 2. The service is stopped, and closes its log. 3. The thread asks for a reader.
                if error.code == .closed, isStopping.load(ordering: .sequentiallyConsistent) { return }
                failed(error)
            }
        }
        thread.name = "replies"
        thread.start()
    }

    func stop() {
        isStopping.store(true, ordering: .sequentiallyConsistent)
        waker.withLock { $0?.wake() }
    }

    private func read(_ reader: any LogReader) throws(LogError) {
        var parser = JSONParser()
        while !isStopping.load(ordering: .sequentiallyConsistent) {
            switch try reader.next(recordCountMax: IngressLimits.replyCountMax) {
            case .records(let records): read(records, &parser)
            case .caughtUp, .woken: break
            case .closed: return
            }
        }
    }

    private func read(_ records: [Record], _ parser: inout JSONParser) {
        var droppedCount = 0
        for record in records {
            do throws(RecordFault) {
                if let reply = try ReplyRecord(record, for: instance, parser: &parser) { deliver(reply) }
            } catch {
                droppedCount += 1
            }
        }
        if droppedCount > 0 { dropped(droppedCount) }
    }
}
