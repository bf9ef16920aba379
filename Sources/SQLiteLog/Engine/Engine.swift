internal import Log
internal import SQLite
internal import Synchronization
internal import Threads

/// The parts of one open log and its threads. Readers, members and threads hold it, not the log itself.
final class Engine: Sendable {
    let path: String
    let layout: Layout
    let file: FileIdentity
    let writer: Writer
    let lookup: Lookup
    let groups: Groups
    let subscriptions: Subscriptions
    let checkpointer: Checkpointer
    private let events: SQLiteLogEvents
    let lostReplies = LostReplies()
    private let wakeFile: WakeFile
    private let isClosing = Monitor(false)
    private let threads = Mutex<[EngineThread]>([])
    private let isClosed = Atomic(false)

    init(folder: String, layout: Layout, _ events: SQLiteLogEvents) throws(LogError) {
        self.layout = layout
        self.events = events
        path = SQLiteLog.file(in: folder)
        // The file is made and prepared by one process at a time.
        let turn = try FileLock.take("\(folder)/open.lock", waiting: true)
        defer { withExtendedLifetime(turn) {} }
        let path = path
        let connection = try logged { () throws(SQLiteError) in try Schema.connect(path, .readWriteCreate) }
        try Schema.prepare(connection, layout)
        file = try FileIdentity(path)
        wakeFile = try WakeFile(folder: "\(folder)/wake")
        try wakeFile.register(connection)
        let (store, spare) = try logged { [wakeFile] () throws(SQLiteError) in
            (
                try WriteStore(connection, layout, processName: wakeFile.name),
                try Schema.connect(path, .readWrite)
            )
        }
        subscriptions = Subscriptions()
        checkpointer = Checkpointer(spare)
        writer = Writer(store, subscriptions, checkpointer, wakeFile, file)
        lookup = try Lookup(path: path)
        groups = Groups(folder: folder)
    }

    /// Starts the threads; once, after `init`.
    func start() {
        let started = [
            EngineThread("log-writer") { [writer] in writer.run() },
            EngineThread("log-checkpoint") { [checkpointer] in checkpointer.run() },
            EngineThread("log-wake") { [wakeFile, subscriptions] in
                while wakeFile.waitForOthers() { subscriptions.announceAnywhere() }
            },
            EngineThread("log-retention") { [self] in retainRepeatedly() },
        ]
        threads.withLock { $0 = started }
    }

    /// Writes what was submitted, ends the threads and wakes all who wait; the second call does nothing. On a thread of
    /// the engine (in a completion) it only begins to.
    func close() {
        if threads.withLock({ $0.contains { $0.isCurrent } }) {
            _ = EngineThread("log-closing") { [self] in close() }
            return
        }
        if isClosed.exchange(true, ordering: .acquiringAndReleasing) { return }
        writer.close()
        isClosing.change { $0 = true }
        let threads = threads.withLock { $0 }
        threads.first?.join()
        wakeFile.stop()
        checkpointer.close()
        groups.close()
        subscriptions.close()
        for thread in threads { thread.join() }
        writer.leave()
    }

    func refuseIfClosed() throws(LogError) {
        if isClosed.load(ordering: .acquiring) { throw .closed }
    }

    /// Takes records away and waits until that is durable.
    func remove(_ removal: Job.Removal) throws(LogError) {
        _ = try writer.perform { Job(removal: removal, completion: $0) }
    }

    /// `now` is in milliseconds since 1970.
    func retain(now: Int64) throws(LogError) {
        events.held(try Retention(self).run(now: now))
    }

    private func retainRepeatedly() {
        repeat {
            // What fails now is done an hour later; whoever appends hears of a disk that refuses.
            try? retain(now: millisecondsSince1970())
        } while isClosing.wait(atMost: SQLiteLogLimits.retentionInterval) { $0 ? true : nil } == nil
    }
}

extension WakeFile {
    /// Says to the other processes, under the log's lock, that this one wants to be woken: whoever commits later knows.
    func register(_ connection: Connection) throws(LogError) {
        try logged { () throws(SQLiteError) in
            try connection.begin(.immediate)
            defer { connection.rollback() }
            let statement = try connection.prepare("SELECT name FROM processes")
            var dead: [String] = []
            while try statement.step() {
                if let other = statement.text(0), !isAlive(other) { dead.append(other) }
            }
            let removal = try connection.prepare("DELETE FROM processes WHERE name=?1")
            for other in dead {
                try removal.bind(other, at: 1)
                try removal.run()
            }
            try connection.execute("INSERT INTO processes VALUES('\(name)')")
            try connection.commit()
        }
    }
}
