package import Log
package import Waybill

/// What became of a command that somebody waits for.
package enum RequestEnding: Equatable, Sendable {
    case decided(Verdict)
    /// There is no verdict within the deadline. The command may still be decided: who asks again finds what stands.
    case expired
    /// The log did not take the command.
    case refused(LogError)
}

/// Whoever asked for a command and waits for what becomes of it. Called from any thread; must not block.
package protocol Requester: AnyObject, Sendable {
    /// When the command was asked for.
    var start: ContinuousClock.Instant { get }
    /// Whether nobody waits any more, because the client has gone.
    var isLeft: Bool { get }
    /// Called at most once. False where nobody waited any more.
    func end(_ ending: RequestEnding) -> Bool
}
