/// Something to be called at a moment.
struct Alarm: Sendable {
    let moment: ContinuousClock.Instant
    let body: @Sendable () -> Void
}

/// Alarms, the earliest first: a binary heap.
struct Alarms {
    private var heap: [Alarm] = []

    var first: ContinuousClock.Instant? { heap.first?.moment }

    mutating func add(_ alarm: Alarm) {
        heap.append(alarm)
        var index = heap.count - 1
        while index > 0, heap[index].moment < heap[(index - 1) / 2].moment {
            heap.swapAt(index, (index - 1) / 2)
            index = (index - 1) / 2
        }
    }

    /// Takes the earliest away where its moment has come.
    mutating func take(at now: ContinuousClock.Instant) -> Alarm? {
        guard let first = heap.first, first.moment <= now else { return nil }
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        var index = 0
        while true {
            let children = (2 * index + 1..<min(2 * index + 3, max(2 * index + 1, heap.count)))
            guard let next = children.min(by: { heap[$0].moment < heap[$1].moment }),
                heap[next].moment < heap[index].moment
            else { return first }
            heap.swapAt(index, next)
            index = next
        }
    }
}
