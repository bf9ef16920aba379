internal import Synchronization

/// The size of one run.
package struct Shape: Sendable {
    package var partitionCount: Int32 = 2
    package var replyPartitionCount: Int32 = 2
    package var nodeCount = 1
    package var orderCount = 8
    package var commandCount = 60
    package var hasMarkers = true

    package init() {}

    /// Small runs are likelier than large ones: they find as much and cost less.
    static func random(_ generator: inout SeededGenerator) -> Shape {
        var shape = Shape()
        shape.partitionCount = Int32(generator.within(1...4))
        shape.replyPartitionCount = Int32(generator.within(1...3))
        shape.nodeCount = generator.within(1...2)
        shape.orderCount = generator.within(5...40)
        shape.commandCount = 40 + generator.below(1 + generator.below(260))
        shape.hasMarkers = !generator.once(in: 3)
        return shape
    }
}

extension Fate.Plan {
    static func random(_ generator: inout SeededGenerator) -> Fate.Plan {
        var plan = Fate.Plan()
        plan.crashScale = generator.pick([1, 1, 2, 4])
        plan.crashCountMax = generator.within(0...10)
        plan.focus = generator.pick(Moment.allCases)
        plan.refusalOdds = generator.pick([0, 100, 400])
        plan.failureOdds = generator.pick([0, 4, 10, 30])
        plan.replyLossOdds = generator.pick([0, 0, 20, 200])
        return plan
    }
}

/// Milliseconds since 1970, one more at each look.
final class SimulatedClock: Sendable {
    private let time = Mutex<Int64>(1_785_100_000_000)

    func next() -> Int64 {
        time.withLock { time in
            time += 1
            return time
        }
    }
}
