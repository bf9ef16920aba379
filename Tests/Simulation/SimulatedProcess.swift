internal import LaneState
internal import Log
internal import Synchronization

/// One life of a node. After its death every call that comes from it throws and changes nothing.
package final class SimulatedProcess: Sendable {
    private struct State {
        var isAlive = true
        var mayEnd = false
    }

    package let node: Int
    let fate: Fate
    private let state = Mutex(State())

    package init(node: Int, fate: Fate) {
        self.node = node
        self.fate = fate
    }

    package var isAlive: Bool { state.withLock { $0.isAlive } }

    package func kill() { state.withLock { $0.isAlive = false } }

    /// Something refused so that the worker has reason to end by itself.
    package var mayEnd: Bool { state.withLock { $0.mayEnd } }

    func excuse() { state.withLock { $0.mayEnd = true } }

    /// Why the process cannot go past this moment; nil where it can.
    private func obstacle(at moment: Moment) -> String? {
        guard isAlive else { return "the simulated process is dead" }
        switch fate.turn(at: moment) {
        case .goOn: return nil
        case .refuse:
            excuse()
            return "the simulation refuses at \(moment)"
        case .crash:
            kill()
            return "the simulated process died at \(moment)"
        }
    }

    func passLane(_ moment: Moment) throws(LaneError) {
        if let obstacle = obstacle(at: moment) { throw LaneError(obstacle) }
    }

    func passLog(_ moment: Moment) throws(LogError) {
        if let obstacle = obstacle(at: moment) { throw LogError(.unavailable, obstacle) }
    }

    func passCommit(_ moment: Moment) throws(CommitFailure) {
        if let obstacle = obstacle(at: moment) { throw .unknown(LogError(.unavailable, obstacle)) }
    }

    /// For steps that cannot throw. False where the process is dead.
    func pass(_ moment: Moment) -> Bool { obstacle(at: moment) == nil }
}
