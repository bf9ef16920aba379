internal import Log

/// Reads partitions of one topic by position.
final class Reader: LogReader {
    private let topic: Topic
    private let signal = Wakeup()
    private let subscriptions: Subscriptions
    private var cursor: RecordCursor?
    /// The log closes with its last reference, of which this is one.
    private let log: SQLiteLog

    /// Subscribes before it reads, so that nothing falls between.
    init(_ cursor: RecordCursor, _ topic: Topic, _ subscriptions: Subscriptions, of log: SQLiteLog) {
        self.cursor = cursor
        self.topic = topic
        self.log = log
        self.subscriptions = subscriptions
        subscriptions.add(signal, to: topic)
    }

    deinit {
        subscriptions.remove(signal, from: topic)
    }

    var waker: any Waker { signal }

    func next(recordCountMax: Int) throws(LogError) -> ReadEvent {
        var notices = signal.take()
        while true {
            if notices.closed { cursor = nil }
            guard let cursor else { return .closed }
            cursor.hear(notices)
            if notices.woken { return .woken }
            if let end = cursor.endReached() { return end }
            let records = try cursor.read(recordCountMax: recordCountMax)
            if !records.isEmpty { return .records(records) }
            if let end = cursor.endReached() { return end }
            notices = signal.wait()
        }
    }
}
