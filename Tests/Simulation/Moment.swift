/// The places where a process may die: before and after each step of the sequence of design.md, "Exactly once".
package enum Moment: Int, CaseIterable, Sendable {
    case beforeNext, afterNext
    case beforePosition, afterPosition
    case beforeLaneOpen, afterLaneOpen
    case beforeRestoreBatch, afterRestoreBatch
    case beforeLaneBegin, afterLaneBegin
    case beforeSetValue, afterSetValue
    case beforeLogBegin, afterLogBegin
    case beforeLogCommit, afterLogCommit
    /// The log has committed; before each reply, and after the last.
    case beforeReply, afterReplies
    case beforeLaneCommit, afterLaneCommit
    /// One lane of the batch is committed, another not yet.
    case betweenLaneCommits
    case beforeLaneClose, afterLaneClose

    /// Once in how many passes a process dies here, where it may die at all: rarer where it passes more often.
    var odds: Int {
        switch self {
        case .beforeNext, .afterNext: 200
        case .beforeSetValue, .afterSetValue: 500
        case .beforeReply: 200
        case .beforeLaneBegin, .afterLaneBegin, .beforePosition, .afterPosition: 120
        case .beforeLogBegin, .afterLogBegin, .beforeLogCommit, .afterReplies, .beforeLaneCommit: 60
        case .afterLogCommit, .afterLaneCommit: 30
        case .beforeRestoreBatch, .afterRestoreBatch, .beforeLaneOpen, .afterLaneOpen: 40
        case .betweenLaneCommits, .beforeLaneClose, .afterLaneClose: 15
        }
    }

    /// Where a disk or a log may refuse while the process lives on.
    var canRefuse: Bool {
        switch self {
        case .beforeLaneOpen, .beforeLaneBegin, .beforeSetValue, .beforeLaneCommit, .beforeRestoreBatch, .beforeNext:
            true
        default: false
        }
    }
}

/// How one transaction of the log ends.
package enum CommitFate: CaseIterable, Sendable {
    case committed
    case aborted
    /// Committed, and nobody tells.
    case unknownCommitted
    case unknownAborted
    case fenced
    case fatal
}

/// A deliberate bug of the simulated member, to see that the auditor finds it.
package enum Mutant: CaseIterable, Sendable {
    /// Offsets are committed in a transaction of their own, after the results.
    case offsetsApart
    /// The lanes are committed before the log.
    case lanesFirst
    /// Dead letters are written before the transaction, outside of it.
    case deadLettersOutside
    /// Replies are sent before the end of the transaction is known, outside of it.
    case repliesFirst
    /// Whatever comes last counts, also an event that is older than another of its order.
    case lateCopiesCount
    /// The member goes on behind commands that were deleted, and tells nobody.
    case missingUntold
}
