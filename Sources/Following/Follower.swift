package import Log
internal import Synchronization
internal import Threads

/// Reads along partitions of a topic, on a thread of its own, from given positions on and for as long as it is wanted.
///
///     let follower = Follower("replies", of: .replies, recordCountMax: 4_096) {
///         var parser = JSONParser()
///         return { records in for record in records { take(record, &parser) } }
///     } failed: { error in log(error) }
///     follower.start(log, from: [partition: offset])
///
/// What is read is at-least-once and in the order of each partition; the reader keeps its own position where it must
/// survive a restart.
package final class Follower: Sendable {
    /// What takes the records that were read; it may keep state of its own, since only the follower's thread calls it.
    package typealias Reading = ([Record]) -> Void

    private let name: String
    private let topic: Topic
    private let recordCountMax: Int
    private let makeReading: @Sendable () -> Reading
    private let failed: @Sendable (LogError) -> Void
    private let waker: Mutex<(any Waker)?> = Mutex(nil)
    private let isStopping = Atomic(false)

    /// `name` is the thread's. `reading` is called once on that thread, before anything is read. At most
    /// `recordCountMax` records are handed over at once. `failed` is called, on the thread, when the log ends the
    /// reading by an error that no stop explains; then nothing more is read.
    package init(
        _ name: String, of topic: Topic, recordCountMax: Int, reading: @escaping @Sendable () -> Reading,
        failed: @escaping @Sendable (LogError) -> Void
    ) {
        self.name = name
        self.topic = topic
        self.recordCountMax = recordCountMax
        makeReading = reading
        self.failed = failed
    }

    /// Starts the thread, which keeps the follower until its end. `positions` are the next offsets of the partitions to
    /// be read. Once.
    package func start(_ log: any Log, from positions: [Int32: Int64]) {
        _ = EngineThread(name) { [self] in
            do throws(LogError) {
                let reader = try log.reader(of: topic, from: positions)
                waker.withLock { $0 = reader.waker }
                try read(reader)
            } catch {
                // 1. The thread starts. 2. The service is stopped, and closes its log. 3. The thread asks for a reader.
                if error.code == .closed, isStopping.load(ordering: .sequentiallyConsistent) { return }
                failed(error)
            }
        }
    }

    /// Ends the reading soon; records that are being taken are taken to the end. Does not wait.
    package func stop() {
        isStopping.store(true, ordering: .sequentiallyConsistent)
        waker.withLock { $0?.wake() }
    }

    private func read(_ reader: any LogReader) throws(LogError) {
        let reading = makeReading()
        while !isStopping.load(ordering: .sequentiallyConsistent) {
            switch try reader.next(recordCountMax: recordCountMax) {
            case .records(let records): reading(records)
            case .caughtUp, .woken: break
            case .closed: return
            }
        }
    }
}
