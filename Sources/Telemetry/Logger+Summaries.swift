/// What may come with every request or every attempt, told by few lines: the first of its kind at once, and of those
/// that follow one line an interval, which says how many there were. A value; the time is given to it.
struct LogSummaries<Line> {
    /// One event, and whatever else tells its kinds apart.
    struct Kind: Hashable {
        let event: Logger.Event
        let name: String
    }

    /// The latest of the lines that were held back since the last one, which stands for all.
    typealias Summary = (line: Line, count: Int, elapsed: Duration)

    private struct Entry {
        let start: ContinuousClock.Instant
        let end: ContinuousClock.Instant
        var held: Line?
        var count = 0

        func isLive(at now: ContinuousClock.Instant) -> Bool { end > now || count > 0 }
    }

    private var entries: [Kind: Entry] = [:]

    /// Whether this is the first of its kind, to be written now; otherwise it is held for the summary. Of one event
    /// only so many kinds are told apart that a stranger's input can fill neither memory nor log.
    mutating func admits(
        _ kind: Kind, count: Int, every interval: Duration, at now: ContinuousClock.Instant, _ line: () -> Line
    ) -> Bool {
        if entries[kind] == nil { entries = entries.filter { $0.value.isLive(at: now) } }
        let key = entries[kind] == nil && isFull(kind.event) ? Kind(event: kind.event, name: "") : kind
        guard var entry = entries[key], entry.isLive(at: now) else {
            // The line that is written now stands for one of them.
            entries[key] = Entry(start: now, end: now + interval, held: count > 1 ? line() : nil, count: count - 1)
            return true
        }
        entry.held = line()
        entry.count += count
        entries[key] = entry
        return false
    }

    /// When the next summary is due; nil while none is held.
    var due: ContinuousClock.Instant? { entries.values.filter { $0.count > 0 }.map(\.end).min() }

    /// The summaries whose time has come, in the order of their times; each begins another interval of its kind.
    mutating func take(at now: ContinuousClock.Instant) -> [Summary] {
        let ripe = entries.filter { $0.value.count > 0 && $0.value.end <= now }
        for (kind, entry) in ripe { entries[kind] = Entry(start: now, end: now + (entry.end - entry.start)) }
        return Self.summaries(ripe, now)
    }

    /// The summaries of an event, or of all, whenever they are due; what comes after is a first again.
    mutating func end(_ event: Logger.Event?, at now: ContinuousClock.Instant) -> [Summary] {
        let ended = entries.filter { event == nil || $0.key.event == event }
        for kind in ended.keys { entries[kind] = nil }
        return Self.summaries(ended, now)
    }

    private func isFull(_ event: Logger.Event) -> Bool {
        entries.keys.count { $0.event == event } >= TelemetryLimits.summaryKindCountMax - 1
    }

    private static func summaries(_ entries: [Kind: Entry], _ now: ContinuousClock.Instant) -> [Summary] {
        entries.values.sorted { $0.end < $1.end }.compactMap { entry in
            entry.held.map { (line: $0, count: entry.count, elapsed: now - entry.start) }
        }
    }
}
