internal import Foundation
internal import Waiting

/// What the relays of a cluster look for together: a moment in the end of a transaction, at which its coordinator dies.
// Unchecked: all that changes is reached under the condition.
final class Aim: @unchecked Sendable {
    enum Moment: CaseIterable {
        /// A commit was asked for, and has not reached the coordinator.
        case request
        /// The coordinator has decided the commit, and nobody was told.
        case answer
        /// The commit is decided, and the coordinator is about to tell the partitions.
        case markers
    }

    struct Shot {
        /// The coordinator's.
        let node: Int
        /// None at the markers, which name a producer by its number.
        let transaction: String?
    }

    private struct Target {
        let moment: Moment
        /// Of the nodes.
        let processes: [Int: Int32]
        let silencing: Bool
    }

    private let condition = NSCondition()
    private var target: Target?
    private var shot: Shot?
    /// The transaction whose commits reach no coordinator.
    private var silenced: String?
    private var counts: [Moment: Int] = [:]
    private var foreignCount = 0
    private var commitCount = 0

    /// How often it was hit.
    var shotCounts: [Moment: Int] { condition.withLock { counts } }

    /// Ends of transactions that could not be read.
    var unreadCount: Int { condition.withLock { foreignCount } }

    /// Commits that were asked for.
    var seenCommitCount: Int { condition.withLock { commitCount } }

    /// Kills the coordinator whose moment comes next, of the nodes with these processes. Nil where none comes in time.
    /// `silencing`: until `listen`, who asked for that commit can ask no other coordinator either.
    func shoot(
        at moment: Moment, _ processes: [Int: Int32], silencing: Bool
    ) -> Shot? {
        let end = Date(timeIntervalSinceNow: patience)
        condition.lock()
        defer { condition.unlock() }
        (shot, target) = (nil, Target(moment: moment, processes: processes, silencing: silencing))
        while shot == nil, condition.wait(until: end) {}
        target = nil
        return shot
    }

    func listen() { condition.withLock { silenced = nil } }

    /// Whether a request may go on to that node.
    func lets(_ request: BrokerRequest, to node: Int) -> Bool {
        condition.withLock {
            if request.isForeign { foreignCount += 1 }
            if let sender = request.markerSender { return !fires(at: .markers, sender, nil) }
            guard let ending = request.ending, ending.isCommit else { return true }
            commitCount += 1
            return ending.transaction != silenced && !fires(at: .request, node, ending)
        }
    }

    /// Whether that node's answer may go on to who ended a transaction.
    func lets(_ answer: BrokerAnswer, to ending: BrokerRequest.Ending, from node: Int) -> Bool {
        condition.withLock { !(ending.isCommit && answer.isSuccess && fires(at: .answer, node, ending)) }
    }

    private func fires(at moment: Moment, _ node: Int, _ ending: BrokerRequest.Ending?) -> Bool {
        guard shot == nil, let target, target.moment == moment, let process = target.processes[node] else {
            return false
        }
        kill(process, SIGKILL)
        shot = Shot(node: node, transaction: ending?.transaction)
        counts[moment, default: 0] += 1
        if target.silencing { silenced = ending?.transaction }
        condition.broadcast()
        return true
    }
}
