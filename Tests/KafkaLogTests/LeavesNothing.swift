internal import LogConformance
internal import Synchronization
internal import Testing
internal import Waiting

@testable internal import KafkaLog

/// After the tests that ran at the same time, librdkafka has no client and no thread left in this process. What it
/// leaves beside these is for LeakSanitizer to find (tools/sanitize): a client that runs hides what it refers to.
struct LeavesNothing: SuiteTrait, TestTrait, TestScoping {
    private struct State {
        var runningCount = 0
        /// What is left stays, and is told of once.
        var isTold = false
    }

    private static let state = Mutex(State())

    var isRecursive: Bool { true }

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        Self.state.withLock { $0.runningCount += 1 }
        defer { Self.end() }
        try await function()
    }

    /// Under the lock, so that no other test begins.
    private static func end() {
        state.withLock { state in
            state.runningCount -= 1
            // A log's clients end on threads of their own.
            guard state.runningCount == 0, !state.isTold,
                !Client.areNoneLeft(milliseconds: Int32(patience * 1_000))
            else { return }
            state.isTold = true
            Issue.record("librdkafka has a client or a thread left, of this test or of those that ran beside it")
        }
    }
}

extension Trait where Self == LeavesNothing {
    static var leavesNothing: LeavesNothing { LeavesNothing() }
}
