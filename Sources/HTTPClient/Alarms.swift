/// Something to be called at a moment.
struct Alarm: Sendable {
    let moment: ContinuousClock.Instant
    let body: @Sendable () -> Void
}

/// Alarms, the latest first, so that the next one is at the end.
struct Alarms {
    private var alarms: [Alarm] = []

    /// When the next one is due.
    var first: ContinuousClock.Instant? { alarms.last?.moment }

    mutating func add(_ alarm: Alarm) {
        let later = alarms.lastIndex { $0.moment > alarm.moment } ?? -1
        alarms.insert(alarm, at: later + 1)
    }

    /// Takes the next one away where its moment has come.
    mutating func take(at now: ContinuousClock.Instant) -> Alarm? {
        guard let first, first <= now else { return nil }
        return alarms.removeLast()
    }
}
