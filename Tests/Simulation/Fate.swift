internal import Synchronization

/// Decides, from the seed, what goes wrong and when; and counts where it did.
package final class Fate: Sendable {
    /// What may go wrong in one run.
    package struct Plan: Sendable {
        /// Times every moment's own odds; 0 for a run without crashes.
        package var crashScale = 0
        package var crashCountMax = 0
        /// A moment at which this run likes to die.
        package var focus: Moment?
        /// Once in how many passes of a moment that can refuse it does; 0 for never.
        package var refusalOdds = 0
        /// Once in how many commits one fails.
        package var failureOdds = 0
        /// Once in how many replies one is lost on its way.
        package var replyLossOdds = 0
        /// The fates of the first commits; what follows goes by the odds.
        package var commits: [CommitFate] = []
        /// To die at this pass of this moment, 1 for the first.
        package var death: (moment: Moment, pass: Int)?
        package var mutant: Mutant?
        /// Batches are as large as they can be, and partitions come all at once.
        package var isPlain = false

        package init() {}
    }

    private struct State {
        var generator: SeededGenerator
        var plan: Plan
        var isCalm = false
        var failureCount = 0
        var passes = [Int](repeating: 0, count: Moment.allCases.count)
        var crashes = [Int](repeating: 0, count: Moment.allCases.count)
    }

    enum Turn { case goOn, refuse, crash }

    private let state: Mutex<State>
    let mutant: Mutant?
    let isPlain: Bool

    package init(_ plan: Plan, seed: UInt64) {
        state = Mutex(State(generator: SeededGenerator(seed: seed), plan: plan))
        mutant = plan.mutant
        isPlain = plan.isPlain
    }

    /// From now on nothing goes wrong.
    package func becomeCalm() { state.withLock { $0.isCalm = true } }

    /// Nor does anything that was planned.
    func retire() {
        state.withLock { state in
            state.isCalm = true
            state.plan.death = nil
            state.plan.commits = []
        }
    }

    package var isCalm: Bool { state.withLock { $0.isCalm } }

    /// How often each moment was passed, and how often it was the last.
    package var passes: [Int] { state.withLock { $0.passes } }
    package var crashes: [Int] { state.withLock { $0.crashes } }

    func turn(at moment: Moment) -> Turn {
        state.withLock { state in
            state.passes[moment.rawValue] += 1
            if let death = state.plan.death, death.moment == moment, death.pass == state.passes[moment.rawValue] {
                state.crashes[moment.rawValue] += 1
                return .crash
            }
            guard !state.isCalm else { return .goOn }
            if state.plan.crashCountMax > 0, state.plan.crashScale > 0 {
                let focused = state.plan.focus == moment ? 8 : 1
                if state.generator.once(in: max(1, moment.odds * state.plan.crashScale / focused)) {
                    state.plan.crashCountMax -= 1
                    state.crashes[moment.rawValue] += 1
                    return .crash
                }
            }
            return moment.canRefuse && state.generator.once(in: state.plan.refusalOdds) ? .refuse : .goOn
        }
    }

    func commitFate() -> CommitFate {
        state.withLock { state in
            if !state.plan.commits.isEmpty { return state.plan.commits.removeFirst() }
            // A worker gives up after ten failures in a row, which is not what is tried here.
            guard !state.isCalm, state.failureCount < 6, state.generator.once(in: state.plan.failureOdds) else {
                state.failureCount = 0
                return .committed
            }
            state.failureCount += 1
            return state.generator.pick([
                .aborted, .aborted, .unknownCommitted, .unknownCommitted, .unknownAborted, .unknownAborted, .fenced,
                .fatal,
            ])
        }
    }

    /// Whether a reply is lost that was sent.
    func losesReply() -> Bool {
        state.withLock { state in !state.isCalm && state.generator.once(in: state.plan.replyLossOdds) }
    }

    /// Draws for what is not a failure: sizes of batches, order, what is told first.
    func draw<Value>(_ body: (inout SeededGenerator) -> Value) -> Value where Value: Sendable {
        state.withLock { body(&$0.generator) }
    }
}
